"""What every row is looked through for before it is written."""

from __future__ import annotations

import sqlmodel
from sqlalchemy import event, inspect

from engine.identity_numbers import refuse_identity_numbers
from engine.typed_text import refuse_no_text


def _refuse_what_is_no_text(session: sqlmodel.Session, *_more: object) -> None:
    """Whatever is written by a model is looked through here, whoever wrote it, for identity numbers
    and for what is no text; what goes by statements (cases and their events) is looked through
    where it is read."""
    for row in (*session.new, *session.dirty):
        for column in inspect(row).mapper.column_attrs:
            value = getattr(row, column.key)
            refuse_identity_numbers(value, column.key)
            if isinstance(value, str):
                refuse_no_text(value, column.key)


event.listen(sqlmodel.Session, "before_flush", _refuse_what_is_no_text)
