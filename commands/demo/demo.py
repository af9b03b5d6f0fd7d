"""`samsak demo`: three example partnerships, six weeks of their work, every mail of it; then the
clock runs on."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from commands.demo import story
from commands.demo.folder import DemoFolder
from commands.demo.report import report
from commands.demo.weeks import play
from commands.face import Face
from commands.mailers import mailer_from
from commands.options import command
from engine.language.sentences import _
from engine.settings import Settings
from engine.storage.database import Database
from notifications import clock
from notifications.letters.mime import Letterhead
from notifications.outbox.mailer import Mailer
from notifications.sending.tick import tick


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
@command()
def demo(face: Face, once: bool, folder: Path, keep: bool) -> None:
    """Try it all: three example partnerships, six weeks of work and mail; then the clock runs
    until you stop it."""
    place = DemoFolder(folder)
    settings = place.settings(face.settings.language)
    mailer, letterhead = mailer_from(settings), Letterhead.of(settings)
    if not (keep and place.database.is_file()):
        place.begin()
        for said in play(settings, mailer, letterhead):
            click.echo(face.say(said))
    with Database(settings.database_url).session() as session:
        for line in report(face, session, place):
            click.echo(line)
    if not once:
        _run_on(face, settings, mailer, letterhead)


def _run_on(face: Face, settings: Settings, mailer: Mailer, letterhead: Letterhead) -> None:
    """Tick on from where the played weeks ended, until somebody stops it; the demo's clock goes
    no faster than others."""
    database = Database(settings.database_url)
    began, real = story.moment(story.LAST, "16:10"), datetime.now(UTC)
    running = _(
        "Samsak keeps running from {moment} and sends what falls due. Stop it with Ctrl-C.",
        moment=began,
    )
    greeting = iter(
        ["", face.say(running)]
    )  # said by the first tick: from then on stopping is heard

    def tick_on() -> None:
        for line in greeting:
            click.echo(line)
        sys.stdout.flush()
        now = began + (datetime.now(UTC) - real)
        tick(database, now, mailer=mailer, letterhead=letterhead)

    clock.run(tick_on)
    database.close()
    click.echo(face.say(_("Stopped. Continue with `samsak demo --keep`.")))
