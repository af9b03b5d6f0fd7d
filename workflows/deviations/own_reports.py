"""What a person reported: with her account, or with her address alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, select

from engine.cases.events import Event, events_of, standing
from engine.cases.records import Case, by_ids, case_person
from engine.definitions import versions
from engine.definitions.model import Definition
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of
from workflows.deviations import heard
from workflows.deviations.answers import ANSWER, wants_answer
from workflows.deviations.answers_given import answers_given
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


def own_reports(session: Session, person_id: int | None, email: str) -> list[OwnReport]:
    """Every report of somebody, or of an address that nobody is registered with; the right is
    the caller's to ask."""
    own = {number for (number,) in session.rows(_WITH_ACCOUNT, {"person_id": person_id})}
    found = own | {number for (number,) in session.rows(_WITH_ADDRESS, {"email": email})}
    reports = []
    for number, case in sorted(by_ids(session, found).items()):
        final = versions.by_id(session, case.definition_id).final
        open_case = case.state not in final and not case.fields.get(ANSWER)
        waits = open_case and wants_answer(case.fields)
        reports.append(OwnReport(number, case.partnership_id, waits, account=number in own))
    return reports


class WrittenText(NamedTuple):
    """What was written in a report by whoever reported it, or to her: when, by whom as a role, in
    which field."""

    at: datetime
    by: str
    field: str
    text: str


def written_texts(session: Session, case: Case) -> list[WrittenText]:
    """What whoever reported wrote, and what she was told, also where it was taken back when she had
    read it; the right is the caller's to ask."""
    definition, events = versions.by_id(session, case.definition_id), events_of(session, case.id)
    steps = {event.id for event in standing(events)}
    steps |= {n for n, read in heard.taken_back(session, definition, events).items() if read}
    found = [
        text for e in events if e.id in steps for text in _of_step(definition, e, first=events[0])
    ]
    for each in answers_given(session, definition, case, events):
        if each.event.case_id != case.id and each.words:
            role = str(each.event.parts.get("role", ""))
            found.append(WrittenText(each.since, role, ANSWER, each.words))
    return sorted(found, key=lambda text: text.at)


def _of_step(definition: Definition, event: Event, *, first: Event) -> Iterator[WrittenText]:
    """The words of a step that she may read; of the first only what a report is given."""
    born = event is first
    reported = (*definition.opening.needs, *definition.opening.takes)
    for name, (_was, now) in event.parts.get("changes", {}).items():
        field = definition.fields[name]
        hers = not field.visible_to or REPORTER in field.visible_to
        if now and hers and field.type.is_words and (name in reported or not born):
            by = REPORTER if born else str(event.parts.get("role", ""))
            yield WrittenText(event.at, by, name, str(now))
