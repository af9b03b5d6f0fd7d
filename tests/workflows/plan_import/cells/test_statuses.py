"""How far a measure has come, as a cell says it."""

from __future__ import annotations

import pytest

from workflows.plan_import.cells.statuses import as_share, read_progress


@pytest.mark.parametrize(
    ("cell", "status"),
    [
        ("Ferdig", "done"),
        ("Ferdig 12.3.2019", "done"),
        ("Ferdigstilt mars 2019", "done"),
        ("Utført (2018)", "done"),
        ("100 %", "done"),
        ("80%", "started"),
        ("0 %", "not_started"),
        ("0.5", "started"),
        ("0,25", "started"),
        ("0.0", "not_started"),
        ("1,0", "done"),
        ("Igangsatt 1/6-19", "started"),
        ("Vedtatt", "not_started"),
        ("Tildelt", "not_started"),
    ],
)
def test_words_and_shares_say_how_far_it_has_come(cell, status):
    progress = read_progress(cell)
    assert (progress.status, progress.unknown) == (status, "")


@pytest.mark.parametrize(
    ("cell", "header", "share"),
    [
        ("50", "% ferdig", "50 %"),
        ("0,5", "Prosent ferdig", "50 %"),
        ("1", "Ferdiggrad", "100 %"),
        ("100", "% ferdig", "100 %"),
        ("0", "% ferdig", "0 %"),
        ("50 %", "% ferdig", "50 %"),
        ("Ferdig", "% ferdig", "Ferdig"),
        ("3", "Status", "3"),
    ],
)
def test_a_number_in_a_column_of_shares_is_one(cell, header, share):
    assert as_share(cell, header) == share


@pytest.mark.parametrize(
    "cell", ["Ikke ferdig 2018", "Ferdig, men se 2019", "Delvis", "Snart 2019"]
)
def test_other_words_are_told(cell):
    progress = read_progress(cell)
    assert (progress.status, progress.unknown) == ("", cell)


@pytest.mark.parametrize(
    ("cell", "status", "beside"),
    [
        ("Utgår – erstattet av 1.1", "lapsed", "Utgår – erstattet av 1.1"),
        ("Utsatt, venter på midler", "deferred", "Utsatt, venter på midler"),
        ("Utgår fra planen", "lapsed", "Utgår fra planen"),
        ("Delvis gjennomført", "started", ""),
        ("Utsatt til 2020", "deferred", ""),
        ("Ferdig, men må følges opp", "", ""),
    ],
)
def test_a_status_with_more_words_behind_it(cell, status, beside):
    progress = read_progress(cell)
    assert (progress.status, progress.beside) == (status, beside)


def test_a_light_may_be_called_one():
    assert read_progress("Gult lys").light == "at_risk"
