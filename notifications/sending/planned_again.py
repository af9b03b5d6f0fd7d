"""What was cancelled at its sending comes back when the reason goes: each such notice of a case is
asked again by the very question that cancelled it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from engine.days.calendar import local_day
from engine.storage.session import Session
from notifications.notices import store
from notifications.notices.notices import NoticeKind, Planned
from notifications.sending.still_applies import BatchFacts

BACK = timedelta(days=30)  # what was due before that is no news any more


def plan_again(session: Session, now: datetime) -> int:
    """Plan anew what was cancelled for a person who left, for what she might not see, or for a
    deadline that no longer ran, and applies after all; returns how many.

    What happens to a meeting is planned anew with its other notices.
    """
    with store.planning(session):
        cancelled = store.cancelled_of_cases(session, now - BACK)
        if not cancelled:
            return 0
        facts = BatchFacts(session, cancelled, now)
        back = [each for each in cancelled if _applies(each, facts, local_day(now))]
        for notice in back:
            send_at = facts.mail_days[notice.partnership_id].soon(now)
            store.plan_again(session, notice, notice._replace(planned_at=now, send_at=send_at))
    return len(back)


def _applies(notice: Planned, facts: BatchFacts, today: date) -> bool:
    """Whether it is to be told after all; a warning is not, once its deadline has passed."""
    warns = notice.kind == NoticeKind.DUE and not notice.data["late"]
    if warns and date.fromisoformat(notice.data["due"]) < today:
        return False
    return facts.pointless(notice) is None
