"""Mails as they are to go, written while nobody waits: outside any write transaction, with the
point up to which everything that happened was known."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from engine.cases.events import LAST_EVENT, last_event_number
from engine.errors import place_of
from engine.people.trace import LAST_TRACED
from engine.storage.session import Session
from notifications.letters.letters import Letter, Pointless
from notifications.letters.mime import Letterhead, Message, mail_address, write
from notifications.outbox.leases import Claimed
from notifications.sending.composed import Composed
from notifications.sending.to_write import OfKind, ToWrite

log = logging.getLogger("samsak.mail")


class Composer(Protocol):
    """Knows what each mail says, and what is settled once it was sent: `sending.compose`."""

    def compose(self, session: Session, deliveries: Sequence[ToWrite], now: datetime) -> Composed:
        """The letter of each mail as things stand; nothing is written."""
        ...

    def settle(self, session: Session, sent: Sequence[OfKind], now: datetime) -> None:
        """What the mails told has been told."""
        ...


class Newest(NamedTuple):
    """The newest event of the cases, and the newest of the registry."""

    event: int
    traced: int


class NotWritten(NamedTuple):
    """A mail that cannot be written, by the kind of the error."""

    error: str


class WrittenMails(NamedTuple):
    """What becomes of each mail, by its number; what is noted with it; up to when it is true."""

    texts: Mapping[int, Message | Pointless | NotWritten]
    composed: Composed
    newest: Newest

    def still_stands(self, session: Session) -> bool:
        """Whether nothing has happened since to a case, a meeting or a person."""
        return self.newest == Newest(session.value(LAST_EVENT), session.value(LAST_TRACED))


def write_mails(
    session: Session,
    composer: Composer,
    letterhead: Letterhead,
    mails: Sequence[Claimed],
    now: datetime,
) -> WrittenMails:
    """These mails as things stand now; nothing is kept of it yet."""
    with session.begin():  # on PostgreSQL no event below that number is still to come then
        newest = Newest(last_event_number(session), session.value(LAST_TRACED))
    with session.snapshot():
        composed = _composed(session, composer, mails, now)
    texts = {mail.id: _text(mail, composed, letterhead, now) for mail in mails}
    return WrittenMails(texts, composed, newest)


def _composed(
    session: Session, composer: Composer, mails: Sequence[Claimed], now: datetime
) -> Composed:
    """What each mail says now.

    Of one whose bytes are kept it is only asked whether it is pointless or its reader has another
    address: else it is not written anew, so what it tells may not be noted anew.
    """
    kept = [mail for mail in mails if mail.body is not None]
    answers = composer.compose(session, kept, now).letters if kept else {}
    fresh = [mail for mail in mails if mail.body is None or _differs(mail, answers[mail.id])]
    asked = composer.compose(session, fresh, now) if fresh else Composed({})
    return Composed(answers).beside(asked)


def _text(
    mail: Claimed, composed: Composed, letterhead: Letterhead, now: datetime
) -> Message | Pointless | NotWritten:
    """The mail as it goes, in the words that are kept of it where it still applies so."""
    letter = composed.letters[mail.id]
    if isinstance(letter, Pointless):
        return letter
    if mail.body is not None and not _differs(mail, letter):
        return Message(mail.address, mail.subject, mail.body)
    try:
        marks = composed.marks.get(mail.id, ())
        return write(letter, letterhead, message_id=mail.message_id, now=now, marks=marks)
    except Exception as error:  # noqa: BLE001 - one letter that cannot be written stops nobody else's
        kind = type(error).__name__
        told = {"error": kind, "where": place_of(error), "mail": mail.id}
        log.error("mail not written", extra=told)
        return NotWritten(kind)


def _differs(mail: Claimed, letter: Letter | Pointless) -> bool:
    """Whether the kept bytes are not to go as they are: nothing is left to say, or their reader has
    another address by now. There they go anew as the same mail, with the same Message-ID: at the
    old address they would be lost to her, or read by somebody else."""
    if isinstance(letter, Pointless):
        return True
    try:
        return mail_address("", letter.recipient.address).addr_spec != mail.address
    except ValueError:  # the writing of it says so, and of this mail alone
        return True
