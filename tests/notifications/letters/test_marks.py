"""What a mail tells has a mark that nothing else has."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from engine.cases.steps import correct
from engine.people.acts import Act
from notifications.letters.marks import mark_of_digest, marks_of
from notifications.notices import meetings_ahead, store
from tests.mailbox import HOUR, MONDAY
from tests.notifications.postbox import Postbox


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
    said = ("fjord", "2026-W10", "a@example.no")

    assert mark_of_digest(*said) == mark_of_digest(*said)
    assert mark_of_digest(*said) != mark_of_digest("fjord", "2026-W01", "a@example.no")
    assert mark_of_digest(*said) != mark_of_digest("fjord", "2026-W10", "b@example.no")
    assert mark_of_digest(*said) != mark_of_digest("strand", "2026-W10", "a@example.no")


def test_a_mail_marks_what_it_tells_and_nothing_that_was_dropped_from_it(maildir):
    world, box = maildir.world, Postbox(lambda: maildir.now)
    cases = [world.ongoing(title) for title in ("Den ene", "Den andre")]
    maildir.tick()
    maildir.later(2 * HOUR)
    for case in cases:
        world.do(case, "change", comment="rettet", text="Feil", at=maildir.now)
    act = Act(world.secretary, maildir.now, reason="feil")

    maildir.tick(lambda: correct(world.session, cases[1], act), mailer=box)

    (mail,) = [each for each in box.letters if each.to == "other@example.no"]
    assert ("Den ene" in mail.text, "Den andre" in mail.text) == (True, False)
    assert len(mail.marks) == 1
