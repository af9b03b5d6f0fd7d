"""What stands in a column, in words."""

from __future__ import annotations

import pytest

from engine.language.sentences import say
from workflows.views.column_words import Named, in_column

NAMES = Named({7: "Nina Ny"}, {3: "Fagråd 1"})


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("valid_from", "1900-01-01", "–"),
        ("valid_to", "9999-12-31", "–"),
        ("valid_to", "2026-06-30", "30 June 2026"),
        ("deputy_for", 7, "Nina Ny"),
        ("successor_id", 3, "Fagråd 1"),
        ("digest_day", 4, "Friday"),
        ("mail_hour", 7, "07:00"),
        ("mail_until", 24, "00:00"),
        ("mail_until", None, "20:00"),
        ("mail", False, "no"),
        ("kind", "unit", "unit"),
        ("language", "nn", "nynorsk"),
        ("name", "Fagråd 2", "Fagråd 2"),
        ("aliases", [], "–"),
        ("abbreviation", None, "–"),
    ],
)
def test_a_value_is_said(name, value, said):
    assert say(in_column(name, value, NAMES), "en") == said
