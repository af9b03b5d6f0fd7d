"""A restored database asks the archive what was told as of the backup, before anything changes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.people.acts import Act
from engine.storage.database import Database
from notifications.outbox.archive import ArchiveAway
from notifications.outbox.deliveries import HOST
from notifications.restore import restore
from notifications.sending.look_back import look_back
from tests.mailbox import MONDAY
from tests.notifications.sending.test_sent_before import (
    HOUR,
    Box,
    call,
    let_go,
    named,
    opened,
    ticked,
)
from tests.world import found
from workflows.backups import back_up
from workflows.councils import meetings
from workflows.councils.meetings import Meeting

pytestmark = pytest.mark.usefixtures("postgresql_programs")
NIGHT = MONDAY + 15 * HOUR
MORNING = MONDAY + timedelta(days=1)


@pytest.fixture
def box(tmp_path):
    return Box(tmp_path / "box")


@pytest.fixture
def there(world, database, box, tmp_path, postgresql_empty):
    """A database that was restored at night from a backup of before a meeting was told of."""
    call(world.world, 2)
    back_up(database, tmp_path / "backup.zip", MONDAY + HOUR)
    assert ticked(database, box, MONDAY + 2 * HOUR).sent.sent >= 1
    url = f"sqlite:///{tmp_path}/there/samsak.db" if database.sqlite else postgresql_empty()
    restore(url, tmp_path / "backup.zip", NIGHT)
    with opened(url) as database:
        yield database


def looked_back(database: Database, box: Box) -> int:
    with database.session() as session:
        return look_back(session, box, NIGHT, host=HOST)


def move(database: Database, days: int) -> None:
    """The meeting that there is, so many days after Monday."""
    with database.session() as session:
        meeting = session.orm.get_one(Meeting, 1)
        act = Act(found(session).secretary, NIGHT)
        meetings.move(session, meeting, (MONDAY + timedelta(days=days)).date(), None, act)


def but_the_mover(told: set[str]) -> set[str]:
    return {each for each in told if "secretary@" not in each}


def test_whoever_was_told_the_old_day_hears_that_it_moved_before_the_first_tick(there, box):
    told = named(box, "20261125")

    assert looked_back(there, box) == len(told) > 0
    move(there, 9)
    let_go(there)
    for hours in (0, 1):
        ticked(there, box, MORNING + hours * HOUR)

    assert named(box, "20261202") == but_the_mover(told) != set()


def test_an_archive_that_was_away_is_asked_by_the_first_tick_that_finds_it(there, box):
    told = named(box, "20261125")
    box.away = True
    with pytest.raises(ArchiveAway):
        looked_back(there, box)
    away = ticked(there, box, NIGHT)
    box.away = False
    back = ticked(there, box, NIGHT + HOUR)
    box.away = True
    again = ticked(there, box, NIGHT + 2 * HOUR)
    box.away = False

    move(there, 9)
    let_go(there)
    for hours in (0, 1):
        ticked(there, box, MORNING + hours * HOUR)

    assert away.failures["restored"] == "ArchiveAway"
    assert (back.sent_before, set(again.failures)) == (len(told), set())
    assert named(box, "20261202") == but_the_mover(told) != set()


def test_a_mail_is_named_after_the_day_that_it_names(
    world, database, box, tmp_path, postgresql_empty
):
    """Moved to the day to which it was moved in the time that is lost, and, when its mail waits
    under the name of that, once more."""
    call(world.world, 2)
    back_up(database, tmp_path / "backup.zip", MONDAY + HOUR)
    move(database, 3)
    ticked(database, box, MONDAY + 2 * HOUR)
    told = named(box, "20261126")
    url = f"sqlite:///{tmp_path}/there/samsak.db" if database.sqlite else postgresql_empty()
    restore(url, tmp_path / "backup.zip", MONDAY + 3 * HOUR)

    with opened(url) as there:
        move(there, 3)
        let_go(there)
        box.away = True
        ticked(there, box, MORNING)
        box.away = False
        move(there, 4)
        for hours in (1, 2):
            ticked(there, box, MORNING + hours * HOUR)

    assert named(box, "20261127") == told != set()


def test_a_database_that_was_not_restored_has_nothing_to_look_back_to(world, database, box):
    box.away = True

    assert looked_back(database, box) == 0
