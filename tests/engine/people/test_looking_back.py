"""What happened to several rows, those that were removed too."""

from __future__ import annotations

from datetime import date

from engine.people.acts import Act
from engine.people.looking_back import traces_about
from engine.people.seats import SEAT
from workflows.partnerships.leaving import leave_body


def test_a_seat_that_never_began_is_told_after_it_was_removed(world):
    late = world.person("Nina Ny", ("asu", "member"), since=date(2026, 6, 1))
    leave_body(
        world.session, late, world.body("asu"), date(2026, 3, 2), Act(world.secretary, world.at)
    )

    kinds = [each.kind for each in traces_about(world.session, SEAT, "person_id", late.person_id)]

    assert kinds == ["taken", "removed"]


def test_only_rows_of_that_number_are_told(world):
    found = traces_about(world.session, SEAT, "person_id", world.member.person_id)

    assert [each.parts["changes"]["person_id"] for each in found] == [
        [None, world.member.person_id]
    ]
    assert traces_about(world.session, SEAT, "person_id", 10**6) == []
