"""Which measure of a plan a row of its next edition is: by its words first, by its number second.
Nothing here reads or writes a database, and nothing is guessed: what is not certain is asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import NamedTuple

from rapidfuzz import fuzz, process

from workflows.plan_changes import folded, plain_number

# Shares of a hundred, as `fuzz.ratio` gives them. Two printings of one measure differ by a few
# letters; two measures that differ in the one word that counts (psykisk, somatisk) reach 89.
SAME = 90.0
# What two measures of one plan that have nothing to do with each other do not reach (they have 38
# in the middle, and 65 at most in three public plans).
UNLIKE = 66.0
# So much nearer than the next one must the nearest be to be the one.
AHEAD = 5.0
SHOWN = 3  # measures that a row may be are named, at most
# Two spellings of one word are more alike than this; another word is less.
SPELLING = 60.0
DENIALS = frozenset({"ikke", "ikkje", "ingen", "inga", "uten", "utan", "not", "no", "without"})


class Side(NamedTuple):
    """A row of a file, or a measure that is known, as they are compared: its key, its kind, what is
    printed as its number ('' for none), its words, and what is beside them (owners and years)."""

    key: str
    kind: str
    number: str
    words: str
    beside: str = ""


class Doubt(NamedTuple):
    """A row of which it is not certain whether it is one of these measures; the likeliest first."""

    row: Side
    known: tuple[Side, ...]


def same_subject(one: str, other: str) -> bool:
    """Whether two texts that are nearly the same speak of one thing: no number differs, nothing is
    denied in one alone, and no word stands for quite another."""
    words, others = folded(one).split(), folded(other).split()
    matcher = SequenceMatcher(None, words, others, autojunk=False)
    return all(
        tag == "equal" or _same_words(words[start:end], others[begin:stop])
        for tag, start, end, begin, stop in matcher.get_opcodes()
    )


def _same_words(words: Sequence[str], others: Sequence[str]) -> bool:
    changed = {*words} ^ {*others}
    if any(word in DENIALS or any(sign.isdigit() for sign in word) for word in changed):
        return False
    if not words or not others:
        return True
    return fuzz.ratio(" ".join(words), " ".join(others)) >= SPELLING


@dataclass(frozen=True)
class Answers:
    """What people said: the rows that are a known measure, by the rows' keys, and those that are
    new."""

    same: Mapping[str, str] = field(default_factory=dict)
    new: frozenset[str] = frozenset()

    @property
    def given(self) -> bool:
        """Whether anything was said."""
        return bool(self.same or self.new)


@dataclass(frozen=True)
class Matched:
    """The known measure of each row that is one, by their keys; rows of which it must be asked; and
    the measures that no row is, in their order. A row in neither is a new measure."""

    pairs: Mapping[str, str]
    doubts: tuple[Doubt, ...]
    gone: tuple[Side, ...]


def match(
    rows: Sequence[Side], known: Sequence[Side], answers: Answers, *, new_numbers: bool = False
) -> Matched:
    """Find for each row the measure that it is.

    With `new_numbers` the rows are of another plan, which numbers its measures anew, so that a
    number alone is no reason to ask.
    """
    matching = _Matching(rows, known, new_numbers)
    matching.take(answers)
    matching.by_same_words()
    matching.by_like_words()
    return Matched(matching.pairs, tuple(matching.doubts), tuple(matching.known.values()))


class _Near(NamedTuple):
    """A measure that a row may be, and how like their words are, of a hundred."""

    known: Side
    likeness: float


class _Matching:
    """What is left on both sides, and what has been found."""

    def __init__(self, rows: Sequence[Side], known: Sequence[Side], new_numbers: bool) -> None:
        self.rows = {row.key: row for row in rows}
        self.known = {each.key: each for each in known}
        self.words = {id(side): folded(side.words) for side in (*rows, *known)}
        self.new_numbers = new_numbers
        self.pairs: dict[str, str] = {}
        self.doubts: list[Doubt] = []

    def take(self, answers: Answers) -> None:
        """What people said comes first."""
        for row, known in answers.same.items():
            self._pair(self.rows[row], self.known[known])
        for row in answers.new:
            del self.rows[row]

    def _pair(self, row: Side, known: Side) -> None:
        self.pairs[row.key] = known.key
        del self.rows[row.key], self.known[known.key]

    def by_same_words(self) -> None:
        """The same words, told apart by number and by what is beside them where several have
        them."""
        for rows, known in self._with_same_words():
            for alike in (_same_number, _same_beside):
                for row in list(rows):
                    found = [each for each in known if alike(row, each)]
                    if len(found) == 1 and sum(alike(each, found[0]) for each in rows) == 1:
                        rows.remove(row)
                        known.remove(found[0])
                        self._pair(row, found[0])
            if len(rows) == len(known) == 1:
                self._pair(rows[0], known[0])
            elif known:
                self._doubt(rows, known)

    def _doubt(self, rows: Iterable[Side], known: Sequence[Side]) -> None:
        for row in rows:
            self.doubts.append(Doubt(row, tuple(known)))
            del self.rows[row.key]

    def _with_same_words(self) -> Iterable[tuple[list[Side], list[Side]]]:
        by_words: dict[tuple[str, str], tuple[list[Side], list[Side]]] = defaultdict(
            lambda: ([], [])
        )
        for place, sides in enumerate((self.rows, self.known)):
            for side in sides.values():
                by_words[side.kind, self.words[id(side)]][place].append(side)
        return [(rows, known) for rows, known in by_words.values() if rows and known]

    def by_like_words(self) -> None:
        """What is left: nearly the same words are the same, words that are near make a doubt. Who
        is nearest has the first choice."""
        near = {row.key: self._nearest(row) for row in self.rows.values()}
        for key in sorted(near, key=lambda key: -near[key][0].likeness if near[key] else 0.0):
            free = [each for each in near[key] if each.known.key in self.known]
            if free and self._is_one(self.rows[key], free) and not self._rivals(key, free[0], near):
                self._pair(self.rows[key], free[0].known)
        for key, candidates in near.items():
            free = [each for each in candidates if each.known.key in self.known]
            if key in self.rows and free:
                self._doubt([self.rows[key]], [each.known for each in free])

    def _nearest(self, row: Side) -> list[_Near]:
        """The measures that the row may be, the nearest first."""
        among = [each for each in self.known.values() if each.kind == row.kind]
        near = process.extract(
            self.words[id(row)],
            [self.words[id(each)] for each in among],
            scorer=fuzz.ratio,
            score_cutoff=UNLIKE,
            limit=SHOWN,
        )
        found = [_Near(among[place], likeness) for _words, likeness, place in near]
        numbered = () if self.new_numbers else among
        others = (each for each in numbered if _same_number(row, each))
        return found or [_Near(each, 0.0) for each in others]

    @staticmethod
    def _is_one(row: Side, free: list[_Near]) -> bool:
        """Whether the nearest is near enough, and ahead of the next one by its words, or by its
        words and its number."""
        ahead = free[0].likeness - free[1].likeness if len(free) > 1 else AHEAD
        surely = ahead >= AHEAD or _same_number(row, free[0].known)
        alike = free[0].likeness >= SAME and same_subject(row.words, free[0].known.words)
        return alike and surely

    def _rivals(self, key: str, first: _Near, near: Mapping[str, list[_Near]]) -> list[str]:
        """The other rows that are as near to the measure."""
        return [
            other
            for other, candidates in near.items()
            if other != key and other in self.rows
            for each in candidates
            if each.known.key == first.known.key and each.likeness > first.likeness - AHEAD
        ]


def _same_number(row: Side, known: Side) -> bool:
    return bool(row.number) and plain_number(row.number) == plain_number(known.number)


def _same_beside(row: Side, known: Side) -> bool:
    return row.beside == known.beside
