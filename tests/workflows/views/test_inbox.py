"""The inbox: what waits for the same thing stands together, with its clocks."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from engine.language.sentences import say
from engine.people import closed_days, registry
from engine.people.acts import Act
from workflows.views.inbox import inbox


def shown(world, reader=None, *, at=None):
    """Each part: its state, what is due, and the cases with what their clocks say."""
    found = inbox(world.session, "deviation", reader or world.secretary, at or world.at, "en")
    return [
        (
            part.state,
            part.due and say(part.due, "en"),
            {
                each.shown["ref"]: [
                    (say(c.label, "en"), say(c.left, "en"), c.late) for c in each.limits
                ]
                for each in part.cases
            },
        )
        for part in found.parts
    ]


def test_the_inbox_of_one_body_has_what_is_tied_to_it(world):
    routed = world.routed()
    for key, refs in [("mottak", [routed.ref]), ("fagrad-1", [])]:
        body = registry.body(world.session, key, prefer=world.secretary)
        found = inbox(world.session, "deviation", world.secretary, world.at, "en", body.id)

        assert [each.shown["ref"] for each in found.cases] == refs


def test_what_waits_for_the_same_stands_together_and_what_has_ended_stands_nowhere(world):
    unrouted, routed, handled = world.report().case, world.routed(), world.handled()
    learnt, asked, ended = world.handled(), world.routed(), world.report().case
    world.step(learnt, "learn", world.handler, learning="Ring i forveien")
    world.step(asked, "ask", world.handler, question="Når var det?")
    world.step(ended, "reject", rejection="not_cooperation")

    assert [(state, due, list(cases)) for state, due, cases in shown(world)] == [
        ("reported", "The deviation is to be sent to the responsible unit", [unrouted.ref]),
        ("reported", "The deviation is to be answered", [routed.ref]),
        ("asked", "The question to the reporter is to be answered", [asked.ref]),
        ("handled", None, [handled.ref]),
        ("learning", None, [learnt.ref]),
    ]


def test_every_clock_of_a_case_tells_what_is_left(world):
    case = world.report().case

    ((_state, _due, cases),) = shown(world)

    routing, answer = "Time limit for finding the responsible unit", "Time limit for the answer"
    assert cases[case.ref] == [
        (routing, "Due on 5 March 2026: 3 working days left.", False),
        (answer, "Due on 30 March 2026: 20 working days left.", False),
    ]


def test_the_clock_that_stands_still_says_so(world):
    case = world.routed()
    world.step(case, "ask", world.handler, question="Når var det?")

    ((_state, _due, cases),) = shown(world)

    assert cases[case.ref] == [
        (
            "Time limit for the reporter’s reply",
            "Due on 16 March 2026: 10 working days left.",
            False,
        ),
        ("Time limit for the answer", "The clock stands still.", False),
    ]


def test_days_on_which_nobody_works_are_not_left(world):
    world.routed()
    closed = date(2026, 3, 4), date(2026, 3, 5)
    act = Act(world.secretary, world.at)
    closed_days.close(world.session, world.partnership, *closed, "Samling", act)

    ((_state, _due, cases),) = shown(world)

    assert [said for ((_label, said, _late),) in cases.values()] == [
        "Due on 30 March 2026: 18 working days left."
    ]


@pytest.mark.parametrize(
    ("day", "said", "late"),
    [
        (27, "Due on 30 March 2026: one working day left.", False),
        (28, "Due today.", False),
        (29, "Late since 30 March 2026: one working day.", True),
        (34, "Late since 30 March 2026: 3 working days.", True),
    ],
)
def test_the_last_days_are_told_one_by_one(world, day, said, late):
    world.routed()

    ((_state, _due, cases),) = shown(world, at=world.at + timedelta(days=day))

    assert [clocks[-1][1:] for clocks in cases.values()] == [(said, late)]


def test_each_sees_what_she_may_see(world):
    case = world.routed()
    world.report()

    assert [list(cases) for _state, _due, cases in shown(world, world.handler)] == [[case.ref]]
    for reader in (world.member, world.stranger, world.neighbour):
        assert shown(world, reader) == []


def test_what_comes_after_fifty_is_said_to_be_there(world):
    for _number in range(50):
        world.report()

    found = inbox(world.session, "deviation", world.secretary, world.at, "nb")

    assert (found.cut, len(found.parts[0].cases)) == (["reported"], 50)
