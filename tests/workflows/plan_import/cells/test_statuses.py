"""How far a measure has come, as a cell says it."""

from __future__ import annotations

import pytest

from workflows.plan_import.cells.statuses import read_progress


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
        ("Igangsatt 1/6-19", "started"),
        ("Vedtatt", "not_started"),
        ("Tildelt", "not_started"),
    ],
)
def test_words_and_shares_say_how_far_it_has_come(cell, status):
    progress = read_progress(cell)
    assert (progress.status, progress.unknown) == (status, "")


@pytest.mark.parametrize(
    "cell", ["Ikke ferdig 2018", "Ferdig, men se 2019", "Delvis", "Snart 2019"]
)
def test_other_words_are_told(cell):
    progress = read_progress(cell)
    assert (progress.status, progress.unknown) == ("", cell)
