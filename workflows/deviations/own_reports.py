"""What a person reported: with her account, or with her address alone."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import bindparam, select

from engine.cases.records import by_ids, case_person
from engine.definitions import versions
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of
from workflows.deviations.answers import ANSWER, wants_answer
from workflows.deviations.contacts import Contact

REPORTER = "reporter"
_contact = table_of(Contact)
_WITH_ACCOUNT = Statement(
    select(case_person.c.case_id).where(
        case_person.c.person_id == bindparam("person_id"), case_person.c.link == REPORTER
    )
)
_WITH_ADDRESS = Statement(
    select(_contact.c.case_id).where(
        _contact.c.email.is_not(None), _contact.c.email == bindparam("email")
    )
)


class OwnReport(NamedTuple):
    """A report of hers, in which partnership, whether she waits for its answer, and whether it was
    made with her account."""

    case_id: int
    partnership_id: int
    waits: bool
    account: bool


def own_reports(session: Session, person_id: int, email: str) -> list[OwnReport]:
    """Every report of somebody; the right is the caller's to ask."""
    own = {number for (number,) in session.rows(_WITH_ACCOUNT, {"person_id": person_id})}
    found = own | {number for (number,) in session.rows(_WITH_ADDRESS, {"email": email})}
    reports = []
    for number, case in sorted(by_ids(session, found).items()):
        final = versions.by_id(session, case.definition_id).final
        open_case = case.state not in final and not case.fields.get(ANSWER)
        waits = open_case and wants_answer(case.fields)
        reports.append(OwnReport(number, case.partnership_id, waits, account=number in own))
    return reports
