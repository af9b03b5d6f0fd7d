"""Which cases have most in common with one, as far as the index of searches tells: reckoned for all
cases of a block at once, with the bits that the index keeps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from engine.cases.search_index import BLOCK, kept_marks, not_taken_in, reach
from engine.cases.search_marks import CLOSED, OPEN, SEES, pieces_of
from engine.cases.search_reading import EVERY_CASE, have_all, have_one, numbers_of
from engine.cases.word_roots import spellings
from engine.storage.session import Session

MOST = 40  # cases that are looked at; as many again of those that no tick has taken in yet
MOST_ROOTS = 6
TRIED = 20  # roots among which those that tell most are looked for
OFTEN = 5  # a root that one case in so many has, tells nothing
FEW = 50  # cases, among which nothing is told by how often it is found
PIECES = 4  # of a word are enough to narrow what is read afterwards
PLANES = 6  # bits of a number of points
ROOT_POINTS = 2

Planes = list[int]


class Points(NamedTuple):
    """What gives a case so many points: one of these marks."""

    marks: tuple[str, ...]
    points: int


class MatchWanted(NamedTuple):
    """What a case has of which others are sought that have it too. `among` is the mark that all of
    them have; `seer` what the reader has, None where she sees everything; `least` the points that
    are enough."""

    number: int
    among: str
    chosen: Sequence[Points]
    roots: Sequence[str]
    seer: Sequence[str] | None
    least: int


def telling_roots(session: Session, sought: MatchWanted) -> list[str]:
    """The roots by which others are sought: those that the newest cases have least often, of the
    longest."""
    block = reach(session).last_case // BLOCK
    tried = sorted(sought.roots, key=len, reverse=True)[:TRIED]
    marks = sorted({sought.among, *_of_roots(tried)})
    kept = kept_marks(session, marks, block, block).get(block, {})
    every = have_one(kept, "", [sought.among])
    found = {root: (_root_bits(kept, root) & every).bit_count() for root in tried}
    often = max(every.bit_count(), FEW) // OFTEN
    told = [root for root in tried if found[root] <= often]
    return sorted(told, key=lambda root: (found[root] < 2, found[root]))[:MOST_ROOTS]


def nearest_cases(session: Session, sought: MatchWanted) -> Iterator[int]:
    """The numbers of the cases that have most in common, the newest of the like first; and those
    of which the index does not know yet how they stand."""
    reached = reach(session)
    unknown = sorted(not_taken_in(session, reached), reverse=True)
    yield from (each for each in unknown[:MOST] if each != sought.number)
    yield from _known(session, sought, reached.last_case // BLOCK)


def _known(session: Session, sought: MatchWanted, last: int) -> Iterator[int]:
    marks = {sought.among, *_of_roots(sought.roots), *(SEES + key for key in sought.seer or ())}
    marks.update(mark for each in sought.chosen for mark in each.marks)
    kept = kept_marks(session, sorted(marks), 0, last)
    counted = {block: _counted(sought, block, kept[block]) for block in sorted(kept, reverse=True)}
    most = sum(each.points for each in sought.chosen) + ROOT_POINTS * len(sought.roots)
    return islice(_best(counted, sought.least, most), MOST)


def _counted(sought: MatchWanted, block: int, kept: Mapping[str, bytes]) -> tuple[int, Planes]:
    """The cases of a block that may be shown, and the points of each: the first bit of all, then
    the second, and so on."""
    among = have_one(kept, "", [sought.among]) & have_one(kept, SEES, sought.seer)
    own, place = divmod(sought.number, BLOCK)
    if own == block:
        among &= ~(1 << place)
    planes = [0] * PLANES
    if among:
        for each in sought.chosen:
            _add(planes, among & have_one(kept, "", each.marks), each.points)
        for root in sought.roots:
            _add(planes, among & _root_bits(kept, root), ROOT_POINTS)
    return among, planes


def _add(planes: Planes, cases: int, points: int) -> None:
    """Give these cases so many points more."""
    for first in range(PLANES):
        carried = cases if points >> first & 1 else 0
        for place in range(first, PLANES):
            if not carried:
                break
            planes[place], carried = planes[place] ^ carried, planes[place] & carried


def _best(counted: Mapping[int, tuple[int, Planes]], least: int, most: int) -> Iterator[int]:
    """The cases with most points first, of the like the newest."""
    for points in range(most, least - 1, -1):
        for block, (among, planes) in counted.items():
            having = among
            for place, plane in enumerate(planes):
                having &= plane if points >> place & 1 else ~plane
            yield from numbers_of(block, having)


def _root_bits(kept: Mapping[str, bytes], root: str) -> int:
    found = 0
    for word in spellings(root):
        pieces = _few_pieces(word)
        found |= have_all(kept, OPEN, pieces) | have_all(kept, CLOSED, pieces)
    return found if found != EVERY_CASE else 0


def _few_pieces(word: str) -> list[str]:
    pieces = pieces_of(word)
    return pieces[:: -(-len(pieces) // PIECES)]


def _of_roots(roots: Iterable[str]) -> Iterator[str]:
    for root in roots:
        for word in spellings(root):
            for piece in _few_pieces(word):
                yield OPEN + piece
                yield CLOSED + piece
