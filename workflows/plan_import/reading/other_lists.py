"""Files that are no plans, and that another act takes: a list of people, meetings or closed days, a
partnership's structure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from engine.errors import Reason, Remedy, WayOut
from engine.language.sentences import Sentence, _
from workflows.documents.refusals import FileRefused
from workflows.documents.sheets import Row, Sheets
from workflows.partnerships.list_words import (
    CLOSED_COLUMNS,
    MEETING_COLUMNS,
    PEOPLE_COLUMNS,
    column_of,
)
from workflows.plan_import.reading.blocks import Block
from workflows.plan_import.reading.headers import role_of

LOOKED_AT = 30
# The columns of each list, and those by which it is known.
LISTS = {
    "people": (PEOPLE_COLUMNS, ({"email", "name"}, {"email", "last name"}, {"email", "seats"})),
    "meetings": (MEETING_COLUMNS, ({"body", "date"},)),
    "closed": (CLOSED_COLUMNS, ({"first", "last"}, {"first", "name"})),
}
OF_PLANS = ("measure", "responsible", "supporting")
_STRUCTURE = re.compile(r"[\s{]*[\"']?schema[\"']?\s*:\s*[\"']?structure/")


class OtherList(FileRefused):
    """The file is no plan, but what `kind` says: a list of a kind that is taken in too, or a
    'structure'."""

    def __init__(self, kind: str, sentence: Sentence) -> None:
        super().__init__("other_list", sentence)
        self.roster = kind if kind in LISTS else ""
        self.reasons = (Reason(self.code, sentence, Remedy(WayOut.IMPORT_LIST, {"kind": kind})),)


def refuse_other_lists(sheets: Sheets, blocks: Iterable[Block], file: str) -> None:
    """Refuse a file that is one of these, and of which no part is a plan."""
    rows = [row for table in sheets.tables for row in table.rows[:LOOKED_AT]]
    if any(_STRUCTURE.match(cell) for row in rows for cell in row.cells):
        raise OtherList("structure", _said_of(file)["structure"])
    heads = [block.header.row for block in blocks]
    kinds = [_kind_of(row) for row in heads or rows]
    found = next(filter(None, kinds), "")
    if found and (all(kinds) or not heads):
        raise OtherList(found, _said_of(file)[found])


def _kind_of(row: Row) -> str:
    """The list whose headers these are, '' where they may be a plan's."""
    heads = [text for text in row.cells if text]
    for kind, (columns, known_by) in LISTS.items():
        named = {column_of(head, columns): head for head in heads}
        others = (head for name, head in named.items() if name not in columns)
        if any(each <= {*named} for each in known_by) and not any(map(_is_of_plans, others)):
            return kind
    return ""


def _is_of_plans(head: str) -> bool:
    return role_of(head, {}) in OF_PLANS


def _said_of(file: str) -> dict[str, Sentence]:
    return {
        "people": _("“{file}” is a list of people and no plan.", file=file),
        "meetings": _("“{file}” is a list of meetings and no plan.", file=file),
        "closed": _("“{file}” is a list of closed days and no plan.", file=file),
        "structure": _("“{file}” is the structure of a partnership and no plan.", file=file),
    }
