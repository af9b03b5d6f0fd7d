"""Two rows of headers: what the second one names."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize("money", ["Kostnad", "Kroner i alt"])
def test_a_second_header_row_with_other_names_is_one(xlsx, read, money):
    rows = [
        ["Nr", "Tiltak", "Ansvarlig", "Tid", "", "Økonomi", ""],
        ["", "", "", "Start", "Frist", money, "Kilde"],
        ["1", "Øve på varsling", "FR", 2030, 2031, 100000, "Staten"],
        ["2", "Se på rutiner", "FR", 2031, 2032, 50000, "Fylket"],
    ]
    draft = read(xlsx(rows))
    assert [(m.text, m.years) for m in draft.measures] == [
        ("Øve på varsling", (2030, 2031)),
        ("Se på rutiner", (2031, 2032)),
    ]
    unread = [f.sentence.values for f in draft.findings if f.code.startswith("column_")]
    assert all(any(name in str(values) for values in unread) for name in (money, "Kilde"))
