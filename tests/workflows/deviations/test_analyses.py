"""The parties analyse an event together: it stands in each of its deviations, and in the report."""

from __future__ import annotations

from datetime import date

import pytest

from engine.errors import BadInput
from engine.people.tables import Partnership
from tests.world import unmet
from workflows.deviations.report_figures import make_figures
from workflows.views.case_view import view_of
from workflows.views.council_report_view import ANALYSES, report_tables

TRUST, TOWN, CLINIC = (
    {"id": "sykehuset", "name": "Sykehuset", "kind": "hospital_trust", "members": ["klinikken"]},
    {"id": "byen", "name": "Byen kommune", "kind": "municipality"},
    {"id": "klinikken", "name": "Klinikken", "kind": "unit"},
)
GIVEN = {
    "participants": ["klinikken", "byen"],
    "analysed_on": "2026-03-02",
    "conclusion": "Varselet må følges av en samtale.",
}


@pytest.fixture
def parties(world):
    world.with_bodies([TRUST, TOWN, CLINIC])
    return world


def analyse(world, case, by=None, **inputs):
    return world.step(case, "analyse", by or world.handler, **GIVEN | inputs)


def shown(world, case, reader):
    return view_of(world.session, case.ref, reader, world.at, "nb").whole()["fields"]


def test_an_analysis_of_several_stands_in_each(parties):
    case, other, alone = parties.handled(), parties.learnt(), parties.handled()

    analyse(parties, case, analysed_with=[other.ref])

    for each in (case, other):
        fields = shown(parties, each, parties.handler)
        assert {name: fields[name] for name in GIVEN} == GIVEN
    assert "conclusion" not in shown(parties, alone, parties.handler)
    analyse(parties, other, conclusion="En annen.")
    assert shown(parties, other, parties.handler)["conclusion"] == "En annen."


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"participants": ["byen"]}, "both_parties"),
        ({"participants": ["klinikken", "sykehuset", "asu"]}, "both_parties"),
        ({"analysed_on": "2026-01-31"}, "analysed_after"),
        ({"conclusion": "Hans Handler ringte ikke."}, "names_no_one"),
    ],
)
def test_an_analysis_that_is_none_is_refused(parties, wrong, code):
    case = parties.report(happened_on="2026-02-01").case
    parties.step(case, "route", handler="mottak")
    parties.step(case, "handle", parties.handler, answer="Beklager")

    assert list(unmet(lambda: analyse(parties, case, **wrong))) == [code]
    with pytest.raises(BadInput):
        analyse(parties, case, analysed_on="2026-03-03")


def test_the_report_counts_analyses_and_tells_what_they_concluded(parties):
    owner = parties.session.orm.get_one(Partnership, parties.partnership)
    before = make_figures(parties.session, owner, date(2026, 3, 2)).figures
    analyse(parties, parties.learnt(), analysed_with=[parties.learnt().ref])

    figures = make_figures(parties.session, owner, date(2026, 3, 2)).figures

    counts = {each["key"]: each["value"] for each in figures["numbers"]}
    assert (before["analyses"], counts["analysed"]) == ([], 1)
    (table,) = [each for each in report_tables(figures) if each.name == ANALYSES]
    assert table.rows == [[GIVEN["conclusion"]]]
