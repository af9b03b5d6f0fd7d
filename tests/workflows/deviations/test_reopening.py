"""An answer that did not help: the case goes back once, within a set time, with the reason."""

from __future__ import annotations

from datetime import date

import pytest

from engine.cases.deadlines import running
from engine.cases.events import events_of
from engine.days.calendar import Calendar
from engine.definitions import versions
from engine.errors import WayOut
from engine.people.actors import reporter
from engine.people.acts import Act
from tests.world import ANYONE, refusal, unmet
from workflows.deviations import reports
from workflows.views.reporter_told import told_to_reporter
from workflows.views.reporter_view import reported

WHY = "Rutinen gjelder ikke hos oss."


@pytest.fixture
def handled(world):
    """The receipt of a report that was answered and handled on Monday."""
    receipt = world.report()
    world.step(receipt.case, "route", handler="mottak", clock_started_on="2026-03-02")
    world.step(receipt.case, "handle", world.handler, answer="Rutinen er endret.")
    return receipt


def reopen(world, receipt, day=7):
    return reports.reopen(world.session, receipt.code, WHY, Act(ANYONE, world.day(day)))


def test_the_case_goes_back_to_its_handler_and_the_clock_starts_anew(world, handled):
    reopen(world, handled)

    case = world.now(handled.case)
    definition = versions.by_id(world.session, case.definition_id)
    events = events_of(world.session, case.id)
    (due,) = running(definition, case.state, case.fields, events, Calendar())
    assert (case.state, case.fields["handler"], case.fields["reopening"]) == (
        "reported",
        "mottak",
        WHY,
    )
    assert (due.deadline.name, due.on) == ("answer", world.day(7 + 29).date()), "Easter Monday"
    told = reported(world.session, handled.code, world.day(8), "en").conversation
    assert [(each.name, each.words, each.own) for each in told] == [
        ("answer", "Rutinen er endret.", False),
        ("reopening", WHY, True),
    ]


def test_it_takes_a_new_answer_to_finish_it(world, handled):
    reopen(world, handled)
    at = world.day(8)

    assert list(unmet(lambda: world.step(handled.case, "handle", world.handler, at=at))) == [
        "answered"
    ]

    world.step(handled.case, "handle", world.handler, at=at, answer="Den gjelder fra nå av.")


def test_a_second_time_is_once_too_often(world, handled):
    reopen(world, handled)
    world.step(handled.case, "handle", world.handler, at=world.day(8), answer="Den gjelder nå.")

    (reason,) = refusal(lambda: reopen(world, handled, 9)).reasons
    assert (reason.code, reason.remedy.way) == ("once", WayOut.WRITE_MORE)


@pytest.mark.parametrize(("day", "late"), [(28, False), (29, True)])
def test_after_the_set_time_it_is_too_late(world, handled, day, late):
    with world.session.begin(), world.session.savepoint(keep=False):
        reasons = unmet(lambda: reopen(world, handled, day))

    assert list(reasons) == (["within_time"] if late else [])


@pytest.mark.parametrize("who", ["handler", "secretary"])
def test_who_asked_goes_on_without_a_reply_once_its_time_is_over(world, who):
    receipt, by = world.report(), getattr(world, who)
    world.step(receipt.case, "route", handler="mottak")
    world.step(receipt.case, "ask", world.handler, question="Når?")
    with world.session.begin(), world.session.savepoint(keep=False):
        early = unmet(lambda: world.step(receipt.case, "go_on", by, at=world.day(14)))
    assert "16 March 2026" in early["time_over"]

    world.step(receipt.case, "go_on", by, at=world.day(15))

    now = world.now(receipt.case)
    assert (now.state, now.due_on) == ("reported", date(2026, 4, 14))
    assert "reply" not in now.fields
    reports.add(world.session, receipt.code, "På fredag.", Act(world.stranger, world.day(16)))
    world.step(receipt.case, "handle", world.handler, at=world.day(17), answer="Takk.")


def test_nobody_but_those_who_handle_it_goes_on_without_a_reply(world):
    receipt = world.report()
    world.step(receipt.case, "ask", question="Når?")

    for by in (reporter(receipt.case.id), world.owner):
        reasons = unmet(lambda by=by: world.step(receipt.case, "go_on", by, at=world.day(15)))
        assert list(reasons) == ["right"]


def test_what_has_ended_stays_ended(world):
    receipt = world.report()
    herself = reporter(receipt.case.id)
    world.step(receipt.case, "withdraw", herself)

    (reason,) = refusal(lambda: reopen(world, receipt)).reasons
    assert (reason.code, reason.remedy.way) == ("state", WayOut.REPORT_ANEW)


def test_nobody_else_says_so(world, handled):
    by = world.handler
    assert "right" in unmet(lambda: world.step(handled.case, "reopen", by, reopening=WHY))


def test_she_sees_until_when_she_can_say_that_it_did_not_help(world, handled):
    told = reported(world.session, handled.code, world.day(7), "en")

    assert told.until == {"reopen": world.day(28).date()}
    assert reported(world.session, handled.code, world.day(29), "en").until == {}
    actions = told_to_reporter(world.session, handled.code, told, "en")["actions"]
    assert {each["action"]: each["until"] for each in actions} == {
        "add": None,
        "reopen": world.day(28).date().isoformat(),
    }
