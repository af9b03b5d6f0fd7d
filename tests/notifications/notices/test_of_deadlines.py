"""What deadlines have to say, to whom, and when again."""

from __future__ import annotations

from datetime import UTC, date, datetime

from tests.mailbox import DAY, MONDAY


def at(day: date, hour: int = 4) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def test_two_moments_of_one_day_are_both_told(world):
    world.closed_matter("mottak", at=MONDAY + DAY)  # due on Tuesday: both warn on Monday
    world.plan(MONDAY + DAY)
    world.plan(at(date(2026, 12, 21)))

    assert {n.occurrence for n in world.notices(kind="due")} == {
        "closing:warn-1-working_days:2026-12-22",
        "closing:warn-1-days:2026-12-22",
    }


def test_what_a_notice_of_a_deadline_holds(world):
    case = world.closed_matter("mottak", at=MONDAY + DAY)
    world.plan(MONDAY + DAY)
    world.plan(at(date(2026, 12, 23)))

    (late,) = world.notices(kind="due")
    assert late.key == f"due:{case.id}:{late.occurrence}:{world.id('member')}"
    assert late.occurrence == "closing:late-1-working_days:2026-12-22"
    assert (late.case_id, late.partnership_id) == (case.id, world.partnership.id)
    assert '"late"' in str(late.data).replace("'", '"')


def test_whoever_has_two_roles_in_a_deadline_hears_once_as_both(world):
    world.join("member", "mottak")
    world.closed_matter("mottak", at=MONDAY + DAY)
    world.plan(MONDAY + DAY)
    world.plan(at(date(2026, 12, 23)))

    assert [n.person_id for n in world.notices(kind="due")] == [world.id("member")]
