"""The command that runs the clock and the sender together, until they are stopped."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import click

from commands.face import Face
from commands.mailers import mailer_from
from commands.options import command
from engine.language.sentences import _
from engine.settings import Settings
from engine.storage.database import Database
from engine.urls import Maildir
from notifications import clock
from notifications.letters.mime import Letterhead
from notifications.sending.tick import tick


@click.command()
@click.option(
    "--every", type=click.IntRange(1, 3600), default=30, show_default=True, metavar="SECONDS"
)
@command()
def run(face: Face, every: int) -> None:
    """Run the clock and the sender until stopped."""
    face.require_database()
    click.echo(face.say(_said_at_start(face)), err=True)
    _keep_running(
        face.database, face.settings, every=every, tell=lambda line: click.echo(line, err=True)
    )


def _said_at_start(face: Face) -> object:
    mail = face.settings.mail
    where = str(mail.path) if isinstance(mail, Maildir) else f"{mail.host}:{mail.port}"
    return _("Samsak is running; emails go to {where}. Stop it with Ctrl-C.", where=where)


def _keep_running(
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
