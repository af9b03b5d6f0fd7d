"""Words that a narrow column has broken, put together again where something proves the whole
word."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from workflows.documents.sheets import Sheets
from workflows.plan_import.cells.bodies import BodyIndex
from workflows.plan_import.cells.header_words import all_words
from workflows.plan_import.cells.time_words import ONGOING, TIMINGS

SHORTEST = 6
_WORD = re.compile(r"[^\W\d_]+", re.UNICODE)
_BROKEN = re.compile(r"([^\W\d_]{2,})(?:-\n|- |-| – |–\n)([^\W\d_]{2,})", re.UNICODE)
# A small L that a scanner read for a capital I, at the head of a word.
_SMALL_L = re.compile(r"(?<![^\W\d_])l([^\W\d_]{3,})", re.UNICODE)
_NOT_BROKEN = ("og", "eller", "and", "or")


class Mend(NamedTuple):
    """One change to a text."""

    printed: str
    reads: str


class Mender:
    """Mends words by the evidence of the file itself, the known bodies and the words for time."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = frozenset(word.casefold() for word in words if len(word) >= SHORTEST)

    def mend(self, text: str) -> tuple[str, list[Mend]]:
        """The text with its broken words whole, and what was changed."""
        mends: list[Mend] = []

        def joined(found: re.Match[str]) -> str:
            whole = found[1] + found[2]
            if found[2] in _NOT_BROKEN or whole.casefold() not in self.words:
                return found[0]
            reads = (
                found[1] + found[2].lower()
                if found[2][0].isupper() and found[1].islower()
                else whole
            )
            mends.append(Mend(" ".join(found[0].split()), reads))
            return reads

        def capital(found: re.Match[str]) -> str:
            whole = "I" + found[1]
            if found[0].casefold() in self.words or whole.casefold() not in _TIME_WORDS:
                return found[0]
            mends.append(Mend(found[0], whole))
            return whole

        mended = _BROKEN.sub(joined, text) if _has_dash(text) else text
        return _SMALL_L.sub(capital, mended), mends


_TIME_WORDS = frozenset(word for phrase in (*ONGOING, *TIMINGS) for word in phrase.split())


def mender_for(sheets: Sheets, bodies: BodyIndex) -> Mender:
    """A mender that knows every unbroken word of the file, of the bodies, of headers and of
    times."""
    cells = (cell for table in sheets.tables for row in table.rows for cell in row.cells)
    lines = (line.text for table in sheets.tables for line in table.before)
    in_file = {word for text in (*cells, *lines) for word in _WORD.findall(_without_broken(text))}
    return Mender(in_file | bodies.words() | _TIME_WORDS | all_words())


def _without_broken(text: str) -> str:
    """The halves of a broken word prove nothing."""
    return _BROKEN.sub(" ", text) if _has_dash(text) else text


def _has_dash(text: str) -> bool:
    return "-" in text or "–" in text
