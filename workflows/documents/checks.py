"""What can be seen only when the whole plan is read: rows printed twice, pointers that lead nowhere, names of the same thing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from difflib import SequenceMatcher

from engine.languages import _, n_
from workflows.documents.bodies import fold
from workflows.documents.drafts import AreaDraft, CrossRef, GoalDraft, Kind, Layout, Level, MeasureDraft, Where
from workflows.documents.entries import Entry, Notebook
from workflows.documents.references import shared_groups

# Two printings of one measure differ in a word or two; two measures differ in nearly all.
SAME_MEASURE = 0.6
COMPARED = 2_000
_LAST_NUMBER = re.compile(r"(\d+)[^\d.]*$")


def without_repeats(entries: list[Entry], layout: Layout, notes: Notebook) -> list[Entry]:
    """Each measure once. The first printing is kept; what differs from it is told, never overwritten."""
    kept: dict[str, Entry] = {}
    result: list[Entry] = []
    again: Counter[int] = Counter()
    first_again: dict[int, Where] = {}
    for entry in entries:
        first = kept.get(entry.draft.key)
        if first is None or not entry.draft.number or not first.draft.number:
            kept.setdefault(entry.draft.key, entry)
            result.append(entry)
        elif _same(first.draft, entry.draft):
            if first.block == entry.block:
                sentence = _("The row repeats row {row} word for word; it is taken once.", row=first.draft.where.row)
                notes.against(entry, Level.NOTE, "row_repeated", sentence)
            else:
                again[entry.block] += 1
                first_again.setdefault(entry.block, entry.draft.where)
        elif first.block != entry.block and _likeness(first.draft, entry.draft) >= SAME_MEASURE:
            notes.against(entry, Level.WARNING, "annex_differs", _difference(first.draft, entry.draft))
        else:
            _repeated(first, entry, layout, notes)
            result.append(entry)
    for block, count in again.items():
        sentence = n_(
            "{n} measure of this table is printed a second time, in the same words; it is taken once.",
            "{n} measures of this table are printed a second time, in the same words; they are taken once.",
            count,
        )
        notes.add(Level.NOTE, "printed_twice", first_again[block], sentence)
    return _with_own_keys(result, layout)


def _repeated(first: Entry, entry: Entry, layout: Layout, notes: Notebook) -> None:
    number, row = entry.draft.number, first.draft.where.row
    if layout is Layout.SINGLE_TABLE:
        sentence = _("The number {number} stands on row {row} too, with another text; both rows are kept.", number=number, row=row)
        return notes.against(entry, Level.WARNING, "number_repeated", sentence)
    sentence = _("The number {number} is used on row {row} for something else. Give one of them a number of its own.", number=number, row=row)
    return notes.against(entry, Level.ERROR, "number_repeated", sentence)


def _with_own_keys(entries: list[Entry], layout: Layout) -> list[Entry]:
    """In a table of areas a number that is printed twice is real: 11-1 and 11-2."""
    if layout is not Layout.SINGLE_TABLE:
        return entries
    counts = Counter(entry.draft.key for entry in entries)
    seen: Counter[str] = Counter()
    for entry in entries:
        key = entry.draft.key
        seen[key] += 1
        if counts[key] > 1:
            entry.draft = replace(entry.draft, key=f"{key}-{seen[key]}")
    return entries


def _same(one: MeasureDraft, other: MeasureDraft) -> bool:
    return _whole(one) == _whole(other) and _owners(one) == _owners(other) and _times(one) == _times(other)


def _whole(draft: MeasureDraft) -> str:
    return fold("\n".join([draft.title, draft.text, *(b.text for b in draft.bullets), draft.text_after])).text


def _owners(draft: MeasureDraft) -> set[str]:
    return {owner.body_id for owner in draft.responsible if owner.role == "responsible"}


def _times(draft: MeasureDraft) -> tuple[tuple[int, ...], bool]:
    return draft.years, draft.ongoing


def _likeness(one: MeasureDraft, other: MeasureDraft) -> float:
    return SequenceMatcher(None, _whole(one)[:COMPARED], _whole(other)[:COMPARED], autojunk=False).ratio()


def _difference(first: MeasureDraft, draft: MeasureDraft) -> "object":
    return _("{key}", key=draft.key)


def check_references(entries: list[Entry], goals: Iterable[GoalDraft], areas: Iterable[AreaDraft], notes: Notebook) -> None:
    """Tell each pointer that leads to no measure, goal or area of this plan."""
    known = {entry.draft.key for entry in entries} | {goal.number for goal in goals} | {area.number for area in areas}
    known |= {entry.draft.number for entry in entries}
    for entry in entries:
        for target in dict.fromkeys(ref.to for ref in entry.draft.cross_refs if ref.to not in known):
            sentence = _("{key} points to {target}, which is not printed in this plan.", key=entry.draft.key, target=target)
            notes.against(entry, Level.WARNING, "reference_unknown", sentence)
