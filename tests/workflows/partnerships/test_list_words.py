"""Columns are known by what people call them."""

from __future__ import annotations

import pytest

from workflows.partnerships.list_words import (
    CLOSED_COLUMNS,
    MEETING_COLUMNS,
    PEOPLE_COLUMNS,
    column_of,
)


@pytest.mark.parametrize(
    ("head", "columns", "name"),
    [
        ("E-post", PEOPLE_COLUMNS, "email"),
        ("E-postadresse:", PEOPLE_COLUMNS, "email"),
        ("Namn", PEOPLE_COLUMNS, "name"),
        ("Etternavn", PEOPLE_COLUMNS, "last name"),
        ("Frå og med", PEOPLE_COLUMNS, "from"),
        ("t.o.m.", PEOPLE_COLUMNS, "to"),
        ("Rolle (leder, medlem)", PEOPLE_COLUMNS, "role"),
        ("Vara\nfor", PEOPLE_COLUMNS, "deputy for"),
        ("Møtedato", MEETING_COLUMNS, "date"),
        ("Kl.", MEETING_COLUMNS, "time"),
        ("Siste dag", CLOSED_COLUMNS, "last"),
        ("Kva", CLOSED_COLUMNS, "name"),
        ("Favorittfarge", CLOSED_COLUMNS, "favorittfarge"),
    ],
)
def test_a_heading_names_its_column(head, columns, name):
    assert column_of(head, columns) == name


@pytest.mark.parametrize("columns", [PEOPLE_COLUMNS, MEETING_COLUMNS, CLOSED_COLUMNS])
def test_no_word_names_two_columns(columns):
    words = [word for name, others in columns.items() for word in (name, *others)]
    assert len(words) == len(set(words))
