"""The columns of a row of headers of which somebody has said what they hold."""

from __future__ import annotations

from collections.abc import Mapping

from workflows.documents.sheets import Row, letter_of
from workflows.plan_import.cells.header_words import plain_header

# What says the same as another column does: one that says when, beside a beginning and an end.
INSTEAD = {"when": ("start", "end"), "start": ("when",), "end": ("when",)}

Said = Mapping[str, str]  # a header as somebody has said what it is: its plain words, its role


def named_by_letters(row: Row, said: Said) -> list[str]:
    """The headers; a column without one is called by its letter, where somebody has named it so."""
    letters = {c: letter_of(c) for c, text in enumerate(row.cells) if said and not text}
    return [
        letters[c] if c in letters and plain_header(letters[c]) in said else text
        for c, text in enumerate(row.cells)
    ]


def given_up(row: Row, roles: Mapping[int, str | None], said: Said) -> dict[int, str]:
    """The columns that would be a part of a measure of which somebody has said that it is another
    column."""
    names = [plain_header(text) for text in named_by_letters(row, said)]
    named = {role for header, role in said.items() if header in names}
    named |= {other for role in named for other in INSTEAD.get(role, ())}
    return {
        column: "ignored"
        for column, role in roles.items()
        if role in named and names[column] not in said
    }


def known_alone(row: Row, roles: Mapping[int, str | None], said: Said) -> set[str | None]:
    """The roles that the row's own words give it, for the one word that somebody named may stand in
    a row of measures too; all roles, where several of its words were named."""
    named = {column for column in roles if plain_header(row.cell(column)) in said}
    return {role for c, role in roles.items() if c not in named or len(named) > 1}
