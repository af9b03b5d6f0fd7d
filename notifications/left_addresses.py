"""What is kept of an address is handed out, and removed (the General Data Protection Regulation,
articles 15 and 17): of the person who is registered with it, else of the reports that were made
with it.

Of reports only in the partnerships whose people whoever acts keeps; elsewhere there is nothing of
it.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from engine.addresses import kept
from engine.cases.records import by_ids, case_table
from engine.days.calendar import local_day
from engine.errors import NotFound, Reason, Refused, Remedy, WayOut
from engine.language.sentences import _
from engine.people.acts import Act
from engine.people.rights import PEOPLE, has
from engine.storage.session import Session
from engine.storage.statements import table_of
from notifications.forgotten_people import (
    ForgottenPerson,
    forget_person,
    reason_without,
    reports_not_answered,
)
from notifications.letters.forgetting import forget_mails
from notifications.outbox.deliveries import delivery_table
from notifications.own_data import hand_out, plain_rows, reports_told
from workflows.deviations import contacts
from workflows.deviations.contacts import Contact
from workflows.deviations.own_reports import OwnReport, own_reports
from workflows.deviations.twins import with_case_before

BACKUPS_HOLD = _(
    "Backups hold the address until they are deleted. Note the number of each report: after a"
    " backup is restored, the removal has to be done again."
)
_contact, _mail = table_of(Contact), delivery_table.c
_REPORTS = (
    select(
        case_table.c.ref.label("case"),
        case_table.c.opened_at,
        _contact.c.email,
        _contact.c.language,
    )
    .join_from(_contact, case_table, case_table.c.id == _contact.c.case_id)
    .order_by(_contact.c.case_id)
)
_MAILS = select(_mail.kind, _mail.subject, _mail.state, _mail.queued_at, _mail.sent_at).order_by(
    _mail.id
)


def hand_out_address(session: Session, email: str, act: Act) -> dict[str, list[dict[str, Any]]]:
    """Everything that is kept about the person with that address, as `hand_out` gives it; where
    nobody is registered with it, its reports. NotFound where there is nothing."""
    try:
        return hand_out(session, email, act)
    except NotFound:
        return _hand_out_left(session, email, act)


def forget_address(
    session: Session, email: str, act: Act, *, anyway: bool = False
) -> ForgottenPerson | list[str]:
    """Remove the person with that address, as `forget_person` does; where nobody is registered with
    it, the address from its reports: which those are. NotFound where there is nothing."""
    try:
        return forget_person(session, email, act, anyway=anyway)
    except NotFound:
        return _forget_left(session, email, act, anyway=anyway)


def _hand_out_left(session: Session, email: str, act: Act) -> dict[str, list[dict[str, Any]]]:
    """The reports that were made with this address, each with what was written in it and told to
    whoever reported, and the mails that went to it. That they were read is kept, and with each
    receipt why it was handed out. NotFound where there is nothing."""
    address = kept(email)
    reason = reason_without(act, address)
    with session.begin():
        reports = _left(session, address, act)
        cases = [each.case_id for each in reports]
        rows = plain_rows(session, _REPORTS.where(_contact.c.case_id.in_(cases)))
        mailed = _MAILS.where(_mail.contact_id.in_(with_case_before(session, cases)))
        for report in reports:
            contacts.note_export(session, report.case_id, act._replace(reason=reason))
        return {
            "reports": reports_told(session, reports, rows, act)["reports"],
            "mails": plain_rows(session, mailed),
        }


def _forget_left(session: Session, email: str, act: Act, *, anyway: bool) -> list[str]:
    """Remove this address from its reports, and from the mails that went to it; which reports those
    are. The reports stay, and their receipts go on opening them. NotFound where there is nothing.

    Refused, unless `anyway`, while one of them waits for an answer.
    """
    address = kept(email)
    reason = reason_without(act, address)
    with session.begin():
        reports = _left(session, address, act)
        if not anyway and (
            reasons := list(reports_not_answered(sum(each.waits for each in reports)))
        ):
            raise Refused(reasons)
        for report in reports:
            contacts.remove_of_person(session, report.case_id, act._replace(reason=reason))
            forget_mails(session, report.case_id)
        found = by_ids(session, {each.case_id for each in reports})
        return [found[each.case_id].ref for each in reports]


def _left(session: Session, address: str, act: Act) -> list[OwnReport]:
    today = local_day(act.at)
    found = [
        each
        for each in own_reports(session, None, address)
        if has(act.by, PEOPLE, each.partnership_id, today)
    ]
    if not found:
        raise _nothing(address)
    return found


def _nothing(address: str) -> NotFound:
    return NotFound(
        Reason(
            "email",
            _("Nobody is registered with the address {email}.", email=address),
            Remedy(WayOut.LIST_PEOPLE),
        ),
        _(
            "No report has this address either."
            " A report without an address is found by its receipt."
        ),
        remedy=Remedy(WayOut.LIST_FORGOTTEN),
    )
