"""The cases that have gone from a report which waits for its meeting: they are no longer where it
counted them, so that the meeting cannot be recorded as held.

Told to whoever prepares reports, as soon as it is so; nobody else learns which cases a report
counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select

from engine.cases.records import case_table
from engine.definitions import versions
from engine.errors import Reason
from engine.language.sentences import Label
from engine.people import rights
from engine.people.actors import Actor
from engine.storage.columns import any_of
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of
from workflows.councils.agenda import AgendaItem, Outcome
from workflows.councils.meetings import Meeting, MeetingState
from workflows.councils.reported_cases import CouncilReport, CouncilReportCase, gone
from workflows.councils.reporting import reporting_action

_report, _counted = table_of(CouncilReport), table_of(CouncilReportCase)
_item, _meeting = table_of(AgendaItem), table_of(Meeting)
_GONE = Statement(
    select(
        _report.c.id,
        _report.c.partnership_id,
        _meeting.c.id,
        case_table.c.ref,
        case_table.c.state,
        case_table.c.definition_id,
    )
    .join(_item, _item.c.id == _report.c.item_id)
    .join(_meeting, _meeting.c.id == _item.c.meeting_id)
    .join(_counted, _counted.c.report_id == _report.c.id)
    .join(case_table, case_table.c.id == _counted.c.case_id)
    .where(
        any_of(_report.c.id, "reports"),
        _meeting.c.state == MeetingState.PLANNED,
        func.coalesce(_item.c.outcome, "") != Outcome.POSTPONED.value,
        ~any_of(case_table.c.state, "states"),
    )
    .order_by(_report.c.id, case_table.c.id)
)


class Gone(NamedTuple):
    """A case that has gone from a report, in which state it is now, and for which meeting the
    report waits."""

    ref: str
    state: str
    label: Label
    meeting: int

    @property
    def reason(self) -> Reason:
        """What stands in the way of the meeting's being held, and what helps."""
        return gone(self.ref, self.label, self.meeting)


def gone_from(
    session: Session, reports: Collection[int], reader: Actor, on: date
) -> Mapping[int, list[Gone]]:
    """What has gone from each of these reports, by its number; nothing for whoever does not prepare
    reports there. One query."""
    if not reports:
        return {}
    known = [definition for _number, definition in versions.every(session)]
    steps = [step for definition in known if (step := reporting_action(definition))]
    states = sorted({state for step in steps for state in step.sources})
    found: dict[int, list[Gone]] = defaultdict(list)
    for report, owner, meeting, ref, state, begun_with in session.rows(
        _GONE, {"reports": sorted(reports), "states": states}
    ):
        if rights.has(reader, rights.REPORTS, owner, on):
            label = versions.by_id(session, begun_with).states[state].label
            found[report].append(Gone(ref, state, label, meeting))
    return found
