"""A beginning and an end that stand in columns of their own, as they are printed."""

from __future__ import annotations

from workflows.documents.sheets import Row, one_line
from workflows.plan_import.reading.headers import Header


def start_and_end(header: Header, row: Row) -> dict[str, str]:
    """The cells of a beginning and of an end or a deadline, where the table has such columns."""
    if header.start is None and header.end is None:
        return {}
    columns = {"start": header.start, "end": header.end, "deadline": header.when}
    cells = {name: one_line(row.cell(column)) for name, column in columns.items()}
    return {name: text for name, text in cells.items() if text}
