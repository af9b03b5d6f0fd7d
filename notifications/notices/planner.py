"""The planner turns what happened and what is due into notices: on any node, any number of
times, each notice once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, func, select, update

from engine.cases.events import EventRecord, events_after, last_event_number
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of
from notifications.notices import store
from notifications.notices.mail_days import MailDays, mail_days
from notifications.notices.notices import Cursor
from notifications.notices.of_deadlines import plan_due
from notifications.notices.of_meetings import plan_meetings
from notifications.notices.of_outcomes import plan_outcomes
from notifications.notices.of_steps import plan_steps

CURSOR = "planner"
PORTION = 100  # events that are planned for while others wait to write

_cursor, _event = table_of(Cursor), table_of(EventRecord)
_BEGIN = Statement(
    lambda insert: (
        insert(_cursor)
        .values(name=CURSOR, event_id=0)
        .on_conflict_do_nothing(index_elements=["name"])
    )
)
_READ = Statement(select(_cursor.c.event_id).where(_cursor.c.name == CURSOR))
_HOLD = Statement(select(_cursor.c.event_id).where(_cursor.c.name == CURSOR).with_for_update())
_ADVANCE = Statement(
    update(_cursor)
    .where(_cursor.c.name == CURSOR, _cursor.c.event_id < bindparam("_until"))
    .values(event_id=bindparam("_until"))
)
_NEWEST = Statement(select(func.coalesce(func.max(_event.c.id), 0)))


def plan(session: Session, now: datetime) -> int:
    """Plan everything that is to be told up to now; returns how many notices are new.

    Where a closed day came in between, what is not sent yet moves on to the next working day.
    """
    known = mail_days(session)
    planned = _plan_steps(session, known, now)
    planned += plan_due(session, known, now)
    planned += plan_meetings(session, known, now)
    planned += plan_outcomes(session, known, now)
    _keep_off_closed_days(session, known, now)
    return planned


def looked_at(session: Session) -> int:
    """The last event the planner has seen; below it no event is still to come."""
    return int(session.value(_READ) or 0)


def _plan_steps(session: Session, known: dict[int, MailDays], now: datetime) -> int:
    if session.value(_NEWEST) <= looked_at(session):
        return 0
    with session.begin():
        session.run(_BEGIN)
        until = last_event_number(session)
    planned, most = 0, session.portion(PORTION)
    while looked_at(session) < until:
        with store.planning(session):
            done = session.value(_HOLD)
            events = events_after(session, done, until, most)
            planned += plan_steps(session, events, known, now)
            session.run(_ADVANCE, {"_until": events[-1].id if len(events) == most else until})
        session.give_way()
    return planned


def _keep_off_closed_days(session: Session, known: dict[int, MailDays], now: datetime) -> None:
    """Nothing stays planned for a day on which no mail may go."""
    with store.planning(session):
        for send_at in store.slots(session):
            for partnership_id, days in known.items():
                better = days.soon(max(send_at, now))
                if better > send_at and (send_at > now or better > now):
                    store.shift(session, partnership_id, send_at, better)
