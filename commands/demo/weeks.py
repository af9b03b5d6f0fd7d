"""The weeks of the demo, played tick by tick and scene by scene."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from commands.demo import story
from commands.demo.stage import Told
from engine.definitions import versions
from engine.language.sentences import Sentence, _, n_
from engine.people.actors import OPERATOR
from engine.people.acts import Act
from engine.people.installation import found_installation
from engine.settings import Settings
from engine.storage import migrate
from engine.storage.database import Database
from notifications.letters.mime import Letterhead
from notifications.outbox.mailer import Mailer
from notifications.sending.tick import tick
from workflows.known_definitions import load_definitions


def play(settings: Settings, mailer: Mailer, letterhead: Letterhead) -> Iterator[Sentence]:
    """Load the examples and play the weeks, saying what it is at."""
    started = time.monotonic()
    migrate.upgrade(settings.database_url)
    database = Database(settings.database_url, durable=False)
    _load(database)
    yield _("Three example partnerships are loaded, with people, plans and a year of meetings.")
    weeks = (story.LAST - story.FIRST).days // 7 + 1
    span = {"weeks": weeks, "first": story.FIRST, "last": story.LAST}
    yield _("Simulating {weeks} weeks, from {first} to {last} …", **span)
    failures = _played(database, mailer, letterhead)
    database.close()
    for error, count in failures.items():
        yield _("A step of the tick failed {n} times ({error}).", error=error, n=count)
    seconds = round(time.monotonic() - started)
    yield n_("Done in {n} second.", "Done in {n} seconds.", seconds)


def _load(database: Database) -> None:
    dawn = story.moment(story.FIRST, "06:00")
    with database.session() as session:
        with session.begin():
            found_installation(session, Act(OPERATOR, dawn), rehearsal=True)
            versions.store(session, load_definitions().values(), Act(OPERATOR, dawn))
        story.load(session, dawn)


def _played(database: Database, mailer: Mailer, letterhead: Letterhead) -> Counter[str]:
    """Let every tick and every scene happen; what failed in the ticks, and how often."""
    failures, told = Counter[str](), Told()
    for at, scene in _moments():
        if scene is None:
            still = partial(_still, at)
            ticked = tick(database, at, mailer=mailer, letterhead=letterhead, clock=still)
            failures.update(ticked.failures.values())
        else:
            with database.session() as session:
                scene.happen(session, at, told)
    return failures


def _still(at: datetime) -> datetime:
    """While a tick of the demo sends, no time passes: so its mails are the same in every run."""
    return at


def _moments() -> list[tuple[datetime, story.Scene | None]]:
    """Every tick and every scene, in order."""
    days = (story.LAST - story.FIRST).days + 1
    ticks = [
        story.moment(story.FIRST + timedelta(days=n), hour)
        for n in range(days)
        for hour in story.HOURS
    ]
    scenes = [(scene.at, scene) for scene in story.scenes()]
    return sorted([*((at, None) for at in ticks), *scenes], key=lambda each: each[0])
