"""Raised digits behind a word point to a footnote, and are no part of what the word says."""

from __future__ import annotations

import re

RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
FOOTNOTE = "\ue000"  # where the program itself counts the footnotes
_PLAIN = str.maketrans(RAISED, "0123456789")
_RAISED = str.maketrans("0123456789", RAISED)
_MARKS = re.compile(rf"{FOOTNOTE}|[{RAISED}]+(?:[,; ]*[{RAISED}]+)*\)?")
_DIGITS = re.compile(r"[\d,; )]+")
_POWER = re.compile(r"(?:^|[\s\d/])(?:[kcdm]?m|10)$")


def raised(text: str) -> str:
    """Digits as they are written small and high; other text as it is."""
    return text.translate(_RAISED) if _DIGITS.fullmatch(text) else text


def without_marks(text: str) -> tuple[str, bool]:
    """The text without raised digits that follow a word, and whether there were any.

    km² keeps its own, and a line that begins with one says a number.
    """
    if not _MARKS.search(text):
        return text, False
    shown = _MARKS.sub(_shown, text)
    return shown, len(shown) < len(text)


def _shown(mark: re.Match[str]) -> str:
    before = mark.string[: mark.start()]
    if mark[0] == FOOTNOTE:
        return ""
    if not before.strip() or before.endswith("\n"):
        return mark[0].translate(_PLAIN)
    return mark[0] if _POWER.search(before) else ""
