"""A partnership's lists, as .csv or .xlsx: who sits where, a year of meetings, closed days.

Read again, they add nothing twice and bring nothing back: a meeting that was moved or cancelled,
somebody who left, days that were opened again stay so, and are told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from sqlmodel import col, select

from engine.days.dates import read_day
from engine.errors import BadInput
from engine.language.sentences import Sentence, _
from engine.people import closed_days, registry
from engine.people.acts import Act
from engine.people.ended_seats import EndedSeats
from engine.people.registry import PersonIn, register_person
from engine.people.rights import MEETINGS, PARTNERSHIP, PEOPLE, require
from engine.people.seats import SeatIn, join_body
from engine.people.tables import Membership, Partnership, Person
from engine.storage.session import Session
from workflows.councils import meetings
from workflows.councils.ever_called import ever_called
from workflows.councils.meeting_days import clock_of, nobody_works
from workflows.partnerships import closing
from workflows.partnerships.body_cells import BodyNames
from workflows.partnerships.closing import ClosedIn
from workflows.partnerships.known_meetings import MeetingIn, find_known
from workflows.partnerships.list_words import (
    CLOSED_COLUMNS,
    MEETING_COLUMNS,
    PEOPLE_COLUMNS,
)
from workflows.partnerships.seat_cells import SeatReader, names_a_member
from workflows.partnerships.seating import running_since
from workflows.partnerships.table_lists import Row, RowTaken, TakenIn, take_all


def seat_people(session: Session, partnership: Partnership, path: Path, act: Act) -> TakenIn:
    """Register the people of a list with their seats (`asu:member`); a seat that somebody left
    is not given back."""
    require(act, PEOPLE, partnership.number)

    def seat(row: Row) -> RowTaken:
        since, until = _day(row["from"]), _day(row["to"])
        seats = reader.read(row, (since, until))
        name = row["name"] or f"{row['first name']} {row['last name']}".strip()
        known = registry.is_registered(session, row["email"])
        if not known and (same := _under_another_address(session, name, seats)):
            return RowTaken(0, same)
        language = row["language"] or (None if known else partnership.language)
        given = PersonIn(row["email"], name or None, language)
        person = register_person(session, given, act, [partnership.number])
        wanted = [each for each in seats if ended.of(person, each) is None]
        kept = (ended.with_last_day(person, each) for each in wanted)
        new = sum(join_body(session, person, each, act) for each in kept)
        return RowTaken(new, tuple(_left_as_they_are(ended, person, seats)))

    with session.begin():
        session.take_turns(registry.PEOPLE_KEPT)
        ended, reader = EndedSeats(session), SeatReader(session, partnership)
        return take_all(session, path, PEOPLE_COLUMNS, seat, last=names_a_member)


def _under_another_address(
    session: Session, name: str, seats: Sequence[SeatIn]
) -> tuple[Sentence, ...]:
    """That somebody of that name has or had one of these seats with another address: an old list
    makes her no second person. Nothing keeps which address she had before."""
    for seat in seats:
        same = select(Person.email).join(Membership, col(Membership.person_id) == col(Person.id))
        same = same.where(col(Person.name) == name, col(Membership.body_id) == seat.body.id)
        known = session.orm.exec(same.where(col(Membership.role) == seat.role)).first()
        if known is not None:
            said = {"name": name, "body": seat.body.name, "email": known}
            return (
                _(
                    "{name} is in {body} with the address {email}; the row changes nothing. Add"
                    " somebody else of that name on their own.",
                    **said,
                ),
            )
    return ()


def _left_as_they_are(
    ended: EndedSeats, person: Person, seats: Iterable[SeatIn]
) -> Iterator[Sentence]:
    """The seats of a row that change nothing, and why."""
    for seat in seats:
        if (last := ended.of(person, seat)) is not None:
            yield _left(person, seat, last)
        if (first := ended.started(person, seat)) is not None:
            yield running_since(person, seat, first)


def _left(person: Person, seat: SeatIn, last: date) -> Sentence:
    return _(
        "{name} left {body} after {day}, and is not seated there again; to do so, give a first day"
        " after it.",
        name=person.name,
        body=seat.body.name,
        day=last,
    )


def call_meetings(session: Session, partnership: Partnership, path: Path, act: Act) -> TakenIn:
    """Call the meetings of a list; several bodies in one row meet together."""
    require(act, MEETINGS, partnership.number)

    def call(row: Row) -> RowTaken:
        bodies = names.all_in(row["body"])
        day = _day(row["date"])
        if not bodies or day is None:
            raise BadInput(_("Give the body and the date of the meeting."))
        wanted = MeetingIn(bodies, day, row["time"] and clock_of(row["time"]))
        if (told := find_known(known, wanted)) is not None:
            return RowTaken(0, told)
        # A year that is read in its middle has days that have passed.
        meetings.add(session, bodies, day, row["time"], act._replace(quiet=True))
        return RowTaken(1, tuple(nobody_works(session, partnership.number, day)))

    with session.begin():
        session.take_turns(meetings.CALLED)
        known, names = ever_called(session, partnership.number), BodyNames(session, partnership)
        return take_all(session, path, MEETING_COLUMNS, call)


def close_days(session: Session, partnership: Partnership, path: Path, act: Act) -> TakenIn:
    """Close the days of a list, and move the deadlines they touch."""
    require(act, PARTNERSHIP, partnership.number)

    def close(row: Row) -> RowTaken:
        first = _day(row["first"])
        if first is None:
            raise BadInput(_("Give the first day."))
        given = ClosedIn(first, _day(row["last"]) or first, row["name"])
        if given[:2] in opened:
            return RowTaken(0, (_opened(given),))
        closed = closing.close(session, partnership, given, act)
        return RowTaken(int(closed.added), tuple(closed.meetings if closed.added else ()))

    opened = closed_days.opened_again(session, partnership.number)
    return take_all(session, path, CLOSED_COLUMNS, close)


def _opened(given: ClosedIn) -> Sentence:
    return _(
        "{first} to {last} was opened again, and stays open.", first=given.first, last=given.last
    )


def _day(text: str) -> date | None:
    day = read_day(text)
    if text and day is None:
        raise BadInput(_("“{text}” is not a day such as 2026-03-02 or 2.3.2026.", text=text))
    return day
