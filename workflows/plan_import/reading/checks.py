"""What is seen only when the whole plan is read: pointers to nowhere, names of one thing, numbers
that are not used."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import replace

from engine.language.sentences import Sentence, _, n_
from workflows.plan_import.cells.references import shared_groups
from workflows.plan_import.reading.drafts import (
    AreaDraft,
    CrossRef,
    GoalDraft,
    Kind,
    Level,
    MeasureDraft,
    Where,
)
from workflows.plan_import.reading.places import Places
from workflows.plan_import.reading.repeats import owners, times, whole
from workflows.plan_import.reading.row_findings import Findings, RowEntry

# A plan that skips more numbers than this does not count its measures one by one.
MANY = 20
_LAST_NUMBER = re.compile(r"(\d+)[^\d.]*$")
_TWO_YEARS = re.compile(r"20(\d\d)\D(?:20)?(\d\d)")


def with_shared_groups(entries: list[RowEntry], cells: Iterable[tuple[str, str]]) -> None:
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
    entries: list[RowEntry], goals: Iterable[GoalDraft], areas: Iterable[AreaDraft], notes: Findings
) -> None:
    """Tell each pointer that leads to no measure, goal or area of this plan."""
    known = {entry.draft.key for entry in entries} | {entry.draft.number for entry in entries}
    known |= {goal.number for goal in goals} | {area.number for area in areas}
    for entry in entries:
        for target in dict.fromkeys(
            ref.to for ref in entry.draft.cross_refs if ref.to not in known
        ):
            sentence = _(
                "{key} points to {target}, which is not in this plan.",
                key=entry.draft.key,
                target=target,
            )
            notes.against(entry, Level.WARNING, "reference_unknown", sentence)


def check_deferred(entries: list[RowEntry], notes: Findings) -> None:
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


def check_aliases(entries: list[RowEntry], notes: Findings) -> None:
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
        contradiction = _contradiction(entry.draft, target.draft)
        if contradiction is not None:
            notes.against(entry, Level.WARNING, "alias_contradicts", contradiction)


def _contradiction(draft: MeasureDraft, named: MeasureDraft) -> Sentence | None:
    """What another name says that the measure it names does not."""
    keys = {"key": draft.key, "other": named.key}
    same_owners, same_times = owners(draft) == owners(named), times(draft) == times(named)
    if not same_owners and not same_times:
        return _("{key} is another name for {other}, but owner and years differ.", **keys)
    if not same_owners:
        return _("{key} is another name for {other}, but the owner differs.", **keys)
    if not same_times:
        return _("{key} is another name for {other}, but the years differ.", **keys)
    return None


def _alias_target(draft: MeasureDraft) -> str:
    said = [ref.to for ref in draft.cross_refs if ref.type == "same_as"]
    said += [ref.to for ref in draft.cross_refs if ref.type == "ref" and ref.where == "number_cell"]
    return said[0] if said else ""


def check_same_words(entries: list[RowEntry], notes: Findings) -> None:
    """Tell each measure whose words stand under another number too: it is counted as one of its
    own."""
    first: dict[str, RowEntry] = {}
    for entry in entries:
        words = whole(entry.draft)
        if entry.draft.kind is Kind.ALIAS or not words:
            continue
        other = first.setdefault(words, entry)
        if other.draft.key != entry.draft.key:
            sentence = _(
                "{key} has the same words as {other}, and is taken as a measure of its own. If they"
                " are one, take one of the rows out.",
                key=entry.draft.key,
                other=other.draft.key,
            )
            notes.against(entry, Level.WARNING, "words_repeated", sentence)


def with_measures(entries: list[RowEntry], places: Places, notes: Findings) -> list[AreaDraft]:
    """The areas of the plan, each that has no measure told; a heading without a number that has
    none is no area but a line of text."""
    used = {entry.draft.area for entry in entries} | {goal.section for goal in places.goals}
    areas = [area for area in places.areas if area.number or area.title]
    for area in areas:
        if area.number not in used:
            sentence = _("“{title}” has no measures below it.", title=area.title or area.number)
            notes.add(Level.WARNING, "area_empty", Where(notes.file), sentence)
    return [area for area in areas if area.number in used or area.number not in places.counted]


def check_gaps(entries: list[RowEntry], passed: Collection[str], notes: Findings) -> None:
    """Tell numbers that are skipped within an area or a goal. `passed`: those of rows that are left
    out."""
    groups: dict[tuple[str, str, str], list[RowEntry]] = {}
    used = {*passed, *_counted_through(entries)}
    for entry in entries:
        draft = entry.draft
        if draft.kind is not Kind.AREA and draft.number and not _is_school_year(draft.number):
            stem = _LAST_NUMBER.sub("", draft.number)  # 2024- of 2024-1
            groups.setdefault((draft.area, draft.goal, stem), []).append(entry)
    for group in groups.values():
        keys, after = _missing(group, used)
        if keys:
            sentence = n_(
                "The number {keys} is not used.",
                "The numbers {keys} are not used.",
                len(keys),
                keys=keys,
            )
            notes.add(Level.NOTE, "number_gap", after.draft.where, sentence)


def _is_school_year(number: str) -> bool:
    """Whether a number is two years behind each other, 2018-19, of which none counts the other."""
    years = _TWO_YEARS.fullmatch(number)
    return years is not None and int(years[2]) == (int(years[1]) + 1) % 100


def _missing(group: list[RowEntry], used: Collection[str]) -> tuple[list[str], RowEntry]:
    """The numbers that a group skips, and the measure behind the first of them."""
    numbered = {
        int(found[1]): entry for entry in group if (found := _LAST_NUMBER.search(entry.draft.key))
    }
    skipped = sorted(set(range(1, max(numbered, default=0))) - set(numbered))
    if not skipped or len(skipped) > MANY:
        return [], group[0]
    after = numbered[min(number for number in numbered if number > skipped[0])]
    missing = [n for n in skipped if _LAST_NUMBER.sub(str(n), after.draft.number) not in used]
    return [_LAST_NUMBER.sub(str(number), after.draft.key) for number in missing], after


def _counted_through(entries: list[RowEntry]) -> set[str]:
    """The numbers of a plan that counts through all of its areas: each is used once."""
    numbers = [entry.draft.number for entry in entries if entry.draft.number]
    return set(numbers) if len(set(numbers)) == len(numbers) else set()
