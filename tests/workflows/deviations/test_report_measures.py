"""What a report tells of the measures behind which deviations are."""

from __future__ import annotations

from workflows.deviations.report_cases import counted_cases
from workflows.deviations.report_measures import followed_measures


def told(world) -> dict[str, tuple[bool, int]]:
    cases = counted_cases(world.session, world.partnership)
    found = followed_measures(world.session, world.partnership, cases)
    return {each.ref: (each.evaluated, each.after) for each in found}


def test_a_measure_is_told_once_it_has_started(world):
    deviation = world.learnt()
    measure = world.measure()
    world.step(measure, "link_deviation", behind=[deviation.ref])

    assert told(world) == {}


def test_deviations_of_the_same_kind_are_counted_from_the_day_after_it_started(world):
    measure = world.ongoing()
    world.step(measure, "link_deviation", behind=[world.learnt().ref])
    world.learnt(since=1)
    world.learnt(event_type="discharge_papers", since=1)

    assert told(world) == {measure.ref: (False, 1)}


def test_an_evaluated_measure_is_told_only_where_the_same_happened_again(world):
    measure = world.ongoing()
    world.step(measure, "link_deviation", behind=[world.learnt(kind="patient").ref])
    world.step(measure, "evaluate", result="Bra", outcome="ended", by=world.owner)

    assert told(world) == {}
    world.learnt(kind="patient", since=2)

    assert told(world) == {measure.ref: (True, 1)}
