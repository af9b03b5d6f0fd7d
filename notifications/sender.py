"""Sends what is due, once: claim, ask again whether it applies, write, freeze, hand over, record.

Any number of processes may run this at the same time. Whatever happens to one of them, a mail is in one of three places: not
handed over, so that it goes later; in doubt, so that it rests and then the same bytes go again; or recorded as sent.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from engine.database import Database, Session
from notifications import outbox, writing
from notifications.letters import Letter, Pointless
from notifications.mailer import Mailer, Reply, ReplyKind
from notifications.messages import Letterhead, write
from notifications.outbox import HOLD, LEASE, Claimed

BATCH = 50
Clock = Callable[[], datetime]


class Archive(Protocol):
    """A mailbox with a copy of everything the mail server took."""

    def found(self, message_id: str) -> bool:
        """Whether a mail with that Message-ID is in it."""
        ...


@dataclass
class SendReport:
    """How many mails went which way."""

    sent: int = 0
    cancelled: int = 0
    again: int = 0
    failed: int = 0
    doubt: int = 0


@dataclass
class Batch:
    """One round of one worker."""

    session: Session
    mailer: Mailer
    letterhead: Letterhead
    now: Clock
    archive: Archive | None
    lease: timedelta
    hold: timedelta
    report: SendReport = field(default_factory=SendReport)
    down: str | None = None

    def run(self, worker: str, most: int) -> int:
        """Send what is due, at most so many; how many were taken up."""
        claimed = outbox.claim(self.session, worker, self.now(), lease=self.lease, most=most)
        mails = [mail for mail in claimed if not self.arrived(mail)]
        due = self.judge(mails)
        for place, (mail, letter) in enumerate(due):
            if self.down is not None:
                rest = [mail for mail, _letter in due[place:]]
                outbox.postpone(self.session, rest, self.now(), self.down)
                self.report.again += len(rest)
                break
            self.send(mail, letter)
        return len(claimed)

    def arrived(self, mail: Claimed) -> bool:
        """A mail in doubt is looked for in the archive before anything else."""
        if self.archive is None or not mail.doubtful or not self.archive.found(mail.message_id):
            return False
        self.record_sent(mail, "found in the archive")
        return True

    def judge(self, mails: Sequence[Claimed]) -> list[tuple[Claimed, Letter]]:
        """Those that still apply, with what they say now; the others are cancelled."""
        if not mails:
            return []
        with self.session.begin():
            mine = outbox.renew(self.session, mails, self.now(), lease=self.lease)
            letters = self.letters(mine)
            for mail in mine:
                found = letters[mail.id]
                if isinstance(found, Pointless):
                    self.report.cancelled += outbox.cancel(self.session, mail, str(found.reason))
        return [(mail, letter) for mail in mine if not isinstance(letter := letters[mail.id], Pointless)]

    def letters(self, mails: Sequence[Claimed]) -> dict[int, Letter | Pointless]:
        """What each mail says now. Bytes that are frozen are not written anew, so what they tell may not be settled anew:
        for these it is only asked, and undone, whether they are pointless."""
        frozen = [mail for mail in mails if mail.body is not None]
        answers: dict[int, Letter | Pointless] = {}
        if frozen:
            with self.session.savepoint(keep=False):
                answers = self.ask(frozen)
        fresh = [mail for mail in mails if mail.body is None or isinstance(answers[mail.id], Pointless)]
        return answers | (self.ask(fresh) if fresh else {})

    def ask(self, mails: Sequence[Claimed]) -> dict[int, Letter | Pointless]:
        return writing.letters_for(self.session, mails, self.now())

    def send(self, mail: Claimed, letter: Letter) -> None:
        """Freeze the bytes, hand them over, record what came of it."""
        frozen = self.frozen(mail, letter)
        if frozen is None or frozen.body is None:
            return
        reply = self.mailer.send(
            frozen.address, frozen.message_id, frozen.body, lambda: outbox.held(self.session, frozen, self.now())
        )
        self.down = reply.text if reply.down else None
        self.record(frozen, reply)

    def frozen(self, mail: Claimed, letter: Letter) -> Claimed | None:
        """The mail with the bytes that go, kept and counted as in doubt; None when it cannot go."""
        now = self.now()
        address, subject, body = mail.address, mail.subject, mail.body
        if body is None:
            try:
                address, subject, body = write(letter, self.letterhead, message_id=mail.message_id, now=now)
            except Exception as error:  # noqa: BLE001 - one letter that cannot be written stops nobody else's
                self.report.failed += outbox.failed(self.session, mail, f"could not be written: {type(error).__name__}")
                return None
        return outbox.freeze(
            self.session, mail, now, address=address, subject=subject, body=body, hold=self.hold, lease=self.lease
        )

    def record(self, mail: Claimed, reply: Reply) -> None:
        """What the answer means for the mail."""
        match reply.kind:
            case ReplyKind.ACCEPTED:
                self.record_sent(mail, reply.text)
            case ReplyKind.LATER:
                self.report.again += outbox.again(self.session, mail, self.now(), reply.text)
            case ReplyKind.REFUSED:
                self.report.failed += outbox.failed(self.session, mail, reply.text)
            case ReplyKind.LOST_LEASE:
                # Nothing was handed over; if nobody else took it meanwhile it may go at once.
                self.report.again += outbox.again(self.session, mail, self.now(), "took longer than its lease")
            case ReplyKind.UNKNOWN:
                self.report.doubt += outbox.doubt(self.session, mail, self.now(), reply.text, hold=self.hold)

    def record_sent(self, mail: Claimed, text: str) -> None:
        """Sent, and what it told is told: both or neither."""
        with self.session.begin():
            if outbox.sent(self.session, mail, self.now(), text):
                writing.settle(self.session, mail.id, self.now())
                self.report.sent += 1


def send_due(
    database: Database, mailer: Mailer, now: Clock, *, worker: str, letterhead: Letterhead, most: int = 10_000,
    archive: Archive | None = None, lease: timedelta = LEASE, hold: timedelta = HOLD,
) -> SendReport:  # fmt: skip
    """Send everything that is due, at most so many, in batches that share a connection.

    `now` is asked again and again: a lease is only worth something against a clock that goes on.
    """
    with database.session() as session:
        batch = Batch(session, mailer, letterhead, now, archive, lease, hold)
        try:
            while most > 0 and batch.down is None:
                taken = batch.run(worker, min(most, BATCH))
                most -= taken
                if taken < BATCH:
                    break
        finally:
            mailer.close()
    return batch.report
