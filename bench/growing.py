"""Pages over a million cases against the same pages over ten thousand: lists and searches."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import NamedTuple
from urllib.parse import quote

from bench import deviations, world
from bench.deviations import RARE, Readers
from bench.measure import Figure, cost, pairs
from bench.pages import Pages
from bench.setting import Setting
from bench.world import World

LARGE, SMALL = 1_000_000, 10_000  # cases, half of them deviations
ROUNDS = 30
LISTS = ("/lists/measure", "/lists/deviation")
# What stands in every measure, in many deviations, in ten, as a part of a word in these, in none.
WORDS = ("rutine", "epikriseliste", RARE, RARE[3:-2], "åpningsseremoni")


class _Sized(NamedTuple):
    """A world of a size, and who looks at it."""

    where: World
    readers: Readers


def lists(setting: Setting) -> Iterator[Figure]:
    """Lists of measures and of deviations, on SQLite and on PostgreSQL."""
    yield from _grown(setting, "list pages", lambda pages: [pages.ask(path) for path in LISTS])


def searches(setting: Setting) -> Iterator[Figure]:
    """A search for each kind of word, on SQLite and on PostgreSQL."""
    asked = [f"q={quote(word)}" for word in WORDS]
    yield from _grown(
        setting, "search pages", lambda pages: [pages.ask("/search", query) for query in asked]
    )


def _grown(setting: Setting, name: str, ask: Callable[[Pages], object]) -> Iterator[Figure]:
    # a server's processor time is not ours, so there the clock on the wall counts
    for kind in ("SQLite", "PostgreSQL"):
        large, small = (_sized(setting, kind, count) for count in (LARGE, SMALL))
        for who in Readers._fields:
            ours, before = (
                Pages(each.where, getattr(each.readers, who)) for each in (large, small)
            )
            clock = time.process_time if kind == "SQLite" else time.perf_counter
            found = pairs(
                lambda _n, p=ours: ask(p), lambda _n, p=before: ask(p), ROUNDS, clock=clock
            )
            said = f"{name}, {who}, {kind}: 1,000,000 cases against 10,000"
            yield Figure(said, cost(found), 1.5, 1.2, more=False)


def _sized(setting: Setting, kind: str, count: int) -> _Sized:
    """The world of that size in that kind of database, made when it is first asked for."""
    known: dict[tuple[str, int], _Sized] = setting.made
    if (kind, count) not in known:
        name, half = f"growing_{count}", max(count // setting.smaller, 1_000) // 2
        url = world.fresh(setting.folder, name) if kind == "SQLite" else setting.database(name)[0]
        where = world.build(url, cases=half, durable=False)
        known[kind, count] = _Sized(where, deviations.add(where, half, half))
    return known[kind, count]
