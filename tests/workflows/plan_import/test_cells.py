"""What stands in one cell: owners, times, numbers, points, pointers, broken words."""

from __future__ import annotations

import pytest

from workflows.plan_import.cells.bodies import BodyIndex, KnownBody, known_bodies
from workflows.plan_import.cells.numbers_and_points import (
    read_agreements,
    read_number_cell,
    read_parts,
)
from workflows.plan_import.cells.references import read_references, read_schedule
from workflows.plan_import.cells.responsible import read_owners
from workflows.plan_import.cells.years import read_mark, read_when
from workflows.plan_import.reading.mends import Mender


@pytest.mark.parametrize(
    ("cell", "owners"),
    [
        ("FR", ["council"]),
        ("Sekretariat/", ["office"]),
        ("- FR\n- Sekretariatet", ["council", "office"]),
        ("FR / Sekretariat og kommunene", ["council", "office", "towns"]),
        ("Faggruppe for syke-\npleie\nFR", ["nurses", "council"]),
        ("FAGGRUPPE SYKE- PLEIE", ["nurses"]),
        ("Faggruppe for sykepleie/ legearbeid", ["nurses", "doctors"]),
        ("Utvalg 2, 3-5", ["group-2", "group-3-5"]),
        ("Utvalg 6/7", ["group-6-7"]),
        ("Styringsgruppe (FR)", ["council"]),
        ("FR\nFR", ["council"]),
        ("Sekretariat. Skal også vurdere drift", ["office"]),
        ("FR\nSes i helhet med 1.2.1", ["council"]),
    ],
)
def test_the_bodies_of_a_cell(bodies, cell, owners):
    read = read_owners(cell, bodies)
    assert ([body.body_id for body in read.bodies], read.unknown) == (owners, [])


@pytest.mark.parametrize(
    ("cell", "roles"),
    [
        ("FR med støtte fra alle faggrupper", ["responsible", "support"]),
        (
            "FR i samarbeid med kommunene og Sekretariat",
            ["responsible", "cooperating", "cooperating"],
        ),
        (
            "Styringsgruppe med FR, Sekretariat og kommunane",
            ["responsible", "member", "member", "member"],
        ),
        ("FR med støtte fra Sekretariat\nkommunene", ["responsible", "support", "responsible"]),
    ],
)
def test_the_joining_words_give_the_roles(bodies, cell, roles):
    assert [body.role for body in read_owners(cell, bodies).bodies] == roles


@pytest.mark.parametrize(
    ("cell", "unknown", "kept"),
    [
        ("Utvalg 99", ["Utvalg 99"], []),
        ("Utvalg 2-4", ["Utvalg 2-4"], []),
        ("FR\nKontoret", ["Kontoret"], ["council"]),
        ("Kontoret og FR", ["Kontoret"], ["council"]),
        ("Faggruppe for maling", ["Faggruppe for maling"], []),
    ],
)
def test_an_unknown_name_is_kept_apart_and_the_known_ones_stay(bodies, cell, unknown, kept):
    read = read_owners(cell, bodies)
    assert (read.unknown, [body.body_id for body in read.bodies]) == (unknown, kept)


def test_the_nearest_spelling_is_suggested_and_a_number_is_never_swapped_for_another(bodies):
    assert bodies.nearest("Personalnetverket") == "Personalnettverket"
    assert bodies.nearest("Utvalg 9") == ""


def test_a_spelling_that_two_bodies_share_finds_neither():
    index = BodyIndex([KnownBody("a", "Rådet"), KnownBody("b", "Utvalget", aliases=("rådet",))])
    assert index.find("Rådet") == ""


def test_bodies_are_read_from_the_mapping_of_a_structure_file():
    mapping = {
        "bodies": [
            {
                "id": "x",
                "name": "Rådet",
                "abbreviation": "R",
                "aliases": ["råd"],
                "kind": "council",
                "members": ["y"],
            }
        ]
    }
    assert known_bodies(mapping) == [KnownBody("x", "Rådet", "R", ("råd",), "council", ("y",))]


@pytest.mark.parametrize(
    ("cell", "years", "ongoing"),
    [
        ("", (), False),
        ("-", (), False),
        ("2031", (2031,), False),
        ("2030 - 2032", (2030, 2031, 2032), False),
        ("2030–32", (2030, 2031, 2032), False),
        ("2030 til og med 2032", (2030, 2031, 2032), False),
        ("2030\n2032", (2030, 2032), False),
        ("2030/31", (2030, 2031), False),
        ("2030 og 2032", (2030, 2032), False),
        ("01.10.2031", (2031,), False),
        ("Innen 1. mars 2031", (2031,), False),
        ("2. halvår 2031", (2031,), False),
        ("Haust 2031", (2031,), False),
        ("Fortløpende", (), True),
        ("Fort-\nløpende", (), True),
        ("Løpande", (), True),
        ("Kontinuerleg frå 2031", (2031,), True),
    ],
)
def test_times_that_are_understood(cell, years, ongoing):
    when = read_when(cell, (2030, 2033))
    assert (when.years, when.ongoing, when.problems) == (years, ongoing, ())


@pytest.mark.parametrize(
    ("cell", "code", "fatal"),
    [
        ("2029", "year_outside_period", True),
        ("2033\n2034", "year_outside_period", True),
        ("20030", "not_a_year", True),
        ("2032 - 2030", "span_reversed", True),
        ("Snarest", "unknown_time_word", True),
        ("2031 (pilot)", "unknown_time_word", False),
        ("2031 " * 200, "unknown_time_word", True),
    ],
)
def test_times_that_are_not(cell, code, fatal):
    assert [
        (problem.code, problem.fatal) for problem in read_when(cell, (2030, 2033)).problems
    ] == [(code, fatal)]


