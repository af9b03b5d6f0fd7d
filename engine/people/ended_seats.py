"""The seats that there are as a list is read, and those that somebody left: what is ended is not
given back, and what has begun does not begin later."""

from __future__ import annotations

from datetime import date

from sqlmodel import select

from engine.days.calendar import local_day
from engine.days.dates import ALWAYS
from engine.people.seats import SEAT, SeatIn
from engine.people.tables import Membership, Person
from engine.people.trace import REMOVED, events_of_kind
from engine.storage.session import Session

Kept = tuple[int, int, str]  # person, body, role


class EndedSeats:
    """Every seat with its days, and of those that were left the last one, as the traces tell."""

    def __init__(self, session: Session) -> None:
        seats = {seat.number: seat for seat in session.orm.exec(select(Membership))}
        self._running: dict[Kept, date] = {}
        for seat in seats.values():
            key = (seat.person_id, seat.body_id, seat.role)
            self._running[key] = max(seat.valid_to, self._running.get(key, seat.valid_to))
        self._seats = list(seats.values())
        self._last: dict[Kept, date] = {}
        for event in events_of_kind(session, SEAT, REMOVED):
            old = {name: values[0] for name, values in event.parts["changes"].items()}
            self._last[old["person_id"], old["body_id"], old["role"]] = local_day(event.at)
        for event in events_of_kind(session, SEAT, "left"):
            left = seats.get(event.subject_id)
            if left is not None:
                last = event.parts["changes"]["valid_to"][1]
                self._last[left.person_id, left.body_id, left.role] = date.fromisoformat(last)

    def of(self, person: Person, given: SeatIn) -> date | None:
        """The last day of a seat that was left and is not the person's again; None where there is
        none, or where the one that is given begins after it."""
        key = (person.number, given.body.number, given.role)
        last = self._last.get(key)
        if last is None or self._running.get(key, last) > last:
            return None
        return last if given.since is None or given.since <= last else None

    def with_last_day(self, person: Person, given: SeatIn) -> SeatIn:
        """The seat with the last day that the person's running one has, where no day is given: what
        a list does not name stays."""
        last = self._running.get((person.number, given.body.number, given.role))
        if given.since is not None or given.until is not None or last is None:
            return given
        return given._replace(until=last)

    def started(self, person: Person, given: SeatIn) -> date | None:
        """The first day of a seat that the person has on the first day that is given, and had
        before it; None where there is none."""
        key = (person.number, given.body.number, given.role)
        first = given.since
        days = [
            seat.valid_from
            for seat in self._seats
            if first and (seat.person_id, seat.body_id, seat.role) == key
            if first and ALWAYS < seat.valid_from < first <= seat.valid_to
        ]
        return min(days, default=None)
