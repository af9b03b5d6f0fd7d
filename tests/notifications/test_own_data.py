"""What is kept about a person is handed out to her: all of it, and nothing of others."""

from __future__ import annotations

import json

import pytest

from engine.errors import BadInput, NotFound
from engine.people.acts import Act
from engine.people.registry import PERSON
from engine.people.trace import broken_traces, trace_of
from notifications.own_data import ABOUT, hand_out, told_with_reasons


@pytest.fixture
def world(world):
    """The people without their mailboxes."""
    return world.world


def handed_out(world, email, by=None, reason="Ba om det 2. mars"):
    return hand_out(world.session, email, Act(by or world.secretary, world.at, reason=reason))


def test_it_holds_what_she_did_and_nothing_that_others_wrote(world):
    case = world.report("En hemmelig fortelling", by=world.gp, email="gp@example.no").case
    world.step(case, "route", handler="mottak")
    world.step(case, "answer", world.handler, answer="Vi beklager.")

    data = handed_out(world, "gp@example.no")

    assert data["cases"] == [{"case": case.ref, "link": "reporter"}]
    assert [each["email"] for each in data["contacts"]] == ["gp@example.no"]
    assert [each["action"] for each in data["steps"]] == ["open"]
    text = json.dumps(told_with_reasons(data, "nn"), ensure_ascii=False)
    assert not [word for word in ("hemmelig", "beklager", "Hans Handler") if word in text]
    assert set(data) == set(ABOUT)
    assert handed_out(world, "handler@example.no")["contacts"] == []


def test_the_trace_holds_who_got_it_and_why(world):
    handed_out(world, "gp@example.no")

    last = trace_of(world.session, PERSON, world.gp.person_id)[-1]
    assert (last.kind, last.by, last.parts) == (
        "exported",
        world.secretary.person_id,
        {"reason": "Ba om det 2. mars"},
    )
    assert list(broken_traces(world.session)) == []


def test_it_is_for_whoever_keeps_people_wherever_she_sits(world):
    both = world.person("Begge Steder", ("mottak", "member"))
    with pytest.raises(NotFound):
        handed_out(world, both.email, world.neighbour)
    with pytest.raises(NotFound):
        handed_out(world, "neighbour@example.no")
    with pytest.raises(BadInput):
        handed_out(world, both.email, reason=" ")
    assert handed_out(world, both.email, both)["person"][0]["name"] == "Begge Steder"
