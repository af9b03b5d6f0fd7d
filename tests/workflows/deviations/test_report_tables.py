"""What a report counts by."""

from __future__ import annotations

from workflows.deviations.hidden_counts import Hidden
from workflows.deviations.report_cases import counted_cases
from workflows.deviations.report_tables import (
    CountTable,
    age_table,
    by_unit,
    class_tables,
    direction_of,
    direction_table,
    unit_table,
)

BODIES = (
    {"id": "hnt", "name": "Helseforetaket", "kind": "hospital_trust", "members": ["sengepost"]},
    {"id": "fjordby", "name": "Fjordby", "kind": "municipality"},
)


def shown(table: CountTable) -> dict[str, int | None]:
    return {row.key: row.shown for row in table.rows}


def test_direction_is_told_by_the_side_that_the_unit_is_on(world):
    world.with_bodies(BODIES)
    units = [world.body(key) for key in ("hnt", "fjordby", "mottak", "sengepost")]
    for unit in ("hnt", "sengepost", "sengepost", "fjordby", "mottak"):
        world.learnt(unit)
    counts = by_unit(counted_cases(world.session, world.partnership), units)

    table = direction_table(counts, direction_of(units), Hidden())

    assert shown(table) == {"to_trust": 3, "to_municipality": 1, "unknown": 1}
    assert not table.hidden


def test_a_hidden_unit_is_hidden_and_the_others_are_shown(world):
    units = [world.body("mottak"), world.body("sengepost")]
    world.learnt()
    counts = by_unit(counted_cases(world.session, world.partnership), units)

    table = unit_table(counts, units, Hidden(frozenset({"sengepost"})))

    assert shown(table) == {"mottak": 1, "sengepost": None, "not_said": 0}
    assert table.hidden


def test_deviations_are_counted_by_each_field_that_the_definition_has(world):
    world.learnt(kind="patient", agreement="Delavtale 3")
    world.learnt(kind="patient")
    cases = counted_cases(world.session, world.partnership)
    tables = {t.name: t for t in class_tables(cases, cases[0].definition)}

    assert list(tables) == ["kind", "event_type", "factors", "clause", "harm"]
    assert shown(tables["kind"]) == {
        "patient": 2,
        "breach": 0,
        "user_feedback": 0,
        "improvement": 0,
        "not_said": 0,
    }
    assert shown(tables["harm"])["not_said"] == 2


def test_what_is_free_text_is_counted_as_named_and_never_shown(world):
    world.learnt(agreement="Delavtale 3")
    world.learnt()
    cases = counted_cases(world.session, world.partnership)
    fields = {n: f for n, f in cases[0].definition.fields.items() if n != "clause"}
    older = cases[0].definition.model_copy(update={"fields": fields})
    tables = {t.name: t for t in class_tables([c._replace(definition=older) for c in cases], older)}

    assert shown(tables["agreement"]) == {"named": 1, "not_said": 1}


def test_a_deviation_with_several_factors_counts_for_each_of_them(world):
    case = world.learnt()
    world.learnt()
    (counted, other) = counted_cases(world.session, world.partnership)
    both = {**counted.fields, "factors": ["communication", "capacity"]}
    tables = {
        t.name: t for t in class_tables([counted._replace(fields=both), other], other.definition)
    }

    told = {key: n for key, n in shown(tables["factors"]).items() if n}
    assert (case.id, told) == (counted.number, {"communication": 1, "capacity": 1, "not_said": 1})


def test_an_older_clause_counts_as_the_one_that_took_its_place(world):
    world.learnt()
    (counted,) = counted_cases(world.session, world.partnership)
    options = counted.definition.fields["clause"].options
    older = next(name for name, each in options.items() if each.newer)
    changed = {**counted.fields, "clause": older}

    tables = {
        t.name: t for t in class_tables([counted._replace(fields=changed)], counted.definition)
    }

    assert older not in shown(tables["clause"])
    assert shown(tables["clause"])[options[older].newer] == 1


def test_ages_are_told_in_bands(world):
    for days in (0, 7, 8, 28, 56, 57):
        world.learnt(since=-60, days=days)

    table = age_table(counted_cases(world.session, world.partnership))

    assert shown(table) == {"0-7": 2, "8-14": 1, "15-28": 1, "29-56": 1, "57-": 1}
