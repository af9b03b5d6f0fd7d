"""What is seen only when the whole plan is read: rows printed twice, pointers to nowhere, names
of one thing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from difflib import SequenceMatcher

from engine.language.sentences import Sentence, _, n_
from workflows.plan_import.cells.bodies import fold
from workflows.plan_import.cells.references import shared_groups
from workflows.plan_import.reading.drafts import (
    AreaDraft,
    CrossRef,
    GoalDraft,
    Kind,
    Layout,
    Level,
    MeasureDraft,
    Where,
)
from workflows.plan_import.reading.row_reader import Entry, Notebook

# Two printings of one measure differ in a word or two; two measures differ in nearly all.
SAME_MEASURE = 0.6
COMPARED = 2_000
# A plan that skips more numbers than this does not count its measures one by one.
MANY = 20
_LAST_NUMBER = re.compile(r"(\d+)[^\d.]*$")


def without_repeats(entries: list[Entry], layout: Layout, notes: Notebook) -> list[Entry]:
    """Each measure once.

    The first printing is kept; what differs from it is told, never overwritten.
    """
    kept: dict[str, Entry] = {}
    result: list[Entry] = []
    again: Counter[int] = Counter()
    first_again: dict[int, Where] = {}
    for entry in entries:
        name = (
            entry.draft.key if entry.draft.number else f"{entry.draft.area} {_whole(entry.draft)}"
        )
        first = kept.setdefault(name, entry)
        if first is entry:
            result.append(entry)
        elif _same(first.draft, entry.draft):
            if first.block == entry.block:
                sentence = _(
                    "The row repeats row {row} word for word; it is taken once.",
                    row=first.draft.where.row,
                )
                notes.against(entry, Level.NOTE, "row_repeated", sentence)
            else:
                again[entry.block] += 1
                first_again.setdefault(entry.block, entry.draft.where)
        elif first.block != entry.block and _likeness(first.draft, entry.draft) >= SAME_MEASURE:
            notes.against(
                entry, Level.WARNING, "annex_differs", _difference(first.draft, entry.draft)
            )
        else:
            if entry.draft.number:
                _repeated(first, entry, layout, notes)
            result.append(entry)
    for block, count in again.items():
        sentence = n_(
            "{n} measure of this table is printed a second time, in the same words; it is "
            "taken once.",
            "{n} measures of this table are printed a second time, in the same words; they "
            "are taken once.",
            count,
        )
        notes.add(Level.NOTE, "printed_twice", first_again[block], sentence)
    _count_anew(result, notes)
    return _with_own_keys(result, layout, notes)


def _count_anew(entries: list[Entry], notes: Notebook) -> None:
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


def _repeated(first: Entry, entry: Entry, layout: Layout, notes: Notebook) -> None:
    number, row = entry.draft.number, first.draft.where.row
    if layout is Layout.SINGLE_TABLE:
        sentence = _(
            "The number {number} stands on row {row} too, with another text; both rows are kept.",
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


def _with_own_keys(entries: list[Entry], layout: Layout, notes: Notebook) -> list[Entry]:
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
            notes.rename(entry.draft.where, key, entry.draft.key)
    return entries


def _same(one: MeasureDraft, other: MeasureDraft) -> bool:
    return (
        _whole(one) == _whole(other)
        and _owners(one) == _owners(other)
        and _times(one) == _times(other)
    )


def _whole(draft: MeasureDraft) -> str:
    return fold(
        "\n".join([draft.title, draft.text, *(b.text for b in draft.bullets), draft.text_after])
    ).text


def _owners(draft: MeasureDraft) -> set[str]:
    return {owner.body_id for owner in draft.responsible if owner.role == "responsible"}


def _times(draft: MeasureDraft) -> tuple[tuple[int, ...], bool]:
    return draft.years, draft.ongoing


def _likeness(one: MeasureDraft, other: MeasureDraft) -> float:
    return SequenceMatcher(
        None, _whole(one)[:COMPARED], _whole(other)[:COMPARED], autojunk=False
    ).ratio()


def _difference(first: MeasureDraft, draft: MeasureDraft) -> Sentence:
    if _whole(first) != _whole(draft):
        return _(
            "{key} is printed a second time with another text; the first is kept.", key=first.key
        )
    return _(
        "{key} is printed a second time with another owner or time; the first is kept.",
        key=first.key,
    )


def with_shared_groups(entries: list[Entry], cells: Iterable[tuple[str, str]]) -> None:
    """A goal's note may give several of its measures to one working group: each points to the
    others."""
    for goal, cell in cells:
        for keys, sentence in shared_groups(cell):
            for entry in entries:
                if entry.draft.goal == goal and entry.draft.key in keys:
                    others = [
                        CrossRef("same_working_group", key, sentence, "goal_cell")
                        for key in keys
                        if key != entry.draft.key
                    ]
                    entry.draft = replace(
                        entry.draft, cross_refs=(*entry.draft.cross_refs, *others)
                    )


def check_references(
    entries: list[Entry], goals: Iterable[GoalDraft], areas: Iterable[AreaDraft], notes: Notebook
) -> None:
    """Tell each pointer that leads to no measure, goal or area of this plan."""
    known = {entry.draft.key for entry in entries} | {entry.draft.number for entry in entries}
    known |= {goal.number for goal in goals} | {area.number for area in areas}
    for entry in entries:
        for target in dict.fromkeys(
            ref.to for ref in entry.draft.cross_refs if ref.to not in known
        ):
            sentence = _(
                "{key} points to {target}, which is not printed in this plan.",
                key=entry.draft.key,
                target=target,
            )
            notes.against(entry, Level.WARNING, "reference_unknown", sentence)


def check_deferred(entries: list[Entry], notes: Notebook) -> None:
    """Tell each measure that waits, and for what."""
    for entry in entries:
        schedule = entry.draft.schedule_note
        if schedule and schedule.depends_on:
            waits = list(schedule.depends_on)
            notes.against(
                entry,
                Level.NOTE,
                "deferred",
                _("The plan puts it off until {keys} are done.", keys=waits),
            )
        elif schedule:
            notes.against(
                entry,
                Level.NOTE,
                "deferred",
                _("The plan puts it off: “{text}”", text=schedule.text),
            )


def check_aliases(entries: list[Entry], notes: Notebook) -> None:
    """A row that says it is the same as another is another name for it; tell where the two
    disagree."""
    by_key = {entry.draft.key: entry for entry in entries}
    for entry in entries:
        target = by_key.get(_alias_target(entry.draft))
        if target is None or target is entry:
            continue
        key, other = entry.draft.key, target.draft.key
        entry.draft = replace(entry.draft, kind=Kind.ALIAS, alias_of=other)
        notes.against(
            entry,
            Level.NOTE,
            "alias",
            _("{key} is another name for {other}.", key=key, other=other),
        )
        owners = _owners(entry.draft) != _owners(target.draft)
        times = _times(entry.draft) != _times(target.draft)
        if owners and times:
            sentence = _(
                "{key} is another name for {other}, but owner and years differ.",
                key=key,
                other=other,
            )
        elif owners:
            sentence = _(
                "{key} is another name for {other}, but the owner differs.", key=key, other=other
            )
        elif times:
            sentence = _(
                "{key} is another name for {other}, but the years differ.", key=key, other=other
            )
        else:
            continue
        notes.against(entry, Level.WARNING, "alias_contradicts", sentence)


def _alias_target(draft: MeasureDraft) -> str:
    said = [ref.to for ref in draft.cross_refs if ref.type == "same_as"]
    said += [ref.to for ref in draft.cross_refs if ref.type == "ref" and ref.where == "number_cell"]
    return said[0] if said else ""


def check_gaps(entries: list[Entry], notes: Notebook) -> None:
    """Tell numbers that are skipped within an area or a goal."""
    groups: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        if entry.draft.kind is not Kind.AREA and entry.draft.number:
            groups.setdefault((entry.draft.area, entry.draft.goal), []).append(entry)
    for group in groups.values():
        numbered = {
            int(found[1]): entry
            for entry in group
            if (found := _LAST_NUMBER.search(entry.draft.key))
        }
        missing = sorted(set(range(1, max(numbered, default=0))) - set(numbered))
        if not missing or len(missing) > MANY:
            continue
        after = numbered[min(number for number in numbered if number > missing[0])]
        keys = [_LAST_NUMBER.sub(str(number), after.draft.key) for number in missing]
        sentence = n_(
            "The number {keys} is not used.",
            "The numbers {keys} are not used.",
            len(keys),
            keys=keys,
        )
        notes.add(Level.NOTE, "number_gap", after.draft.where, sentence)
