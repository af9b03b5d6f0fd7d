"""The clock and the sender together, until they are stopped."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from commands.mailers import mailer_from
from engine.settings import Settings
from engine.storage.database import Database
from notifications import clock
from notifications.letters.mime import Letterhead
from notifications.sending.tick import tick


def keep_running(
    database: Database, settings: Settings, *, every: int, tell: Callable[[str], object]
) -> None:
    """Tick every so many seconds until SIGTERM or Ctrl-C; says a line whenever mail went out or
    a part failed."""
    letterhead = Letterhead.of(settings)

    def tick_once() -> None:
        mailer = mailer_from(settings)
        try:
            report = tick(database, datetime.now(UTC), mailer=mailer, letterhead=letterhead)
        finally:
            mailer.close()
        sent = report.sent
        if sent.sent or sent.failed or report.failures:
            failures = ", ".join(f"{part}: {error}" for part, error in report.failures.items())
            tell(
                (
                    f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}Z sent={sent.sent} failed={sent.failed}"
                    f" {failures}"
                ).rstrip()
            )

    clock.run(tick_once, every=timedelta(seconds=every))
