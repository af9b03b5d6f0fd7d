"""Sends what is due, once: claim, ask again whether it applies, write, freeze, hand over, record.

Any number of processes may run this at the same time. Whatever happens to one of them, a mail is in
one of three places: not handed over, so that it goes later; in doubt, so that it rests and then the
same bytes go again; or recorded as sent.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from time import monotonic

from engine.storage.database import Database
from engine.storage.session import Session
from notifications.letters.letters import Pointless
from notifications.letters.mime import Message
from notifications.notices import reporters_told
from notifications.outbox import leases
from notifications.outbox.leases import Claimed, FrozenMail
from notifications.outbox.mailer import Reply, ReplyKind, bare_reply
from notifications.outbox.waits import LEASE, LONGEST_REST, LONGEST_TRY
from notifications.sending import proof
from notifications.sending.hold import held
from notifications.sending.in_doubt import look_for
from notifications.sending.send_with import SendReport, SendWith
from notifications.sending.written_mails import NotWritten, WrittenMails, write_mails
from workflows.deviations.heard import HeardState

log = logging.getLogger("samsak.mail")
BATCH = 50
AT_ONCE = 5.0  # seconds: an answer of the database that takes longer is of another time
SEVERAL = 3  # mails that are not carried, and none that is: it is us who are refused
Now = Callable[[], datetime]


@dataclass
class Batch:
    """One worker's rounds, and how far they came; `last` is the last moment that was asked for."""

    session: Session
    given: SendWith
    clock: Now
    last: datetime = field(init=False)
    report: SendReport = field(default_factory=SendReport)
    ended: bool = False
    taken: bool = False  # whether the server took any mail of ours
    not_carried: int = 0

    def now(self) -> datetime:
        """The moment; on PostgreSQL the server is asked for it."""
        self.last = self.clock()
        return self.last

    def round(self, most: int) -> int:
        """Send what is due, at most so many; how many were taken up."""
        given = self.given
        claimed = leases.claim(
            self.session, given.worker, self.now(), most=most, within=given.within
        )
        to_go = self.looked_for(claimed)
        if given.stopped():
            self.let_go(to_go)
        else:
            self.hand_over(claimed, self.freeze(to_go))
        return len(claimed)

    def looked_for(self, claimed: Sequence[Claimed]) -> list[Claimed]:
        """Those that are to go; of the others it is recorded what came of looking for them."""
        found = look_for(claimed, self.given.archive, self.report, self.now)
        for mail in found.arrived:
            self.record_sent(mail, "found in the archive")
        self.report.doubt += leases.leave(self.session, found.unasked, self.now())
        leases.leave(self.session, found.undecided, self.now(), LONGEST_REST)
        return found.to_go

    def hand_over(self, claimed: Sequence[Claimed], frozen: Sequence[Claimed]) -> None:
        """One after the other. Without a server, when somebody stops us or holds all mail, when one
        answer or all of them take long, the rest is given back as it was claimed."""
        as_claimed = {mail.id: mail for mail in claimed}
        waiting = [as_claimed[mail.id] for mail in frozen]
        # What is left must do for the slowest server's answer to one mail.
        enough = self.now() + LEASE / 2
        for mail in frozen:
            if not waiting or self.given.stopped() or self.last >= enough:
                break
            this = waiting.pop(0)
            reply = self.send(mail, lambda: self.wait_alone(waiting))
            if self.is_down(reply):
                self.wait_for_server([this, *waiting], reply)
                return
            if reply.kind is ReplyKind.LOST_LEASE and held(self.session):
                self.ended = True
                waiting.insert(0, this)
                break
            self.record(mail, reply)
        self.let_go(waiting)

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
            mine = leases.renew(self.session, mails, self.now())
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
        texts = [(mail, self.text_of(mail, written.texts[mail.id])) for mail in mails]
        going = [(mail, FrozenMail(**text._asdict())) for mail, text in texts if text is not None]
        return leases.freeze(self.session, going, self.now())

    def text_of(self, mail: Claimed, text: Message | Pointless | NotWritten) -> Message | None:
        """What goes; None where nothing does."""
        match text:
            case Pointless():
                self.report.cancelled += leases.cancel(self.session, mail, text.reason.value)
                return None
            case NotWritten():
                why = f"could not be written: {text.error}"
                self.record_failed(mail, why)
                return None
            case _:
                return text

    def send(self, mail: Claimed, slow: Callable[[], object]) -> Reply:
        """Hand the frozen bytes over, if at the last moment they are still ours to send."""
        assert mail.body is not None, "its bytes are frozen"
        address, name, held = mail.address, mail.message_id, lambda: self.is_held(mail)
        return self.given.mailer.send(address, name, mail.body, held, slow)

    def is_held(self, mail: Claimed) -> bool:
        """Whether the mail is ours now, not when we asked: who stood still before the answer came
        asks once more, and hands nothing over where that takes long too."""
        for _ask in range(2):
            asked = monotonic()
            if not leases.held(self.session, mail, self.now()):
                return False
            if monotonic() - asked < AT_ONCE:
                return True
        return False

    def is_down(self, reply: Reply) -> bool:
        """Whether there is no server that takes mail from us: it says so, or it carried none of
        several."""
        self.not_carried += reply.ours
        return reply.down or (reply.ours and not self.taken and self.not_carried >= SEVERAL)

    def wait_alone(self, waiting: list[Claimed]) -> None:
        """The server takes its time: nothing else is held meanwhile, or tried in this tick."""
        self.ended = True
        self.let_go(waiting)

    def let_go(self, mails: list[Claimed]) -> None:
        """What nobody tried is as it was, for whoever comes next."""
        leases.give_back(self.session, mails, self.now(), None)
        mails.clear()

    def wait_for_server(self, mails: Sequence[Claimed], reply: Reply) -> None:
        """There is no server: nobody tried these, and they go later."""
        self.ended = True
        self.report.away = _shown(reply)
        log.warning("mail server away", extra={"why": bare_reply(reply.text), "mails": len(mails)})
        leases.give_back(self.session, mails, self.now(), reply.text)
        self.report.again += len(mails)

    def record(self, mail: Claimed, reply: Reply) -> None:
        """What the answer means for the mail."""
        reply = self.learned(reply)
        if reply.kind is not ReplyKind.ACCEPTED:
            said = {"kind": reply.kind.value, "why": bare_reply(reply.text), "mail": mail.id}
            log.warning("mail not sent", extra=said)
        match reply.kind:
            case ReplyKind.ACCEPTED:
                self.record_sent(mail, reply.text)
            case ReplyKind.LATER:
                self.send_later(mail, reply.text, ours=reply.ours)
            case ReplyKind.REFUSED:
                self.record_failed(mail, reply.text)
            case ReplyKind.LOST_LEASE:
                # Nothing was handed over; if nobody else took it meanwhile it may go at once.
                self.send_later(mail, "took longer than its lease")
            case ReplyKind.UNKNOWN:
                self.report.doubt += leases.doubt(self.session, mail, self.now(), reply.text)

    def learned(self, reply: Reply) -> Reply:
        """The reply, with what it says of the server: one that takes mail of others from us will
        not carry it to this recipient."""
        if reply.kind is ReplyKind.ACCEPTED:
            self.taken, self.report.away = True, ""
        elif reply.ours and self.taken:
            return replace(reply, kind=ReplyKind.REFUSED)
        elif reply.ours:
            self.report.away = _shown(reply)
        elif reply.text[:3].isdecimal():
            self.report.away = self.report.away or ""
        return reply

    def send_later(self, mail: Claimed, why: str, *, ours: bool = False) -> None:
        """It goes later, or has been put off for too long. As long as a server that may refuse us
        has taken nothing, it is not this mail's fault."""
        began = mail.tried_at
        its_own = not ours or (began and leases.any_taken_since(self.session, began))
        if its_own and leases.waited_too_long(mail, self.now()):
            said = f"put off for {LONGEST_TRY.days} days: {why}"
            self.record_failed(mail, said)
        else:
            self.report.again += leases.again(self.session, mail, self.now(), why)

    def record_sent(self, mail: Claimed, text: str) -> None:
        """Sent, and what it told is told: both or neither."""
        now = self.now()
        with self.session.begin(pipelined=True):
            if mine := leases.sent(self.session, mail, now, text):
                self.given.composer.settle(self.session, [mail], now)
                proof.keep(self.session, mail, now)
                self.report.sent += 1
        if not mine:  # it rests in doubt, until the archive or a person says that it came
            log.warning("mail went too late", extra={"mail": mail.id})

    def record_failed(self, mail: Claimed, why: str) -> None:
        """It reaches nobody; those who wait for a reporter to hear of something are to know."""
        with self.session.begin():
            if leases.failed(self.session, mail, why):
                reporters_told.note(self.session, [mail.id], HeardState.REFUSED, self.now())
                self.report.failed += 1


def _shown(reply: Reply) -> str:
    """Why a mail did not go, for those who look after mails, in the server's own words."""
    return re.sub(r"\S*@\S*", "…", reply.text) or "–"


def send_due(database: Database, given: SendWith, now: Now, *, most: int = 10_000) -> SendReport:
    """Send everything that is due, at most so many, in batches that share a connection.

    `now` is asked again and again: a lease is only worth something against a clock that goes on.
    Nothing is sent while all mail is held.
    """
    with database.session() as session:
        batch = Batch(session, given, now)
        try:
            while most > 0 and not (batch.ended or given.stopped() or held(session)):
                taken = batch.round(min(most, BATCH))
                most -= taken
                if taken < BATCH:
                    break
        finally:
            given.mailer.close()
            if given.archive is not None:
                given.archive.close()
    return batch.report
