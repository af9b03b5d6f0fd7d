"""Tables that were once understood wrong, each with what is right for it.

More of each kind exist than these: a rule, not a file, is what must be read right.
"""

from __future__ import annotations

from functools import lru_cache

import pytest
import yaml

from tests.workflows.plan_import.test_failing_files import FAILING, draft_of, keys, pytestmark, told
from tests.workflows.plan_import.test_real_plans import ST_OLAV, bodies_of, plan_of
from workflows.plan_import.cells.bodies import BodyIndex, known_bodies
from workflows.plan_import.reading.answers import ReadingAnswers
from workflows.plan_import.reading.drafts import MeasureDraft, PlanDraft
from workflows.plan_import.reading.questions import FileQuestion
from workflows.plan_import.reading.read_plan import read_plan

__all__ = ["pytestmark"]
ALL_KEYS = ["1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "2.4", "3.1", "4.1", "4.2", "4.3"]
ST_OLAV_YEARS = (2022, 2025)


def measures(draft: PlanDraft) -> dict[str, MeasureDraft]:
    return {measure.key: measure for measure in draft.measures}


def owners(measure: MeasureDraft, role: str = "responsible") -> list[str]:
    return [body.body_id for body in measure.responsible if body.role == role]


def text_of(draft: PlanDraft, key: str) -> str:
    return measures(draft)[key].text


@pytest.mark.parametrize("file", ["03d-nr-1-1-bindestrek.xlsx", "03g-nr-romertall.xlsx"])
def test_03_numbers_of_other_kinds_are_the_numbers(file: str) -> None:
    draft = draft_of(file)
    assert len(draft.measures) == 36
    assert (draft.rejected, draft.errors) == ((), ())
    assert text_of(draft, "7.5") == "Samarbeid om rekrutteringsarbeid"
    assert not any(finding.code == "number_missing" for finding in draft.findings)


def test_03k_a_number_that_lost_its_zero() -> None:
    draft = draft_of("03k-1.10-som-tall.xlsx")
    (error,) = draft.errors
    assert (error.where.row, error.code) == (11, "number_lost_zero")
    assert error.sentence.values == {"whole": "1.10", "number": "1.1"}


def test_04a_owners_and_times_in_two_columns_each() -> None:
    draft = draft_of("04a-ansvar-og-tid-i-to-kolonner.xlsx")
    found = measures(draft)
    assert list(found) == ["1.1", "1.2", "1.3"]
    assert owners(found["1.1"]) == ["kommunene", "hnt"]
    assert found["1.1"].years == (2018, 2019, 2020)
    assert found["1.2"].years == (2019,)


def test_04c_those_with_a_part_of_the_responsibility_support() -> None:
    found = measures(draft_of("04c-hovedansvarlig-medansvarlig.xlsx"))
    assert [owners(measure, "support") for measure in found.values()] == [
        ["hnt"],
        ["fagsjef-hnt"],
        ["fagrad-10"],
    ]


def test_06_colours_under_years_are_marks_and_told() -> None:
    draft = draft_of("06-farger-i-stedet-for-x.xlsx")
    assert measures(draft)["2.1"].years == (2018, 2019, 2020)
    assert measures(draft)["3.1"].years == (2018,)
    assert told(draft) == ["colours_marked"]


def test_07a_spans_keep_their_middle_years() -> None:
    found = measures(draft_of("07a-tidsuttrykk.xlsx"))
    assert {found[key].years for key in ("1.6", "1.7", "1.8", "1.9")} == {(2018, 2019, 2020)}
    assert (found["1.3"].due, found["1.10"].due) == ("2020-06-01", "2020-06-30")


def test_08_the_status_column_is_read() -> None:
    draft = draft_of("08-statuskolonne.xlsx")
    assert [measure.status for measure in draft.measures] == [
        "started",
        "done",
        "not_started",
        "started",
        "done",
        "not_started",
        "lapsed",
    ]


def test_09c_a_table_without_a_header_goes_on_from_the_one_above() -> None:
    draft = draft_of("09c-tabell-fortsetter.docx")
    assert keys(draft) == ["7.1", "7.2", "7.5", "7.6", "7.7", "7.8", "7.9"]
    assert measures(draft)["7.9"].where.table == "3"


@pytest.mark.parametrize(
    "file",
    [
        "11a-nynorsk.xlsx",
        "11c-engelsk.xlsx",
        "11e-hva-hvem-naar.xlsx",
        "11f-konkrete-tiltak.xlsx",
        "11g-ansv.xlsx",
    ],
)
def test_11_headers_in_other_words(file: str) -> None:
    draft = draft_of(file)
    assert keys(draft) == ALL_KEYS
    assert draft.areas == ()
    assert text_of(draft, "1.3") == "Sikre brukerrepresentasjon fra kommunene"
    assert all(owners(measure) for measure in draft.measures)
    assert all(measure.years or measure.ongoing for measure in draft.measures)
    assert told(draft) == []


def test_11i_a_category_is_no_measure() -> None:
    draft = draft_of("11i-kategori-foran.xlsx")
    assert len(draft.measures) == 8
    assert text_of(draft, "1.3") == "Sikre brukerrepresentasjon fra kommunene"


def test_17_owners_as_people_write_them() -> None:
    draft = draft_of("17-ansvarlige-slik-folk-skriver.xlsx")
    found = measures(draft)
    named = {key: (owners(m), owners(m, "support")) for key, m in found.items()}
    assert named["3.4"] == (["hnt"], [])
    assert named["3.7"] == (["sekretariat"], [])
    assert named["3.20"] == named["3.21"] == named["3.6"] == (["asu"], [])
    assert named["3.22"] == (["hnt"], ["kommunene"])
    assert named["3.23"] == (["asu"], ["fagrad-2"])
    assert named["3.15"] == named["3.14"] == ([], [])
    assert [finding.where.row for finding in draft.errors] == [25, 26]  # a person, an address


def test_45_years_that_are_dates_are_years() -> None:
    draft = draft_of("45-aar-som-datoer.xlsx")
    assert [m.years for m in draft.measures] == [(2018,), (2019,)]


def test_18a_years_over_columns_in_other_spellings() -> None:
    draft = draft_of("18a-sto-aar-som-tekst.xlsx", ST_OLAV, ST_OLAV_YEARS)
    assert len(draft.measures) == len(draft_of("18b-sto-maal-gjentatt.xlsx", ST_OLAV).measures)
    without = [m.key for m in draft.measures if not m.years and not m.schedule_note]
    assert without == []


def test_18b_a_goal_that_is_printed_on_every_row_is_one_goal() -> None:
    draft = draft_of("18b-sto-maal-gjentatt.xlsx", ST_OLAV, ST_OLAV_YEARS)
    inherited = [measure.key for measure in draft.measures if measure.inherited]
    assert len(inherited) == 10
    assert all(owners(measure) for measure in draft.measures)


def test_18c_ones_are_marks() -> None:
    draft = draft_of("18c-sto-ettall-i-stedet-for-x.xlsx", ST_OLAV, ST_OLAV_YEARS)
    truth = {
        measure["key"]: tuple(measure["years"])
        for section in plan_of(ST_OLAV)["sections"]
        for goal in section["goals"]
        for measure in goal["measures"]
    }
    assert draft.errors == ()
    assert {m.key: m.years for m in draft.measures} == {m.key: truth[m.key] for m in draft.measures}


def test_21a_owners_on_several_rows_are_of_one_measure() -> None:
    found = measures(draft_of("21a-ett-tiltak-tre-ansvarlige-rader.xlsx"))
    assert list(found) == ["1.1", "1.2"]
    assert owners(found["1.1"]) == ["hnt", "kommunene", "fagrad-2"]
    assert found["1.1"].years == (2018, 2019, 2020)


def test_22_letters_below_a_number_are_parts_of_it() -> None:
    draft = draft_of("22-undertiltak-a-b.xlsx")
    assert keys(draft) == ["1.1", "1.1a", "1.1b", "1.2", "1.2a", "1.2b"]
    assert measures(draft)["1.2b"].parent == "1.2"


def test_23_a_table_of_the_process_is_asked_about_and_left_out_by_name_or_number() -> None:
    path = FAILING / "23-prosesstabell-foerst.docx"
    with pytest.raises(FileQuestion) as asked:
        draft_of(path.name)
    assert asked.value.headers == ("1: Prosess for rullering av planen",)
    for name in ("1", "table 1", "1: prosess for rullering av planen"):
        answers = ReadingAnswers(left_out=(name,))
        draft = read_plan(path, bodies_of("hnt-2018-2021"), (2018, 2021), answers)
        assert keys(draft) == ["1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "2.4"]


def test_27_a_heading_in_the_column_of_measures_opens_an_area() -> None:
    draft = draft_of("27-omraadetittel-i-tiltakskolonnen.xlsx")
    assert [area.number for area in draft.areas] == ["1", "2", "3"]
    assert (len(draft.measures), draft.rejected) == (8, ())


def test_28_a_cell_in_error_is_an_error() -> None:
    draft = draft_of("28-feilverdi-som-tiltak.xlsx")
    assert [(error.where.row, error.code) for error in draft.errors] == [
        (2, "cell_in_error"),
        (3, "cell_in_error"),
    ]


def test_30_the_year_of_a_header_counts_for_its_cells() -> None:
    draft = draft_of("30-aar-i-overskriften.xlsx")
    assert [(m.years, m.due) for m in draft.measures] == [((2018,), "2018-06-30")] * 2


def test_31a_a_decimal_comma_is_a_stop() -> None:
    assert keys(draft_of("31a-desimalkomma-fra-norsk-excel.csv")) == ["1.1", "1.2", "2.1"]


def test_32_both_columns_of_owners_are_read() -> None:
    (measure,) = draft_of("32-to-ansvarligkolonner.xlsx").measures
    assert owners(measure) == ["hnt", "kommunene"]


def test_33_words_under_a_year_are_a_mark_and_kept() -> None:
    draft = draft_of("33-ord-under-aar.xlsx")
    first = draft.measures[0]
    assert first.years == (2018, 2019, 2020)
    assert [mark.as_printed for mark in first.marks] == ["Kartlegging", "Pilot", "Evaluering"]


def test_48_dashes_name_nobody() -> None:
    draft = draft_of("48-dash-eier.xlsx")
    assert len(draft.measures) == 4
    assert told(draft) == ["no_responsible"] * 4


def test_54_a_day_is_a_day() -> None:
    assert [m.due for m in draft_of("54-frist-med-dag.xlsx").measures] == [
        "2019-06-01",
        "2019-03-01",
    ]


@lru_cache
def ea() -> PlanDraft:
    structure = yaml.safe_load((FAILING / "55-ea-structure.yaml").read_text(encoding="utf-8"))
    bodies = BodyIndex(known_bodies(structure))
    return read_plan(FAILING / "55-ea-iso-datoer-gjentatte-nummer.csv", bodies, (2020, 2027))


def test_55_iso_dates_are_dates_and_the_number_of_a_group_is_kept() -> None:
    draft = ea()
    assert draft.errors == ()
    assert keys(draft)[:4] == ["1.1.1", "1.1.2-1", "1.1.2-2", "1.1.2-3"]
    assert [m.due for m in draft.measures[:2]] == ["2021-09-01", "2020-11-09"]
