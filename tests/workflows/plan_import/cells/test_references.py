"""What points to other measures."""

from __future__ import annotations

import pytest

from workflows.plan_import.cells.references import read_references, read_schedule


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
