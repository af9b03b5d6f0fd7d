"""The link that stops a stream of mails without a login: who and which, signed, so that nobody
can stop another's."""

from __future__ import annotations

import hmac
from datetime import datetime
from typing import NamedTuple

from engine.errors import NotFound
from engine.language.sentences import _
from engine.people import registry
from engine.people.actors import find_actor
from engine.people.acts import Act
from engine.people.registry import PersonIn
from engine.people.tables import Person
from engine.storage.session import Session

PATH = "/unsubscribe"


class Stop(NamedTuple):
    """What a link asks for: no more mails of this stream to this person."""

    person_id: int
    stream: str


def token(stop: Stop, secret: bytes) -> str:
    """The last part of the link's address."""
    said = f"{stop.person_id}.{stop.stream}"
    return f"{said}.{_signature(said, secret)}"


def read(token: str, secret: bytes) -> Stop | None:
    """What the token asks for; None when it was not made with this secret."""
    said, _dot, signature = token.rpartition(".")
    number, _dot, stream = said.partition(".")
    genuine = hmac.compare_digest(signature.encode(), _signature(said, secret).encode())
    if not secret or not genuine or not number.isdecimal():
        return None
    return Stop(int(number), stream)


def asked_for(token: str, secret: bytes) -> Stop:
    """What the token asks for; NotFound when it was not made with this secret."""
    found = read(token, secret)
    if found is None:
        raise _no_link()
    return found


def stop(session: Session, wanted: Stop, now: datetime) -> None:
    """Let the person be without mails of that stream, as if she had chosen it herself."""
    with session.begin():
        session.take_turns(registry.PEOPLE_KEPT)
        person = session.orm.get(Person, wanted.person_id, populate_existing=True)
        if person is None:
            raise _no_link()
        given = PersonIn(person.email, stopped={*(person.stopped or ()), wanted.stream})
        herself = find_actor(session, person_id=wanted.person_id)
        registry.register_person(session, given, Act(herself, now), ())


def _no_link() -> NotFound:
    return NotFound(_("This link stops no emails. Use the link of a newer email, or log in."))


def _signature(said: str, secret: bytes) -> str:
    return hmac.new(secret, f"unsubscribe:{said}".encode(), "sha256").hexdigest()[:40]
