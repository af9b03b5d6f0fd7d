"""Partnerships, their organisations and bodies, persons, and who sits where from when to when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import JSON, Column, Index, UniqueConstraint, bindparam, func, or_, select
from sqlmodel import Field, SQLModel

from engine.database import Session
from engine.errors import BadInput, NotFound
from engine.languages import LANGUAGES, _
from engine.statements import Statement, UTCDateTime, table_of
from engine.words import LINE, refuse_unfit


class Partnership(SQLModel, table=True):
    """A hospital trust and its municipalities. `mail_hour` is local; `digest_day` 0 is Monday."""

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True, max_length=80)
    name: str
    language: str = Field(default="nb", max_length=2)
    mail_hour: int = 7
    digest_day: int = 0
    structure: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))


class Organisation(SQLModel, table=True):
    """A trust, a municipality or a practice; when it ends its successor takes over, old cases keep the old name."""

    __table_args__ = (UniqueConstraint("partnership_id", "key"),)
    id: int | None = Field(default=None, primary_key=True)
    partnership_id: int = Field(foreign_key="partnership.id")
    key: str = Field(max_length=80)
    name: str
    kind: str = Field(max_length=40)
    valid_from: date | None = None
    valid_to: date | None = None
    successor_id: int | None = Field(default=None, foreign_key="organisation.id")


class Body(SQLModel, table=True):
    """A council, group, secretariat, unit or role, by its kind and its local names."""

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


class Person(SQLModel, table=True):
    """Someone who is told things or acts. Contact details stand here alone, so that they can be forgotten."""

    id: int | None = Field(default=None, primary_key=True)
    email: str = Field(unique=True, max_length=254)
    name: str
    language: str = Field(default="nb", max_length=2)
    digest_day: int | None = None
    mail: bool = True
    added_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))


class Membership(SQLModel, table=True):
    """A person in a body, as what, from when to when (both days included). An observer reads and does not act."""

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
    valid_from: date = Field(default=date(1900, 1, 1))
    valid_to: date = Field(default=date(9999, 12, 31))


class Post(NamedTuple):
    """One membership of an actor, with what is needed of its body."""

    body_id: int
    body: str
    kind: str
    partnership_id: int
    role: str
    acts: bool
    deputy_for: int | None
    valid_from: date
    valid_to: date

    def current(self, on: date) -> bool:
        """Whether the membership counts on that day."""
        return self.valid_from <= on <= self.valid_to


@dataclass(frozen=True)
class Actor:
    """Who acts or asks. Without a person it is the operator, who has the database itself in hand."""

    person_id: int | None
    name: str
    email: str = ""
    language: str = "nb"
    posts: tuple[Post, ...] = ()

    @cached_property
    def operator(self) -> bool:
        """Whether this is the one who runs Samsak and not a person in it."""
        return self.person_id is None

    def acting(self, on: date) -> tuple[Post, ...]:
        """The posts in which the person may act that day."""
        return tuple(post for post in self.current(on) if post.acts)

    def current(self, on: date) -> tuple[Post, ...]:
        """The posts that the person has that day, observing ones too."""
        return tuple(post for post in self.posts if post.current(on))


OPERATOR = Actor(None, "")

_person, _membership, _body = (table_of(t) for t in (Person, Membership, Body))

_POSTS = (
    _body.c.id,
    _body.c.key,
    _body.c.kind,
    _body.c.partnership_id,
    _membership.c.role,
    _membership.c.acts,
    _membership.c.deputy_for,
    _membership.c.valid_from,
    _membership.c.valid_to,
)
_ACTOR = Statement(
    select(_person.c.id, _person.c.name, _person.c.email, _person.c.language, *_POSTS)
    .select_from(_person.outerjoin(_membership, _membership.c.person_id == _person.c.id).outerjoin(_body))
    .where(or_(_person.c.email == bindparam("email"), _person.c.id == bindparam("person_id")))
    .order_by(_membership.c.id)
)


def actor(session: Session, email: str | None = None, *, person_id: int | None = None) -> Actor:
    """The person with that address as one who acts; NotFound when nobody has it."""
    rows = session.rows(_ACTOR, {"email": email.strip().lower() if email else None, "person_id": person_id})
    if not rows:
        raise NotFound(_("Nobody is registered with the address {email}. See `samsak person list`.", email=email or ""))
    found, name, address, language = rows[0][:4]
    return Actor(found, name, address, language, tuple(Post(*row[4:]) for row in rows if row[4] is not None))


def partnership(session: Session, key: str) -> Partnership:
    """The partnership with that id; NotFound names those there are."""
    table = table_of(Partnership)
    number = session.execute(select(table.c.id).where(table.c.key == key)).scalar()
    if number is None:
        known = [row.key for row in session.execute(select(table.c.key).order_by(table.c.key))]
        if not known:
            raise NotFound(_("There is no partnership yet. Load one: `samsak init --partnership FILE`."))
        raise NotFound(_("There is no partnership “{key}”. There are: {known}.", key=key, known=known))
    return session.orm.get_one(Partnership, number)


def partnerships(session: Session) -> list[Partnership]:
    """Every partnership, by its number."""
    table = table_of(Partnership)
    return [session.orm.get_one(Partnership, row[0]) for row in session.execute(select(table.c.id).order_by(table.c.id))]


def body(session: Session, name: str, partnership_id: int | None = None, *, prefer: Actor | None = None) -> Body:
    """The body with that id, or `partnership/id`; one of the partnerships of `prefer` goes before others.

    NotFound when there is none, BadInput when there are several.
    """
    within, _slash, key = name.strip().rpartition("/")
    owner = table_of(Partnership)
    statement = select(_body.c.id, owner.c.key, owner.c.id).join(owner, owner.c.id == _body.c.partnership_id)
    statement = statement.where(_body.c.key == key)
    if within:
        statement = statement.where(owner.c.key == within)
    elif partnership_id is not None:
        statement = statement.where(owner.c.id == partnership_id)
    found = list(session.execute(statement))
    own = {post.partnership_id for post in prefer.posts} if prefer else set()
    found = [row for row in found if row[2] in own] or found
    if len(found) > 1:
        full = [f"{row[1]}/{key}" for row in found]
        raise BadInput(_("Several bodies are called “{name}”: write one of {full}.", name=name, full=full))
    if not found:
        raise NotFound(_("There is no body “{name}”. See `samsak body list`.", name=name))
    return session.orm.get_one(Body, found[0][0])


def bodies(session: Session, partnership_id: int) -> list[Body]:
    """Every body of the partnership, in the order of the structure file."""
    rows = session.execute(select(_body.c.id).where(_body.c.partnership_id == partnership_id).order_by(_body.c.id))
    return [session.orm.get_one(Body, row[0]) for row in rows]


def add_person(session: Session, email: str, name: str, *, language: str, at: datetime) -> Person:
    """Register a person, or change the name and language of one who is registered."""
    refuse_unfit(name, "name", LINE)
    refuse_unfit(email, "email")
    email = email.strip().lower()
    if not looks_like_an_address(email):
        raise BadInput(_("“{email}” is not a mail address; one looks like kari@example.no.", email=email))
    if not name.strip():
        raise BadInput(_("The person needs a name."))
    if language not in LANGUAGES:
        raise BadInput(_("“{language}” is not one of the languages nb, nn and en.", language=language))
    with session.begin():
        known = session.execute(select(_person.c.id).where(_person.c.email == email)).scalar()
        person = session.orm.get_one(Person, known) if known else Person(email=email, name="", added_at=at)
        person.name, person.language = name.strip(), language
        session.orm.add(person)
        session.orm.flush()
    return person


def persons(session: Session) -> Iterable[tuple[Person, list[tuple[Membership, Body]]]]:
    """Everyone who is registered, by name, with their seats."""
    seats: dict[int, list[tuple[Membership, Body]]] = {}
    for row in session.execute(select(_membership.c.id, _membership.c.body_id).order_by(_membership.c.id)):
        seat = session.orm.get_one(Membership, row[0])
        seats.setdefault(seat.person_id, []).append((seat, session.orm.get_one(Body, row[1])))
    for row in session.execute(select(_person.c.id).order_by(func.lower(_person.c.name), _person.c.id)):
        yield session.orm.get_one(Person, row[0]), seats.get(row[0], [])


def looks_like_an_address(email: str) -> bool:
    """Whether mail could be sent there, without anything else hidden in it."""
    name, at, host = email.rpartition("@")
    return bool(at and name and "." in host and not set(email) & set(" \t\r\n,;<>()[]\"'\\")) and len(email) <= 254
