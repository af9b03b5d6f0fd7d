"""A person with her seats: both, or neither."""

from __future__ import annotations

import pytest

from engine.errors import BadInput
from engine.people import registry
from engine.people.acts import Act
from engine.people.registry import PersonIn
from engine.people.seats import SeatIn
from workflows.partnerships.seating import register_with_seats

NINA = PersonIn("nina@example.no", "Nina Ny", "nb")


def test_somebody_new_has_her_seats(world):
    seats = [SeatIn(world.body("asu"), "member"), SeatIn(world.body("psu"), "observer")]

    made, _told = register_with_seats(world.session, NINA, seats, Act(world.secretary, world.at))

    found = registry.persons(world.session, world.secretary, world.at.date(), made.number)
    assert [body.key for _seat, body in found[0].seats] == ["asu", "psu"]


def test_a_seat_that_cannot_be_given_leaves_nobody(world):
    seats = [SeatIn(world.body("asu"), "member"), SeatIn(world.body("psu"), "president")]

    with pytest.raises(BadInput, match="president"):
        register_with_seats(world.session, NINA, seats, Act(world.secretary, world.at))

    assert not registry.is_registered(world.session, NINA.email)
