"""Cases are found by words, and by nothing that the reader may not see."""

from __future__ import annotations

import pytest

from engine.cases.search_index import take_in
from engine.cases.searching import search
from engine.definitions import versions
from engine.definitions.loader import load_stored
from engine.people.actors import OPERATOR
from engine.people.acts import Act
from tests.world import definitions


def refs(world, words, reader):
    """What is found: the same whether the index knows of it or not."""
    before = found_refs(world, words, reader)
    take_in(world.session)
    assert found_refs(world, words, reader) == before
    return before


def found_refs(world, words, reader):
    return [found.case.ref for found in search(world.session, words, reader, world.at.date())]


@pytest.mark.parametrize("words", ["ØVING", "øving", "vin", "Felles øving", "øving felles"])
def test_a_case_is_found_by_parts_of_its_words_in_any_case(world, words):
    case = world.measure("Felles Øving ved Ås")
    world.measure("Noe annet")

    assert refs(world, words, world.member) == [case.ref]


def test_a_case_is_found_by_its_ref_and_not_by_words_that_are_not_all_there(world):
    case = world.measure("Felles øving")

    assert refs(world, case.ref.lower(), world.member) == [case.ref]
    assert refs(world, "øving mangler", world.member) == []
    assert refs(world, "  ", world.member) == []


@pytest.mark.parametrize("words", ["100 %", "_", "\\"])
def test_signs_stand_for_themselves(world, words):
    world.measure("Felles øving")
    case = world.measure(f"Nå {words} deltakelse")

    assert refs(world, words, world.member) == [case.ref]


def test_what_a_deviation_says_finds_it_for_those_alone_who_may_read_it(world):
    case = world.routed()

    for reader in (world.handler, world.secretary, OPERATOR):
        assert refs(world, "epikrisen", reader) == [case.ref]
    for reader in (world.member, world.gp, world.stranger, world.neighbour):
        assert refs(world, "epikrisen", reader) == []


def test_a_field_finds_a_case_for_those_alone_who_may_see_it(world):
    measure = definitions()["measure"]
    hidden = "  text:\n    visible_to: [secretariat]\n"
    source = measure.source.replace("  text:\n", hidden).replace("version: 1", "version: 2")
    act = Act(OPERATOR, world.at)
    versions.store(world.session, [load_stored(source, "measure.yaml")], act)
    case = world.measure("Felles øving", text="Hemmelig omtale")

    assert refs(world, "hemmelig", world.secretary) == [case.ref]
    assert refs(world, "hemmelig", world.member) == []
    assert refs(world, "øving", world.member) == [case.ref]


def test_lists_of_texts_are_searched_too(world):
    case = world.measure("Felles øving", points=["Første punkt", "Ås først"])

    assert refs(world, "ås", world.member) == [case.ref]


def test_the_neighbour_finds_nothing_here(world):
    world.measure("Felles øving")

    assert refs(world, "øving", world.neighbour) == []
