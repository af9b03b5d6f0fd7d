"""The figures of a report: what they hold, and what nobody can tell from them."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from engine.people import registry
from engine.people.actors import ANYONE, Actor
from engine.people.acts import Act
from tests.world import World
from workflows.deviations import reports
from workflows.deviations.contacts import AnswerTo
from workflows.deviations.report_figures import LastReport, NewReport, make_figures
from workflows.deviations.reports import BY_RECEIPT

JULY = date(2026, 7, 1)
FIRST = lambda keys: keys[0]  # noqa: E731 - the draw that a test can foresee
BODIES = tuple(
    {"id": key, "name": key.title(), "kind": "municipality"} for key in ("fjordby", "nes", "vik")
)


def made(world: World, last: dict[str, Any] | None = None) -> NewReport:
    partnership = registry.partnership(world.session, "fjord")
    return make_figures(world.session, partnership, JULY, LastReport(last, draw=FIRST))


def numbers(figures: dict[str, Any], part: str = "value") -> dict[str, Any]:
    return {each["key"]: each[part] for each in figures["numbers"]}


def rows(figures: dict[str, Any], table: str, part: str = "count") -> dict[str, Any]:
    (found,) = [each for each in figures["tables"] if each["name"] == table]
    return {row["key"]: row[part] for row in found["rows"]}


def test_the_numbers_say_how_many_how_long_and_what_became_of_it(world):
    for days in (1, 2, 3, 40):
        world.learnt(since=-60, days=days)
    world.learnt(since=-60, days=0, learning=None)

    assert numbers(made(world).figures) == {
        "total": 5,
        "answered": 5,
        "median": 2,
        "ninety": 40,
        "in_time": 80,
        "unanswered": 0,
        "learning": 4,
        "analysed": 0,
        "without_measure": 4,
        "unproven": 0,
        "again": 0,
    }


def test_of_no_deviation_there_is_nothing_to_reckon(world):
    found = made(world)

    assert found.cases == []
    assert numbers(found.figures)["median"] is None
    assert numbers(found.figures)["in_time"] is None


def test_the_share_names_the_length_that_the_definition_gives(world):
    world.learnt()
    labels = numbers(made(world).figures, "label")

    assert labels["in_time"]["en"] == "Answered within 4 weeks, per cent"


def test_the_period_before_stands_beside_as_it_was_shown_then(world):
    world.with_bodies(BODIES)
    world.learnt("fjordby", kind="patient")
    first = made(world).figures
    second = made(world, last={**first, "until": "2026-06-30"}).figures

    assert second["since"] == "2026-06-30"
    assert second["before"] == {"since": None, "until": "2026-06-30"}
    assert rows(second, "kind", "before")["patient"] == 1
    assert rows(second, "unit", "before")["fjordby"] is None
    assert numbers(second, "before")["total"] == 1
    assert "before" not in first["numbers"][0]


def test_few_on_a_municipality_are_hidden_with_one_that_had_more(world):
    world.with_bodies(BODIES)
    for unit, times in (("fjordby", 5), ("nes", 1), ("vik", 6), ("mottak", 1)):
        for _n in range(times):
            world.learnt(unit)
    figures = made(world).figures

    shown = rows(figures, "unit")
    assert (shown["fjordby"], shown["nes"], shown["vik"], shown["mottak"]) == (None, None, 6, 1)
    assert rows(figures, "direction")["to_municipality"] == 12


def test_learning_points_stand_in_an_order_that_tells_nothing_of_their_cases(world):
    for text in ("Ring før helg.", "Avtal dag.", "Ring før helg."):
        world.learnt(learning=text)

    found = made(world).figures["learning"]

    assert [each["text"] for each in found] == ["Avtal dag.", "Ring før helg."]


def test_no_other_free_text_and_no_ref_stands_in_a_report(world):
    given = {"what": "HEMMELIG", "consequence": "HEMMELIG", "agreement": "HEMMELIG"}
    case = world.learnt(done_at_once="HEMMELIG", profession="HEMMELIG", region="HEMMELIG", **given)

    told = json.dumps(made(world).figures)

    assert "HEMMELIG" not in told
    assert case.ref not in told


def test_two_worlds_that_differ_in_the_reporter_alone_give_the_same_report(world):
    nurse = {"profession": "Sykepleier", "region": "Fjordby"}
    one = told_by(world, world.handler, AnswerTo("en@example.no", "nn"), nurse)
    other = told_by(world, world.gp, AnswerTo("to@example.no"), {"profession": "Fastlege"})
    nobody = told_by(world, ANYONE, BY_RECEIPT, {})

    assert one == other == nobody
    assert numbers(one)["total"] == 1


def told_by(world: World, by: Actor, answer_to: AnswerTo, about: dict[str, str]) -> dict[str, Any]:
    """The figures of a world in which somebody reported a deviation; it does not stay."""
    given = {"what": "Epikrisen kom aldri fram.", "kind": "patient", **about}
    with world.session.begin(), world.session.savepoint(keep=False):
        mottak, act = world.body("mottak"), Act(by, world.at)
        case = reports.report(world.session, mottak, given, act, answer_to).case
        world.step(case, "route", handler="mottak")
        world.step(case, "handle", world.handler, answer="Beklager", at=world.day(3))
        world.step(case, "learn", world.handler, learning="Ring.", at=world.day(3))
        return made(world).figures


def test_the_council_hears_of_what_nobody_answered_though_the_last_was_told(world):
    world.routed()  # on 2 March: to be answered by the 30th, and the last is told on 13 April
    world.step(world.routed(), "answer", world.handler, answer="Takk", event_type="medicines")
    world.step(world.report(wants_answer="no").case, "route", handler="mottak")
    world.learnt()
    partnership = registry.partnership(world.session, "fjord")

    told = {
        day: numbers(make_figures(world.session, partnership, date(2026, 4, day)).figures)
        for day in (12, 13)
    }

    assert [told[day]["unanswered"] for day in (12, 13)] == [0, 1]
