"""One tick: anchor the history, plan, bundle, send.

Each part stands alone: one that fails keeps no other from its work.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar

from engine.cases.chain import anchor_chains
from engine.days.calendar import local_day
from engine.storage.database import Database
from engine.storage.session import Session
from notifications.digest.runs import plan_digests
from notifications.letters.mime import Letterhead
from notifications.notices.bundles import bundle
from notifications.notices.mail_days import offices
from notifications.notices.planner import plan
from notifications.outbox.mailer import Mailer
from notifications.sending.sender import SendReport, send_due

T = TypeVar("T")

log = logging.getLogger("samsak.tick")


@dataclass
class TickReport:
    """What a tick did.

    `failures` holds the parts that failed, each with the kind of error; the log has the rest.
    """

    anchored: bool = False
    planned: int = 0
    digests: int = 0
    bundled: int = 0
    sent: SendReport = field(default_factory=SendReport)
    failures: dict[str, str] = field(default_factory=dict)
    watch: Callable[[str], object] | None = field(default=None, repr=False, compare=False)


def tick(
    database: Database,
    now: datetime,
    *,
    mailer: Mailer,
    letterhead: Letterhead | None = None,
    worker: str = "tick",
    clock: Callable[[], datetime] | None = None,
    watch: Callable[[str], object] | None = None,
) -> TickReport:
    """Do everything that is due at `now`, once, on any node.

    `watch` hears the name of each part as it begins.

    `clock` tells the sender the time while it sends, for its leases; without one, time passes from
    `now` on as it does outside.
    """
    report, letterhead = TickReport(watch=watch), letterhead or Letterhead()
    host = letterhead.host
    with database.session() as session:
        report.anchored = _part(
            report, "anchor", False, lambda: anchor_chains(session, local_day(now))
        )
        report.planned = _part(report, "plan", 0, lambda: plan(session, now))
        report.digests = _part(report, "digest", 0, lambda: plan_digests(session, now, host=host))
        report.bundled = _part(report, "bundle", 0, lambda: bundle(session, now, host=host))
        # What was queued on Friday and could not be handed over does not go on Saturday.
        none: list[int] = []
        open_now = _part(
            report,
            "offices",
            none,
            lambda: [each.id for each in offices(session).values() if each.open_on(now)],
        )
    passing = clock or _passing(now)

    def send() -> SendReport:
        return send_due(
            database, mailer, passing, worker=worker, letterhead=letterhead, within=open_now
        )

    report.sent = _part(report, "send", SendReport(), send)
    return report


def _part(report: TickReport, name: str, otherwise: T, do: Callable[[], T]) -> T:
    if report.watch is not None:
        report.watch(name)
    try:
        return do()
    except Exception as error:  # noqa: BLE001 - whatever it is, the other parts have their own work
        # No message and no values: they may hold what somebody wrote. The kind and the place are
        # enough to look it up.
        log.error(
            "part failed",
            extra={"part": name, "error": type(error).__name__, "where": _where(error)},
        )
        report.failures[name] = type(error).__name__
        return otherwise


def _where(error: Exception) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}" if trace else ""


def _passing(now: datetime) -> Callable[[], datetime]:
    started = datetime.now(UTC)
    return lambda: now + (datetime.now(UTC) - started)


def planned_at(session: Session, now: datetime, *, host: str) -> int:
    """Everything of a tick but the sending, in the caller's transaction; how many mails are new.

    For a rehearsal.
    """
    plan(session, now)
    return plan_digests(session, now, host=host) + bundle(session, now, host=host)
