"""The parties analyse an event together: it stands in each of its deviations, and in the report."""

from __future__ import annotations

from datetime import date

import pytest

from engine.errors import BadInput, NotFound
from engine.people.acts import Act
from engine.people.tables import Partnership
from tests.world import refusal, unmet
from workflows.deviations.council_reports import propose
from workflows.deviations.report_figures import make_figures
from workflows.views import reporter_view
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
        ({"conclusion": "Rutinen manglet hos Anne."}, "names_no_one"),
        ({"conclusion": "Byen ringte ikke."}, "names_no_one"),
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


@pytest.mark.parametrize(
    ("missing", "value"), [*((name, None) for name in GIVEN), ("conclusion", " ")]
)
def test_an_analysis_says_who_when_and_what(parties, missing, value):
    case = parties.handled()

    assert missing in unmet(lambda: analyse(parties, case, **{missing: value}))
    assert "conclusion" not in parties.now(case).fields


def test_an_analysis_reaches_those_it_names_now_and_no_others(parties):
    case, first, second = parties.handled(), parties.learnt(), parties.handled()
    analyse(parties, case, analysed_with=[first.ref])

    analyse(parties, case, analysed_with=[first.ref, second.ref], conclusion="Ring først.")
    told = [shown(parties, each, parties.handler)["conclusion"] for each in (first, second)]
    analyse(parties, case, analysed_with=[second.ref])

    assert told == ["Ring først."] * 2
    assert "conclusion" not in shown(parties, first, parties.handler)
    parties.correct(case, parties.secretary)
    assert shown(parties, first, parties.handler)["conclusion"] == "Ring først."


@pytest.fixture
def apart(parties):
    """A case of Mottak and one of Sengeposten, where neither may see the other's; and who sits in
    Sengeposten."""
    bed = parties.person("Berit Bakvakt", ("sengepost", "member"))
    receipts = [parties.report(), parties.report("Ingen ringte.")]
    cases = [each.case for each in receipts]
    for case, unit, by in zip(cases, ("mottak", "sengepost"), (parties.handler, bed), strict=True):
        parties.step(case, "route", handler=unit)
        parties.step(case, "handle", by, answer="Beklager")
    return *receipts, bed


def test_who_sees_one_case_does_not_learn_of_the_other(parties, apart):
    mine, other, bed = apart
    analyse(parties, mine.case, parties.secretary, analysed_with=[other.case.ref])

    for reader, own, hidden in (
        (parties.handler, mine.case, other.case),
        (bed, other.case, mine.case),
    ):
        view = view_of(parties.session, own.ref, reader, parties.at, "nb")
        assert view.whole()["fields"]["conclusion"] == GIVEN["conclusion"]
        assert hidden.ref not in str(view.whole())
        with pytest.raises(NotFound):
            view_of(parties.session, hidden.ref, reader, parties.at, "nb")


def test_a_case_she_may_not_see_is_refused_in_the_words_of_none(parties, apart):
    mine, other, _bed = apart

    for ref in (other.case.ref, "A-2026-99"):
        refused = refusal(lambda ref=ref: analyse(parties, mine.case, analysed_with=[ref]))
        assert [str(each.sentence).replace(ref, "it") for each in refused.reasons] == [
            "“Analysed together with” names a case that you cannot see: it."
        ]
    assert "conclusion" not in parties.now(mine.case).fields
    assert "conclusion" not in shown(parties, other.case, parties.secretary)


def test_the_reporter_is_told_of_parties_and_of_no_one_by_name(parties, apart):
    mine, other, _bed = apart
    analyse(parties, mine.case, parties.secretary, analysed_with=[other.case.ref])

    for own, hidden in ((mine, other), (other, mine)):
        page = str(reporter_view.reported(parties.session, own.code, parties.at, "nb"))
        assert "Byen kommune" in page
        assert hidden.case.ref not in page
        names = (parties.secretary.name, parties.handler.name, "Berit Bakvakt")
        assert not [name for name in names if name in page]


def test_an_analysis_after_the_report_was_made_is_told_and_in_the_report_made_anew(parties):
    case, meeting = parties.learnt(), parties.meeting()
    act = Act(parties.secretary, parties.at)
    propose(parties.session, meeting, act)
    analyse(parties, case)

    refused = refusal(lambda: parties.hold(meeting))
    assert [reason.code for reason in refused.reasons] == ["words"]
    assert propose(parties.session, meeting, act).figures["analyses"] == [GIVEN["conclusion"]]
    parties.hold(meeting)
