"""A partnership's lists as .csv files: who sits where, a year of meetings, closed days.

Read again, they add nothing twice.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from engine.days.dates import read_day
from engine.errors import BadInput
from engine.language.sentences import _
from engine.people import registry
from engine.people.acts import Act
from engine.people.registry import PersonIn, register_person
from engine.people.rights import MEETINGS, PARTNERSHIP, PEOPLE, require
from engine.people.seats import SeatIn, join_body
from engine.people.tables import Partnership
from engine.storage.session import Session
from workflows.councils import meetings
from workflows.partnerships import closing
from workflows.partnerships.closing import ClosedIn
from workflows.partnerships.csv_lists import Row, TakenIn, take_all

PEOPLE_COLUMNS = ("email", "name", "language", "seats", "from", "to")
MEETING_COLUMNS = ("body", "date", "time")
CLOSED_COLUMNS = ("first", "last", "name")


def seat_people(session: Session, partnership: Partnership, path: Path, act: Act) -> TakenIn:
    """Register the people of a list with their seats (`asu:member`)."""
    require(act, PEOPLE, partnership.number)

    def seat(row: Row) -> int:
        language = row["language"] or _language(session, row["email"], partnership)
        given = PersonIn(row["email"], row["name"] or None, language)
        person = register_person(session, given, act, [partnership.number])
        since, until = _day(row["from"]), _day(row["to"])
        seats = [_seat(session, partnership, each, since, until) for each in row["seats"].split()]
        return sum(join_body(session, person, each, act) for each in seats)

    return take_all(session, path, PEOPLE_COLUMNS, seat)


def _language(session: Session, email: str, partnership: Partnership) -> str | None:
    """The partnership's language for somebody new; who is known keeps her own."""
    return None if registry.is_registered(session, email) else partnership.language


def call_meetings(session: Session, partnership: Partnership, path: Path, act: Act) -> TakenIn:
    """Call the meetings of a list; several bodies in one row meet together."""
    require(act, MEETINGS, partnership.number)

    def call(row: Row) -> int:
        bodies = [registry.body(session, key, partnership.id) for key in row["body"].split()]
        day = _day(row["date"])
        if not bodies or day is None:
            raise BadInput(_("Give the body and the date of the meeting."))
        if meetings.held_on(session, bodies[0], day) is not None:
            return 0
        meetings.add(session, bodies, day, row["time"], act)
        return 1

    return take_all(session, path, MEETING_COLUMNS, call)


def close_days(session: Session, partnership: Partnership, path: Path, act: Act) -> TakenIn:
    """Close the days of a list, and move the deadlines they touch."""
    require(act, PARTNERSHIP, partnership.number)

    def close(row: Row) -> int:
        first = _day(row["first"])
        if first is None:
            raise BadInput(_("Give the first day."))
        given = ClosedIn(first, _day(row["last"]) or first, row["name"])
        return int(closing.close(session, partnership, given, act).added)

    return take_all(session, path, CLOSED_COLUMNS, close)


def _seat(
    session: Session, partnership: Partnership, text: str, since: date | None, until: date | None
) -> SeatIn:
    key, _colon, role = text.partition(":")
    body = registry.body(session, key, partnership.id)
    return SeatIn(body, role or "member", since, until)


def _day(text: str) -> date | None:
    day = read_day(text)
    if text and day is None:
        raise BadInput(_("“{text}” is not a day such as 2026-03-02 or 2.3.2026.", text=text))
    return day
