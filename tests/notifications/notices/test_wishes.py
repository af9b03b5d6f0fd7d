"""What people want to be told, and when."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.days.calendar import local_day
from engine.people.registry import STREAMS
from notifications.letters.mime import optional
from notifications.letters.rendering import kind_of
from tests.mailbox import DAY, MONDAY
from tests.notifications.post import every_letter

WEDNESDAY, THURSDAY = MONDAY + 2 * DAY, MONDAY + 3 * DAY


def kinds_to(mails, name):
    return sorted(mail.kind for mail in mails if mail.to == name)


@pytest.mark.parametrize(("stopped", "left"), [("notices", "digest"), ("digest", "notices")])
def test_one_stream_is_stopped_alone(world, stopped, left):
    world.world.change("secretary", stopped=[stopped])
    world.measure()

    assert kinds_to(world.tick(MONDAY), "secretary") == [left]


def test_all_streams_are_wanted_again_when_none_is_stopped(world):
    world.world.change("secretary", stopped=STREAMS)
    world.world.change("secretary", stopped=())
    world.measure()

    assert kinds_to(world.tick(MONDAY), "secretary") == ["digest", "notices"]


def test_what_can_wait_waits_until_somebody_is_back_and_nothing_is_lost(world):
    world.world.change("secretary", away_until=local_day(WEDNESDAY))
    world.measure()

    assert kinds_to(world.tick(MONDAY), "secretary") == []
    assert kinds_to(world.tick(WEDNESDAY), "secretary") == []
    assert kinds_to(world.tick(THURSDAY), "secretary") == ["digest", "notices"]


def test_meetings_are_told_to_whoever_is_away_and_wants_nothing_else(world):
    world.world.change("member", away_until=local_day(MONDAY + 30 * DAY), stopped=STREAMS)
    world.meeting(local_day(MONDAY) + timedelta(days=7))

    assert kinds_to(world.tick(MONDAY), "member") == ["meeting"]


def test_the_streams_that_may_be_stopped_are_those_whose_letters_say_so():
    letters = every_letter("en")

    assert {kind_of(letter) for letter in letters if optional(letter)} == set(STREAMS)
