"""The rows of a file with the measures that they are: known by their words, kept under the keys
that the plan has for them."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from sqlalchemy import select

from engine.cases.records import case_table
from engine.definitions import versions
from engine.storage.columns import any_of
from engine.storage.session import Session
from engine.storage.statements import Statement
from workflows.plan_changes import number_of, plain_number
from workflows.plan_import import asked, comparing, matching
from workflows.plan_import.entries import Entries, EntryDraft, entry_of_row
from workflows.plan_import.matching import Answers, Matched, Side
from workflows.plan_import.reading.drafts import Kind, MeasureDraft, PlanDraft
from workflows.plans import Plan

Entry = dict[str, Any]
NOTHING = Matched({}, (), ())


class KnownCase(NamedTuple):
    """As much of a case as an import tells of a measure that it leaves alone."""

    id: int
    ref: str
    state: str
    title: str
    definition_id: int


_CASES = Statement(
    select(*(case_table.c[name] for name in KnownCase._fields)).where(
        any_of(case_table.c.id, "cases")
    )
)


@dataclass(frozen=True)
class Recognised:
    """The draft; the known entry of each row that is one, by the rows' keys; the entry of the plan
    before that a row carries on; the entries that no row is, and those of the plan before; the keys
    that rows have in the plan where those are not their own; all known cases."""

    draft: PlanDraft
    known: Mapping[str, Entry]
    carried: Mapping[str, Entry]
    gone: tuple[Entry, ...]
    behind: tuple[Entry, ...]
    keys: Mapping[str, str]
    cases: Mapping[int, KnownCase]

    @property
    def is_new(self) -> bool:
        """Whether no row is a measure that the plan has."""
        return not self.known

    def case_ids(self) -> dict[str, int]:
        """The cases of the rows that are known, by the rows' keys."""
        every = {**self.known, **self.carried}
        return {key: entry["case_id"] for key, entry in every.items()}

    def entry_of(self, row: MeasureDraft) -> EntryDraft:
        """The entry that a row makes. One that prints no number keeps the one it had, and so does
        one whose number is only written in another way."""
        draft, key = entry_of_row(row, self.keys), self.keys.get(row.key)
        if key is None:
            return draft
        known = self.known.get(row.key)
        if known is None:
            return replace(draft, key=key, number=key)
        printed = {name: v for name, v in draft.printed.items() if name != "number_printed"}
        if "number_printed" in known["printed"]:
            printed["number_printed"] = known["printed"]["number_printed"]
        return replace(draft, key=key, number=known["number"], printed=printed)


def recognise(
    session: Session, plan: Plan, draft: PlanDraft, entries: Entries, said: Answers
) -> Recognised:
    """Find for each row of a file the measure that it is, of the plan or of the one that it
    follows. Raises `RowsAsked` where that is not certain."""
    rows = [row for row in (*draft.measures, *draft.rejected) if row.kind is not Kind.ALIAS]
    sides = [comparing.side_of_row(row) for row in rows]
    own = {str(entry["id"]): entry for entry in entries.followed()}
    before = Entries(session, plan.follows).followed() if plan.follows else []
    numbers = [entry["case_id"] for entry in (*own.values(), *before)]
    cases = _cases(session, numbers) if numbers else {}
    behind, ended = _behind(session, own, before, cases)
    known = {**own, **behind}
    found = _matched(sides, known, cases, said, new_numbers=not own) if known else NOTHING
    pairs = {row: known[key] for row, key in found.pairs.items()}
    ours = {row: entry for row, entry in pairs.items() if entry["plan_id"] == plan.id}
    carried = {row: entry for row, entry in pairs.items() if row not in ours}
    gone = tuple(known[side.key] for side in found.gone if side.key in own)
    left = (*(known[side.key] for side in found.gone if side.key not in own), *ended)
    keys = _keys(rows, ours, gone)
    return Recognised(
        draft, known=ours, carried=carried, gone=gone, behind=left, keys=keys, cases=cases
    )


def _cases(session: Session, numbers: list[int]) -> dict[int, KnownCase]:
    rows = session.rows(_CASES, {"cases": numbers})
    return {row[0]: KnownCase(*row) for row in rows}


def _behind(
    session: Session,
    own: Mapping[str, Entry],
    before: Iterable[Entry],
    cases: Mapping[int, KnownCase],
) -> tuple[dict[str, Entry], list[Entry]]:
    """The measures of the plan before that can be carried on, and those that have ended."""
    mine = {entry["case_id"] for entry in own.values()}
    carried, ended = {}, []
    for entry in before:
        case = cases[entry["case_id"]]
        if case.id in mine:
            continue
        if case.state in versions.by_id(session, case.definition_id).final:
            ended += [] if entry["gone"] else [entry]  # what is gone was told as ended before
        else:
            # a number of the plan before is another's once the next plan is there
            past = {**entry, "gone": True, "number": number_of(entry)}
            carried[str(entry["id"])] = past if own else entry
    return carried, ended


def _matched(
    sides: list[Side],
    known: Mapping[str, Entry],
    cases: Mapping[int, KnownCase],
    said: Answers,
    *,
    new_numbers: bool,
) -> Matched:
    refs = {number: case.ref for number, case in cases.items()}
    answers = asked.read_answers(said, sides, known, refs)
    they = [comparing.side_of_entry(key, entry) for key, entry in known.items()]
    found = matching.match(sides, they, answers, new_numbers=new_numbers)
    if found.doubts:
        raise asked.RowsAsked(found.doubts, asked.names_of(known, refs))
    return found


def _keys(
    rows: Iterable[MeasureDraft], known: Mapping[str, Entry], gone: Iterable[Entry]
) -> dict[str, str]:
    """The keys of rows that print no number, or the one they had in another way."""
    keys: dict[str, str] = {}
    counted: list[MeasureDraft] = []
    for row in rows:
        entry = known.get(row.key)
        if entry is None and not row.number:
            counted.append(row)
        elif entry is not None and not entry["gone"] and _keeps_number(row, entry):
            keys[row.key] = entry["key"]
    taken = {keys.get(row.key, row.key) for row in rows if row not in counted}
    taken |= {entry["key"] for entry in gone if entry["gone"]}
    for row in counted:
        keys[row.key] = next_key(row.key, taken)
        taken.add(keys[row.key])
    return {row: key for row, key in keys.items() if row != key or row in known}


def _keeps_number(row: MeasureDraft, entry: Entry) -> bool:
    if not row.number:
        return True
    other = row.number != entry["number"]
    return other and plain_number(row.number) == plain_number(entry["number"])


def next_key(key: str, taken: Container[str]) -> str:
    """The key, or the next one that is free: one that was only counted gives way."""
    before, _dot, last = key.rpartition(".")
    number = int(last) if last.isdigit() else 1
    while key in taken:
        number += 1
        key = f"{before}.{number}".lstrip(".")
    return key
