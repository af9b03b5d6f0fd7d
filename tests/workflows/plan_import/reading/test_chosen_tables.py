"""Tables that are left out, read all the same, or the only ones; now and of an earlier file."""

from __future__ import annotations

import openpyxl
import pytest

from engine.errors import BadInput
from tests.workflows.conftest import found
from workflows.plan_import.reading.answers import ReadingAnswers, kept_answers

HEAD = ["Nr.", "Tiltak", "Ansvarlig", "Når"]
LAST_YEAR = ("Prosess", "Rus", "Barn")
THIS_YEAR = ("Rus", "Prosess", "Barn")


@pytest.fixture
def book(tmp_path):
    """Writes a workbook with worksheets of these names, a measure on each, numbered as it stands
    in the alphabet."""

    def write(*names: str):
        written = openpyxl.Workbook()
        written.remove(written.active)
        for name in names:
            sheet = written.create_sheet(name)
            sheet.append(HEAD)
            sheet.append([f"{sorted(names).index(name) + 1}.1", f"Øve på {name}", "FR", 2030])
        written.save(tmp_path / "plan.xlsx")
        return tmp_path / "plan.xlsx"

    return write


@pytest.fixture
def texts(book, read):
    """Reads a workbook of that order: the texts of its measures, and the findings of tables that
    were left out by what was said earlier."""

    def texts_of(names, answers, before=None):
        kept = read(book(*LAST_YEAR), answers=before).answers if before else {}
        draft = read(book(*names), answers=answers.over(kept_answers(kept)))
        assert draft.answers == kept_answers(draft.answers).stored()
        told = found(draft, "table_left_out")
        return {measure.text.split()[-1] for measure in draft.measures}, len(told)

    return texts_of


def test_the_first_table_of_last_year_is_known_by_its_name_and_told(texts):
    before = ReadingAnswers(left_out=("1",))
    assert texts(THIS_YEAR, ReadingAnswers(), before) == ({"Rus", "Barn"}, 1)


def test_the_only_table_of_last_year_is_the_only_one_again_and_the_others_are_told(texts):
    assert texts(THIS_YEAR, ReadingAnswers(), ReadingAnswers(sheets=("2",))) == ({"Rus"}, 1)


def test_what_was_left_out_is_taken_once_that_is_said(texts):
    before = ReadingAnswers(left_out=("1",))
    for now in (ReadingAnswers(taken=("Prosess",)), ReadingAnswers(taken=("2",))):
        assert texts(THIS_YEAR, now, before) == ({"Rus", "Prosess", "Barn"}, 0)
    assert texts(THIS_YEAR, ReadingAnswers(sheets=("2",)), before) == ({"Prosess"}, 0)
    only = ReadingAnswers(sheets=("Rus",))
    assert texts(THIS_YEAR, ReadingAnswers(taken=("2",)), only) == ({"Rus", "Prosess"}, 1)


def test_what_was_taken_is_left_out_once_that_is_said(texts):
    for before in (ReadingAnswers(taken=("1",)), ReadingAnswers(sheets=("1", "2", "3"))):
        assert texts(THIS_YEAR, ReadingAnswers(left_out=("2",)), before)[0] == {"Rus", "Barn"}


def test_a_number_that_was_kept_with_an_older_plan_is_asked_about_again(book, read):
    kept = kept_answers({"left_out": ["1"]})
    assert len(read(book(*THIS_YEAR), answers=ReadingAnswers().over(kept)).measures) == 3


@pytest.mark.parametrize(
    "answers",
    [
        ReadingAnswers(left_out=("1",), taken=("Prosess",)),
        ReadingAnswers(left_out=("Prosess",), sheets=("1",)),
    ],
)
def test_a_table_that_is_a_part_of_the_plan_and_none_is_refused(book, read, answers):
    with pytest.raises(BadInput, match="“Prosess” is said both"):
        read(book(*LAST_YEAR), answers=answers)
