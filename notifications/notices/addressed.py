"""Which reports have an address that is written to: one left with them, other than that of the
reporter's account."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import exists, select

from engine.cases.records import case_person
from engine.people.tables import Person
from engine.storage.columns import any_of
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of
from workflows.deviations.contacts import Contact

_contact, _person = table_of(Contact), table_of(Person)
_own = exists().where(
    case_person.c.case_id == _contact.c.case_id,
    _person.c.id == case_person.c.person_id,
    _person.c.email == _contact.c.email,
)
_ADDRESSED = Statement(
    select(_contact.c.case_id).where(
        any_of(_contact.c.case_id, "cases"),
        _contact.c.email.is_not(None),
        _contact.c.removed_at.is_(None),
        ~_own,
    )
)


def addressed(session: Session, cases: Iterable[int]) -> set[int]:
    """Those of these cases, in one query."""
    wanted = sorted(set(cases))
    return {row[0] for row in session.rows(_ADDRESSED, {"cases": wanted})} if wanted else set()