@pytest.mark.parametrize(
    ("cell", "mark", "timing"),
    [
        ("x", "x", ""),
        ("X\nhøst", "x", "autumn"),
        ("x oppstart haust", "x", "start_autumn"),
        ("x vår/ høst", "x", "spring_autumn"),
        ("Vår", "x", "spring"),
        ("x Igangsatt", "x", "started"),
        ("-", "-", ""),
        ("✓", "x", ""),
    ],
)
def test_marks_under_a_year(cell, mark, timing):
    found, problem = read_mark(2031, cell)
    assert (found.mark, found.timing, problem) == (mark, timing, None)


def test_words_under_a_year_that_nobody_knows():
    assert read_mark(2031, "kanskje")[1].fatal
    mark, problem = read_mark(2031, "x kanskje")
    assert (mark.mark, problem.fatal) == ("x", False)


@pytest.mark.parametrize(
    ("cell", "number", "rest"),
    [
        ("1", "1", ""),
        ("1.", "1", ""),
        ("2.1.3 A", "2.1.3A", ""),
        ("2.1.2A\nRef. 1.6.1", "2.1.2A", "Ref. 1.6.1"),
        ("2.1.3 B Ref. 1.4.1", "2.1.3B", "Ref. 1.4.1"),
        ("Pkt. 4.1", "4.1", ""),
        ("2.4a", "2.4a", ""),
        ("T1", "T1", ""),
        ("a)", "a", ""),
    ],
)
def test_numbers_as_people_print_them(cell, number, rest):
    assert read_number_cell(cell) == (number, rest)


def test_points_have_levels_by_their_signs_and_a_line_without_one_belongs_to_the_point_above():
    parts = read_parts("Vi skal:\n• øve\n○ mye\nog ofte\n• lese\nMer senere")
    assert parts.text == "Vi skal:"
    assert [(bullet.level, bullet.text) for bullet in parts.bullets] == [
        (1, "øve"),
        (2, "mye og ofte"),
        (1, "lese"),
    ]
    assert parts.after == "Mer senere"


def test_lines_that_are_counted_are_points_and_one_alone_is_not():
    assert [bullet.marker for bullet in read_parts("1. Øve\n2. Lese").bullets] == ["1.", "2."]
    assert read_parts("1. Øve").bullets == ()


def test_agreements():
    assert read_agreements("2, 3ab og 6").refs == ("2", "3a", "3b", "6")
    assert (read_agreements("Alle").scope, read_agreements("").scope) == ("all", "none")


@pytest.mark.parametrize(
    ("text", "pointers"),
    [
        ("Ref. 1.6.1", [("ref", "1.6.1")]),
        ("Som 1.2.1", [("same_as", "1.2.1")]),
        ("en gruppe som 1.2 viser", []),
        (
            "Ses i helhet med 2.1.3B/1.4.1 og 2.1.1",
            [("see_together", "2.1.3B"), ("see_together", "1.4.1"), ("see_together", "2.1.1")],
        ),
        ("Må sjåast i samanheng med 1.4", [("see_together", "1.4")]),
        ("i påvente av system (jf. pkt. 0.6.1)", [("see", "0.6.1")]),
        ("Se tiltak 4 og 5", [("see", "4"), ("see", "5")]),
        ("avhengig av 3.1.1 og 3.1.2", [("depends_on", "3.1.1"), ("depends_on", "3.1.2")]),
        ("Jf. vedtak i FR 20.01.22", []),
        ("jf. 20.01.2022", []),
        ("Se 1.2 I tillegg", [("see", "1.2")]),
    ],
)
def test_pointers_to_other_measures(text, pointers):
    assert [(ref.type, ref.to) for ref in read_references(text, "text")] == pointers


def test_a_line_that_puts_a_measure_off():
    note = read_schedule("Utsettes, avhengig av 3.1.1 og 3.1.2")
    assert (note.status, note.depends_on) == ("postponed", ("3.1.1", "3.1.2"))
    assert read_schedule("Gjennomføres") is None


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("Fort-\nløpende", "Fortløpende"),
        ("Fort- løpende", "Fortløpende"),
        ("Personal-nettverket", "Personalnettverket"),
        ("helse – beredskap", "helseberedskap"),
        ("lgangsatt", "Igangsatt"),
        ("X lgangsatt", "X Igangsatt"),
    ],
)
def test_broken_words_are_mended_where_something_proves_the_whole_word(broken, whole):
    mender = Mender(
        ["fortløpende", "Personalnettverket", "helseberedskap", "samhandlingsforløp", "norge"]
    )
    assert mender.mend(broken)[0] == whole


@pytest.mark.parametrize(
    "text",
    [
        "pasient-/ samhandlingsforløp",
        "web – løsnig",
        "Helse Midt – Norge",
        "rolle- og ansvarsfordeling",
        "E-konsultasjon",
        "lage mat",
        "2-3 byer",
    ],
)
def test_what_may_be_meant_so_is_left_alone(text):
    mender = Mender(
        ["fortløpende", "samhandlingsforløp", "norge", "konsultasjon", "ansvarsfordeling"]
    )
    assert mender.mend(text) == (text, [])
