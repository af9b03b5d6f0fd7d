"""The command that runs pages, clock and sender together, until they are stopped."""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime, timedelta
from functools import partial

import click

from commands.face import Face
from commands.lazy_group import complain
from commands.logs import write_log
from commands.options import command
from commands.pings import Pings
from commands.serving import Address, listen, serve, served_at
from commands.ticking import Ticks
from engine.errors import Refused
from engine.language.sentences import _
from engine.settings import Log, Settings
from engine.storage.database import Database
from engine.urls import Maildir
from web.site import Site

log = logging.getLogger("samsak.run")


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
    json = settings.log == Log.JSON  # for programs, which read no sentences
    if not json:
        click.echo(face.say(_said_at_start(settings, where)), err=True)
    log.info("running", extra={"pages": where.url})
    site = Site(database, settings, clock=lambda: datetime.now(UTC))
    interval, stopped = timedelta(seconds=every), threading.Event()
    refuse = _nothing if json else partial(complain, complaining)
    ticks = Ticks(database, settings, interval, stopped=stopped.is_set, refuse=refuse)
    ticker = partial(ticks.tick, Pings(settings.ping_url))
    serve(site, listening, ticker, every=interval, stopped=stopped)
    database.close()


def _nothing(_refusal: Refused) -> None:
    return None


def _said_at_start(settings: Settings, where: Address) -> object:
    mail = settings.mail
    place = str(mail.path) if isinstance(mail, Maildir) else f"{mail.host}:{mail.port}"
    return _(
        "Samsak is running: pages at {address}, emails go to {where}. Stop it with Ctrl-C.",
        address=where.url,
        where=place,
    )
