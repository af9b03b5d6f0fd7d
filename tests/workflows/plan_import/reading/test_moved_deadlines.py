"""Two deadlines beside each other: the newer one counts where a name says which that is."""

from __future__ import annotations

import pytest

from tests.workflows.conftest import found
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
