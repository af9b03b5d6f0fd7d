"""Whatever happens, in whatever order: everybody hears what they must, once, and nobody what they
may not. `make soak` plays many more of these lives, and longer ones."""

from __future__ import annotations

import shutil

from engine.storage.database import Database
from tests.notifications.whatever_happens import play

LIVES, STEPS = 30, 30


def test_whatever_happens_everything_is_told_once(sqlite_world, tmp_path):
    place = tmp_path / "office.db"
    shutil.copyfile(sqlite_world, place)
    database = Database(f"sqlite:///{place}", durable=False)

    play(database, LIVES, STEPS, same=True)
    database.close()
