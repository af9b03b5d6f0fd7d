"""A plan as it stands now, or as it stood at the end of a day: its entries, with the case of each
measure as its events told it then."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from datetime import date
from typing import Any

from engine.cases import records
from engine.cases.events import as_of, events_of_cases
from engine.cases.records import Case
from engine.errors import BadInput
from engine.language.sentences import _
from engine.people.actors import Actor
from engine.storage.session import Session
from workflows import plans
from workflows.plan_changes import responsible_in, years_in_row
from workflows.plan_editions import entries_on
from workflows.plans import Plan, ShownEntry, first_line

SHOWN = ("kind", "key", "number", "parent", "wording", "alias_of", "gone", "case_id")


def plan_on(
    session: Session, plan_id: str, day: date | None, reader: Actor, on: date
) -> tuple[Plan, list[ShownEntry], Mapping[int | None, Case]]:
    """A plan with its entries in printed order and its cases by their numbers, for someone who has
    a seat in its partnership; as they stood at the end of `day`, where one is given. A measure that
    a later plan carries on says of who and when what this one printed.

    Raises BadInput for a day that has not come.
    """
    if day is None:
        plan, entries = plans.read(session, plan_id, reader, on)
        numbers = {entry.case_id for entry in entries if entry.case_id is not None}
        cases = dict[int | None, Case](records.by_ids(session, numbers).items())
    else:
        refuse_days_to_come(day, on)
        plan = plans.visible(session, plan_id, reader, on)
        entries, cases = _then(session, plan_id, day)
    for place, entry in enumerate(entries):
        if entry.carried and entry.case_id in cases:
            case = cases[entry.case_id] = _as_printed(cases[entry.case_id], entry)
            entries[place] = entry._replace(title=case.title, due_on=case.due_on)
    return plan, entries, cases


def _then(
    session: Session, plan_id: str, day: date
) -> tuple[list[ShownEntry], dict[int | None, Case]]:
    told = entries_on(session, plan_id, day)
    cases = cases_on(session, {e["case_id"] for e in told if e["case_id"] is not None}, day)
    carried = plans.carried_by(session, plan_id, day)
    return [_shown(entry, cases.get(entry["case_id"]), carried) for entry in told], {**cases}


def refuse_days_to_come(day: date, on: date) -> None:
    """BadInput for a day after `on`, of which nobody knows how it ends."""
    if day > on:
        raise BadInput(_("{day} has not come yet: nobody knows what stands there then.", day=day))


def _as_printed(case: Case, entry: ShownEntry) -> Case:
    """The case of a measure that a later plan carries on, with the words, owners and years that are
    printed here; without a due day where that one follows from other years."""
    printed = entry.printed
    years, ongoing, due = years_in_row(printed)
    roles = responsible_in(printed)
    said = {
        "bodies": [body for body, role in roles if role == "responsible"],
        "supporting": [body for body, role in roles if role != "responsible"],
        "years": [] if ongoing else years,
        "ongoing": ongoing,
    }
    now = (case.fields.get("years", []), bool(case.fields.get("ongoing")), case.fields.get("due"))
    title = printed.get("title") or first_line(entry.wording)
    return case._replace(
        fields={**case.fields, **said},
        title=case.title if entry.wording.startswith(case.title) else title,
        due_on=case.due_on if now == (said["years"], ongoing, due or None) else None,
    )


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


def _shown(entry: Mapping[str, Any], case: Case | None, carried: Container[int]) -> ShownEntry:
    return ShownEntry(
        **{name: entry[name] for name in SHOWN},
        ref=case and case.ref,
        state=case and case.state,
        title=case.title if case else first_line(entry["wording"]),
        due_on=case and case.due_on,
        carried=entry["case_id"] in carried,
        printed=entry["printed"],
    )
