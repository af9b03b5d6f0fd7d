"""Which digest was made for whom, and up to which event each person has been told."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from engine.storage.columns import UTCDateTime


class DigestRun(SQLModel, table=True):
    """The digest of one partnership for one period (a week as 2026-W48); made once."""

    __tablename__ = "digest_run"
    __table_args__ = (UniqueConstraint("kind", "partnership_id", "period"),)
    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(default="weekly", max_length=20)
    partnership_id: int = Field(foreign_key="partnership.id")
    period: str = Field(max_length=20)
    started_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))


class DigestEntry(SQLModel, table=True):
    """One person's digest in a run.

    `told_until` is set in the commit that records the sending, never before.
    """

    __tablename__ = "digest_entry"
    run_id: int = Field(foreign_key="digest_run.id", primary_key=True)
    person_id: int = Field(foreign_key="person.id", primary_key=True, index=True)
    delivery_id: int = Field(foreign_key="delivery.id", unique=True)
    rendered_until: int | None = None
    told_until: int | None = None
