"""Tables with their headers at the side: a small one for each measure, put together into one table
with a header, and one with a column for each measure, turned."""

from __future__ import annotations

from dataclasses import replace

from engine.language.sentences import _, n_
from workflows.documents.sheets import Row, Sheets, Table
from workflows.plan_import.reading.drafts import Level, Where
from workflows.plan_import.reading.headers import Header, read_header
from workflows.plan_import.reading.row_findings import Findings

SHOWN = frozenset[int]()  # a card has no hidden columns


def with_cards_joined(sheets: Sheets, notes: Findings) -> Sheets:
    """The file with the cards under each heading as one table, whose rows are the cards."""
    tables = list[Table]()
    decks = list[Table]()
    for each in sheets.tables:
        table = _turned(each, notes)
        card = _card(table)
        if card and decks and _goes_on(decks[-1], tables[-1], card):
            decks[-1].rows.append(replace(card.rows[1], number=len(decks[-1].rows)))
        else:
            tables.append(card or table)
            decks += [card] if card else []
    for deck in decks:
        _tell(deck, notes)
    return replace(sheets, tables=tables)


def _turned(table: Table, notes: Findings) -> Table:
    """A table whose first column is its headers and each other column a measure, turned; any other
    as it is."""
    header = _header_at_side(table)
    measures = None if header is None else table.rows[header.measure or 0].filled[1:]
    if header is None or not measures or len(measures) < 2:
        return table
    width = max(len(row.cells) for row in table.rows)
    columns = [[row.cell(column) for row in table.rows] for column in range(width)]
    rows = [Row(place, cells) for place, cells in enumerate(columns, start=1) if any(cells)]
    sentence = _(
        "The table has its headers in the first column: it is read turned, its {n} other columns as"
        " a measure each, and counted as rows.",
        n=len(rows) - 1,
    )
    notes.add(Level.WARNING, "table_turned", Where(notes.file, table.name), sentence)
    return replace(table, rows=rows, hidden=frozenset())


def _header_at_side(table: Table) -> Header | None:
    """The header that the first column is; None where it is none."""
    labels = [row.cell(0) for row in table.rows]
    if len(labels) < 2 or not all(labels) or any(read_header(row, SHOWN, {}) for row in table.rows):
        return None
    header = read_header(Row(0, labels), SHOWN, {})
    return None if header is None or header.titled else header


def _card(table: Table) -> Table | None:
    """The card as a table of one row under a header; None for any other table."""
    if _header_at_side(table) is None:
        return None
    labels = [row.cell(0) for row in table.rows]
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
