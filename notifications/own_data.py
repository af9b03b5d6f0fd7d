"""What Samsak keeps about a person: for herself, and for whoever hands it out to her when she asks
for it (the General Data Protection Regulation, article 15)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import exists, select

from engine.cases.events import event_table
from engine.cases.records import Case, by_ids, case_person, case_table
from engine.days.calendar import local_day
from engine.definitions import versions
from engine.errors import BadInput, Reason
from engine.language.sentences import _, say
from engine.people import registry
from engine.people.actors import Actor, no_person
from engine.people.acts import Act
from engine.people.logins import Login
from engine.people.registry import PERSON
from engine.people.rights import PEOPLE, has, require_in_all
from engine.people.systems import Token
from engine.people.tables import Body, Membership, Person
from engine.people.trace import registry_event, trace
from engine.storage.session import Session
from engine.storage.statements import table_of
from engine.typed_text import one_line
from notifications.notices.notices import Notice
from notifications.outbox.deliveries import delivery_table
from workflows.deviations.contacts import Contact
from workflows.deviations.own_reports import OwnReport, own_reports, written_texts
from workflows.deviations.readings import Reading, note_reading

REPORTER = "reporter"
LONGEST_REASON = 200
_person, _seat, _body, _login, _token, _notice, _reading, _contact = (
    table_of(model) for model in (Person, Membership, Body, Login, Token, Notice, Reading, Contact)
)


def _columns(table: Any, *names: str) -> list[Any]:
    return [table.c[name] for name in names]


_of_case = case_table.c.ref.label("case")
_with_account = exists().where(
    case_person.c.case_id == _contact.c.case_id,
    case_person.c.link == REPORTER,
    case_person.c.person_id == _person.c.id,
)
# Codes are kept as hashes, and are nobody's to read. What mails said is in the mails.
KEPT = {
    "person": (
        select(
            *_columns(_person, "email", "name", "language", "digest_day", "mail"),
            *_columns(_person, "stopped", "away_until", "added_at"),
        ),
        _person.c.id,
    ),
    "seats": (
        select(
            _body.c.name.label("body"),
            *_columns(_seat, "role", "acts", "valid_from", "valid_to"),
        ).join_from(_seat, _body, _body.c.id == _seat.c.body_id),
        _seat.c.person_id,
    ),
    "logins": (select(*_columns(_login, "browser", "began_at", "ends_at")), _login.c.person_id),
    "tokens": (
        select(*_columns(_token, "name", "scopes", "until", "made_at", "ended_at")),
        _token.c.person_id,
    ),
    "cases": (
        select(_of_case, case_person.c.link).join_from(
            case_person, case_table, case_table.c.id == case_person.c.case_id
        ),
        case_person.c.person_id,
    ),
    "steps": (
        select(_of_case, *_columns(event_table, "kind", "action", "at")).join_from(
            event_table, case_table, case_table.c.id == event_table.c.case_id
        ),
        event_table.c.by,
    ),
    "contacts": (
        select(_of_case, *_columns(_contact, "email", "language", "removed_at"))
        .join_from(_contact, case_table, case_table.c.id == _contact.c.case_id)
        .join(case_person, case_person.c.case_id == _contact.c.case_id)
        .where(case_person.c.link == REPORTER),
        case_person.c.person_id,
    ),
    "reports": (
        select(_of_case, case_table.c.opened_at, *_columns(_contact, "email", "language"))
        .join_from(_contact, case_table, case_table.c.id == _contact.c.case_id)
        .join(_person, _person.c.email == _contact.c.email)
        .where(~_with_account),
        _person.c.id,
    ),
    "changes": (select(*_columns(registry_event, "subject", "kind", "at")), registry_event.c.by),
    "readings": (
        select(_of_case, _reading.c.at).join_from(
            _reading, case_table, case_table.c.id == _reading.c.case_id
        ),
        _reading.c.person_id,
    ),
    "notices": (
        select(*_columns(_notice, "kind", "state", "reason", "send_at")),
        _notice.c.person_id,
    ),
    "mails": (
        select(*_columns(delivery_table, "kind", "subject", "state", "queued_at", "sent_at")),
        delivery_table.c.person_id,
    ),
}


# What each part is, and why it is kept.
ABOUT = {
    "person": _("Who you are to Samsak, in which language and how you are told."),
    "seats": _(
        "Where you sit and have sat. Kept, for what was decided depends on who could decide."
    ),
    "logins": _("Where you have logged in, and until when."),
    "tokens": _("The access you have given to other systems."),
    "cases": _("Cases that are tied to you: what you reported or proposed."),
    "steps": _("The steps you took in cases. They are part of the history and cannot be removed."),
    "contacts": _(
        "Where the answers to your reports go. Removed some time after a case has ended."
    ),
    "reports": _(
        "Reports that were made with your address and without your account. Whoever has the code of"
        " the receipt reads what was written."
    ),
    "written": _("What you wrote in the reports you made with your account, and were told there."),
    "changes": _("What you changed of people, bodies and meetings. It is part of the history."),
    "readings": _("The deviations you have read. Kept for those who reported them."),
    "notices": _("What you were to be told."),
    "mails": _("The emails that went to you."),
}


def told_with_reasons(data: Mapping[str, Any], language: str) -> dict[str, Any]:
    """The same with what each part is and why it is kept, in that language."""
    return {"about": {name: say(ABOUT[name], language) for name in data}, **data}


def hand_out(session: Session, email: str, act: Act) -> dict[str, list[dict[str, Any]]]:
    """Everything that is kept about the person with that address, to be given to her who asked for
    it: for herself, and for whoever keeps people wherever she sits. The trace holds who got it, and
    the reason.

    Of her reports there is what she wrote and what she was told too. Of those that were made with
    her address alone only where whoever hands it out keeps people, and knows that it was she; not
    where she fetches it herself: an address may have been typed wrongly, and a receipt alone leads
    to such a report.
    """
    reason = one_line(act.reason, "reason", LONGEST_REASON)
    if not reason:
        raise BadInput(Reason("reason", _("Write why, for example when the person asked for it.")))
    found = registry.kept_person(session, email, act.by, local_day(act.at))
    if found.person_id != act.by.person_id:
        require_in_all(act, PEOPLE, {post.partnership_id for post in found.posts})
    with session.begin():
        person = session.orm.get_one(Person, found.person_id)
        trace(session, PERSON, person, "exported", act, reason=reason)
        if found.person_id == act.by.person_id:
            return own_data(session, found)
        data = _rows(session, found)
        reports = own_reports(session, person.number, person.email)
        return data | reports_told(session, reports, data["reports"], act)


def reports_told(
    session: Session, of: Iterable[OwnReport], rows: Iterable[dict[str, Any]], act: Act
) -> dict[str, list[dict[str, Any]]]:
    """What she wrote and was told in these reports: with her account, and, among these rows, with
    her address alone. The right is the caller's to ask; what she who acts does not keep is left
    out."""
    reports = list(_handed_out(session, of, act))
    texts = {case.ref: _texts(session, case) for report, case in reports if not report.account}
    return {
        "written": _written(session, [case for report, case in reports if report.account]),
        "reports": [
            {**each, "written": texts[each["case"]]} for each in rows if each["case"] in texts
        ],
    }


def _handed_out(
    session: Session, reports: Iterable[OwnReport], act: Act
) -> Iterator[tuple[OwnReport, Case]]:
    """Those of these reports in partnerships whose people she who hands them out keeps; that she
    read them is kept, as of any report."""
    for report in reports:
        case = by_ids(session, [report.case_id])[report.case_id]
        if has(act.by, PEOPLE, case.partnership_id, local_day(act.at)):
            definition = versions.by_id(session, case.definition_id)
            note_reading(session, case, definition, act.by, act.at)
            yield report, case


def _texts(session: Session, case: Case) -> list[dict[str, Any]]:
    """What she wrote and was told in a report, each with its moment."""
    found = (each._asdict() for each in written_texts(session, case))
    return [{name: _plain(value) for name, value in each.items()} for each in found]


def _written(session: Session, cases: Iterable[Case]) -> list[dict[str, Any]]:
    """The same of several reports, each text with its report."""
    return [{"case": case.ref, **text} for case in cases for text in _texts(session, case)]


def own_data(session: Session, reader: Actor) -> dict[str, list[dict[str, Any]]]:
    """Everything that is kept about the reader herself, by what it is; moments in UTC. NotFound
    for whoever is no person."""
    if reader.person_id is None:
        raise no_person(reader.email)
    reports = own_reports(session, reader.person_id, reader.email)
    with_account = [each.case_id for each in reports if each.account]
    cases = by_ids(session, with_account).values()
    return {**_rows(session, reader), "written": _written(session, cases)}


def _rows(session: Session, reader: Actor) -> dict[str, list[dict[str, Any]]]:
    """What stands in rows that name her, in the order in which they were written."""
    return {
        name: plain_rows(session, _in_order(query.where(whose == reader.person_id), whose))
        for name, (query, whose) in KEPT.items()
    }


def _in_order(query: Any, whose: Any) -> Any:
    return query.order_by(*whose.table.primary_key, query.selected_columns[0])


def plain_rows(session: Session, query: Any) -> list[dict[str, Any]]:
    """The rows of a query by their names, as JSON holds them."""
    found = session.execute(query).mappings()
    return [{key: _plain(value) for key, value in row.items()} for row in found]


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date | datetime) else value
