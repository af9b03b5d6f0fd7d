"""What an import makes of each measure: the same, changed, moved, new or gone, and what is other in
the file than at the last import."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from engine.language.sentences import _
from workflows.plan_import import plan_rows
from workflows.plan_import.matching import Side, plain_number
from workflows.plan_import.reading.drafts import Kind, MeasureDraft

# The fields of a measure that follow from a part of its row.
FIELDS = {
    "words": ("title", "text", "points"),
    "responsible": ("bodies", "supporting"),
    "years": ("years", "due", "ongoing"),
}
PART_WORDS = {"words": _("words"), "responsible": _("responsible"), "years": _("years")}


class Became(StrEnum):
    """What became of a measure in the next edition of its plan."""

    SAME = "same"
    CHANGED = "changed"
    MOVED = "moved"
    NEW = "new"
    GONE = "gone"


BECAME_WORDS = {
    Became.SAME: _("Same"),
    Became.CHANGED: _("Changed"),
    Became.MOVED: _("Moved"),
    Became.NEW: _("New"),
    Became.GONE: _("Gone"),
}


class RowTold(NamedTuple):
    """A measure of the plan after an import: what became of it, its number before and now, its
    case, and the parts of its row that changed."""

    became: Became
    was: str
    number: str
    ref: str
    title: str
    parts: tuple[str, ...] = ()

    def answer(self) -> dict[str, Any]:
        """The same for JSON."""
        return {**self._asdict(), "became": str(self.became), "parts": list(self.parts)}


def side_of_row(row: MeasureDraft) -> Side:
    """A row of the file as it is compared."""
    return Side(
        key=row.key,
        kind=row.kind,
        number=row.number,
        words=row.title if row.kind is Kind.AREA and row.title else plan_rows.wording(row),
        beside=_beside(plan_rows.as_stored(plan_rows.printed(row))),
    )


def side_of_entry(key: str, entry: Mapping[str, Any]) -> Side:
    """An entry of a plan as it is compared, under a key of its own; the number of one that is gone
    may be another's by now."""
    printed = entry["printed"]
    title = printed.get("title", "") if entry["kind"] == Kind.AREA else ""
    return Side(
        key=key,
        kind=entry["kind"],
        number="" if entry["gone"] else entry["number"],
        words=title or entry["wording"],
        beside=_beside(printed),
    )


def _beside(printed: Mapping[str, Any]) -> str:
    return str([*_responsible(printed), *_years(printed)])


def _responsible(printed: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(each["body_id"], each["role"]) for each in printed.get("responsible", ())]


def _years(printed: Mapping[str, Any]) -> tuple[list[int], bool, str]:
    return (
        list(printed.get("years", ())),
        bool(printed.get("ongoing")),
        str(printed.get("due", "")),
    )


def changed_parts(
    was: Mapping[str, Any], wording: str, printed: Mapping[str, Any]
) -> tuple[str, ...]:
    """The parts of a row that say something else than the entry did."""
    before = was["printed"]
    same = {
        "words": (was["wording"], before.get("title")) == (wording, printed.get("title")),
        "responsible": _responsible(before) == _responsible(printed),
        "years": _years(before) == _years(printed),
    }
    return tuple(part for part, is_same in same.items() if not is_same)


def became(was: str, number: str, parts: Sequence[str]) -> Became:
    """What became of a measure that is in both editions."""
    if plain_number(was) != plain_number(number):
        return Became.MOVED
    return Became.CHANGED if parts else Became.SAME


def fields_of(parts: Iterable[str]) -> list[str]:
    """The fields of a measure that follow from these parts."""
    return [name for part in parts for name in FIELDS[part]]
