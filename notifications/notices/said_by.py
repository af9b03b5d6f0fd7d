"""What notices say, in a few letters that no other notice has, not in a database that was restored
either: numbers are given again there, hashes of events and names of meetings are not."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from engine.cases.events import event_table
from engine.storage.columns import any_of
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of
from notifications.notices.notices import Planned
from workflows.councils.meetings import Meeting

_meeting = table_of(Meeting)
_HASHES = Statement(
    select(event_table.c.id, event_table.c.hash).where(any_of(event_table.c.id, "events"))
)
_BIRTHS = Statement(
    select(event_table.c.case_id, event_table.c.hash).where(
        any_of(event_table.c.case_id, "cases"), event_table.c.seq == 1
    )
)
_NAMES = Statement(select(_meeting.c.id, _meeting.c.uid).where(any_of(_meeting.c.id, "meetings")))


def said_by(session: Session, notices: Sequence[Planned]) -> dict[int, str]:
    """For each notice, by its number: its key, what happened, and how often it was planned anew; in
    a fixed number of queries."""
    hashes = _read(session, _HASHES, "events", [notice.event_id for notice in notices])
    births = _read(session, _BIRTHS, "cases", [notice.case_id for notice in notices])
    names = _read(session, _NAMES, "meetings", [notice.meeting_id for notice in notices])
    return {
        notice.id: " ".join(
            (
                notice.key,
                hashes.get(notice.event_id, ""),
                births.get(notice.case_id, ""),
                names.get(notice.meeting_id, ""),
                str(notice.times),
            )
        )
        for notice in notices
    }


def _read(
    session: Session, statement: Statement, name: str, numbers: Sequence[int | None]
) -> dict[int | None, str]:
    wanted = sorted({number for number in numbers if number is not None})
    return dict(session.rows(statement, {name: wanted})) if wanted else {}
