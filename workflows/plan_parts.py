"""What becomes of the parts of a plan that have no case: areas, sections, goals, and rows that were
other names for its measures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from workflows.plan_changes import Became, RowTold, folded
from workflows.plans import first_line

Entry = Mapping[str, Any]
OTHER_NAME = "alias"


def told_of_parts(
    known: Iterable[Entry], now: Iterable[Entry], *, whole: bool, first: bool = False
) -> Iterator[RowTold]:
    """The parts of a plan that are new, have another name or number, or are gone, by their words
    first. `known`: what the plan had without cases, and `now` what it has; `whole`: no row of the
    file was left out, so that what is not there is gone; `first`: the plan had no measures, and is
    new where it had no parts either, so that nothing is told of it."""
    before, parts = (_without_names(entries) for entries in (known, now))
    if first and not before:
        return
    pairs = _paired(before, parts)
    for part in parts:
        yield from _told(part, pairs.get(_key(part)))
    found = {was["id"] for was in pairs.values()}
    yield from (_gone(each) for each in before if whole and each["id"] not in found)


def _without_names(entries: Iterable[Entry]) -> list[Entry]:
    return [each for each in entries if each["kind"] != OTHER_NAME]


def told_of_names(rest: Iterable[Entry]) -> Iterator[RowTold]:
    """The other names for measures that no row of the file is. `rest`: what is left of the entries
    without cases."""
    yield from (_gone(entry) for entry in rest if entry["kind"] == OTHER_NAME)


def _paired(before: Iterable[Entry], parts: Sequence[Entry]) -> dict[object, Entry]:
    """The known part that each one is, by its kind and key: by words and key, words, or key."""
    pairs: dict[object, Entry] = {}
    left = list(before)
    for named in (_words_and_key, _words, _key):
        known = {named(each): each for each in reversed(left)}
        open_parts = (part for part in parts if _key(part) not in pairs)
        pairs |= {_key(part): was for part in open_parts if (was := known.pop(named(part), None))}
        found = {was["id"] for was in pairs.values()}
        left = [each for each in left if each["id"] not in found]
    return pairs


def _words_and_key(part: Entry) -> object:
    return (_words(part), part["key"])


def _words(part: Entry) -> object:
    return (part["kind"], folded(part["wording"]))


def _key(part: Entry) -> object:
    return (part["kind"], part["key"])


def _told(part: Entry, was: Entry | None) -> Iterator[RowTold]:
    title, key = first_line(part["wording"]), part["key"]
    if was is None:
        yield RowTold(Became.NEW, was="", number=key, ref="", title=title)
        return
    parts = () if folded(was["wording"]) == folded(part["wording"]) else ("words",)
    if was["key"] != key or parts:
        became = Became.CHANGED if was["key"] == key else Became.MOVED
        yield RowTold(became, was=was["key"], number=key, ref="", title=title, parts=parts)


def _gone(entry: Entry) -> RowTold:
    title = first_line(entry["wording"])
    return RowTold(Became.GONE, was=entry["key"], number="", ref="", title=title)
