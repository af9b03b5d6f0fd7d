"""Whoever reckons with everything that a report shows cannot tell which municipality had few."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import product
from random import Random

import pytest

from workflows.deviations.hidden_counts import FEWEST, Hidden, hide

TRUST = ("hospital", "ward")


def shown(counts: Mapping[str, int], municipal: Collection[str], hidden: Hidden) -> object:
    """Everything about units that a report shows: the counts that are not hidden, their sums by
    direction, and the sum of all."""
    units = {key: None if key in hidden.units else n for key, n in counts.items()}
    towards = sum(counts[key] for key in municipal)
    total = sum(counts.values())
    return units, None if hidden.directions else (towards, total - towards), total


def worlds_of(units: int, most: int) -> Iterator[tuple[int, ...]]:
    """Every way in which so many units can have at most so many deviations together."""
    if not units:
        yield ()
        return
    for first in range(most + 1):
        for others in worlds_of(units - 1, most - first):
            yield (first, *others)


def possible(
    counts: Mapping[str, int], municipal: list[str], hidden: Hidden
) -> dict[str, set[int]]:
    """The counts that each hidden unit could have, for whoever solves the sums that are shown."""
    total = sum(counts.values())
    told = shown(counts, municipal, hidden)
    unknown = sorted(hidden.units)
    found: dict[str, set[int]] = {key: set() for key in unknown}
    for guess in product(range(total + 1), repeat=len(unknown)):
        world = {**counts, **dict(zip(unknown, guess, strict=True))}
        if shown(world, municipal, hidden) == told:
            for key in unknown:
                found[key].add(world[key])
    return found


@pytest.mark.parametrize("municipal", [1, 2, 3])
def test_no_hidden_count_can_be_worked_out_from_the_others_and_their_sums(municipal):
    names = [f"m{n}" for n in range(municipal)]
    random = Random(1)
    for towards in product((0, 4, 6), repeat=municipal):
        for trust in ((0, 1), (3, 0)):
            counts = {
                **dict(zip(names, towards, strict=True)),
                **dict(zip(TRUST, trust, strict=True)),
            }
            hidden = hide(counts, names, draw=random.choice)
            few = {name for name in names if counts[name] < FEWEST}

            assert few <= hidden.units
            for key, values in possible(counts, names, hidden).items():
                assert len(values) > 1, (counts, key)


def test_whoever_knows_the_rule_cannot_tell_the_few_from_the_one_that_hides_them():
    names = ["a", "b", "c"]
    worlds: dict[str, set[tuple[int, ...]]] = {}
    for numbers in worlds_of(5, 12):
        if not sum(numbers):
            continue  # there is no report on none
        guess, counts = numbers[:3], dict(zip([*names, "ward", "lab"], numbers, strict=True))
        for which in range(2):  # each draw that there may be
            hidden = hide(counts, names, draw=lambda keys, which=which: keys[which % len(keys)])
            told = str((shown(counts, names, hidden), sorted(hidden.units), hidden.directions))
            worlds.setdefault(told, set()).add(guess)
    for told, guesses in worlds.items():
        for place, name in enumerate(names):
            if f"'{name}'" in told.split("[")[1]:
                assert len({guess[place] for guess in guesses}) > 1, told


def test_nothing_is_hidden_where_no_municipality_had_few():
    assert hide({"a": 5, "b": 12, "ward": 1}, ["a", "b"]) == Hidden()


def test_two_that_had_none_are_not_told_by_their_sum():
    counts = {"a": 0, "b": 0, "ward": 9, "lab": 1}

    assert hide(counts, ["a", "b"]) == Hidden(frozenset({"a", "b", "ward"}), directions=True)


def test_one_alone_is_not_told_by_the_sum_of_its_direction():
    assert hide({"a": 3, "ward": 9}, ["a"]) == Hidden(frozenset({"a", "ward"}), directions=True)


def test_a_report_on_few_deviations_shows_no_unit():
    assert hide({"a": 1, "b": 1, "ward": 2, "lab": 0}, ["a", "b"]).units == {
        "a",
        "b",
        "ward",
        "lab",
    }


def test_what_was_hidden_in_the_report_before_stays_hidden():
    counts = {"a": 5, "b": 12, "c": 8}

    assert "a" in hide(counts, list(counts), before=["a"]).units
    assert len(hide(counts, list(counts), before=["a"]).units) == 2


def test_where_nothing_was_reported_nothing_is_hidden():
    counts = dict.fromkeys(("levanger", "verdal", "sykehuset"), 0)

    assert hide(counts, ("levanger", "verdal")) == Hidden()
