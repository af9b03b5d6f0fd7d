"""What each reader was told last must be so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from tests.soak.relay import Taken
from tests.soak.said import Said


class Stands(NamedTuple):
    """How something stands in the end, in the words of mails; whether everybody must have heard of
    it, or those alone who were told something else before."""

    words: str
    heard_by_all: bool


def wrong_last_words(
    taken: Sequence[Taken], readers: Iterable[str], stands: Mapping[str, Stands]
) -> list[tuple[tuple[str, str], str]]:
    """Who was told something last of what, that is not so, or nothing of what everybody must hear:
    by the order in which mails came, and by the highest version, which is what calendars go by."""
    told = _told(taken)
    return [
        ((reader, of), wrong)
        for reader in readers
        for of, truth in stands.items()
        for wrong in _wrong(f"{reader} of {of}", told[reader, of], truth)
    ]


def _told(taken: Sequence[Taken]) -> dict[tuple[str, str], list[Said]]:
    found: dict[tuple[str, str], list[Said]] = defaultdict(list)
    for mail in taken:
        for said in mail.said:
            found[mail.to, said[0]].append(Said(*said))
    return found


def _wrong(which: str, told: Sequence[Said], truth: Stands) -> Iterator[str]:
    if not told:
        if truth.heard_by_all:
            yield f"{which}: nothing, and it is {truth.words}"
        return
    newest = max(enumerate(told), key=lambda each: (each[1].version, each[0]))[1]
    for how, said in (("last", told[-1]), ("in the calendar", newest)):
        if said.words != truth.words:
            heard = "; ".join(f"{each.version} {each.words}" for each in told)
            yield f"{which}, {how}: {said.words}, and it is {truth.words} (told: {heard})"
