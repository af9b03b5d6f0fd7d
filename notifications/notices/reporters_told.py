"""What became of mails that tell whoever reported of a step in her case, noted where those who
handle the case ask whether she has heard."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import and_, exists, select

from engine.cases.records import case_person
from engine.storage.columns import any_of
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of
from notifications.notices.notices import Notice, NoticeKind
from workflows.deviations import heard
from workflows.deviations.heard import HeardBy, HeardState

_notice = table_of(Notice)
_reported = exists().where(
    case_person.c.case_id == _notice.c.case_id,
    case_person.c.link == "reporter",
    case_person.c.person_id == _notice.c.person_id,
)
# Of what happened in another case, as in the original of a duplicate, nothing is noted here.
_TO_REPORTERS = Statement(
    select(_notice.c.event_id, _notice.c.contact_id)
    .where(any_of(_notice.c.delivery_id, "deliveries"), _notice.c.event_id.is_not(None))
    .where(
        (_notice.c.contact_id == _notice.c.case_id)
        | and_(_notice.c.kind == NoticeKind.STEP.value, _reported)
    )
    .order_by(_notice.c.id)
)


def note(session: Session, deliveries: Iterable[int], became: HeardState, at: datetime) -> None:
    """Note for each step that these mails tell a reporter of what became of the mail."""
    for event_id, contact_id in session.rows(_TO_REPORTERS, {"deliveries": sorted(deliveries)}):
        way = HeardBy.ACCOUNT if contact_id is None else HeardBy.ADDRESS
        heard.keep(session, event_id, way, became, at)
