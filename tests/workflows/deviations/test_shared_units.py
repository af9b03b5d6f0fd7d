"""Units that are in two partnerships."""

from __future__ import annotations

from datetime import date

import pytest

from engine.language.sentences import say
from engine.people.actors import OPERATOR
from tests.world import World
from workflows.deviations.shared_units import one_sided, other_units
from workflows.health import faults

TODAY = date(2026, 3, 2)


def elsewhere(world: World, key: str = "mottak") -> list[str]:
    found = other_units(world.session, world.partnership, key, TODAY)
    return [each.key for each in found]


def test_a_unit_is_in_other_partnership_where_both_say_so(world):
    world.share_mottak()

    assert elsewhere(world) == ["nabo/legevakt"]
    assert elsewhere(world, "sengepost") == []
    there = other_units(world.session, world.neighbours, "legevakt", TODAY)
    assert [each.key for each in there] == ["fjord/mottak"]
    assert list(one_sided(world.session, OPERATOR, TODAY)) == []


@pytest.mark.parametrize("here", [True, False])
def test_what_one_of_them_says_alone_counts_for_nothing_and_doctor_tells(world, here):
    world.share_mottak(here=here, there=not here)

    assert elsewhere(world) == []
    assert other_units(world.session, world.neighbours, "legevakt", TODAY) == []
    told = dict(faults(world.session, OPERATOR, TODAY))
    units = ("fjord/mottak", "nabo/legevakt") if here else ("nabo/legevakt", "fjord/mottak")
    assert say(told["said_by_one"], "en") == (
        f"{units[0]} is also {units[1]} by its structure file, but not by that of the other"
        " partnership: no report can be sent over."
    )


def test_doctor_tells_those_alone_who_sit_in_the_partnership_that_says_so(world):
    world.share_mottak(there=False)

    assert list(one_sided(world.session, world.neighbour, TODAY)) == []
    assert len(list(one_sided(world.session, world.secretary, TODAY))) == 1


def test_a_unit_that_has_ended_is_in_no_partnership_any_more(world):
    world.share_mottak()
    there = other_units(world.session, world.partnership, "mottak", TODAY)[0].body
    there.valid_to = date(2026, 3, 1)
    world.session.flush()

    assert elsewhere(world) == []
