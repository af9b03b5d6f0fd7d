"""`samsak demo`: three example partnerships, six weeks of their work, every mail of it; then the
clock runs on."""

from __future__ import annotations

import socket
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import click

from commands.demo import story
from commands.demo.folder import DemoFolder
from commands.demo.report import report
from commands.demo.weeks import play
from commands.face import Face
from commands.mailers import mailer_from
from commands.options import command
from commands.serving import Address, listen, reached, serve, served_at
from engine.errors import BadInput
from engine.language.sentences import _
from engine.settings import Settings
from engine.storage import migrate
from engine.storage.database import Database
from notifications.clock import EVERY
from notifications.letters.mime import Letterhead
from notifications.outbox.mailer import Mailer
from notifications.sending.tick import tick
from notifications.sending.tick_parts import keep_next_tick
from web.site import Site


class DemoIn(NamedTuple):
    """What is given of a demo."""

    once: bool
    folder: Path
    keep: bool
    host: str
    port: int

    @property
    def where(self) -> Address:
        """Where its pages are answered."""
        return Address(self.host, self.port)


@click.command()
@click.option("--once", is_flag=True, help="Play the weeks and leave, without running on.")
@click.option(
    "--folder",
    type=click.Path(path_type=Path),
    default="samsak-demo",
    show_default=True,
    help="Where the demo lives.",
)
@click.option(
    "--keep", is_flag=True, help="Go on with the demo that is there instead of a fresh one."
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Where pages are answered.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8080,
    show_default=True,
    help="At which port; 0 takes any that is free.",
)
@command(into=DemoIn)
def demo(face: Face, given: DemoIn) -> None:
    """Try it all: three example partnerships, six weeks of work and email; then pages and clock run
    until you stop it."""
    place, listening = DemoFolder(given.folder), None if given.once else listen(given.where)
    settings = place.settings(face.settings.language)
    if listening is not None:
        settings = served_at(settings, reached(listening))
    mailer, letterhead = mailer_from(settings), Letterhead.of(settings)
    if given.keep and place.database.is_file():
        _refuse_other_version(settings)
    else:
        place.begin()
        for said in play(settings, mailer, letterhead):
            click.echo(face.say(said))
    with Database(settings.database_url).session() as session:
        for line in report(face, session, place):
            click.echo(line)
    if listening is not None:
        _run_on(face, settings, listening, mailer)


def _refuse_other_version(settings: Settings) -> None:
    """Refuse a demo that another version of Samsak made, with what to do."""
    try:
        migrate.require_current(settings.database_url)
    except BadInput as refusal:
        (reason,) = refusal.reasons
        if reason.remedy is None:
            raise
        sentence = _(
            "Bring the demo up to date: `SAMSAK_DATABASE_URL={url} samsak init`. Or begin a fresh"
            " one, without --keep.",
            url=settings.database_url,
        )
        raise BadInput(reason.sentence, sentence) from None


def _run_on(face: Face, settings: Settings, listening: socket.socket, mailer: Mailer) -> None:
    """Answer pages and tick on from where the played weeks ended, until somebody stops it; the
    demo's clock goes no faster than others."""
    database, letterhead = Database(settings.database_url, pooled=True), Letterhead.of(settings)
    began, real = story.moment(story.LAST, "16:10"), datetime.now(UTC)
    greeting = iter(_greeting(face, settings, began))  # from the first tick on stopping is heard

    def now() -> datetime:
        return began + (datetime.now(UTC) - real)

    def tick_on() -> None:
        for line in greeting:
            click.echo(line)
        sys.stdout.flush()
        tick(database, now(), mailer=mailer, letterhead=letterhead)
        with database.session() as session:
            keep_next_tick(session, now() + EVERY)

    serve(Site(database, settings, clock=now, demo=True), listening, tick_on, every=EVERY)
    database.close()
    click.echo(face.say(_("Stopped. Continue with `samsak demo --keep`.")))


def _greeting(face: Face, settings: Settings, began: datetime) -> list[str]:
    pages = _("Open {address} and choose whom to be.", address=settings.base_url)
    running = _(
        "Samsak keeps running from {moment} and sends what falls due. Stop it with Ctrl-C.",
        moment=began,
    )
    return ["", face.say(pages), face.say(running)]
