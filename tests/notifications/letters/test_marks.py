"""What a mail tells has a mark that nothing else has."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from notifications.letters.marks import mark_of_digest, marks_of
from notifications.notices import meetings_ahead, store
from tests.mailbox import MONDAY
from tests.notifications.post import digest


@pytest.fixture
def marked(world):
    """The marks of everything that is planned about a measure and a meeting."""
    meeting = world.meeting((MONDAY + timedelta(days=2)).date())
    world.measure()
    world.plan()
    coming = meetings_ahead.by_ids(world.session, [meeting.id], MONDAY.date())
    rows = store.of_meetings(world.session, [meeting.id])
    rows += store.of_steps(world.session, [1], ["1"])
    assert len({notice.meeting_id for notice in rows}) == 2

    def marks(address="a@example.no", **changes):
        known = {number: replace(each, **changes) for number, each in coming.items()}
        return set(marks_of(world.session, rows, known, lambda _notice: address).values())

    marks.count = len(rows)
    return marks


def test_each_thing_has_its_own_and_always_the_same(marked):
    assert len(marked()) == marked.count
    assert marked() == marked()


def test_to_another_address_it_is_another(marked):
    assert marked() & marked("b@example.no") == set()


@pytest.mark.parametrize("change", [{"day": MONDAY.date()}, {"clock": "23:00"}])
def test_of_another_day_or_hour_of_a_meeting_it_is_another(marked, change):
    assert marked() != marked(**change)


def test_a_digest_is_one_to_an_address_of_a_week():
    letter = digest()

    assert mark_of_digest(letter) == mark_of_digest(replace(letter, waits=()))
    assert mark_of_digest(letter) != mark_of_digest(replace(letter, period="2026-W01"))
    to_another = replace(letter, recipient=replace(letter.recipient, address="b@example.no"))
    assert mark_of_digest(letter) != mark_of_digest(to_another)
