"""The command that runs the clock and the sender together, until they are stopped."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import click

from commands.face import Face
from commands.lazy_group import complain
from commands.logs import write_log
from commands.mailers import mailer_from
from commands.options import command
from engine.errors import Refused
from engine.language.sentences import _
from engine.settings import Settings
from engine.storage.database import Database
from engine.urls import Maildir
from notifications import clock
from notifications.letters.mime import Letterhead
from notifications.sending.tick import TickReport, tick


@click.command()
@click.option(
    "--every", type=click.IntRange(1, 3600), default=30, show_default=True, metavar="SECONDS"
)
@command()
def run(face: Face, every: int) -> None:
    """Run the clock and the sender until stopped."""
    face.require_database()
    write_log(face.settings)
    context = click.get_current_context()
    click.echo(face.say(_said_at_start(face)), err=True)
    _keep_running(
        face.database,
        face.settings,
        every=every,
        tell=lambda line: click.echo(line, err=True),
        refuse=lambda refusal: complain(context, refusal),
    )


def _said_at_start(face: Face) -> object:
    mail = face.settings.mail
    where = str(mail.path) if isinstance(mail, Maildir) else f"{mail.host}:{mail.port}"
    return _("Samsak is running; emails go to {where}. Stop it with Ctrl-C.", where=where)


def _keep_running(
    database: Database,
    settings: Settings,
    *,
    every: int,
    tell: Callable[[str], object],
    refuse: Callable[[Refused], object],
) -> None:
    """Tick every so many seconds until SIGTERM or Ctrl-C; says a line whenever mail went out or
    a part failed, and why a tick was refused."""
    letterhead = Letterhead.of(settings)

    def tick_once() -> None:
        mailer = mailer_from(settings)
        try:
            report = tick(database, datetime.now(UTC), mailer=mailer, letterhead=letterhead)
        except Refused as refusal:  # nothing was done; the next tick asks again
            refuse(refusal)
            return
        finally:
            mailer.close()
        if said := _said_of(report):
            tell(f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}Z {said}")

    clock.run(tick_once, every=timedelta(seconds=every))


def _said_of(report: TickReport) -> str:
    """What a tick did, in a line; nothing where it had nothing to do."""
    sent = report.sent
    if not (sent.sent or sent.failed or report.failures):
        return ""
    failures = ", ".join(f"{part}: {error}" for part, error in report.failures.items())
    return f"sent={sent.sent} failed={sent.failed} {failures}".rstrip()
