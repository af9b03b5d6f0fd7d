"""Where the next page of a list of cases begins, as text that an address can hold."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from engine.cases.lists import Listed
from engine.days.dates import read_day
from engine.errors import BadInput, Reason
from engine.language.sentences import _

NEVER_DUE = "never"
LONGEST_NUMBER = 9  # digits


def cursor_after(found: Sequence[Listed], most: int) -> str | None:
    """Where the page after these begins; None where they fill no page."""
    if len(found) < most:
        return None
    last = found[-1].case
    return f"{last.due_on or NEVER_DUE}.{last.id}"


def read_cursor(text: str) -> tuple[date | None, int] | None:
    """The place that the text names; None for the beginning. BadInput for what is no place."""
    if not text:
        return None
    day, _dot, number = text.rpartition(".")
    due = None if day == NEVER_DUE else read_day(day)
    known = number.isdecimal() and len(number) <= LONGEST_NUMBER
    if not known or (due is None and day != NEVER_DUE):
        sentence = _("The list has no such page. Begin with its first page.")
        raise BadInput(Reason("after", sentence))
    return (due, int(number))
