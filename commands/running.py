"""The command that runs pages, clock and sender together, until they are stopped."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

import click

from commands.face import Face
from commands.lazy_group import complain
from commands.logs import write_log
from commands.mailers import archive_from, mailer_from
from commands.options import command
from commands.serving import Address, listen, serve, served_at
from engine.errors import Refused
from engine.language.sentences import _
from engine.settings import Settings
from engine.storage.database import Database
from engine.urls import Maildir
from notifications.letters.mime import Letterhead
from notifications.sending.tick import TickReport, TickWith, tick
from notifications.sending.tick_parts import keep_next_tick
from web.site import Site


@click.command()
@click.option(
    "--every",
    type=click.IntRange(1, 3600),
    default=30,
    show_default=True,
    metavar="SECONDS",
    help="How often it ticks.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Where pages are answered.")
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8080, show_default=True, help="At which port."
)
@command()
def run(face: Face, every: int, host: str, port: int) -> None:
    """Run the pages, the clock and the sender until stopped."""
    face.require_database()
    write_log(face.settings)
    where, complaining = Address(host, port), click.get_current_context()
    settings = served_at(face.settings, where)
    database = Database(settings.database_url, pooled=True)
    listening = listen(where)
    click.echo(face.say(_said_at_start(settings, where)), err=True)
    site = Site(database, settings, clock=lambda: datetime.now(UTC))
    interval = timedelta(seconds=every)
    stopped = threading.Event()
    ticking = partial(_ticked, database, settings, stopped.is_set)
    ticker = _ticker(database, ticking, interval, lambda why: complain(complaining, why))
    serve(site, listening, ticker, every=interval, stopped=stopped)
    database.close()


def _said_at_start(settings: Settings, where: Address) -> object:
    mail = settings.mail
    place = str(mail.path) if isinstance(mail, Maildir) else f"{mail.host}:{mail.port}"
    return _(
        "Samsak is running: pages at {address}, emails go to {where}. Stop it with Ctrl-C.",
        address=where.url,
        where=place,
    )


def _ticker(
    database: Database,
    ticking: Callable[[], TickReport],
    every: timedelta,
    refuse: Callable[[Refused], object],
) -> Callable[[], None]:
    """A tick that says a line whenever mail went out or a part failed, and why it was refused; it
    keeps when the next one is to be."""

    def tick_once() -> None:
        try:
            report = ticking()
        except Refused as refusal:  # nothing was done; the next tick asks again
            refuse(refusal)
            return
        with database.session() as session:
            keep_next_tick(session, datetime.now(UTC) + every)
        if said := _said_of(report):
            click.echo(f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}Z {said}", err=True)

    return tick_once


def _ticked(database: Database, settings: Settings, stopped: Callable[[], bool]) -> TickReport:
    mailer = mailer_from(settings)
    try:
        return tick(
            database,
            datetime.now(UTC),
            mailer=mailer,
            letterhead=Letterhead.of(settings),
            given=TickWith(archive_from(settings), stopped=stopped),
        )
    finally:
        mailer.close()


def _said_of(report: TickReport) -> str:
    """What a tick did, in a line; nothing where it had nothing to do."""
    sent = report.sent
    if not (sent.sent or sent.failed or report.failures):
        return ""
    failures = ", ".join(f"{part}: {error}" for part, error in report.failures.items())
    return f"sent={sent.sent} failed={sent.failed} {failures}".rstrip()
