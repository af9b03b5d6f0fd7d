"""Which cases a search has to look at: what the index has for it, and what the index does not know
yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from heapq import merge
from itertools import groupby

from engine.cases.search_index import BLOCK, kept_marks, not_taken_in, reach, unpacked
from engine.cases.search_marks import CLOSED, OPEN, READS, SEES, Looked
from engine.storage.session import Session

EVERY_CASE = -1  # all bits
WIDER = 4  # so many times as many blocks are read at once each time


def to_look_at(session: Session, looked: Looked, always: int | None) -> Iterator[int]:
    """The numbers of the cases in which it may be found, newest first; they are looked up as they
    are taken. `always` is a case that is looked at in any case."""
    reached = reach(session)
    unknown = not_taken_in(session, reached) | ({always} if always else set())
    known = _known(session, looked, reached.last_case // BLOCK)
    numbers = merge(sorted(unknown, reverse=True), known, reverse=True)
    return (number for number, _same in groupby(numbers))


def _known(session: Session, looked: Looked, last: int) -> Iterator[int]:
    """What the index has, from its last block back: one at first, for what is found often."""
    width = 1
    while last >= 0:
        first = max(0, last - width + 1)
        kept = kept_marks(session, looked.marks, first, last)
        for block in range(last, first - 1, -1):
            yield from numbers_of(block, _fitting(looked, kept.get(block, {})))
        last, width = first - 1, width * WIDER


def numbers_of(block: int, bits: int) -> Iterator[int]:
    """The numbers of these cases of a block, the newest first."""
    while bits:
        place = bits.bit_length() - 1
        yield block * BLOCK + place
        bits ^= 1 << place


def _fitting(looked: Looked, kept: Mapping[str, bytes]) -> int:
    """The cases of a block that have every word where the reader could read it."""
    fitting = EVERY_CASE
    for pieces in looked.words:
        closed = have_all(kept, CLOSED, pieces)
        closed &= closed and have_one(kept, READS, looked.has)
        fitting &= closed | have_all(kept, OPEN, pieces)
        if not fitting:
            return 0
    return fitting & have_one(kept, SEES, looked.has)


def have_all(kept: Mapping[str, bytes], side: str, pieces: Iterable[str]) -> int:
    """The cases that have each of these marks; the rarest is looked at first."""
    rows = [kept.get(side + piece, b"") for piece in pieces]
    fitting = EVERY_CASE
    for row in sorted(rows, key=len):
        fitting &= unpacked(row) if row else 0
        if not fitting:
            break
    return fitting


def have_one(kept: Mapping[str, bytes], side: str, keys: Iterable[str] | None) -> int:
    """The cases that have one of these marks; all of them for a reader who sees everything."""
    if keys is None:
        return EVERY_CASE
    fitting = 0
    for key in keys:
        row = kept.get(side + key)
        fitting |= unpacked(row) if row else 0
    return fitting
