"""A beginning and an end that stand in columns of their own, as they are printed."""

from __future__ import annotations

from workflows.documents.sheets import Row, one_line
from workflows.plan_import.reading.headers import Header
from workflows.plan_import.reading.moved_deadlines import keeps_older


def start_and_end(header: Header, row: Row) -> dict[str, str]:
    """The cells of a beginning and of an end or a deadline, where the table has such columns, and
    of the deadline that was before the one that counts."""
    columns = {"start": header.start, "end": header.end, "deadline": header.when}
    apart = header.start is not None or header.end is not None
    cells = {name: one_line(row.cell(column)) for name, column in columns.items() if apart}
    return {name: text for name, text in (cells | _moved(header, row)).items() if text}


def _moved(header: Header, row: Row) -> dict[str, str]:
    """The older of two deadlines, where it says another time."""
    newer, name = (header.end, "older_end") if header.when is None else (header.when, "older")
    older = one_line(row.cell(header.older))
    told = not keeps_older(older) and older != one_line(row.cell(newer))
    return {name: older} if told else {}
