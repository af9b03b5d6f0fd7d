"""What becomes of each measure of a plan from one edition to the next, or from one day to another:
the same, changed, moved, new or gone; and which parts of its row say something else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from engine.language.sentences import _

_SIGNS = re.compile(r"[\W_]+")
_PREFIX = re.compile(r"^[A-ZÆØÅ][ -]?(?=\d)", re.IGNORECASE)
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
    ENDED = "ended"


BECAME_WORDS = {
    Became.SAME: _("Same"),
    Became.CHANGED: _("Changed"),
    Became.MOVED: _("Moved"),
    Became.NEW: _("New"),
    Became.GONE: _("Gone"),
    Became.ENDED: _("Ended"),
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


def number_of(entry: Mapping[str, Any]) -> str:
    """What an entry is called in its plan: 7.8, where an area 7 prints 8; the printed number of one
    that is gone, for its key is another's by now."""
    return str(entry["number"] if entry["gone"] else entry["key"])


def plain_number(number: str) -> str:
    """A number without the letter that a ref has before it: T-1.1 and T1.1 are 1.1."""
    return _PREFIX.sub("", number.strip()).casefold()


def folded(words: str) -> str:
    """Words without signs, gaps and capitals."""
    return _SIGNS.sub(" ", words.casefold()).strip()


def responsible_in(printed: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The bodies of a row as it is printed, each with its role."""
    return [(each["body_id"], each["role"]) for each in printed.get("responsible", ())]


def years_in_row(printed: Mapping[str, Any]) -> tuple[list[int], bool, str]:
    """The years of a row as it is printed, whether it has no end, and its day, if any."""
    years, due = list(printed.get("years", ())), str(printed.get("due", ""))
    return years, bool(printed.get("ongoing")), due


def changed_parts(
    was: Mapping[str, Any], wording: str, printed: Mapping[str, Any]
) -> tuple[str, ...]:
    """The parts of a row that say something else than the entry did."""
    before = was["printed"]
    same = {
        "words": (was["wording"], before.get("title")) == (wording, printed.get("title")),
        "responsible": responsible_in(before) == responsible_in(printed),
        "years": years_in_row(before) == years_in_row(printed),
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
