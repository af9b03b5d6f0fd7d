"""The cases that have gone from a report which waits for its meeting: they are no longer where it
counted them, or say by now what it does not, so that the meeting cannot be recorded as held.

Told to whoever prepares reports, as soon as it is so; nobody else learns which cases a report
counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import func, select

from engine.cases.records import case_table
from engine.definitions import versions
from engine.errors import Reason
from engine.people import rights
from engine.people.actors import Actor
from engine.storage.columns import any_of
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of
from workflows.councils.agenda import AgendaItem, Outcome
from workflows.councils.meetings import Meeting, MeetingState
from workflows.councils.reported_cases import (
    CouncilReport,
    CouncilReportCase,
    gone,
    newer,
    repeated_in,
    says_more,
)
from workflows.councils.reporting import reporting_action

_report, _counted = table_of(CouncilReport), table_of(CouncilReportCase)
_item, _meeting = table_of(AgendaItem), table_of(Meeting)
_WAITING = Statement(
    select(_report.c.id, _report.c.partnership_id, _report.c.figures, _meeting.c.id)
    .join(_item, _item.c.id == _report.c.item_id)
    .join(_meeting, _meeting.c.id == _item.c.meeting_id)
    .where(
        any_of(_report.c.id, "reports"),
        _meeting.c.state == MeetingState.PLANNED,
        func.coalesce(_item.c.outcome, "") != Outcome.POSTPONED.value,
    )
)
_CASES = Statement(
    select(
        _counted.c.report_id,
        case_table.c.ref,
        case_table.c.state,
        case_table.c.definition_id,
        case_table.c.fields,
    )
    .join(case_table, case_table.c.id == _counted.c.case_id)
    .where(any_of(_counted.c.report_id, "reports"))
    .order_by(_counted.c.report_id, case_table.c.id)
)


class CountedCase(NamedTuple):
    """A case that a report counts, as it stands."""

    ref: str
    state: str
    definition_id: int
    fields: dict[str, Any]


class Gone(NamedTuple):
    """A case that has gone from a report, in which state it is now, and what that stands in the way
    of, with what helps."""

    ref: str
    state: str
    reason: Reason


def gone_from(
    session: Session, reports: Collection[int], reader: Actor, on: date
) -> Mapping[int, list[Gone]]:
    """What has gone from each of these reports, by its number; nothing for whoever does not prepare
    reports there. One query for those, two for whoever does."""
    rows = session.rows(_WAITING, {"reports": sorted(reports)}) if reports else ()
    waiting = {
        report: (repeated_in(figures), meeting)
        for report, owner, figures, meeting in rows
        if rights.has(reader, rights.REPORTS, owner, on)
    }
    found: dict[int, list[Gone]] = defaultdict(list)
    if not waiting:
        return found
    for report, *case in session.rows(_CASES, {"reports": sorted(waiting)}):
        if (lost := _gone(session, CountedCase(*case), *waiting[report])) is not None:
            found[report].append(lost)
    return found


def _gone(
    session: Session, case: CountedCase, repeated: frozenset[str], meeting: int
) -> Gone | None:
    definition = versions.by_id(session, case.definition_id)
    action = reporting_action(definition)
    if action is None or case.state not in action.sources:
        label = definition.states[case.state].label
        return Gone(case.ref, case.state, gone(case.ref, label, meeting))
    if says_more(case.fields, repeated):
        return Gone(case.ref, case.state, newer(case.ref, meeting))
    return None
