"""Whatever happens, in whatever order: everybody hears what they must, once, and nobody what they
may not. `make soak` plays many more of these lives, and longer ones."""

from __future__ import annotations

import shutil

import pytest

from engine.storage.database import Database
from tests.notifications.whatever_happens import play

LIVES, STEPS = 40, 30  # of each part, so that several processors play them


@pytest.mark.parametrize("part", range(5))
def test_whatever_happens_everything_is_told_once(sqlite_world, tmp_path, part):
    place = tmp_path / "office.db"
    shutil.copyfile(sqlite_world, place)
    database = Database(f"sqlite:///{place}", durable=False)

    play(database, LIVES, STEPS, part)
    database.close()
