"""Tokens, by which other systems act and read in the name of a person who stands for them: for
what, until when. A code is shown once and kept as a hash."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple

from sqlmodel import col, select

from engine.days.calendar import local_day
from engine.errors import BadInput, NotFound, Reason, Refused, Remedy, WayOut
from engine.language.sentences import _
from engine.people.actors import Actor, find_actor
from engine.people.acts import Act
from engine.people.keepers import keepers
from engine.people.registry import PEOPLE_KEPT, require_keeper
from engine.people.rights import PEOPLE, kinds_with, require_in_all
from engine.people.systems import Token
from engine.people.tables import Body, Person
from engine.people.trace import trace, traced
from engine.storage.session import Session
from engine.typed_text import one_line, refuse_unfit

LONGEST = timedelta(days=366)
PREFIX = "samsak_"  # by which whoever finds one in a file knows what it is


class Scope(StrEnum):
    """What a token may be used for."""

    READ = "read"
    ACT = "act"
    REPORT = "report"


TOKEN = traced("token", Token, "person_id", "name", "scopes", "until", "ended_at", "code_hash")


class TokenIn(NamedTuple):
    """What is given of a token: the system's name, what it may do, its last day."""

    name: str
    scopes: Sequence[Scope]
    until: date


class Held(NamedTuple):
    """Whoever acts by a token, and what for."""

    actor: Actor
    scopes: frozenset[Scope]


def give_token(session: Session, email: str, given: TokenIn, act: Act) -> tuple[Token, str]:
    """Give a system a token that acts as the person with that address; the token, and its code,
    which is shown this once. Whoever keeps the people where she sits may. Refused where a
    secretariat would be left to systems."""
    name = one_line(given.name, "name")
    refuse_unfit(name, "name", 80)
    person = find_actor(session, email)
    with session.begin():
        kept = session.orm.get_one(Person, person.person_id)
        require_in_all(act, PEOPLE, {post.partnership_id for post in person.posts})
        require_keeper(session, kept, act)
        _refuse_unfit(name, given, local_day(act.at))
        _refuse_last_keeper(session, person, local_day(act.at))
        code = PREFIX + secrets.token_urlsafe(32)
        token = Token(
            code_hash=_hash(code),
            person_id=kept.number,
            name=name,
            scopes=sorted(set(given.scopes)),
            until=given.until,
            made_at=act.recorded,
        )
        session.orm.add(token)
        trace(session, TOKEN, token, "given", act)
    return token, code


def _refuse_unfit(name: str, given: TokenIn, today: date) -> None:
    if not name:
        raise BadInput(_("Give the system a name."))
    if not given.scopes:
        raise BadInput(_("Say what the token is for: {scopes}.", scopes=list(Scope)))
    if not today <= given.until <= today + LONGEST:
        sentence = _("A token lasts a year at most; {day} is not within it.", day=given.until)
        raise Refused([Reason("until", sentence)])


def _refuse_last_keeper(session: Session, person: Actor, on: date) -> None:
    """Refuse to count somebody as a system who is the last person in a secretariat."""
    session.take_turns(PEOPLE_KEPT)
    for post in person.acting(on):
        kept = keepers(session, post.partnership_id, on) if post.kind in kinds_with(PEOPLE) else []
        if kept and all(seat.person_id == person.person_id for seat in kept):
            sentence = _(
                "With a token {name} would count as another system, and nobody else sits in a"
                " secretariat: deviations would reach no one. Register a person for the system and"
                " give the token to that one, or give somebody else a seat there first.",
                name=person.name,
            )
            body = session.orm.get_one(Body, post.body_id)
            remedy = Remedy(WayOut.ADD_MEMBER, {"body": body.key})
            raise Refused([Reason("secretariat", sentence, remedy)])


def find_held(session: Session, code: str, now: datetime) -> Held | None:
    """Who acts by the token with that code now; None for nobody."""
    wanted = select(Token).where(col(Token.code_hash) == _hash(code), col(Token.ended_at).is_(None))
    token = session.orm.exec(wanted).first()
    if token is None or token.until < local_day(now):
        return None
    actor = find_actor(session, person_id=token.person_id)
    return Held(actor, frozenset(Scope(each) for each in token.scopes))


def tokens_of(session: Session, email: str, act: Act) -> list[Token]:
    """The tokens that act as a person, for whoever keeps the people where she sits."""
    person = find_actor(session, email)
    require_in_all(act, PEOPLE, {post.partnership_id for post in person.posts})
    wanted = select(Token).where(col(Token.person_id) == person.person_id)
    return list(session.orm.exec(wanted.order_by(col(Token.id))))


def end_token(session: Session, number: int, act: Act) -> Token:
    """End a token at once; who gives them may. NotFound where there is none."""
    with session.begin():
        token = session.orm.get(Token, number)
        person = find_actor(session, person_id=token.person_id) if token else None
        places = {post.partnership_id for post in person.posts} if person else set()
        require_in_all(act, PEOPLE, places)
        if token is None or token.ended_at is not None:
            raise NotFound(_("There is no token {number} that is in use.", number=number))
        token.ended_at = act.recorded
        trace(session, TOKEN, token, "ended", act)
        return token


def _hash(code: str) -> str:
    return sha256(code.encode()).hexdigest()
