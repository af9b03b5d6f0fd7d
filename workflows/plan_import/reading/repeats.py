"""Measures that are printed twice, in one table or in two."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import pairwise

from engine.language.sentences import Sentence, _, n_
from workflows.plan_import.cells.bodies import fold
from workflows.plan_import.reading.drafts import Layout, Level, MeasureDraft, Where
from workflows.plan_import.reading.row_findings import Findings, RowEntry

# Two printings of one measure differ in a word or two; two measures differ in nearly all.
SAME_MEASURE = 0.6
COMPARED = 2_000


def without_repeats(entries: list[RowEntry], layout: Layout, notes: Findings) -> list[RowEntry]:
    """Each measure once.

    The first printing is kept; what differs from it is told, never overwritten.
    """
    printings = Printings(layout, notes, _numbers_of_groups(entries))
    result = [entry for entry in entries if printings.take(entry)]
    printings.tell_second_printings()
    _count_anew(result, notes)
    return _with_own_keys(result, printings, notes)


class Printings:
    """The first printing of each measure, and what is printed again."""

    def __init__(self, layout: Layout, notes: Findings, groups: frozenset[str]) -> None:
        self.layout, self.notes, self.groups = layout, notes, groups
        self.first: dict[str, RowEntry] = {}
        self.again: dict[int, list[Where]] = {}

    def take(self, entry: RowEntry) -> bool:
        """Whether the entry is a measure of its own; tells what it is if it is not."""
        first = self.first.setdefault(_name(entry.draft), entry)
        if first is entry:
            return True
        if _same(first.draft, entry.draft):
            self._printed_again(first, entry)
            return False
        if first.block != entry.block and _likeness(first.draft, entry.draft) >= SAME_MEASURE:
            difference = _difference(first.draft, entry.draft)
            self.notes.against(entry, Level.WARNING, "annex_differs", difference)
            return False
        if entry.draft.number:
            kept = self.layout is Layout.SINGLE_TABLE or entry.draft.key in self.groups
            _repeated(first, entry, self.notes, kept=kept)
        return True

    def _printed_again(self, first: RowEntry, entry: RowEntry) -> None:
        if first.block != entry.block:
            self.again.setdefault(entry.block, []).append(entry.draft.where)
            return
        sentence = _(
            "The row repeats row {row} word for word; it is taken once.",
            row=first.draft.where.row,
        )
        self.notes.against(entry, Level.NOTE, "row_repeated", sentence)

    def tell_second_printings(self) -> None:
        """Say of each table how many of its measures stand in another one too."""
        for places in self.again.values():
            sentence = n_(
                "{n} measure of this table appears twice, in the same words; it is used only once.",
                "{n} measures of this table appear twice, in the same words; they are used "
                "only once.",
                len(places),
            )
            self.notes.add(Level.NOTE, "printed_twice", places[0], sentence)


def _name(draft: MeasureDraft) -> str:
    """What two printings of one measure have in common."""
    return draft.key if draft.number else f"{draft.area} {whole(draft)}"


def _count_anew(entries: list[RowEntry], notes: Findings) -> None:
    """A row that was only counted gives way to one that is printed with the same number."""
    taken = {entry.draft.key for entry in entries if entry.draft.number}
    for entry in entries:
        if entry.draft.number:
            continue
        before, _dot, last = entry.draft.key.rpartition(".")
        while entry.draft.key in taken:
            last = str(int(last) + 1)
            key = f"{before}.{last}".lstrip(".")
            notes.rename(entry.draft.where, entry.draft.key, key)
            entry.draft = replace(entry.draft, key=key)
        taken.add(entry.draft.key)


def _numbers_of_groups(entries: list[RowEntry]) -> frozenset[str]:
    """The numbers that stand on rows below each other, in a file where that is no slip: more than
    one does, so that they number what the measures have in common."""
    below = [
        entry.draft.key
        for above, entry in pairwise(entries)
        if above.draft.key == entry.draft.key
        and above.block == entry.block
        and whole(above.draft) != whole(entry.draft)
    ]
    return frozenset(below) if len(set(below)) > 1 else frozenset()


def _repeated(first: RowEntry, entry: RowEntry, notes: Findings, *, kept: bool) -> None:
    number, row = entry.draft.number, first.draft.where.row
    if kept:
        sentence = _(
            "The number {number} is on row {row} too, with another text; both rows are kept.",
            number=number,
            row=row,
        )
        return notes.against(entry, Level.WARNING, "number_repeated", sentence)
    sentence = _(
        "The number {number} is used on row {row} for something else. Give one of them a "
        "number of its own.",
        number=number,
        row=row,
    )
    return notes.against(entry, Level.ERROR, "number_repeated", sentence)


def _with_own_keys(
    entries: list[RowEntry], printings: Printings, notes: Findings
) -> list[RowEntry]:
    """In a table of areas, and where numbers are those of groups, one that is printed twice is
    real: 11-1 and 11-2."""
    if printings.layout is not Layout.SINGLE_TABLE and not printings.groups:
        return entries
    counts = Counter(entry.draft.key for entry in entries)
    seen: Counter[str] = Counter()
    for entry in entries:
        key = entry.draft.key
        seen[key] += 1
        if counts[key] > 1 and (not printings.groups or key in printings.groups):
            entry.draft = replace(entry.draft, key=f"{key}-{seen[key]}")
            notes.rename(entry.draft.where, key, entry.draft.key)
    return entries


def _same(one: MeasureDraft, other: MeasureDraft) -> bool:
    return (
        whole(one) == whole(other) and owners(one) == owners(other) and times(one) == times(other)
    )


def whole(draft: MeasureDraft) -> str:
    """All words of a measure, folded."""
    return fold(
        "\n".join([draft.title, draft.text, *(b.text for b in draft.bullets), draft.text_after])
    ).text


def owners(draft: MeasureDraft) -> set[str]:
    """The bodies that are responsible for a measure."""
    return {owner.body_id for owner in draft.responsible if owner.role == "responsible"}


def times(draft: MeasureDraft) -> tuple[tuple[int, ...], bool]:
    """When a measure is to be done."""
    return draft.years, draft.ongoing


def _likeness(one: MeasureDraft, other: MeasureDraft) -> float:
    return SequenceMatcher(
        None, whole(one)[:COMPARED], whole(other)[:COMPARED], autojunk=False
    ).ratio()


def _difference(first: MeasureDraft, draft: MeasureDraft) -> Sentence:
    if whole(first) != whole(draft):
        return _("{key} appears twice, with another text; the first is used.", key=first.key)
    return _(
        "{key} appears twice, with another owner or time; the first is used.",
        key=first.key,
    )
