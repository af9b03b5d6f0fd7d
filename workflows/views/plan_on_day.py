"""A plan as it stands now, or as it stood at the end of a day: its entries, with the case of each
measure as its events told it then."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from engine.cases import records
from engine.cases.events import as_of, events_of_cases
from engine.cases.records import Case
from engine.people.actors import Actor
from engine.storage.session import Session
from workflows import plans
from workflows.plan_editions import entries_on
from workflows.plans import Plan, ShownEntry

SHOWN = ("kind", "key", "number", "parent", "wording", "alias_of", "gone", "case_id")


def plan_on(
    session: Session, plan_id: str, day: date | None, reader: Actor, on: date
) -> tuple[Plan, list[ShownEntry], Mapping[int | None, Case]]:
    """A plan with its entries in printed order and its cases by their numbers, for someone who has
    a seat in its partnership; as they stood at the end of `day`, where one is given."""
    if day is None:
        plan, entries = plans.read(session, plan_id, reader, on)
        numbers = {entry.case_id for entry in entries if entry.case_id is not None}
        return plan, entries, dict(records.by_ids(session, numbers).items())
    plan = plans.visible(session, plan_id, reader, on)
    told = entries_on(session, plan.id, day)
    cases = cases_on(session, {e["case_id"] for e in told if e["case_id"] is not None}, day)
    return plan, [_shown(entry, cases.get(entry["case_id"])) for entry in told], cases


def cases_on(session: Session, numbers: Iterable[int], day: date) -> Mapping[int | None, Case]:
    """The cases as they stood that day, without those that were not born; their due days are
    reckoned from what is now, and not told."""
    known = records.by_ids(session, numbers)
    found: dict[int | None, Case] = {}
    for number, events in events_of_cases(session, known).items():
        stood = as_of(events, day)
        if stood is not None:
            found[number] = known[number]._replace(
                state=stood.state,
                version=stood.version,
                fields=stood.fields,
                title=str(stood.fields.get("title", known[number].title)),
                due_on=None,
            )
    return found


def _shown(entry: Mapping[str, Any], case: Case | None) -> ShownEntry:
    return ShownEntry(
        **{name: entry[name] for name in SHOWN},
        ref=case and case.ref,
        state=case and case.state,
        title=case.title if case else entry["wording"].split("\n", 1)[0],
        due_on=case and case.due_on,
    )
