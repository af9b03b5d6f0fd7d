"""Who acts or asks, with the seats that give the right to."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from operator import itemgetter
from typing import NamedTuple

from sqlalchemy import bindparam, select

from engine.addresses import kept
from engine.errors import NotFound, Remedy, WayOut
from engine.language.sentences import Sentence, _
from engine.people.tables import Body, Membership, Person
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of


class ActorKind(StrEnum):
    """What acts or asks."""

    PERSON = "person"
    REPORTER = "reporter"
    SYSTEM = "system"
    CLOCK = "clock"
    OPERATOR = "operator"


def actor_words(name: str, other: str | None) -> str | Sentence:
    """Who acted, in words: a deputy with the member on whose behalf it was."""
    if not other:
        return name
    return _("{name} on behalf of {other}", name=name, other=other)


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


class Actor(NamedTuple):
    """Who acts or asks.

    A person acts in her own posts, or as a deputy on behalf of somebody. A reporter is known by the
    receipt of one case, `case_id`, or by nothing before there is one. The operator stands at the
    machine's console: reads everything, keeps the registry, and decides nothing. The clock and
    other systems take no steps.
    """

    person_id: int | None = None
    name: str = ""
    email: str = ""
    language: str = "nb"
    posts: tuple[Post, ...] = ()
    kind: ActorKind = ActorKind.PERSON
    case_id: int | None = None

    @property
    def operator(self) -> bool:
        """Whether this is the one who runs Samsak and not a person in it."""
        return self.kind is ActorKind.OPERATOR

    def acting(self, on: date) -> tuple[Post, ...]:
        """The posts in which the person may act that day."""
        return tuple([post for post in self.posts if post.acts and post.current(on)])

    def current(self, on: date) -> tuple[Post, ...]:
        """The posts that the person has that day, observing ones too."""
        return tuple([post for post in self.posts if post.current(on)])

    def sits_in(self, partnership_id: int, on: date) -> bool:
        """Whether the actor may look at what everyone in the partnership may."""
        return self.operator or any(
            post.partnership_id == partnership_id for post in self.current(on)
        )


OPERATOR = Actor(kind=ActorKind.OPERATOR)
CLOCK = Actor(kind=ActorKind.CLOCK)
ANYONE = Actor(kind=ActorKind.REPORTER)


def reporter(case_id: int) -> Actor:
    """Whoever holds the receipt of that case."""
    return Actor(kind=ActorKind.REPORTER, case_id=case_id)


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
_SEATED = select(
    _person.c.id,
    _person.c.name,
    _person.c.email,
    _person.c.language,
    _membership.c.id,
    *_POSTS,
).select_from(
    _person.outerjoin(_membership, _membership.c.person_id == _person.c.id).outerjoin(_body)
)
_SEAT = itemgetter(4)
# Two statements, for PostgreSQL scans both tables where one asks for an address or a number.
_BY_EMAIL = Statement(_SEATED.where(_person.c.email == bindparam("email")))
_BY_NUMBER = Statement(_SEATED.where(_person.c.id == bindparam("person_id")))


def find_actor(
    session: Session, email: str | None = None, *, person_id: int | None = None
) -> Actor:
    """The person with that address or number as one who acts; NotFound when nobody has it."""
    if email is not None:
        rows = session.rows(_BY_EMAIL, {"email": kept(email)})
    else:
        rows = session.rows(_BY_NUMBER, {"person_id": person_id})
    if not rows:
        raise no_person(email or "")
    found, name, address, language, *_seat = rows[0]
    rows.sort(key=_SEAT)
    posts = tuple([Post(*row[5:]) for row in rows if row[4] is not None])
    return Actor(person_id=found, name=name, email=address, language=language, posts=posts)


def no_person(email: str) -> NotFound:
    """Nobody has that address, as far as whoever asks may know."""
    sentence = _("Nobody is registered with the address {email}.", email=email)
    return NotFound(sentence, remedy=Remedy(WayOut.LIST_PEOPLE))
