"""Each condition of a deviation's own, with both answers."""

from __future__ import annotations

from typing import Any

import pytest

from engine.cases.steps import advance
from engine.errors import WayOut
from engine.people.actors import ANYONE
from engine.people.acts import Act
from tests.world import refusal, unmet
from workflows.deviations import reports
from workflows.views.case_view import view_of


def test_a_deviation_is_handled_by_whoever_it_was_routed_to(world):
    case = world.report().case

    assert set(unmet(lambda: world.step(case, "handle", world.handler))) == {"right"}
    assert {"right", "routed"} <= set(unmet(lambda: world.step(case, "handle", world.secretary)))


def test_a_deviation_is_handled_with_an_answer(world):
    case = world.routed()
    assert list(unmet(lambda: world.step(case, "handle", world.handler))) == ["answered"]

    assert unmet(lambda: world.step(case, "handle", world.handler, answer="Beklager")) == {}


def test_an_answer_given_before_is_an_answer(world):
    case = world.routed()
    world.step(case, "answer", world.handler, answer="Beklager")

    assert unmet(lambda: world.step(case, "handle", world.handler)) == {}


def test_a_reporter_who_wants_no_answer_gets_none(world):
    case = world.report(wants_answer=False).case
    world.step(case, "route", handler="mottak")

    assert unmet(lambda: world.step(case, "handle", world.handler)) == {}


def test_a_deviation_is_classified_once(world):
    case = world.routed()
    handled = {"answer": "Beklager", "event_type": None}
    refused = refusal(lambda: world.step(case, "handle", world.handler, **handled))
    assert [(each.code, each.remedy.values["field"]) for each in refused.reasons] == [
        ("classified", "event_type")
    ]

    world.step(case, "answer", world.handler, answer="Beklager", event_type="ict")
    advance(world.session, case, "handle", Act(world.handler, world.at))

    assert world.now(case).fields["event_type"] == "ict"


@pytest.mark.parametrize(
    ("happened_on", "clause", "possible"),
    [
        ("2020-12-31", "agreement_5", True),
        ("2020-12-31", "guideline_1", False),
        ("2021-01-01", "agreement_5", False),
        ("2021-01-01", "guideline_1", True),
        (None, "guideline_1", True),
        (None, "agreement_5", False),
    ],
)
def test_the_agreement_in_force_when_it_happened_is_the_one_that_counts(
    world, happened_on, clause, possible
):
    case = world.report(happened_on=happened_on).case
    world.step(case, "route", handler="mottak")

    def step() -> object:
        return world.step(case, "answer", world.handler, answer="Beklager", clause=clause)

    assert ("clause" not in unmet(step)) is possible


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({}, ["learning_or_reason"]),
        ({"learning": "Ring før helg.", "no_learning_reason": "Ingenting"}, ["learning_or_reason"]),
        ({"learning": "Ring før helg."}, []),
        ({"no_learning_reason": "Enkeltstående."}, []),
        ({"learning": "Hans Handler ringte ikke."}, ["names_no_one"]),
        ({"learning": "hans  HANDLER ringte ikke."}, ["names_no_one"]),
        ({"learning": "Både Handler, Hans og andre ringte."}, ["names_no_one"]),
        ({"learning": "Hans Handlers notat kom ikke."}, ["names_no_one"]),
        ({"learning": "Spør post@example.no."}, ["names_no_one"]),
        ({"learning": "Ring 74 09 80 00."}, ["names_no_one"]),
        ({"no_learning_reason": "Gjelder Fredrik Fastlege."}, ["names_no_one"]),
        ({"learning": "Avtalen av 2018 følges fra 1.1.2019, sak 12/2020."}, []),
    ],
)
def test_learning_is_a_point_or_a_reason_that_names_no_one(world, given: dict[str, Any], why):
    assert list(unmet(lambda: world.step(world.handled(), "learn", world.handler, **given))) == why


def test_whoever_learns_from_it_cannot_take_away_what_kind_of_event_it_was(world):
    case = world.handled()
    given = {"learning": "Ring før helg.", "event_type": None}

    assert list(unmet(lambda: world.step(case, "learn", world.handler, **given))) == ["classified"]

    world.step(case, "learn", world.handler, **{**given, "event_type": "ict"})
    assert world.now(case).fields["event_type"] == "ict"


def test_a_report_is_withdrawn_until_it_is_routed(world):
    at_once, routed = world.report(), world.report()
    act = Act(ANYONE, world.day(1))
    reports.withdraw(world.session, at_once.code, act)
    world.step(routed.case, "route", handler="mottak")

    found = unmet(lambda: reports.withdraw(world.session, routed.code, act))

    assert world.now(at_once.case).state == "withdrawn"
    assert list(found) == ["not_routed"]
    assert "sent to those who handle it" in found["not_routed"]
    assert world.now(routed.case).state == "reported"


def test_the_clock_does_not_run_from_before_the_report(world):
    case = world.report().case
    given = {"handler": "mottak", "clock_started_on": "2026-03-01"}

    found = unmet(lambda: world.step(case, "route", at=world.day(2), **given))
    assert found == {
        "clock_after_report": "The time limit cannot run from 1 March 2026: the report was made"
        " on 2 March 2026. Give that day or a later one."
    }

    world.step(case, "route", at=world.day(2), **given | {"clock_started_on": "2026-03-02"})
    assert world.now(case).fields["clock_started_on"] == "2026-03-02"


def test_a_deviation_is_not_sent_where_nobody_would_answer(world):
    case = world.report().case
    refused = refusal(lambda: world.step(case, "route", handler="tomt-rad"))

    assert refused.unmet == ["unit_has_members"]
    assert "“Det tomme rådet” has no member who can act" in str(refused)
    assert world.step(case, "route", handler="mottak").to_state == "reported"


def test_why_she_who_reported_cannot_is_told_to_her_alone(world):
    receipt = world.report(by=world.gp)
    world.step(receipt.case, "route", handler="mottak")

    def told(reader, action="withdraw"):
        whole = view_of(world.session, receipt.case.ref, reader, world.at, "en").whole()
        (found,) = [each for each in whole["actions"] if each["action"] == action]
        return [each["name"] for each in found["unmet"]]

    assert told(world.gp) == ["not_routed"]
    assert told(world.handler) == told(world.secretary) == ["right"]
    world.step(receipt.case, "reject", rejection="not_enough")
    (hers,) = refusal(lambda: world.step(receipt.case, "withdraw", world.gp)).reasons
    (theirs,) = refusal(lambda: world.step(receipt.case, "withdraw", world.secretary)).reasons
    assert (hers.remedy.way, theirs.remedy) == (WayOut.REPORT_ANEW, None)
