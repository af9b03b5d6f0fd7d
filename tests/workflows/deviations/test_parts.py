"""Other units' parts of an answer: asked for, given, taken back, and never shown to whoever
reported."""

from __future__ import annotations

import json

import pytest

from engine.cases.deadlines import running
from engine.cases.events import events_of
from engine.days.calendar import Calendar
from engine.definitions import versions
from engine.errors import NotFound
from engine.people import registry
from engine.people.acts import Act
from tests.world import STRUCTURE, refusal, unmet
from workflows.deviations import reports
from workflows.deviations.contacts import AnswerTo
from workflows.views.case_view import view_of
from workflows.views.conversation import conversation
from workflows.views.reporter_view import reported

QUESTION, PART = "Når sendte dere epikrisen?", "Den ble sendt på tirsdag."


@pytest.fixture
def asked(world):
    """The receipt of a report whose handler has asked two other units."""
    receipt = world.report()
    world.step(receipt.case, "route", handler="mottak")
    ask(world, receipt.case, "fagrad-1", "sekretariat")
    return receipt


def ask(world, case, *units):
    world.step(case, "ask_part", world.handler, part_question=QUESTION, awaited=list(units))


def running_in(world, case):
    now = world.now(case)
    definition = versions.by_id(world.session, now.definition_id)
    events = events_of(world.session, case.id)
    due = running(definition, now.state, now.fields, events, Calendar())
    return {each.deadline.name: each.on for each in due}


def test_the_answer_waits_for_every_part(world, asked):
    answered = lambda: world.step(asked.case, "answer", world.handler, answer="Beklager")  # noqa: E731
    names = {each["id"]: each["name"] for each in STRUCTURE["bodies"]}
    (reason,) = refusal(answered).reasons
    assert reason.code == "parts_in"
    assert reason.sentence.values["units"] == [names["fagrad-1"], names["sekretariat"]]

    world.step(asked.case, "contribute", world.owner, part=PART)
    (reason,) = refusal(answered).reasons
    assert reason.sentence.values["units"] == [names["sekretariat"]]

    world.step(asked.case, "contribute", world.secretary, part="Vi vet ikke.")
    answered()


def test_a_unit_sees_the_case_until_it_has_given_its_part(world, asked):
    def seen():
        return view_of(world.session, asked.case.ref, world.owner, world.at, "nb")

    assert seen().whole()["fields"]["part_question"] == QUESTION
    world.step(asked.case, "contribute", world.owner, part=PART)

    with pytest.raises(NotFound):
        seen()


def test_the_handler_may_stop_asking(world, asked):
    world.step(asked.case, "stop_asking", world.handler, awaited=["sekretariat"])

    assert "right" in unmet(lambda: world.step(asked.case, "contribute", world.owner, part=PART))
    more = {"awaited": ["sekretariat", "fagrad-2"]}
    assert list(unmet(lambda: world.step(asked.case, "stop_asking", world.handler, **more))) == [
        "asks_no_more"
    ]
    world.step(asked.case, "stop_asking", world.handler, awaited=None)
    assert "awaited" not in world.now(asked.case).fields
    assert "not_asked" in unmet(lambda: world.step(asked.case, "stop_asking", world.handler))


@pytest.mark.parametrize("given", [{}, {"awaited": ["sekretariat", "fagrad-1"]}])
def test_whoever_stops_asking_says_who_is_still_asked(world, asked, given):
    (reason,) = refusal(
        lambda: world.step(asked.case, "stop_asking", world.handler, **given)
    ).reasons

    names = {each["id"]: each["name"] for each in STRUCTURE["bodies"]}
    assert reason.sentence.values["units"] == [names["fagrad-1"], names["sekretariat"]]
    assert reason.remedy.values == {"ref": asked.case.ref, "units": ["fagrad-1", "sekretariat"]}


@pytest.mark.parametrize("units", [[], ["tomt-rad"]])
def test_only_units_that_can_answer_are_asked(world, units):
    assert list(unmet(lambda: ask(world, world.routed(), *units))) == ["units_to_ask"]


def test_the_unit_that_handles_the_case_is_not_asked(world):
    case = world.routed()

    (reason,) = refusal(lambda: ask(world, case, "fagrad-1", "mottak")).reasons
    assert reason.code == "units_to_ask"
    assert reason.sentence.values["unit"] == registry.body(world.session, "fjord/mottak").name
    ask(world, case, "fagrad-1")
    assert world.now(case).fields["awaited"] == ["fagrad-1"]


def test_no_unit_is_dropped_by_asking_another(world, asked):
    (reason,) = refusal(lambda: ask(world, asked.case, "fagrad-2", "sekretariat")).reasons
    fagrad = registry.body(world.session, "fjord/fagrad-1").name
    assert (reason.code, reason.sentence.values["units"]) == ("units_to_ask", [fagrad])

    ask(world, asked.case, "fagrad-1", "sekretariat", "fagrad-2")
    assert len(world.now(asked.case).fields["awaited"]) == 3


def test_a_unit_that_got_the_case_since_is_asked_no_more(world, asked):
    world.step(asked.case, "route", handler="fagrad-1")

    world.step(asked.case, "ask_part", world.owner, part_question=QUESTION, awaited=["sekretariat"])
    assert world.now(asked.case).fields["awaited"] == ["sekretariat"]


def test_a_part_has_its_time_which_ends_with_the_last(world, asked):
    assert running_in(world, asked.case)["part"] == world.day(10).date()
    for by in (world.owner, world.secretary):
        world.step(asked.case, "contribute", by, part=PART)
    assert "part" not in running_in(world, asked.case)


def test_whoever_reported_sees_neither_the_question_nor_the_parts(world, asked):
    before = reported(world.session, asked.code, world.at, "nb")
    world.step(asked.case, "contribute", world.owner, part=PART)

    told = reported(world.session, asked.code, world.at, "nb")
    everything = json.dumps([told, reports.for_reporter(world.session, asked.code)], default=str)
    assert not [words for words in (QUESTION, PART, "fagrad-1") if words in everything]
    assert (told.happened, told.due, told.conversation) == (
        before.happened,
        before.due,
        before.conversation,
    )
    assert len(told.due) == 1


def test_those_who_handle_it_read_whose_part_it_is(world, asked):
    world.step(asked.case, "contribute", world.owner, part=PART)
    view = view_of(world.session, asked.case.ref, world.handler, world.at, "en")

    (_question, part) = conversation(view)
    assert (str(part.called), part.words) == ("The part of Fagråd 1", PART)


def test_a_unit_that_is_asked_cannot_tell_who_reported(world):
    one = told_to_a_unit(world, world.gp, AnswerTo("en@example.no", "nn"), profession="Fastlege")
    other = told_to_a_unit(world, world.handler, AnswerTo(), region="Fjordby")

    assert one == other
    assert QUESTION in one


def told_to_a_unit(world, by, answer_to, **about):
    """All that a unit is told of a case, but for its hashes and numbers; it does not stay."""
    with world.session.begin(), world.session.savepoint(keep=False):
        given = {"what": "Epikrisen kom aldri fram.", **about}
        act = Act(by, world.at)
        case = reports.report(world.session, world.body("mottak"), given, act, answer_to).case
        world.step(case, "route", handler="mottak")
        ask(world, case, "fagrad-1")
        whole = view_of(world.session, case.ref, world.owner, world.at, "nb").whole()
    for event in whole["history"]:
        del event["hash"]
    return json.dumps(whole, default=str, ensure_ascii=False)
