"""A form that is sent twice is one step, whatever the step changed."""

from __future__ import annotations

import pytest

from engine.errors import BadInput, Refused
from engine.people.acts import Act
from workflows.views.case_step import TypedStep, take_step
from workflows.views.case_view import view_of

KEY = "one form, one step"


def asked(world):
    """A step that moves its case on."""
    return world.routed(), world.handler, "ask", {"question": ["Hvilken dag?"]}


def changed(world):
    """A step that leaves its case where it is; its form gives back all that stands there."""
    case = world.ongoing()
    form = next(
        each for each in seen(world, case, world.secretary).forms() if each.action.name == "change"
    )
    stands = {each.name: list(each.value) for each in form.inputs}
    typed = {**stands, "title": ["En annen rutine"], "comment": ["Klarere"]}
    return case, world.secretary, "change", typed


def decided(world):
    """A step that moves its case on and records with it what a meeting decided."""
    case, meeting = world.measure(), world.meeting()
    world.hold(meeting)
    typed = {"meeting": [str(meeting.id)], "case_number": ["1/26"]}
    return case, world.secretary, "approve", typed


@pytest.mark.parametrize("made", [asked, changed, decided])
def test_a_form_that_is_sent_twice_is_one_step(world, made):
    case, reader, action, typed = made(world)

    first, second = (
        send(world, case, reader, TypedStep(action, typed, case.version, KEY)) for _time in "12"
    )

    assert first.seq == second.seq == case.version + 1
    assert world.now(case).version == case.version + 1


def test_a_meeting_that_is_no_number_is_refused_in_words(world):
    case, reader, action, typed = decided(world)

    with pytest.raises(BadInput, match="abc"):
        send(world, case, reader, TypedStep(action, typed | {"meeting": ["abc"]}, case.version))

    assert world.now(case).version == case.version


@pytest.mark.parametrize("made", [asked, changed])
def test_a_form_that_was_sent_and_typed_into_again_is_refused(world, made):
    case, reader, action, typed = made(world)
    send(world, case, reader, TypedStep(action, typed, case.version, KEY))

    last = next(reversed(typed))
    other = {**typed, last: ["Noe annet"]}
    with pytest.raises(Refused, match="key"):
        send(world, case, reader, TypedStep(action, other, case.version, KEY))


def test_a_form_is_one_step_after_others_too(world):
    case, reader, action, typed = changed(world)
    first = send(world, case, reader, TypedStep(action, typed, case.version, KEY))
    send(
        world, case, reader, TypedStep(action, {**typed, "text": ["Fordi epikriser kommer sent."]})
    )

    again = send(world, case, reader, TypedStep(action, typed, case.version, KEY))

    assert again.seq == first.seq


def send(world, case, reader, step):
    """Send the form as its page does."""
    act = Act(reader, world.at, reason=step.reason, key=step.key)
    return take_step(world.session, seen(world, case, reader), step, act)


def seen(world, case, reader):
    """The case as its page shows it."""
    return view_of(world.session, case.ref, reader, world.at, "nb")
