"""The unit that a report concerns is found by what a nurse would type."""

from __future__ import annotations

import pytest

from engine.errors import BadInput
from engine.people.tables import Body
from tests.world import World
from workflows.deviations.units import find_unit, matching_units


@pytest.fixture
def fjord(world: World) -> int:
    """Fjord with a hospital trust, a municipality, a role and one unit more."""
    beside = {"partnership_id": world.partnership}
    world.session.orm.add_all(
        [
            Body(key="hnt", name="Helse Nord-Fjord HF", kind="hospital_trust", **beside),
            Body(key="steinkjer", name="Steinkjer", kind="municipality", **beside),
            Body(key="overleger", name="Kommuneoverlegene", kind="role", **beside),
            Body(key="vakt", name="Legevakten i Namdal", aliases=["Vakta"], kind="unit", **beside),
        ]
    )
    world.session.orm.flush()
    return world.partnership


UNITS = ("avdelingen", "avdelinga", "avdelinger", "avdelingar", "avdelingene", "avdelingane")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("hnt", ["hnt"]),
        ("vakta", ["vakt"]),
        ("nord-fjord", ["hnt"]),
        ("sykehuset", ["hnt"]),
        ("sjukehuset", ["hnt"]),
        ("the hospital", []),
        ("hospital", ["hnt"]),
        ("Steinkjer kommune", ["steinkjer"]),
        ("kommunen", ["overleger", "steinkjer"]),
        ("lege", ["fastleger", "overleger", "vakt"]),
        ("legevakta  namdal", ["vakt"]),
        ("legen", ["fastleger", "overleger", "vakt"]),
        *((typed, ["mottak", "vakt", "sengepost"]) for typed in UNITS),
        ("hokkaido", []),
        ("", []),
    ],
)
def test_a_unit_is_found_by_its_names_their_parts_and_its_kind(world, fjord, typed, found):
    units = matching_units(world.session, typed, fjord, world.at.date())

    assert [body.key for body in units] == found


def test_one_is_found_and_several_are_named(world, fjord):
    assert find_unit(world.session, "sykehuset", fjord, world.at.date()).key == "hnt"
    with pytest.raises(BadInput) as refusal:
        find_unit(world.session, "kommunen", fjord, world.at.date())

    assert "Kommuneoverlegene or Steinkjer" in str(refusal.value)
