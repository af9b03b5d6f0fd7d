"""Sends what is due, once: claim, ask again whether it applies, write, freeze, hand over, record.

Any number of processes may run this at the same time. Whatever happens to one of them, a mail is in
one of three places: not handed over, so that it goes later; in doubt, so that it rests and then the
same bytes go again; or recorded as sent.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from engine.storage.database import Database
from engine.storage.session import Session
from notifications.letters.letters import Pointless
from notifications.letters.mime import Letterhead, Message
from notifications.outbox import leases
from notifications.outbox.archive import Archive, ArchiveAway
from notifications.outbox.leases import HOLD, LEASE, Claimed
from notifications.outbox.mailer import Mailer, Reply, ReplyKind
from notifications.sending import compose, proof
from notifications.sending.hold import held
from notifications.sending.written_mails import (
    Composer,
    NotWritten,
    WrittenMails,
    write_mails,
)

log = logging.getLogger("samsak.mail")
BATCH = 50
Now = Callable[[], datetime]


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
    None where nothing was to be handed over. `archive_away`: the same of the archive."""

    sent: int = 0
    cancelled: int = 0
    again: int = 0
    failed: int = 0
    doubt: int = 0
    away: str | None = field(default=None, compare=False)
    archive_away: str | None = field(default=None, compare=False)


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
        self.hand_over(claimed, self.freeze(self.looked_for(claimed)))
        return len(claimed)

    def looked_for(self, claimed: Sequence[Claimed]) -> list[Claimed]:
        """Those that are to go. A mail in doubt is looked for in the archive before anything else;
        where the archive is away, or so slow that the lease runs out, it rests in doubt."""
        left: list[Claimed] = []
        resting: list[Claimed] = []
        enough = self.now() + self.given.lease / 2
        for mail in claimed:
            if not mail.doubtful or self.given.archive is None:
                left.append(mail)
                continue
            found = self.in_archive(self.given.archive, mail) if self.now() < enough else None
            if found:
                self.record_sent(mail, "found in the archive")
            else:
                (resting if found is None else left).append(mail)
        self.report.doubt += leases.leave(self.session, resting, self.now())
        return left

    def in_archive(self, archive: Archive, mail: Claimed) -> bool | None:
        """Whether the archive has the mail; None where it cannot be asked, which it is then not
        again in this tick."""
        if self.report.archive_away:
            return None
        try:
            found = archive.found(mail.message_id)
        except ArchiveAway as away:
            self.report.archive_away = str(away) or "–"
            log.warning("archive away", extra={"why": self.report.archive_away})
            return None
        self.report.archive_away = ""
        return found

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

    def freeze(self, mails: Sequence[Claimed]) -> list[Claimed]:
        """Those that still apply, their bytes kept and in doubt from now on; the others are
        cancelled.

        They are written while nobody waits, and kept in a short transaction if nothing has happened
        meanwhile, so that a step that is taken back either stops the mail or comes after it. Where
        something has, they are written anew, half as many at a time.
        """
        if not mails:
            return []
        written = self.written(mails)
        with self.session.begin():
            mine = leases.renew(self.session, mails, self.now(), lease=self.given.lease)
            if mine == mails and (written.still_stands(self.session) or len(mails) == 1):
                return self.kept(mine, written)
        half = (len(mine) + 1) // 2
        return [*self.freeze(mine[:half]), *self.freeze(mine[half:])]

    def written(self, mails: Sequence[Claimed]) -> WrittenMails:
        """These mails as things stand."""
        return write_mails(
            self.session, self.given.composer, self.given.letterhead, mails, self.now()
        )

    def kept(self, mails: Sequence[Claimed], written: WrittenMails) -> list[Claimed]:
        """Keep what was written of these mails, with what is noted of them; one alone is written
        anew where it is not true any more."""
        if not written.still_stands(self.session):
            written = self.written(mails)
        written.composed.note(self.session)
        found = [self.frozen(mail, written.texts[mail.id]) for mail in mails]
        return [mail for mail in found if mail is not None]

    def frozen(self, mail: Claimed, text: Message | Pointless | NotWritten) -> Claimed | None:
        """The mail with the bytes that go; None when none do."""
        given = self.given
        match text:
            case Pointless():
                self.report.cancelled += leases.cancel(self.session, mail, text.reason.value)
                return None
            case NotWritten():
                why = f"could not be written: {text.error}"
                self.report.failed += leases.failed(self.session, mail, why)
                return None
            case _:
                kept = leases.FrozenMail(**text._asdict())
                return leases.freeze(
                    self.session, mail, self.now(), kept, hold=given.hold, lease=given.lease
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


def send_due(database: Database, given: SendWith, now: Now, *, most: int = 10_000) -> SendReport:
    """Send everything that is due, at most so many, in batches that share a connection.

    `now` is asked again and again: a lease is only worth something against a clock that goes on.
    Nothing is sent while all mail is held.
    """
    with database.session() as session:
        batch = Batch(session, given, now)
        try:
            while most > 0 and not batch.down and not held(session):
                taken = batch.round(min(most, BATCH))
                most -= taken
                if taken < BATCH:
                    break
        finally:
            given.mailer.close()
            if given.archive is not None:
                given.archive.close()
    return batch.report
