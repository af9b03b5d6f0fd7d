"""The tick of `samsak run`: it is logged and kept, and told to those who wait for it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from commands.mailers import archive_from, mailer_from
from commands.pings import Pings
from engine.errors import Reason, Refused
from engine.language.sentences import _
from engine.settings import Settings
from engine.storage.database import Database
from notifications.letters.mime import Letterhead
from notifications.sending.tick import TickReport, TickWith, tick
from notifications.sending.tick_parts import keep_next_tick

log = logging.getLogger("samsak.run")
FILE_IS_GONE = _(
    "The file of the database is gone. Nothing is planned or sent, for it would be lost. Stop"
    " Samsak, put the file back or restore the newest backup, and start it again."
)


@dataclass(frozen=True)
class Ticks:
    """Ticks with what the settings name, `every` so often; `refuse` says why one was refused."""

    database: Database
    settings: Settings
    every: timedelta
    stopped: Callable[[], bool]
    refuse: Callable[[Refused], object]

    def tick(self, pings: Pings) -> None:
        """Tick once. Where nothing was done the next tick asks again."""
        try:
            report = self._ticked()
        except Refused as refusal:
            why = ", ".join(refusal.unmet)
            log.error("tick refused", extra={"why": why})
            self.refuse(refusal)
            pings.failed({"tick": why})
        except Exception as error:
            pings.failed({"tick": type(error).__name__})
            raise
        else:
            self._keep(report)
            if report.failures:
                pings.failed(report.failures)
            else:
                pings.well()

    def _ticked(self) -> TickReport:
        if self.database.file_is_gone:
            raise Refused([Reason("database", FILE_IS_GONE)])
        mailer = mailer_from(self.settings)
        try:
            return tick(
                self.database,
                datetime.now(UTC),
                mailer=mailer,
                letterhead=Letterhead.of(self.settings),
                given=TickWith(archive_from(self.settings), stopped=self.stopped),
            )
        finally:
            mailer.close()

    def _keep(self, report: TickReport) -> None:
        with self.database.session() as session:
            keep_next_tick(session, datetime.now(UTC) + self.every)
        if report.sent.sent or report.sent.failed:
            said = {"sent": report.sent.sent, "failed": report.sent.failed}
            log.info("mail went", extra=said)
