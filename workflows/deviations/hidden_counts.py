"""Which counts of a report are hidden, so that few reports on a municipality cannot be told.

A count under five is hidden, and with it another municipality's, drawn at random: what is hidden
has one sum and one mark, and nobody can tell which of them are few. Where all municipalities have
few, one of the other units is drawn, and the counts by direction, which would tell the sum, are
hidden too.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from random import SystemRandom
from typing import NamedTuple

FEWEST = 5
Draw = Callable[[Sequence[str]], str]
draw_at_random: Draw = SystemRandom().choice


class Hidden(NamedTuple):
    """The units whose counts are hidden; and whether those by direction are."""

    units: frozenset[str] = frozenset()
    directions: bool = False


def hide(
    counts: Mapping[str, int],
    municipal: Collection[str],
    before: Collection[str] = (),
    draw: Draw = draw_at_random,
) -> Hidden:
    """What to hide of the counts by unit, of which those of the municipal ones are protected.

    `before` was hidden in a report that this one is made instead of, and stays hidden: else the two
    together would tell what neither does.
    """
    if not any(counts.values()):  # the sum says already that nobody has any
        return Hidden()
    few = {key for key in municipal if counts[key] < FEWEST}
    kept = few | {key for key in municipal if key in before}
    if not kept:
        return Hidden()
    if kept != few and len(kept) > 1:  # one of them hides the few already
        return Hidden(frozenset(kept))
    shown = sorted(set(municipal) - kept)
    if shown:
        return Hidden(frozenset(kept | {draw(shown)}))
    return _with_another_unit(counts, kept, before, draw)


def _with_another_unit(
    counts: Mapping[str, int], few: Collection[str], before: Collection[str], draw: Draw
) -> Hidden:
    """What to hide where all municipalities have few: another unit with them, and the counts by
    direction."""
    towards = sum(counts[key] for key in few)
    others = sorted(key for key in counts if key not in few and towards + counts[key] > 1)
    if not others or sum(counts.values()) < FEWEST:
        return Hidden(frozenset(counts), directions=True)
    known = [key for key in others if key in before]
    return Hidden(frozenset({*few, draw(known or others)}), directions=True)
