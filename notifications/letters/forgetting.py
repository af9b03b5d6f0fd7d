"""Forgetting where a reporter is answered, in everything that Samsak keeps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from engine.cases.records import Case
from engine.people.acts import Act
from engine.storage.session import Session
from notifications.outbox import deliveries
from workflows.deviations import contacts
from workflows.deviations.retention import expired
from workflows.deviations.twins import with_case_before

PORTION = 100  # addresses that are looked at, and removed, in one transaction


def forget_reporter(session: Session, case: Case, act: Act) -> None:
    """Remove the address left with a report, and from the mails that went to it. What was reported,
    and that a mail went, stays; `verify` still holds."""
    with session.begin():
        contacts.remove(session, case, act)
        forget_mails(session, case.id)


def forget_expired(session: Session, now: datetime, stopped: Callable[[], bool]) -> int:
    """Remove every address whose time is over (see `retention`); how many. Broken off between two
    portions when it is to stop; the next time finds the rest."""
    removed = 0
    last: int | None = 0
    while last is not None and not stopped():
        with session.begin():
            found = expired(session, now, after=last, most=PORTION)
            for case_id in found.cases:
                removed += contacts.remove_expired(session, case_id, now)
                forget_mails(session, case_id)
        last = found.last
    return removed


def forget_mails(session: Session, case_id: int) -> None:
    """Remove the address from the mails of a case, and of the one that it was before it came over
    from elsewhere. The right is the caller's to ask."""
    for number in with_case_before(session, [case_id]):
        deliveries.forget(session, number)
