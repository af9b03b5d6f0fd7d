"""Mails with a link to log in: queued when somebody asked for one, written with a new code, and
without it again once they have gone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from engine.errors import NotFound
from engine.people import logins, registry
from engine.people.actors import Actor, find_actor
from engine.people.logins import LoginLink
from engine.people.tables import Partnership
from engine.storage.session import Session
from notifications.letters.letters import (
    Letter,
    LoginLetter,
    Pointless,
    Recipient,
    SendingPartnership,
)
from notifications.notices.notices import CancelReason
from notifications.outbox import deliveries
from notifications.outbox.deliveries import DeliveryKind, NewDelivery
from notifications.sending.composed import Composed, Note
from notifications.sending.to_write import ToWrite

PATH = "/login/link"


def queue_links(session: Session, now: datetime, *, host: str) -> int:
    """Queue a mail for every link that somebody waits for; how many are new. Where the address is
    nobody's there is no mail, and nobody is told so."""
    new = []
    for link in logins.waiting_links(session, now):
        person = _person(session, link.address)
        owner = _owner(session, person) if person else None
        if person and owner:
            new.append(NewDelivery(DeliveryKind.LOGIN, _key(link), owner.number, person.person_id))
    return len(deliveries.queue(session, new, now, host=host))


def letters(session: Session, mails: Sequence[ToWrite], now: datetime) -> Composed:
    """The letter of each of these mails, with a code that only the mail knows; a link that is too
    old, or whose address is another's by now, gets none."""
    found: dict[int, Letter | Pointless] = {}
    notes: list[Note] = []
    for mail in mails:
        number = int(mail.key.split(":")[1])
        person = find_actor(session, person_id=mail.person_id)
        if logins.is_waiting(session, number, person.email, now):
            code = logins.new_code()
            found[mail.id] = _letter(session, mail, person, code)
            notes.append(partial(logins.keep_code, number=number, code=code))
        else:
            found[mail.id] = Pointless(CancelReason.OVERTAKEN)
    return Composed(found, tuple(notes))


def _letter(session: Session, mail: ToWrite, person: Actor, code: str) -> LoginLetter:
    owner = session.orm.get_one(Partnership, mail.partnership_id)
    return LoginLetter(
        recipient=Recipient(person.name, person.email, person.language, person.person_id),
        partnership=SendingPartnership(owner.number, owner.key, owner.name),
        link_path=f"{PATH}/{code}",
        minutes=int(logins.LINK_LASTS.total_seconds() // 60),
    )


def _key(link: LoginLink) -> str:
    """What makes its mail one: a number may be given again once the link is not kept any more."""
    return f"{DeliveryKind.LOGIN}:{link.number}:{link.asked_at.timestamp():.6f}"


def _person(session: Session, address: str) -> Actor | None:
    try:
        return find_actor(session, address)
    except NotFound:
        return None


def _owner(session: Session, person: Actor) -> Partnership | None:
    """On whose behalf the mail goes: a partnership in which she has a seat, else the first."""
    seated = [post.partnership_id for post in person.posts]
    known = registry.partnerships(session)
    return next((each for each in known if each.number in seated), known[0] if known else None)
