"""Who may adopt a measure: ASU until a mandate is in force, then PSU after ASU's recommendation.

The meeting's day decides.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from engine.days.dates import NEVER
from engine.errors import BadInput, NotFound, Refused
from engine.people.actors import OPERATOR
from engine.people.trace import trace_of
from tests.world import MONDAY, SETTING_UP, World
from workflows.councils import mandates
from workflows.councils.agenda import Outcome

NEW_RULE = date(2026, 3, 2)


@pytest.fixture
def ruled(world: World) -> World:
    """From Monday on PSU adopts what ASU recommended."""
    (mandate, _body, _by), *_more = mandates.of_partnership(
        world.session, world.partnership, OPERATOR, MONDAY.date()
    )
    mandates.set_days(world.session, mandate.id, NEW_RULE, None, SETTING_UP)
    return world


def decided(
    world: World,
    *bodies: str,
    day: date = NEW_RULE,
    recommended: date | None = None,
    outcome: Outcome = Outcome.APPROVED,
) -> str:
    """The state of a measure after that decision, or why it was refused."""
    case = world.measure()
    if recommended is not None:
        before = world.meeting("asu", day=recommended)
        world.item(before, case, Outcome.RECOMMENDED)
        world.hold(before, at=world.day(60))
    meeting = world.meeting(*bodies, day=day)
    try:
        world.item(meeting, case, outcome)
        world.hold(meeting, at=world.day(60))
    except Refused as refused:
        return str(refused)
    return world.now(case).state


def test_a_mandate_from_a_file_is_not_in_force(world):
    ((mandate, adopts, recommends),) = mandates.of_partnership(
        world.session, world.partnership, OPERATOR, MONDAY.date()
    )

    assert (mandate.subject, mandate.valid_from, adopts, recommends) == (
        "action_plan",
        None,
        "psu",
        "asu",
    )
    assert decided(world, "asu") == "approved"


def test_without_a_mandate_no_other_council_adopts(world):
    assert "this decision belonged to Administrativt samarbeidsutvalg. Meeting" in decided(
        world, "psu"
    )


def test_a_council_next_door_never_adopts(world):
    rules = mandates.competent(
        world.session, world.partnership, "action_plan", "administrative_council", NEW_RULE
    )

    assert [rule.body_id for rule in rules] == [world.body("asu").id]


def test_under_the_mandate_psu_adopts_what_asu_recommended(ruled):
    assert decided(ruled, "psu", recommended=NEW_RULE - timedelta(days=10)) == "approved"


def test_under_the_mandate_psu_needs_the_recommendation(ruled):
    assert "Administrativt samarbeidsutvalg must recommend it first" in decided(ruled, "psu")


def test_a_recommendation_of_the_same_day_will_do_and_a_later_one_not(ruled):
    assert decided(ruled, "psu", recommended=NEW_RULE) == "approved"
    assert "must recommend it first" in decided(
        ruled, "psu", recommended=NEW_RULE + timedelta(days=1)
    )


def test_under_the_mandate_asu_no_longer_adopts(ruled):
    assert "this decision belonged to Politisk samarbeidsutvalg" in decided(ruled, "asu")


def test_the_day_of_the_meeting_decides_and_not_the_day_it_is_recorded(ruled):
    assert decided(ruled, "asu", day=NEW_RULE - timedelta(days=1)) == "approved"


def test_a_mandate_counts_to_its_last_day(ruled):
    (mandate, _body, _by), *_more = mandates.of_partnership(
        ruled.session, ruled.partnership, OPERATOR, MONDAY.date()
    )
    mandates.set_days(ruled.session, mandate.id, None, date(2026, 3, 31), SETTING_UP)

    assert "this decision belonged to Politisk" in decided(ruled, "asu", day=date(2026, 3, 31))
    assert decided(ruled, "asu", day=date(2026, 4, 1)) == "approved"


def test_a_joint_meeting_recommends_and_adopts(ruled):
    assert decided(ruled, "asu", "psu") == "approved"


def test_declining_needs_the_mandate_too(ruled):
    assert "this decision belonged to Politisk" in decided(ruled, "asu", outcome=Outcome.DECLINED)


def test_a_recommendation_that_was_not_yet_held_does_not_count(ruled):
    case, before, meeting = ruled.measure(), ruled.meeting("asu"), ruled.meeting("psu")
    ruled.item(before, case, Outcome.RECOMMENDED)

    with pytest.raises(Refused, match="must recommend it first"):
        ruled.item(meeting, case, Outcome.APPROVED)


def test_a_mandate_cannot_end_before_it_begins(ruled):
    (mandate, _body, _by), *_more = mandates.of_partnership(
        ruled.session, ruled.partnership, OPERATOR, MONDAY.date()
    )

    with pytest.raises(BadInput, match="cannot end"):
        mandates.set_days(ruled.session, mandate.id, None, NEW_RULE - timedelta(days=1), SETTING_UP)


def test_a_mandate_that_is_not_there_is_not_found(world):
    with pytest.raises(NotFound, match="no mandate 99"):
        mandates.get(world.session, 99, OPERATOR, MONDAY.date())


def test_a_mandate_that_ends_counts_to_its_last_day(ruled):
    (mandate, _adopts, _by), *_more = mandates.of_partnership(
        ruled.session, ruled.partnership, OPERATOR, MONDAY.date()
    )

    mandates.end(ruled.session, mandate.id, NEW_RULE + timedelta(days=7), SETTING_UP)

    assert decided(ruled, "asu", day=NEW_RULE + timedelta(days=8)) == "approved"
    assert decided(ruled, "asu", day=NEW_RULE + timedelta(days=7)) != "approved"
    last = trace_of(ruled.session, mandates.MANDATE, mandate.id)[-1]
    assert (last.kind, last.parts["changes"]) == ("ended", {"valid_to": [None, "2026-03-09"]})


def test_a_day_that_is_not_given_stays_and_an_end_is_taken_back(ruled):
    (mandate, _adopts, _by), *_more = mandates.of_partnership(
        ruled.session, ruled.partnership, OPERATOR, MONDAY.date()
    )
    last = date(2026, 12, 31)
    mandates.end(ruled.session, mandate.id, last, SETTING_UP)

    earlier = date(2026, 1, 1)
    kept = mandates.set_days(ruled.session, mandate.id, earlier, None, SETTING_UP)
    assert (kept.valid_from, kept.valid_to) == (earlier, last)

    open_again = mandates.set_days(ruled.session, mandate.id, None, NEVER, SETTING_UP)
    assert (open_again.valid_from, open_again.valid_to) == (earlier, None)


def test_a_mandate_that_never_began_has_no_end(world):
    (mandate, _adopts, _by), *_more = mandates.of_partnership(
        world.session, world.partnership, OPERATOR, MONDAY.date()
    )

    with pytest.raises(Refused, match="is not in force"):
        mandates.end(world.session, mandate.id, NEW_RULE, SETTING_UP)
