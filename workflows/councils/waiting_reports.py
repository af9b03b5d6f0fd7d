"""A report waits for one meeting at a time: two would report the same cases."""

from __future__ import annotations

from sqlalchemy import bindparam
from sqlalchemy import select as select_columns

from engine.errors import Reason, Refused, Remedy, WayOut
from engine.language.sentences import _
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of
from workflows.councils.agenda import AgendaItem, items
from workflows.councils.meetings import Meeting, MeetingState
from workflows.councils.reported_cases import CouncilReport, reports_of_items

_report, _item, _meeting = table_of(CouncilReport), table_of(AgendaItem), table_of(Meeting)
_ELSEWHERE = Statement(
    select_columns(_meeting.c.id, _meeting.c.day, _item.c.number)
    .join(_item, _item.c.meeting_id == _meeting.c.id)
    .join(_report, _report.c.item_id == _item.c.id)
    .where(_report.c.partnership_id == bindparam("partnership_id"))
    .where(_meeting.c.state == MeetingState.PLANNED, _meeting.c.id != bindparam("meeting_id"))
    .order_by(_meeting.c.id)
)


def has_report(session: Session, meeting: Meeting) -> bool:
    """Whether an item of the meeting is a report."""
    return bool(reports_of_items(session, [item.id for item in items(session, meeting)]))


def refuse_second_report(session: Session, meeting: Meeting) -> None:
    """Refuse a report for this meeting while one of its partnership waits for another; whoever
    puts one on an agenda meanwhile waits."""
    session.take_turns(f"reports of {meeting.partnership_id}")
    asked = {"partnership_id": meeting.partnership_id, "meeting_id": meeting.number}
    found = session.row(_ELSEWHERE, asked)
    if found is None:
        return
    number, day, item = found
    sentence = _(
        "The report to the council is item {item} of meeting {number} ({day}), and waits for one"
        " meeting at a time. Make it anew there, or take it off that agenda first.",
        item=item,
        number=number,
        day=day,
    )
    way = Remedy(WayOut.TAKE_OFF_AGENDA, {"meeting": number, "item": item})
    raise Refused([Reason("elsewhere", sentence, way)])
