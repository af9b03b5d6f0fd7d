"""Files that were once read wrong, each with what is right for it.

More of each kind exist than these: a rule, not a file, is what must be read right.
"""

from __future__ import annotations

from functools import lru_cache

import pytest

from tests.workflows.plan_import.test_real_plans import DATA, HNT, bodies_of
from workflows.plan_import.reading.drafts import PlanDraft
from workflows.plan_import.reading.read_plan import read_plan

FAILING = DATA / "failing" / "plan"

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(
        not DATA.is_dir(), reason="the failing plans (shared/data) are not beside this checkout"
    ),
]


@lru_cache
def draft_of(file: str, bodies: str = HNT, period: tuple[int, int] = (2018, 2021)) -> PlanDraft:
    return read_plan(FAILING / file, bodies_of(bodies), period)


def keys(draft: PlanDraft) -> list[str]:
    return [measure.key for measure in draft.measures]


def told(draft: PlanDraft) -> list[str]:
    """The codes of what is more than a note."""
    return [finding.code for finding in draft.findings if finding.level != "note"]


def test_05_hidden_and_filtered_rows_are_left_out_and_told() -> None:
    draft = draft_of("05-skjulte-rader.xlsx")
    assert keys(draft) == ["1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "2.4", "3.1"]
    [rows] = [
        finding.sentence.values["rows"] for finding in draft.findings if "hidden" in finding.code
    ]
    assert rows == ["10–11"]


@pytest.mark.parametrize("file", ["25b-makro.docm", "25d-strict.docx", "26-stil-uten-type.docx"])
def test_25_and_26_word_files_of_other_kinds(file: str) -> None:
    draft = draft_of(file)
    assert [
        (measure.key, [body.body_id for body in measure.responsible], measure.years)
        for measure in draft.measures
    ] == [
        ("1.1", ["alle"], ()),
        ("1.2", ["asu", "brukerutvalget-hnt"], (2018, 2019)),
        ("1.3", ["brukerorganisasjonene", "brukerutvalget-hnt"], ()),
    ]
    assert told(draft) == []


def test_09b_raised_digits_are_footnotes() -> None:
    draft = draft_of("09b-fotnotetall.docx")
    assert [(m.key, m.years) for m in draft.measures] == [
        ("2.1", (2018, 2019, 2020)),
        ("2.2", (2018, 2019)),
        ("2.3", (2018, 2019)),
        ("2.4", (2018, 2019, 2020)),
    ]
    assert [body.body_id for body in draft.measures[1].responsible] == ["asu", "fagrad-2"]
    assert draft.measures[2].text == "Avklare framtidige desentraliserte tjenester fra HNT"
    assert told(draft) == []


def test_09g_a_tick_of_wingdings_is_a_mark() -> None:
    draft = draft_of("09g-wingdings-hake.docx", HNT, (2018, 2019))
    assert [(m.key, m.years) for m in draft.measures] == [("1.1", (2018,)), ("1.2", (2018,))]


def test_09j_a_table_for_each_measure() -> None:
    draft = draft_of("09j-kort-for-hvert-tiltak.docx")
    assert keys(draft) == ["1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "2.4"]
    assert draft.measures[4].years == (2018, 2019)
    assert [body.body_id for body in draft.measures[4].responsible] == ["asu", "fagrad-2"]
    assert told(draft) == []


def test_24_a_plan_in_a_table_that_holds_it_in_place() -> None:
    draft = draft_of("24-plan-i-ytre-tabell.docx")
    assert keys(draft) == ["1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "2.4"]
    assert [area.title for area in draft.areas] == [
        "Brukermedvirkning",
        "Utvikling av helhetlige pasientforløp",
    ]
    assert told(draft) == []


@pytest.mark.parametrize(
    ("file", "numbers"),
    [
        ("41a-autonummer-starter-paa-5.docx", ["5", "6"]),
        ("41c-autonummer-startoverride-7.docx", ["1", "2", "7", "8"]),
    ],
)
def test_41_numbers_are_those_that_word_draws(file: str, numbers: list[str]) -> None:
    assert keys(draft_of(file)) == numbers


@pytest.mark.parametrize(
    "file", ["20a-macroman-ascii-organ.csv", "20d-utf8-dobbelt-ascii-organ.csv"]
)
def test_20_letters_of_other_machines_come_out_right(file: str) -> None:
    draft = draft_of(file)
    assert [(m.key, m.text) for m in draft.measures] == [
        ("1.1", "Bedre samarbeid om pårørende og øyeblikkelig hjelp på sykehuset"),
        ("1.2", "Ærlig og åpen dialog om ønsker"),
    ]
    assert [f.code for f in draft.findings if f.code.startswith("letters")] == ["letters_mended"]


def test_52_commas_in_cells_of_several_lines_are_no_separators() -> None:
    draft = draft_of("52-semikolon-med-komma-i-flerlinjet-celle.csv")
    assert keys(draft) == [f"1.{number}" for number in range(1, 9)]
    assert told(draft) == []
