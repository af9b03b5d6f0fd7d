"""The address that a report was left with: shown to who routes and who handles, to nobody else."""

from __future__ import annotations

import pytest

from engine.people.acts import Act
from workflows.deviations import contacts
from workflows.views.case_people import answer_to
from workflows.views.case_view import view_of

ADDRESS = "melder@example.org"
WHO = ("secretary", "handler", "owner")  # who routes, who handles, and who is asked for a part


@pytest.fixture
def asked(world):
    """A report with an address, whose handler has asked another unit for its part."""
    case = world.report(email=ADDRESS).case
    world.step(case, "route", handler="mottak")
    given = {"part_question": "Når?", "awaited": ["fagrad-1"]}
    world.step(case, "ask_part", world.handler, **given)
    return case


def shown(world, case):
    views = [view_of(world.session, case.ref, getattr(world, w), world.at, "nb") for w in WHO]
    return [answer_to(view) for view in views]


def test_who_routes_and_who_handles_see_where_the_answer_goes(world, asked):
    assert shown(world, asked) == [ADDRESS, ADDRESS, None]

    contacts.remove(world.session, asked, Act(world.secretary, world.at))

    assert shown(world, asked) == [None, None, None]
