"""A meeting as it is answered to a face: its bodies, its agenda and what became of each item, as
far as the reader may know of the cases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from engine.cases.reading import visible_refs
from engine.cases.records import Case
from engine.errors import Reason
from engine.people import registry
from engine.people.actors import Actor
from engine.storage.session import Session
from workflows.councils import agenda, meeting_lists, meetings
from workflows.councils.agenda import AgendaItem
from workflows.councils.gone_cases import gone_from
from workflows.councils.meetings import Meeting
from workflows.councils.reported_cases import reports_of_items

Reports = Mapping[int | None, Mapping[str, Any]]  # by the numbers of items
NO_REPORT: Mapping[str, Any] = {"council_report": None, "gone": []}


def shown(
    session: Session, found: Sequence[Meeting], reader: Actor, on: date
) -> list[dict[str, Any]]:
    """Meetings with their agendas; as many queries for one as for a hundred."""
    bodies = meeting_lists.bodies_of_all(session, found)
    items = agenda.items_of_all(session, found)
    every_item = [item for each in items.values() for item in each]
    cases = agenda.cases_of(session, every_item)
    reports = _reports(session, every_item, reader, on)
    seen = visible_refs(session, (case.ref for case in cases.values()), reader, on)
    return [
        {
            "id": each.id,
            "bodies": bodies.get(each.number, []),
            "day": each.day.isoformat(),
            "time": each.clock,
            "place": each.place or "",
            "state": str(each.state),
            "sequence": each.sequence,
            "items": _known(items.get(each.number, []), cases, seen, reports),
        }
        for each in found
    ]


def item(session: Session, found: AgendaItem, reader: Actor, on: date) -> dict[str, Any]:
    """One item of an agenda."""
    cases = agenda.cases_of(session, [found])
    seen = visible_refs(session, (case.ref for case in cases.values()), reader, on)
    return _item(found, cases, seen, _reports(session, [found], reader, on))


def gone_reasons(
    session: Session, shown_meeting: Mapping[str, Any], reader: Actor, on: date
) -> list[Reason]:
    """Why a meeting that was shown cannot be recorded as held: what has gone from its reports."""
    reports = {row["council_report"] for row in shown_meeting["items"] if row["gone"]}
    found = gone_from(session, reports, reader, on)
    return [each.reason for number in sorted(found) for each in found[number]]


def _reports(session: Session, items: Iterable[AgendaItem], reader: Actor, on: date) -> Reports:
    """What is told of the items that are reports: which, and what has gone from it."""
    numbers = reports_of_items(session, [each.id for each in items])
    gone = gone_from(session, numbers.values(), reader, on)
    return {
        item: {
            "council_report": number,
            "gone": [{"ref": each.ref, "state": each.state} for each in gone.get(number, ())],
        }
        for item, number in numbers.items()
    }


def _known(
    items: Iterable[AgendaItem],
    cases: dict[int, Case],
    seen: set[str],
    reports: Reports,
) -> list[dict[str, Any]]:
    """The items without those of cases that the reader may not know of."""
    hidden = {number for number, case in cases.items() if case.ref not in seen}
    return [_item(item, cases, seen, reports) for item in items if item.case_id not in hidden]


def _item(
    found: AgendaItem, cases: dict[int, Case], seen: set[str], reports: Reports
) -> dict[str, Any]:
    """An item; of a case that the reader may not know of, only that something stands there."""
    case = cases.get(found.case_id) if found.case_id is not None else None
    hidden = case is not None and case.ref not in seen
    return {
        "item": found.number,
        "id": found.id,
        "ref": None if case is None or hidden else case.ref,
        "plan": found.plan_id,
        "report": found.report,
        **reports.get(found.id, NO_REPORT),
        "title": "" if hidden else found.title,
        "outcome": found.outcome,
        "case_number": found.case_number,
    }


def history(session: Session, found: Meeting) -> list[dict[str, Any]]:
    """What happened to a meeting, oldest first: who did it, when, and what it changed."""
    events = meetings.happened_to(session, found)
    names = registry.names(session, (event.by for event in events))
    return [
        {
            "seq": event.seq,
            "kind": event.kind,
            "by": names.get(event.by),
            "at": event.at.isoformat(),
            "recorded_at": event.recorded_at.isoformat(),
            **event.parts,
            "hash": event.hash,
        }
        for event in events
    ]
