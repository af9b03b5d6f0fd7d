"""Cases that are like one are found by what the reader may see of both, and by nothing else."""

from __future__ import annotations

import pytest

from engine.cases.search_index import take_in
from engine.cases.similar import similar
from engine.people.actors import OPERATOR
from workflows.deviations.similar import COMPARED_BY

EPICRISIS = "Epikrisen kom aldri fram til sykehuset."


def alike(world, case, reader=None):
    """What is found, with why: the same whether the index knows of it or not."""
    before = found(world, case, reader or world.secretary)
    take_in(world.session)
    assert found(world, case, reader or world.secretary) == before
    return before


def found(world, case, reader):
    every = similar(world.session, world.now(case), COMPARED_BY, reader, world.at.date())
    return [(each.case.ref, each.facts, each.words) for each in every]


def handled(world, what, happened_on="2026-02-01", **classified):
    """A deviation that Mottak has handled."""
    case = world.report(what, happened_on=happened_on).case
    world.step(case, "route", handler="mottak")
    world.step(case, "handle", world.handler, answer="Beklager", **classified)
    return case


def test_the_most_alike_come_first_with_what_they_have_in_common(world):
    case = handled(world, EPICRISIS, clause="guideline_1")
    nearest = handled(world, EPICRISIS)
    unit = handled(world, "Feil epikriser.", event_type="equipment")
    handled(world, "Rullestolen manglet.", event_type="equipment")

    assert alike(world, case) == [
        (nearest.ref, ("unit", "event_type"), ("epikrisen", "sykehuset")),
        (unit.ref, ("unit",), ("epikrisen",)),
    ]


def test_both_written_languages_and_compounds_have_words_in_common(world):
    case = world.report("Utskrivningen fra sykehuset var forsinket, legemiddellisten manglet.").case
    other = world.report("Utskrivinga frå sjukehuset: mangla legemiddellista.").case

    assert [words for ref, _same, words in alike(world, case) if ref == other.ref] == [
        ("utskrivningen", "sykehuset", "legemiddellisten", "manglet")
    ]


def test_an_older_clause_is_the_same_as_what_took_its_place(world):
    old = handled(world, "Dette.", "2020-05-05", clause="agreement_5", event_type="equipment")
    new = handled(world, "Noe annet.", clause="guideline_1")

    assert alike(world, new) == [(old.ref, ("unit", "clause"), ())]


@pytest.mark.parametrize("who", ["gp", "member", "neighbour"])
def test_nobody_is_shown_what_she_may_not_see(world, who):
    case, _other = world.learnt(what=EPICRISIS), world.learnt(what=EPICRISIS)

    assert alike(world, case, getattr(world, who)) == []
    assert len(alike(world, case, world.handler)) == 1
    assert len(alike(world, case, OPERATOR)) == 1


def test_whoever_reported_a_case_is_not_told_how_it_was_classified(world):
    mine = handled(world, "Noe helt annet.")
    reported = world.report("Ble glemt.", by=world.handler).case
    world.step(reported, "route", handler="fastleger")
    world.step(reported, "handle", world.gp, answer="Beklager")

    assert alike(world, mine, world.handler) == []
    assert alike(world, mine) == [(reported.ref, ("unit", "event_type"), ())]


def test_withdrawn_and_rejected_cases_are_left_out(world):
    case, other = world.learnt(what=EPICRISIS), world.report(EPICRISIS).case
    world.step(other, "reject", rejection="not_enough")

    assert alike(world, case) == []
