"""Sends what is due, once: claim, ask again whether it applies, write, freeze, hand over, record.

Any number of processes may run this at the same time. Whatever happens to one of them, a mail is in
one of three places: not handed over, so that it goes later; in doubt, so that it rests and then the
same bytes go again; or recorded as sent.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from engine.errors import place_of
from engine.storage.database import Database
from engine.storage.session import Session
from notifications.letters.letters import Letter, Pointless
from notifications.letters.mime import Letterhead, Message, mail_address, write
from notifications.outbox import leases
from notifications.outbox.leases import HOLD, LEASE, Claimed
from notifications.outbox.mailer import Mailer, Reply, ReplyKind
from notifications.sending import compose, proof
from notifications.sending.to_write import ToWrite

log = logging.getLogger("samsak.mail")
BATCH = 50
Now = Callable[[], datetime]


class Archive(Protocol):
    """A mailbox with a copy of everything the mail server took."""

    def found(self, message_id: str) -> bool:
        """Whether a mail with that Message-ID is in it."""
        ...


class Composer(Protocol):
    """Knows what each mail says, and what is settled once it was sent: `sending.compose`."""

    def letters_for(
        self, session: Session, deliveries: Sequence[ToWrite], now: datetime
    ) -> Mapping[int, Letter | Pointless]:
        """The letter of each mail as things stand."""
        ...

    def settle(self, session: Session, sent: Sequence[int], now: datetime) -> None:
        """What the mails told has been told."""
        ...


@dataclass(frozen=True)
class SendWith:
    """With what a worker sends, and for how long it holds a mail.

    `within` are the partnerships whose mail may go, all where nothing is said.
    """

    mailer: Mailer
    letterhead: Letterhead
    worker: str
    archive: Archive | None = None
    composer: Composer = compose
    lease: timedelta = LEASE
    hold: timedelta = HOLD
    within: Sequence[int] | None = None


@dataclass
class SendReport:
    """How many mails went which way. `away`: why the mail server did not answer, "" where it did;
    None where nothing was to be handed over."""

    sent: int = 0
    cancelled: int = 0
    again: int = 0
    failed: int = 0
    doubt: int = 0
    away: str | None = field(default=None, compare=False)


@dataclass
class Batch:
    """One worker's rounds, and how far they came."""

    session: Session
    given: SendWith
    now: Now
    report: SendReport = field(default_factory=SendReport)
    down: bool = False

    def round(self, most: int) -> int:
        """Send what is due, at most so many; how many were taken up."""
        given = self.given
        claimed = leases.claim(
            self.session,
            given.worker,
            self.now(),
            lease=given.lease,
            most=most,
            within=given.within,
        )
        self.hand_over(claimed, self.freeze([mail for mail in claimed if not self.arrived(mail)]))
        return len(claimed)

    def hand_over(self, claimed: Sequence[Claimed], frozen: Sequence[Claimed]) -> None:
        """One after the other; without a server, or when the lease runs out, the rest is given
        back as it was claimed."""
        # What is left must do for the slowest server's answer to one mail.
        enough = self.now() + self.given.lease / 2
        for place, mail in enumerate(frozen):
            reply = self.send(mail) if self.now() < enough else None
            if reply is None or reply.down:
                untried = {each.id for each in frozen[place:]}
                self.give_back([mail for mail in claimed if mail.id in untried], reply)
                break
            self.record(mail, reply)

    def arrived(self, mail: Claimed) -> bool:
        """A mail in doubt is looked for in the archive before anything else."""
        archive = self.given.archive
        if archive is None or not mail.doubtful or not archive.found(mail.message_id):
            return False
        self.record_sent(mail, "found in the archive")
        return True

    def freeze(self, mails: Sequence[Claimed]) -> list[Claimed]:
        """Those that still apply, their bytes kept and in doubt from now on; the others are
        cancelled.

        One transaction, so that a step that is taken back meanwhile either stops the mail or comes
        after it.
        """
        if not mails:
            return []
        with self.session.begin():
            mine = leases.renew(self.session, mails, self.now(), lease=self.given.lease)
            letters = self.letters(mine)
            found = [self.frozen(mail, letters[mail.id]) for mail in mine]
        return [mail for mail in found if mail is not None]

    def letters(self, mails: Sequence[Claimed]) -> dict[int, Letter | Pointless]:
        """What each mail says now.

        Of one whose bytes are kept it is only asked whether it is pointless or its reader has
        another address: else it is not written anew, so what it tells may not be noted anew.
        """
        kept = [mail for mail in mails if mail.body is not None]
        answers: Mapping[int, Letter | Pointless] = {}
        if kept:
            with self.session.savepoint(keep=False):
                answers = self.ask(kept)
        fresh = [mail for mail in mails if mail.body is None or _differs(mail, answers[mail.id])]
        return {**answers, **(self.ask(fresh) if fresh else {})}

    def ask(self, mails: Sequence[Claimed]) -> Mapping[int, Letter | Pointless]:
        """The letters of these mails as things stand."""
        return self.given.composer.letters_for(self.session, mails, self.now())

    def frozen(self, mail: Claimed, letter: Letter | Pointless) -> Claimed | None:
        """The mail with the bytes that go; None when none do."""
        if isinstance(letter, Pointless):
            self.report.cancelled += leases.cancel(self.session, mail, letter.reason.value)
            return None
        now = self.now()
        message = Message(mail.address, mail.subject, mail.body or b"")
        if mail.body is None or _differs(mail, letter):
            try:
                message = write(letter, self.given.letterhead, message_id=mail.message_id, now=now)
            except Exception as error:  # noqa: BLE001 - one letter that cannot be written stops nobody else's
                told = {"error": type(error).__name__, "where": place_of(error), "mail": mail.id}
                log.error("mail not written", extra=told)
                self.report.failed += leases.failed(
                    self.session, mail, f"could not be written: {type(error).__name__}"
                )
                return None
        kept = leases.FrozenMail(**message._asdict())
        return leases.freeze(
            self.session, mail, now, kept, hold=self.given.hold, lease=self.given.lease
        )

    def send(self, mail: Claimed) -> Reply:
        """Hand the frozen bytes over, if at the last moment they are still ours to send."""
        assert mail.body is not None, "its bytes are frozen"
        return self.given.mailer.send(
            mail.address,
            mail.message_id,
            mail.body,
            lambda: leases.held(self.session, mail, self.now()),
        )

    def give_back(self, mails: Sequence[Claimed], reply: Reply | None) -> None:
        """What nobody tried is as it was: for later when there is no server, else for the next
        round."""
        self.down = reply is not None
        if reply:
            self.report.away = _cause(reply) or "–"
            log.warning("mail server away", extra={"why": _cause(reply), "mails": len(mails)})
        leases.give_back(self.session, mails, self.now(), reply.text if reply else None)
        self.report.again += len(mails) if reply else 0

    def record(self, mail: Claimed, reply: Reply) -> None:
        """What the answer means for the mail."""
        if reply.kind is ReplyKind.ACCEPTED or reply.text[:3].isdecimal():
            self.report.away = ""
        if reply.kind is not ReplyKind.ACCEPTED:
            said = {"kind": reply.kind.value, "why": _cause(reply), "mail": mail.id}
            log.warning("mail not sent", extra=said)
        match reply.kind:
            case ReplyKind.ACCEPTED:
                self.record_sent(mail, reply.text)
            case ReplyKind.LATER:
                self.report.again += leases.again(self.session, mail, self.now(), reply.text)
            case ReplyKind.REFUSED:
                self.report.failed += leases.failed(self.session, mail, reply.text)
            case ReplyKind.LOST_LEASE:
                # Nothing was handed over; if nobody else took it meanwhile it may go at once.
                self.report.again += leases.again(
                    self.session, mail, self.now(), "took longer than its lease"
                )
            case ReplyKind.UNKNOWN:
                self.report.doubt += leases.doubt(
                    self.session, mail, self.now(), reply.text, hold=self.given.hold
                )

    def record_sent(self, mail: Claimed, text: str) -> None:
        """Sent, and what it told is told: both or neither."""
        now = self.now()
        with self.session.begin():
            if leases.sent(self.session, mail, now, text):
                self.given.composer.settle(self.session, [mail.id], now)
                proof.keep(self.session, mail, now)
                self.report.sent += 1


def _cause(reply: Reply) -> str:
    """Why a mail did not go, as far as a log may tell: the code of the mail server, or what
    happened where it gave none; never an address."""
    code = reply.text[:3]
    if code.isdecimal():
        return code
    return "" if "@" in reply.text else reply.text[:80]


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


def send_due(database: Database, given: SendWith, now: Now, *, most: int = 10_000) -> SendReport:
    """Send everything that is due, at most so many, in batches that share a connection.

    `now` is asked again and again: a lease is only worth something against a clock that goes on.
    """
    with database.session() as session:
        batch = Batch(session, given, now)
        try:
            while most > 0 and not batch.down:
                taken = batch.round(min(most, BATCH))
                most -= taken
                if taken < BATCH:
                    break
        finally:
            given.mailer.close()
    return batch.report
