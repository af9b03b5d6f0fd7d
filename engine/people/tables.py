"""The tables of partnerships, their organisations and bodies, of persons, and of who sits where
from when to when."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from engine.days.dates import ALWAYS, NEVER
from engine.storage.columns import UTCDateTime
from engine.storage.numbered import Numbered

MAIL_UNTIL = 20  # the local hour from which on no mail goes, where a partnership says nothing


class Partnership(Numbered, SQLModel, table=True):
    """A hospital trust and its municipalities. Mail goes from `mail_hour` until `mail_until`, both
    local, the latter 24 for midnight and nothing for `MAIL_UNTIL`; `digest_day` 0 is Monday;
    `public_since` is the day since which its plans are shown to everybody; `reckoned_to` the last
    case whose due days were reckoned anew since the closed days changed, nothing where all were."""

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True, max_length=80)
    name: str
    language: str = Field(default="nb", max_length=2)
    mail_hour: int = 7
    mail_until: int | None = None
    digest_day: int = 0
    public_since: date | None = None
    reckoned_to: int | None = None
    structure: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))


class Organisation(SQLModel, table=True):
    """A trust, a municipality or a practice; when it ends its successor takes over, old cases
    keep the old name."""

    __table_args__ = (UniqueConstraint("partnership_id", "key"),)
    id: int | None = Field(default=None, primary_key=True)
    partnership_id: int = Field(foreign_key="partnership.id")
    key: str = Field(max_length=80)
    name: str
    kind: str = Field(max_length=40)
    valid_from: date | None = None
    valid_to: date | None = None
    successor_id: int | None = Field(default=None, foreign_key="organisation.id")


class Body(Numbered, SQLModel, table=True):
    """A council, group, secretariat, unit or role, by its kind and its local names; when it has
    ended its successor takes its cases over."""

    __table_args__ = (UniqueConstraint("partnership_id", "key"),)
    id: int | None = Field(default=None, primary_key=True)
    partnership_id: int = Field(foreign_key="partnership.id")
    key: str = Field(max_length=80)
    name: str
    abbreviation: str | None = None
    kind: str = Field(max_length=40)
    aliases: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    parts: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    valid_from: date | None = None
    valid_to: date | None = None
    successor_id: int | None = Field(default=None, foreign_key="body.id")


class Person(Numbered, SQLModel, table=True):
    """Someone who is told things or acts.

    Contact details stand here alone, so that they can be forgotten. `stopped` are the streams of
    mail that she does without; until `away_until` is over, what can wait does.
    """

    id: int | None = Field(default=None, primary_key=True)
    email: str = Field(unique=True, max_length=254)
    name: str
    language: str = Field(default="nb", max_length=2)
    digest_day: int | None = None
    mail: bool = True
    added_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    stopped: list[str] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    away_until: date | None = None


class Membership(Numbered, SQLModel, table=True):
    """A person in a body, as what, from when to when (both days included).

    An observer reads and does not act.
    """

    __table_args__ = (
        UniqueConstraint("person_id", "body_id", "role", "valid_from"),
        Index("ix_membership_body_id", "body_id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    body_id: int = Field(foreign_key="body.id")
    role: str = Field(max_length=40)
    acts: bool = True
    deputy_for: int | None = Field(default=None, foreign_key="person.id")
    valid_from: date = Field(default=ALWAYS)
    valid_to: date = Field(default=NEVER)
