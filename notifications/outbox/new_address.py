"""A new address, of a person or of whoever reported: what waits for her goes there, and so
does what failed at the old one."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from engine.addresses import kept
from engine.cases.records import Case
from engine.errors import Reason, Refused
from engine.language.sentences import _
from engine.people import registry
from engine.people.acts import Act
from engine.people.forgotten import is_forgotten
from engine.people.tables import Person
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of
from notifications.outbox.deliveries import (
    by_number,
    delivery_table,
    requeue_failed,
    requeue_reporter,
)
from workflows.deviations import contacts, reports
from workflows.deviations.retention import is_over

TOO_LATE = _(
    "The case ended so long ago that no address is kept with it any longer. The receipt still leads"
    " to the report and to its answer."
)
_person = table_of(Person)
_theirs = select(_person.c.id).where(_person.c.email == bindparam("address"))
# Mails before persons, as who plans holds them: else each could wait for the other.
_HOLD_MAILS = Statement(select(by_number(delivery_table.c.person_id.in_(_theirs)).c.id))


def change_address(session: Session, old: str, new: str, act: Act) -> tuple[Person, int]:
    """Give a person another address, and try anew what failed: both, or neither. Returns the
    person, and how many mails go again."""
    if is_forgotten(kept(old)):
        raise Refused([Reason("email", _("This person was removed and gets no other address."))])
    with session.begin():
        session.rows(_HOLD_MAILS, {"address": kept(old)})
        person = registry.change_address(session, old, new, act)
        return person, requeue_failed(session, person.number, act.recorded)


def correct_address(session: Session, case: Case, email: str, act: Act) -> int:
    """Give whoever reported another address, and try anew what failed: both, or neither. Returns
    how many mails go again. Refused where the time of addresses is over (see `retention`)."""
    with session.begin():
        changed = contacts.correct(session, case, email, act)
        if is_over(session, case, act.recorded):
            raise Refused([Reason("email", TOO_LATE)])
        if not changed:
            return 0
        return requeue_reporter(session, case.id, act.recorded)


def correct_by_receipt(session: Session, code: str, email: str, act: Act) -> int:
    """The same for whoever holds the receipt, in the case to which it leads."""

    def correct(case: Case, hers: Act) -> int:
        return correct_address(session, case, email, hers)

    return reports.as_reporter(session, code, act, correct)
