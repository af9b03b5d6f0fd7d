"""One tick: anchor the history, plan, bundle, send, take cases into the index of searches.

A tick is a list of parts. Each part stands alone: one that fails keeps no other from its work.
"""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from engine.cases import due_index
from engine.cases.anchors import anchor_chains
from engine.cases.search_index import take_in
from engine.days.calendar import local_day
from engine.errors import place_of
from engine.language.sentences import Sentence, _
from engine.storage.database import Database
from engine.storage.faults import code_of
from engine.storage.session import Session
from notifications.digest.runs import plan_digests
from notifications.letters.forgetting import forget_expired
from notifications.letters.mime import Letterhead
from notifications.notices.bundles import bundle
from notifications.notices.mail_days import mail_days
from notifications.notices.planner import plan
from notifications.outbox.archive import Archive, ArchiveAway
from notifications.outbox.mailer import Mailer
from notifications.sending import hold
from notifications.sending.bounced import BOUNCES, look_for_bounces
from notifications.sending.clock_check import clock_from, keep_tick, require_clock
from notifications.sending.login_links import queue_links
from notifications.sending.look_back import look_back
from notifications.sending.planned_again import plan_again
from notifications.sending.send_with import SendReport, SendWith, go_on
from notifications.sending.sender import send_due
from notifications.sending.sent_before import settle_sent_before
from notifications.sending.tick_parts import (
    ARCHIVE,
    MAIL_SERVER,
    done_on,
    done_since,
    keep_parts,
)

log = logging.getLogger("samsak.tick")
FORGETTING, LOOKING_BACK = "addresses", "restored"


@dataclass
class TickReport:
    """What a tick did.

    `bounced` counts the mails that came back, None where nobody looked; `archive_away` is why the
    archive could not be asked for them. `looked_back`: the archive was asked, once, what went
    before the database was restored, which `sent_before` counts; `forgotten` the reporters'
    addresses whose time was over; `failures` holds the parts that failed, each with the kind of
    error; the log has the rest.
    """

    anchored: bool = False
    planned: int = 0
    digests: int = 0
    bundled: int = 0
    bounced: int | None = None
    archive_away: str = ""
    looked_back: bool = False
    sent_before: int = 0
    forgotten: int = 0
    sent: SendReport = field(default_factory=SendReport)
    failures: dict[str, str] = field(default_factory=dict)


class TickWith(NamedTuple):
    """What else a tick is given: an archive to look for mails in, who watches its parts begin,
    whether it is to stop, which is asked before each part and between two mails."""

    archive: Archive | None = None
    watch: Callable[[TickPart], object] = lambda _part: None
    stopped: Callable[[], bool] = go_on


@dataclass
class Ticking:
    """What the parts of one tick work with; `open_now` are the partnerships that send today."""

    database: Database
    session: Session
    now: datetime
    mailer: Mailer
    letterhead: Letterhead
    passing: Callable[[], datetime]
    given: TickWith
    report: TickReport = field(default_factory=TickReport)
    open_now: list[int] = field(default_factory=list)


def _anchor(ticking: Ticking) -> None:
    ticking.report.anchored = anchor_chains(ticking.session, local_day(ticking.now))


def _look_back(ticking: Ticking) -> None:
    """Once, where the archive was not there when the database was restored."""
    session, archive = ticking.session, ticking.given.archive
    restored = hold.restored(session, ticking.now)
    if restored is None or archive is None or done_since(session, LOOKING_BACK, restored.at):
        return
    host = ticking.letterhead.host
    ticking.report.sent_before = look_back(session, archive, ticking.now, host=host)
    ticking.report.looked_back = True


def _plan(ticking: Ticking) -> None:
    due_index.go_on_in_all(ticking.session)
    planned = plan(ticking.session, ticking.now)
    ticking.report.planned = planned + plan_again(ticking.session, ticking.now)


def _digest(ticking: Ticking) -> None:
    host = ticking.letterhead.host
    ticking.report.digests = plan_digests(ticking.session, ticking.now, host=host)


def _bundle(ticking: Ticking) -> None:
    host = ticking.letterhead.host
    ticking.report.bundled = bundle(ticking.session, ticking.now, host=host)


def _queue_links(ticking: Ticking) -> None:
    queue_links(ticking.session, ticking.now, host=ticking.letterhead.host)


def _look_for_bounces(ticking: Ticking) -> None:
    """Before anything is sent, so that what came back is known to whoever goes on from it."""
    archive, report = ticking.given.archive, ticking.report
    if archive is None:
        return
    try:
        report.bounced = look_for_bounces(ticking.session, archive, ticking.now)
    except ArchiveAway as away:
        report.archive_away = str(away) or "–"
    finally:
        archive.close()


def _look_who_sends(ticking: Ticking) -> None:
    """What was queued on Friday and could not be handed over does not go on Saturday."""
    known = mail_days(ticking.session).values()
    ticking.open_now = [days.id for days in known if days.open_at(ticking.now)]


