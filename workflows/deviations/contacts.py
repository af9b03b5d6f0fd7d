"""Where the answer to a report goes; kept apart from the events, so that it can be forgotten."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, bindparam, select
from sqlmodel import Field, SQLModel

from engine.storage.columns import UTCDateTime
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of


class Contact(SQLModel, table=True):
    """Where the answer to a report goes.

    Stands outside the events, so that it can be removed and the chain still holds.
    """

    case_id: int = Field(foreign_key="case.id", primary_key=True)
    receipt_hash: str = Field(unique=True, max_length=64)
    email: str | None = Field(default=None, max_length=254)
    language: str = Field(default="nb", max_length=2)
    removed_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime, nullable=True))


_contact = table_of(Contact)
_CONTACT = Statement(
    select(_contact.c.email, _contact.c.language).where(
        _contact.c.case_id == bindparam("case_id"), _contact.c.removed_at.is_(None)
    )
)


def contact(session: Session, case_id: int) -> tuple[str, str] | None:
    """The address and language to answer to, or None where there is none (any more)."""
    row = session.row(_CONTACT, {"case_id": case_id})
    return (row[0], row[1]) if row and row[0] else None
