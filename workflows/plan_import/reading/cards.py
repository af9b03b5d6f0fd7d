"""Plans that give each measure a small table of its own, with what it says in the left column and
the values beside it: put together into one table with a header."""

from __future__ import annotations

from dataclasses import replace

from engine.language.sentences import n_
from workflows.documents.sheets import Row, Sheets, Table
from workflows.plan_import.reading.drafts import Level, Where
from workflows.plan_import.reading.headers import read_header
from workflows.plan_import.reading.row_findings import Findings

SHOWN = frozenset[int]()  # a card has no hidden columns


def with_cards_joined(sheets: Sheets, notes: Findings) -> Sheets:
    """The file with the cards under each heading as one table, whose rows are the cards."""
    tables = list[Table]()
    decks = list[Table]()
    for table in sheets.tables:
        card = _card(table)
        if card and decks and _goes_on(decks[-1], tables[-1], card):
            decks[-1].rows.append(replace(card.rows[1], number=len(decks[-1].rows)))
        else:
            tables.append(card or table)
            decks += [card] if card else []
    for deck in decks:
        _tell(deck, notes)
    return replace(sheets, tables=tables)


def _card(table: Table) -> Table | None:
    """The card as a table of one row under a header; None for any other table."""
    labels = [row.cell(0) for row in table.rows]
    if len(labels) < 2 or not all(labels) or any(read_header(row, SHOWN, {}) for row in table.rows):
        return None
    header = read_header(Row(0, labels), SHOWN, {})
    if header is None or header.titled:
        return None
    values = ["\n".join(filter(None, row.cells[1:])) for row in table.rows]
    return replace(table, rows=[Row(0, labels), Row(1, values)])


def _goes_on(deck: Table, last: Table, card: Table) -> bool:
    """Whether the card says the same of its measure as those before it, and nothing is printed
    between."""
    return deck is last and not card.before and deck.rows[0].cells == card.rows[0].cells


def _tell(deck: Table, notes: Findings) -> None:
    cards = len(deck.rows) - 1
    sentence = n_(
        "A table with its headers at the side is read as one measure.",
        "{n} tables with their headers at the side are read as one measure each, and counted as"
        " rows.",
        cards,
    )
    notes.add(Level.NOTE, "card_read", Where(notes.file, deck.name), sentence)
