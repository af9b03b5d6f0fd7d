"""Whoever reckons with everything that a report shows cannot tell which municipality had few."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import product
from random import Random

import pytest

from workflows.deviations.hidden_counts import FEWEST, Hidden, ShownBefore, hide

TRUST = ("hospital", "ward")
LAST = lambda keys: keys[-1]  # noqa: E731 - the draw that a test can foresee
MANY = 3


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


def told(counts: Mapping[str, int], hidden: Hidden) -> ShownBefore:
    """What a report on these counts showed."""
    units = {key: None if key in hidden.units else n for key, n in counts.items()}
    return ShownBefore(units, sum(counts.values()), directions=not hidden.directions)


def test_what_was_hidden_stays_hidden_and_no_other_is_drawn():
    before = told({"a": 2, "b": 5, "c": 5}, Hidden(frozenset("ab")))

    for counts in ({"a": 2, "b": 5, "c": 5}, {"a": 6, "b": 6, "c": 6}):
        assert hide(counts, list(counts), [before], LAST) == Hidden(frozenset("ab"))


def test_a_unit_that_hid_where_all_had_few_hides_with_less_too():
    before = told({"a": 0, "lab": 2, "ward": 4}, Hidden(frozenset({"a", "lab"}), directions=True))

    anew = hide({"a": 0, "lab": 1, "ward": 4}, ["a"], [before])
    assert anew.units >= before.hidden
    more = hide({"a": 1, "lab": 9, "ward": 4}, ["a"], [before])
    assert more == Hidden(frozenset({"a", "lab"}), directions=True)


def test_no_unit_is_shown_where_one_may_have_fallen_below_five():
    counts = {"a": 5, "b": 9, "ward": 3}
    before = told(counts, Hidden())

    for fell, n in counts.items():
        found = hide({**counts, fell: n - 1}, ["a", "b"], [before])
        assert found == Hidden(frozenset(counts), directions=True)
    assert hide({**counts, "b": 10}, ["a", "b"], [before]) == Hidden()


def test_one_that_is_gone_may_be_of_those_that_were_hidden_too():
    before = told({"a": 2, "b": 5, "c": 5, "ward": 0}, Hidden(frozenset("ab")))

    fewer = {"a": 1, "b": 5, "c": 5, "ward": 1}
    assert hide(fewer, ["a", "b", "c"], [before]).units == fewer.keys()


def test_a_report_of_which_little_is_reported_again_is_not_compared():
    before = told({"a": 5, "b": 9}, Hidden())._replace(most=False)

    assert hide({"a": 6, "b": 6}, ["a", "b"], [before]) == Hidden()


Pair = tuple[Mapping[str, int], Hidden, Mapping[str, int], Hidden]


def changed(counts: Mapping[str, int]) -> Iterator[dict[str, int]]:
    """The counts after one case was added, taken away, or given to another unit."""
    for key, n in counts.items():
        yield {**counts, key: n + 1}
        if n:
            less = {**counts, key: n - 1}
            yield less
            yield from ({**less, to: less[to] + 1} for to in counts if to != key)


def ways(counts: Mapping[str, int], municipal: list[str], *before: ShownBefore) -> set[Hidden]:
    """Whatever may be hidden, for each draw that there may be."""
    draws = [lambda keys, n=n: keys[n % len(keys)] for n in range(len(counts))]
    return {hide(counts, municipal, before, draw) for draw in draws}


def worlds_told(
    counts: Mapping[str, int], municipal: list[str], hidden: Hidden
) -> Iterator[Mapping[str, int]]:
    """Every world in which a report could show the same."""
    unknown, rest = sorted(hidden.units), sum(counts[key] for key in hidden.units)
    for guess in product(range(rest + 1), repeat=len(unknown)):
        world = {**counts, **dict(zip(unknown, guess, strict=True))}
        if shown(world, municipal, hidden) == shown(counts, municipal, hidden):
            yield world


def pairs_told(pair: Pair, municipal: list[str], changes: int) -> Iterator[tuple[int, ...]]:
    """Every pair of worlds that would give the same two reports, so many changes apart: what
    somebody who knows the rule and how much changed could think of the municipalities."""
    first, hid, second, hides = pair
    wanted = shown(second, municipal, hides)
    for world in worlds_told(first, municipal, hid):
        if hid in ways(world, municipal):
            before = told(world, hid)
            for later in after(world, changes):
                same = shown(later, municipal, hides) == wanted
                if same and hides in ways(later, municipal, before):
                    yield tuple(each[key] for each in (world, later) for key in municipal)


def after(counts: Mapping[str, int], changes: int) -> list[Mapping[str, int]]:
    """Every world that so many changes lead to."""
    found: list[Mapping[str, int]] = [counts]
    for _each in range(changes):
        found = [
            dict(each) for each in {tuple(new.items()) for old in found for new in changed(old)}
        ]
    return found


@pytest.mark.parametrize(("changes", "times"), [(1, 60), (2, 6)])
def test_no_hidden_count_can_be_worked_out_from_two_reports(changes, times):
    random, municipal = Random(5), ["a", "b", "c"]
    for _each in range(times):
        first = {key: random.choice((0, 2, 4, 5, 5, 6, 7)) for key in (*municipal, "ward", "lab")}
        hid = random.choice(sorted(ways(first, municipal), key=str))
        if len(hid.units) > MANY:  # a report that tells so little would take long to think about
            continue
        second = random.choice(after(first, changes))
        hides = random.choice(sorted(ways(second, municipal, told(first, hid)), key=str))
        pair = first, hid, second, hides
        thought = set(pairs_told(pair, municipal, changes))
        real = [each[key] for each in (first, second) for key in municipal]
        for place, n in enumerate(real):
            assert n >= FEWEST or len({each[place] for each in thought}) > 1, pair


def test_where_nothing_was_reported_nothing_is_hidden():
    counts = dict.fromkeys(("levanger", "verdal", "sykehuset"), 0)

    assert hide(counts, ("levanger", "verdal")) == Hidden()
