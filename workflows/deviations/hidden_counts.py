"""Which counts of a report are hidden, so that few reports on a municipality cannot be told.

A count under five is hidden, and with it another municipality's, drawn at random: what is hidden
has one sum and one mark, and nobody can tell which of them are few. Where all municipalities have
few, one of the other units is drawn, and the counts by direction, which would tell the sum, are
hidden too.

Nobody can tell it from two reports either. What a report hid stays hidden in those after it that
count any of the same cases, and another draw would tell what the first one hid, so that there is
none. Where so much is gone since a report of much the same cases that a municipality which it
showed may be under five now, no unit is shown: anyone may have been the one that fell.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from random import SystemRandom
from typing import NamedTuple

FEWEST = 5
LEAST = 2  # a sum under it tells too much of what it is the sum of
Draw = Callable[[Sequence[str]], str]
draw_at_random: Draw = SystemRandom().choice


class Hidden(NamedTuple):
    """The units whose counts are hidden; and whether those by direction are."""

    units: frozenset[str] = frozenset()
    directions: bool = False


class ShownBefore(NamedTuple):
    """What a report showed before that counts some of the same cases: of each unit how many, or
    None; how many in all; and whether most of its cases are counted again."""

    counts: Mapping[str, int | None]
    total: int
    directions: bool = True
    most: bool = True

    @property
    def hidden(self) -> frozenset[str]:
        """The units whose counts it hid."""
        return frozenset(key for key, n in self.counts.items() if n is None)


def hide(
    counts: Mapping[str, int],
    municipal: Collection[str],
    before: Collection[ShownBefore] = (),
    draw: Draw = draw_at_random,
) -> Hidden:
    """What to hide of the counts by unit, of which those of the municipal ones are protected, where
    whoever reads them may know the reports `before` too."""
    if not any(counts.values()):  # the sum says already that nobody has any
        return Hidden()
    if any(each.most and _fell(counts, municipal, each) for each in before):
        return _everything(counts)
    few = {key for key in municipal if counts[key] < FEWEST}
    kept = {key for each in before for key in each.hidden if key in counts}
    if not kept.intersection(municipal):
        return _hide_anew(counts, municipal, few, draw)
    kept |= few
    if len(kept) == 1 or sum(counts[key] for key in kept) < LEAST:
        return _everything(counts)
    return Hidden(frozenset(kept), any(not each.directions for each in before))


def _everything(counts: Mapping[str, int]) -> Hidden:
    return Hidden(frozenset(counts), directions=True)


def _fell(counts: Mapping[str, int], municipal: Collection[str], before: ShownBefore) -> bool:
    """Whether so much is gone of what a report showed, the sum of what it hid too, that a
    municipality which it showed may have few now. Whoever reads both reports can tell that it is
    so, and not of which."""
    shown = {key: n for key, n in before.counts.items() if n is not None}
    rest = sum(counts.get(key, 0) for key in before.hidden)
    gone = max(0, before.total - sum(shown.values()) - rest)
    gone += sum(max(0, n - counts.get(key, 0)) for key, n in shown.items())
    return any(shown[key] - gone < FEWEST for key in municipal if key in shown)


def _hide_anew(
    counts: Mapping[str, int], municipal: Collection[str], few: Collection[str], draw: Draw
) -> Hidden:
    """What to hide where no report before hid any municipality."""
    if not few:
        return Hidden()
    shown = sorted(set(municipal) - set(few))
    if shown:
        return Hidden(frozenset({*few, draw(shown)}))
    towards = sum(counts[key] for key in few)
    others = sorted(key for key in counts if key not in few and towards + counts[key] >= LEAST)
    if not others or sum(counts.values()) < FEWEST:
        return _everything(counts)
    return Hidden(frozenset({*few, draw(others)}), directions=True)
