"""A row of a list of people: who it is, and the seats that she is given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from sqlmodel import col, func, select

from engine.errors import BadInput
from engine.language.sentences import LANGUAGES, Sentence, _
from engine.people import registry
from engine.people.acts import Act
from engine.people.ended_seats import EndedSeats
from engine.people.registry import PersonIn, register_person
from engine.people.seats import SeatIn, join_body
from engine.people.tables import Membership, Partnership, Person
from engine.storage.session import Session
from workflows.partnerships.list_words import LANGUAGE_WORDS
from workflows.partnerships.people_cells import check_words, days_of, plain_row
from workflows.partnerships.row_errors import RowErrors
from workflows.partnerships.seat_cells import SeatReader
from workflows.partnerships.seating import running_since
from workflows.partnerships.table_lists import Row, RowTaken


class PeopleRows:
    """Takes the rows of one list; a seat that somebody left is not given back."""

    def __init__(self, session: Session, partnership: Partnership, act: Act) -> None:
        self._session, self._partnership, self._act = session, partnership, act
        self._ended, self._reader = EndedSeats(session), SeatReader(session, partnership)
        self._called: dict[str, str] = {}  # the names of the list by their addresses

    def take(self, row: Row) -> RowTaken:
        """Register the person of a row with her seats; raises everything that is wrong with it."""
        row = plain_row(row)
        name = row["name"] or f"{row['first name']} {row['last name']}".strip()
        try:
            return self._taken(row, name)
        except BaseException:
            # a row that is refused is told itself, and not once more by who acts for her
            self._reader.awaited |= {row["email"].casefold(), name.casefold()}
            raise

    def _taken(self, row: Row, name: str) -> RowTaken:
        wrong = RowErrors()
        if not row["email"]:
            raise BadInput(_("Give the email address."))
        days = wrong.of(days_of, row) or (None, None)
        wrong.of(check_words, row, name)
        seats = wrong.of(self._reader.read, row, days) or []
        language = wrong.of(_language, row["language"])
        wrong.of(self._check_name, row["email"], name)
        known = registry.is_registered(self._session, row["email"])
        if not known and (same := self._under_another_address(name, seats)):
            wrong.refuse()
            return RowTaken(0, same)
        given = PersonIn(
            row["email"], name or None, language or (None if known else self._partnership.language)
        )
        owners, renamed = [self._partnership.number], self._renamed(row["email"], name)
        person = wrong.of(register_person, self._session, given, self._act, owners)
        new = sum(wrong.of(self._seat, person, each) or 0 for each in seats) if person else 0
        wrong.refuse()
        assert person is not None, "whom nobody could register is refused"
        return RowTaken(new, (*renamed, *self._left_as_they_are(person, seats)))

    def _renamed(self, email: str, name: str) -> list[Sentence]:
        """That somebody who is registered gets another name by the list."""
        wanted = select(Person.name).where(func.lower(col(Person.email)) == email.strip().lower())
        before = self._session.orm.exec(wanted).first()
        if not before or not name or before == name:
            return []
        return [
            _(
                "{email} was called {before}, and is {name} now.",
                email=email,
                before=before,
                name=name,
            )
        ]

    def _check_name(self, email: str, name: str) -> None:
        """One address is one person's, whom a list gives one name."""
        before = self._called.setdefault(email.casefold(), name)
        if before and name and before.casefold() != name.casefold():
            sentence = _(
                "{email} is the address of {before} in a row above, and of {name} here.",
                email=email,
                before=before,
                name=name,
            )
            raise BadInput(sentence)

    def _seat(self, person: Person, seat: SeatIn) -> int:
        """How many seats are new: one, or none."""
        if self._ended.of(person, seat) is not None:
            return 0
        wanted = self._ended.with_last_day(person, seat)
        return int(join_body(self._session, person, wanted, self._act))

    def _under_another_address(self, name: str, seats: Sequence[SeatIn]) -> tuple[Sentence, ...]:
        """That somebody of that name has or had one of these seats with another address: an old
        list makes her no second person. Nothing keeps which address she had before."""
        for seat in seats:
            same = select(Person.email).join(
                Membership, col(Membership.person_id) == col(Person.id)
            )
            same = same.where(col(Person.name) == name, col(Membership.body_id) == seat.body.id)
            wanted = same.where(col(Membership.role) == seat.role)
            known = self._session.orm.exec(wanted).first()
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

    def _left_as_they_are(self, person: Person, seats: Iterable[SeatIn]) -> Iterator[Sentence]:
        """The seats of a row that change nothing, and why."""
        for seat in seats:
            if (last := self._ended.of(person, seat)) is not None:
                yield _left(person, seat, last)
            if (first := self._ended.started(person, seat)) is not None:
                yield running_since(person, seat, first)


def _left(person: Person, seat: SeatIn, last: date) -> Sentence:
    return _(
        "{name} left {body} after {day}, and is not seated there again; to do so, give a first day"
        " after it.",
        name=person.name,
        body=seat.body.name,
        day=last,
    )


def _language(text: str) -> str | None:
    """The language of a cell by its letters or its name; None of an empty one."""
    plain = text.casefold().strip(" .")
    language = LANGUAGE_WORDS.get(plain, plain)
    if language and language not in LANGUAGES:
        raise BadInput(_("“{language}” is not one of the languages nb, nn and en.", language=text))
    return language or None
