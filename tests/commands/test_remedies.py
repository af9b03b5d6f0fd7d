"""Each way out of a refusal has words at the terminal."""

from __future__ import annotations

from commands.remedies import WORDS
from engine.errors import WayOut


def test_every_way_out_has_words():
    assert set(WORDS) == set(WayOut)
