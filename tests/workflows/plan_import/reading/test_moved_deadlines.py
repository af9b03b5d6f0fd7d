"""Two deadlines beside each other: the newer one counts where a name says which that is."""

from __future__ import annotations

import pytest

from tests.workflows.conftest import found
from workflows.documents.refusals import FileRefused
from workflows.plan_import.reading.answers import ReadingAnswers

NAMES = ["Nr.", "Tiltak", "Ansvarlig"]
OLDER_FIRST = [
    ("Frist", "Ny frist"),
    ("Frist", "Revidert frist"),
    ("Frist", "Oppdatert frist"),
    ("Frist", "Utsatt til"),
    ("Oppr. frist", "Frist"),
    ("Opprinnelig frist", "Revidert frist"),
    ("Sluttdato", "Ny sluttdato"),
    ("Original deadline", "Deadline"),
]


def rows_of(older, newer):
    return [
        [*NAMES, older, newer],
        ["1.1", "Øve", "FR", "2030", "2031"],
        ["1.2", "Se", "FR", "2030", ""],
        ["1.3", "Lære", "FR", "2032", "-"],
        ["1.4", "Gå", "FR", "", "2033"],
        ["1.5", "Stå", "FR", "2033", "uendret"],
    ]


@pytest.mark.parametrize(("older", "newer"), OLDER_FIRST)
@pytest.mark.parametrize("turned", [False, True])
def test_the_newer_deadline_counts_and_the_older_where_there_is_none(
    xlsx, read, older, newer, turned
):
    rows = rows_of(older, newer)
    if turned:
        rows = [[*row[:3], row[4], row[3]] for row in rows]
    draft = read(xlsx(rows))
    years = [measure.years for measure in draft.measures]
    assert years == [(2031,), (2030,), (2032,), (2033,), (2033,)]
    assert len(found(draft, "deadline_moved")) == 2
    [lost] = [f for f in draft.findings if "rows" in f.sentence.values]
    assert (lost.sentence.values["older"], lost.sentence.values["rows"]) == (older, ["2"])
    assert not found(draft, "column_unread")


def test_a_beginning_stays_where_the_deadline_was_moved(xlsx, read):
    rows = [[*NAMES, "Oppstart", "Frist", "Ny frist"], ["1", "Øve", "FR", "2030", "2031", "2032"]]
    assert read(xlsx(rows)).measures[0].years == (2030, 2031, 2032)


def test_what_somebody_has_said_counts_before_the_names(xlsx, read):
    answers = ReadingAnswers({"times": ("Frist",)})
    draft = read(xlsx(rows_of("Frist", "Ny frist")[:2]), answers=answers)
    assert draft.measures[0].years == (2030,)
    assert not found(draft, "deadline_moved")


def test_the_older_deadline_is_kept_as_it_was_printed(xlsx, read):
    draft = read(xlsx(rows_of("Frist", "Ny frist")))
    kept = [dict(measure.times_as_printed) for measure in draft.measures]
    assert kept == [{"older": "2030"}, {}, {}, {}, {}]


@pytest.mark.parametrize("newer", ["Ny frist", "Revidert frist"])
def test_a_deadline_that_a_second_header_row_calls_newer_counts(xlsx, read, newer):
    rows = [
        [*NAMES, "Tid", "", ""],
        ["", "", "", "Oppstart", "Frist", newer],
        ["1.1", "Øve", "FR", "2030", "2031", "2032"],
        ["1.2", "Se", "FR", "2030", "2031", ""],
    ]
    draft = read(xlsx(rows))
    assert [measure.years for measure in draft.measures] == [(2030, 2031, 2032), (2030, 2031)]
    assert draft.measures[0].times_as_printed["older"] == "2031"
    assert {f.where.column for f in draft.findings if f.code == "deadline_moved"} == {newer}


def test_two_deadlines_in_a_second_header_row_are_asked_about(xlsx, read):
    rows = [
        [*NAMES, "Tid", ""],
        ["", "", "", "Frist", "Frist for kommunene"],
        ["1.1", "Øve", "FR", "2031", "2032"],
        ["1.2", "Se", "FR", "2030", "2031"],
    ]
    with pytest.raises(FileRefused, match="Frist for kommunene"):
        read(xlsx(rows))


def test_a_heading_or_a_footnote_below_the_older_deadline_is_no_deadline(xlsx, read):
    names = ["Frist", "Nr.", "Tiltak", "Ansvarlig", "Ny frist"]
    rows = [
        ["1 Samspill"],
        [2030, "1.1", "Øve", "FR*"],
        ["* Fjordrådet koordinerer dette arbeidet."],
    ]
    draft = read(xlsx([names, *rows, ["2 Læring"], [2030, "2.1", "Lære", "FR", 2031]]))
    assert [area.title for area in draft.areas] == ["Samspill", "Læring"]
    assert [(each.key, each.years) for each in draft.measures] == [
        ("1.1", (2030,)),
        ("2.1", (2031,)),
    ]
    assert found(draft, "row_left_out") == [("warning", 4, "")]