def _settle_sent_before(ticking: Ticking) -> None:
    """What the archive has since the backup that was restored is not sent again. Where it cannot be
    asked nothing is sent."""
    restored, archive = hold.restored(ticking.session, ticking.now), ticking.given.archive
    if restored is not None and archive is not None:
        ticking.report.sent_before += settle_sent_before(
            ticking.session, archive, restored, ticking.now
        )


def _send(ticking: Ticking) -> None:
    _settle_sent_before(ticking)
    given = SendWith(
        mailer=ticking.mailer,
        letterhead=ticking.letterhead,
        worker=f"{socket.gethostname()}-{os.getpid()}",
        within=ticking.open_now,
        archive=ticking.given.archive,
        stopped=ticking.given.stopped,
    )
    ticking.report.sent = send_due(ticking.database, given, ticking.passing)


def _forget(ticking: Ticking) -> None:
    """Once a day is enough for what is counted in months."""
    if done_on(ticking.session, FORGETTING) != local_day(ticking.now):
        session, stopped = ticking.session, ticking.given.stopped
        ticking.report.forgotten = forget_expired(session, ticking.now, stopped)


def _take_in(ticking: Ticking) -> None:
    take_in(ticking.session)


class TickPart(NamedTuple):
    """A part of a tick: its name in reports, what it is doing in words, and what it does."""

    name: str
    doing: Sentence
    do: Callable[[Ticking], None]


PARTS = (
    TickPart("anchor", _("Anchoring the history …"), _anchor),
    TickPart(LOOKING_BACK, _("Asking the archive what went before …"), _look_back),
    TickPart("plan", _("Planning who must hear what …"), _plan),
    TickPart("digest", _("Preparing digests …"), _digest),
    TickPart("bundle", _("Putting notices into emails …"), _bundle),
    TickPart("logins", _("Preparing links to log in …"), _queue_links),
    TickPart(BOUNCES, _("Looking for emails that came back …"), _look_for_bounces),
    TickPart("days", _("Checking who is open today …"), _look_who_sends),
    TickPart("send", _("Sending …"), _send),
    TickPart(FORGETTING, _("Removing addresses that are no longer needed …"), _forget),
    TickPart("search", _("Making cases easy to find …"), _take_in),
)


def tick(
    database: Database,
    now: datetime,
    *,
    mailer: Mailer,
    letterhead: Letterhead | None = None,
    clock: Callable[[], datetime] | None = None,
    given: TickWith = TickWith(),  # noqa: B008 - it cannot be changed
) -> TickReport:
    """Do everything that is due at `now`, once, on any node; refuses a clock not to be believed.

    `clock` tells the sender the time while it sends, for its leases; without one it is the
    database's, or passes from `now` on.
    """
    with database.session() as session:
        require_clock(session, now)
        head, time = letterhead or Letterhead(), clock or clock_from(session, now)
        ticking = Ticking(
            database, session, now, mailer, letterhead=head, passing=time, given=given
        )
        _do_parts(ticking)
    return ticking.report


def _do_parts(ticking: Ticking) -> None:
    begun = []
    for part in PARTS:
        if ticking.given.stopped():
            break
        begun.append(part.name)
        ticking.given.watch(part)
        _try(part, ticking)
    ticking.session.renew()
    keep_tick(ticking.session, ticking.now)
    became = _became(ticking.report, begun)
    without = ARCHIVE if ticking.given.archive is None else None
    keep_parts(ticking.session, ticking.now, became, without=without)


def _try(part: TickPart, ticking: Ticking) -> None:
    try:
        ticking.session.renew()  # whatever the part before left of it
        part.do(ticking)
    except Exception as error:  # noqa: BLE001 - whatever it is, the other parts have their own work
        # No message and no values: they may hold what somebody wrote. The kind and the place are
        # enough to look it up.
        kind = code_of(error)
        said = {"part": part.name, "error": kind, "where": place_of(error)}
        log.error("part failed", extra=said)
        ticking.report.failures[part.name] = kind


def _became(report: TickReport, begun: Iterable[str]) -> dict[str, str | None]:
    """What each part that was begun came to, and what was learned of the mail server and the
    archive."""
    parts: dict[str, str | None] = dict.fromkeys(begun, "")
    if report.bounced is None:
        parts[BOUNCES] = None
    if not report.looked_back:
        parts[LOOKING_BACK] = None
    archive = report.archive_away or report.sent.archive_away
    if archive is None and report.bounced is not None:
        archive = ""
    return {**parts, **report.failures, MAIL_SERVER: report.sent.away, ARCHIVE: archive}


def planned_at(session: Session, now: datetime, *, host: str) -> int:
    """Everything of a tick but the sending, in the caller's transaction; how many mails are new.

    For a rehearsal.
    """
    plan(session, now)
    return plan_digests(session, now, host=host) + bundle(session, now, host=host)
