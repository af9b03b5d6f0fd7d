"""Where a row says beside its other words that its measure has lapsed, or says nothing else."""

from __future__ import annotations

import re

from workflows.documents.sheets import one_line
from workflows.plan_import.cells.statuses import STATUSES, Status
from workflows.plan_import.cells.time_words import phrases

_WORDS = r"UTGÅR|UTGÅTT|Utgår|Utgått|STRØKET|Strøket|BORTFALT|Bortfalt"
# “UTGÅR: Etablere …”, “Etablere … (utgår)”, “Etablere … . Utgår.”
_AHEAD = re.compile(rf"({_WORDS})(?=\s*[:–-])")
_BEHIND = re.compile(
    rf"(?:[(\[]\s*((?i:{_WORDS}))[^()\[\]]*[)\]]|(?:[.;:!]|\s[–-]|\n)\s*({_WORDS}))\s*[.!]?\s*$"
)
_NOTHING = frozenset(
    phrases("tom, tomt, empty, ingen, ingen tiltak, ikkje tiltak, none, n/a, xxx, reservert")
)


def status_beside(text: str, number_cell: str) -> str:
    """The word before or behind a measure, or behind its number, that says that it has lapsed; ''
    where none does. `number_cell`: what stands behind the number in its cell."""
    if is_ended(number_cell):
        return one_line(number_cell)
    ahead = _AHEAD.match(text)
    behind = ahead or _BEHIND.search(text)
    return next(filter(None, behind.groups()), "") if behind else ""


def is_ended(text: str) -> bool:
    """Whether the text is the word for it, and no more."""
    return STATUSES.get(_plain(text)) is Status.LAPSED


def is_no_measure(text: str) -> bool:
    """Whether the text says nothing of what is to be done: a dash, *Utgår*, *(tom)*."""
    plain = _plain(text)
    return bool(text) and (not plain or plain in _NOTHING or is_ended(text))


def _plain(text: str) -> str:
    return one_line(text).casefold().strip(" .,;:!()[]*–—-_")
