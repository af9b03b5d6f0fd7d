"""What happened to several rows of one kind, those that were removed too: for whoever asks who
changed what."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from engine.people.trace import REMOVED, Subject, Traced, events_of_kind, registry_event
from engine.storage.columns import any_of
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of

_OF_SEVERAL = Statement(
    select(*(registry_event.c[name] for name in Traced._fields))
    .where(registry_event.c.subject == bindparam("subject"))
    .where(any_of(registry_event.c.subject_id, "ids"))
    .order_by(registry_event.c.id)
)


def traces_about(session: Session, subject: Subject, column: str, number: int) -> list[Traced]:
    """Everything that happened to the rows that hold this number in that column, or held it when
    they were removed; oldest first."""
    table = table_of(subject.model)
    there = session.execute(select(table.c.id).where(table.c[column] == number))
    gone = [
        event.subject_id
        for event in events_of_kind(session, subject, REMOVED)
        if event.parts["changes"].get(column, [None])[0] == number
    ]
    ids = sorted({*(row.id for row in there), *gone})
    rows = session.rows(_OF_SEVERAL, {"subject": subject.name, "ids": ids}) if ids else []
    return [Traced(*row) for row in rows]
