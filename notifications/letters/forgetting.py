"""Forgetting where a reporter is answered, in everything that Samsak keeps."""

from __future__ import annotations

from engine.cases.records import Case
from engine.people.acts import Act
from engine.storage.session import Session
from notifications.outbox import deliveries
from workflows.deviations import contacts


def forget_reporter(session: Session, case: Case, act: Act) -> None:
    """Remove the address left with a report, and from the mails that went to it. What was reported,
    and that a mail went, stays; `verify` still holds."""
    with session.begin():
        contacts.remove(session, case, act)
        deliveries.forget(session, case.id)
