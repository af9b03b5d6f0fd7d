"""Who acts or asks, with the seats that give the right to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from sqlalchemy import bindparam, or_, select

from engine.addresses import kept
from engine.errors import NotFound
from engine.language.sentences import _
from engine.people.tables import Body, Membership, Person
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of


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
    """Who acts or asks.

    Without a person it is the operator, who has the database itself in hand.
    """

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
    .select_from(
        _person.outerjoin(_membership, _membership.c.person_id == _person.c.id).outerjoin(_body)
    )
    .where(or_(_person.c.email == bindparam("email"), _person.c.id == bindparam("person_id")))
    .order_by(_membership.c.id)
)


def find_actor(
    session: Session, email: str | None = None, *, person_id: int | None = None
) -> Actor:
    """The person with that address as one who acts; NotFound when nobody has it."""
    rows = session.rows(_ACTOR, {"email": kept(email) if email else None, "person_id": person_id})
    if not rows:
        raise NotFound(
            _(
                "Nobody is registered with the address {email}. See `samsak person list`.",
                email=email or "",
            )
        )
    found, name, address, language = rows[0][:4]
    return Actor(
        found, name, address, language, tuple(Post(*row[4:]) for row in rows if row[4] is not None)
    )
