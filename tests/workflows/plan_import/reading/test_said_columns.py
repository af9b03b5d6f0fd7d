"""What somebody has said of columns, beside the columns that stand in the file."""

from __future__ import annotations

import pytest

from engine.errors import BadInput
from tests.workflows.conftest import found
from workflows.plan_import.reading.answers import ReadingAnswers, kept_answers

HEAD = ["Nr.", "Tiltak", "Ansvarlig", "Når", "Status"]
ROWS = [["1.1", "Øve", "FR", "2030", "Igangsatt"], ["1.2", "Se", "FR", "2031", "Ferdig"]]
NAMELESS = [["Nr.", "Tiltak", "", "", "Når"], ["1.1", "Øve", "FR", "Per", "2030"]]


def said(**columns: str) -> ReadingAnswers:
    return ReadingAnswers({part: (header,) for part, header in columns.items()})


def test_a_word_that_stands_in_a_row_is_no_header(xlsx, read):
    with pytest.raises(BadInput) as refusal:
        read(xlsx([HEAD, *ROWS]), answers=said(owners="FR"))
    assert "no column “FR”" in str(refusal.value)
    assert "“Nr.”, “Tiltak”, “Ansvarlig”, “Når” and “Status”" in str(refusal.value)


@pytest.mark.parametrize(
    ("part", "header"),
    [("owners", "Ansvarlig"), ("times", "Når"), ("numbers", "Nr."), ("status", "Status")],
)
def test_a_column_of_what_the_plan_has_not_is_not_read_and_told(xlsx, read, part, header):
    draft = read(xlsx([HEAD, *ROWS]), (2030, 2031), said(**{part: "-"}))

    told = [each for each in draft.findings if each.code == "column_unread"]
    assert [(each.where.column, str(each.level)) for each in told] == [(header, "warning")]
    first = draft.measures[0]
    assert (first.responsible == ()) == (part == "owners")
    assert (first.years == ()) == (part == "times")
    assert not draft.errors


def test_years_over_columns_are_not_read_where_the_plan_has_no_times(xlsx, read):
    rows = [["Nr.", "Tiltak", "Ansvarlig", "2030", "2031"], ["1.1", "Øve", "FR", "x", ""]]
    draft = read(xlsx(rows), (2030, 2031), said(times="-"))
    assert draft.measures[0].years == ()
    assert found(draft, "column_unread")


def test_an_answer_to_a_column_whose_content_is_another_ends_the_question(xlsx, read):
    rows = [HEAD[:3], ["1.1", "Øve", "2030"], ["1.2", "Se", "2031"]]
    draft = read(xlsx(rows), (2030, 2031), said(owners="-", times="Ansvarlig"))
    assert [measure.years for measure in draft.measures] == [(2030,), (2031,)]


def test_a_column_without_a_header_is_named_by_its_letter(xlsx, read):
    draft = read(xlsx(NAMELESS), (2030, 2031), said(owners="c", nothing="D"))
    assert len(draft.measures[0].responsible) == 1
    assert not found(draft, "column_unread")


def test_a_plan_without_measures_is_none(xlsx, read):
    with pytest.raises(BadInput, match="A plan has measures"):
        read(xlsx([HEAD, *ROWS]), answers=said(measures="-"))


def test_a_column_that_is_said_to_be_two_things_is_refused(xlsx, read):
    with pytest.raises(BadInput, match="“tiltak” is said to be both measures and owners"):
        read(xlsx([HEAD, *ROWS]), answers=said(measures="Tiltak", owners="tiltak"))


def test_what_is_said_of_a_column_now_counts_before_what_was_said_earlier():
    kept = kept_answers({"columns": {"supporting": ["Hvor"], "times": ["-"]}})
    answers = said(owners="Hvor").over(kept)
    assert (answers.said, answers.has_no("times")) == ({"hvor": "responsible"}, True)
    assert answers.stored() == {"columns": {"owners": ["Hvor"], "times": ["-"]}}
