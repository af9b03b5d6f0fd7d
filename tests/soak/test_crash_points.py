"""Wherever a node dies, everything is told once: some points here, on both databases; `make soak`
dies at all of them."""

from __future__ import annotations

import pytest

from engine.storage.database import Database
from tests.soak.crash_points import Play
from tests.soak.dying_node import set_the_scene

pytestmark = pytest.mark.usefixtures("peopled")
STRIDE = 41  # shares no divisor with the number of points between two mails
LAST_WORD = "after the answer to the dot"


@pytest.fixture
def play(database_url, tmp_path):
    database = Database(database_url, durable=False)
    set_the_scene(database)
    database.close()
    return Play(database_url, tmp_path / "deaths")


def test_wherever_a_node_dies_everything_is_told_once(play):
    points = play.undisturbed.points

    assert len(points) > 150
    for number, at in enumerate(range(7, len(points), STRIDE)):
        archive = number % 2 == 0
        assert play.wrong(play.death(at, archive=archive), archive=archive) == []

    # What lies between dot and commit goes again where no archive can be asked for it.
    last_word = points.index(LAST_WORD)
    asked, ended = (play.death(last_word, archive=archive) for archive in (True, False))
    assert play.wrong(asked, archive=True) == []
    assert [*ended.copies.values()] == [1]
    assert play.wrong(ended, archive=False) == []
    assert "doubled" in "".join(play.wrong(ended, archive=True))
