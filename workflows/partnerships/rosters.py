"""A partnership's lists as .csv files: who sits where, a year of meetings, closed days.

Read again, they add nothing twice.

Columns are known by their names, in any order; separated by comma or semicolon, as spreadsheets
write them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from engine.cases import due_index
from engine.days import closed_days
from engine.days.dates import read_day
from engine.errors import BadInput, SamsakError
from engine.language.sentences import Sentence, _
from engine.people import registry
from engine.people.acts import Act
from engine.people.seats import join_body
from engine.people.tables import Partnership, Person
from engine.storage.session import Session
from workflows.councils import meetings
from workflows.partnerships import rights

PEOPLE = ("email", "name", "language", "seats", "from", "to")
MEETINGS = ("body", "date", "time")
CLOSED = ("first", "last", "name")
LARGEST = 1_000_000  # bytes
Row = dict[str, str]


def seat_people(
    session: Session, partnership: Partnership, path: Path, *, at: datetime
) -> tuple[int, int]:
    """Register the people of a list with their seats (`asu:member`).

    How many people it names, how many seats are new.
    """

    def seat(row: Row) -> int:
        person = registry.add_person(
            session,
            row["email"],
            row["name"],
            language=row["language"] or partnership.language,
            at=at,
        )
        since, until = _day(row["from"]), _day(row["to"])
        return sum(
            _join(session, partnership, person, each, since, until) for each in row["seats"].split()
        )

    return _each(session, path, PEOPLE, seat)


def call_meetings(
    session: Session, partnership: Partnership, path: Path, *, act: Act
) -> tuple[int, int]:
    """Call the meetings of a list; several bodies in one row meet together.

    How many it names, how many are new.
    """

    def call(row: Row) -> int:
        bodies = [registry.body(session, key, partnership.id) for key in row["body"].split()]
        day = _day(row["date"])
        if not bodies or day is None:
            raise BadInput(_("A meeting needs a body and a date."))
        if meetings.held_on(session, bodies[0], day) is not None:
            return 0
        meetings.add(session, bodies, day, row["time"], act=act)
        return 1

    return _each(session, path, MEETINGS, call)


def close_days(session: Session, partnership: Partnership, path: Path) -> tuple[int, int]:
    """Close the days of a list, and move the deadlines they touch.

    How many stretches it names, how many are new.
    """

    def close(row: Row) -> int:
        first = _day(row["first"])
        if first is None:
            raise BadInput(_("Closed days need a first day."))
        return int(
            closed_days.close(
                session, partnership.id or 0, first, _day(row["last"]) or first, row["name"]
            )
        )

    found = _each(session, path, CLOSED, close)
    if found[1]:
        due_index.reckon_all(session, partnership.id or 0)
    return found


def _join(
    session: Session,
    partnership: Partnership,
    person: Person,
    seat: str,
    since: date | None,
    until: date | None,
) -> bool:
    key, _colon, role = seat.partition(":")
    acts = rights.acts(role or "member")
    body = registry.body(session, key, partnership.id)
    return join_body(
        session, person, body, role=role or "member", acts=acts, since=since, until=until
    )


def _each(
    session: Session, path: Path, columns: tuple[str, ...], take: Callable[[Row], int]
) -> tuple[int, int]:
    """Take every row, all of them or none; a row that cannot be taken is named."""
    rows = _rows(path, columns)
    new = 0
    with session.begin():
        for number, row in rows:
            try:
                new += take(row)
            except SamsakError as error:
                why = list[Sentence | str](error.sentences)
                raise BadInput(
                    _("{file}, row {row}: {why}", file=path.name, row=number, why=why)
                ) from None
    return len(rows), new


def _rows(path: Path, columns: tuple[str, ...]) -> list[tuple[int, Row]]:
    if not path.is_file():
        raise BadInput(_("There is no file {file}.", file=path))
    if path.stat().st_size > LARGEST:
        raise BadInput(_("{file} is too large for a list.", file=path))
    try:
        reader = csv.reader(
            io.StringIO(_text(path), newline=""), delimiter=_delimiter(path), strict=True
        )
        heads, *records = [[cell.strip() for cell in record] for record in reader] or [[]]
    except csv.Error:
        raise BadInput(_("{file} is not a list of comma-separated values.", file=path)) from None
    names = [head.casefold() for head in heads]
    if missing := [name for name in columns[:2] if name not in names]:
        sentence = _(
            "{file} has no column “{missing}”. Its first row names the columns: {columns}.",
            file=path,
            missing=missing[0],
            columns=list(columns),
        )
        raise BadInput(sentence)
    empty = dict.fromkeys(columns, "")
    return [
        (number, empty | dict(zip(names, record, strict=False)))
        for number, record in enumerate(records, start=2)
        if any(record)
    ]


def _text(path: Path) -> str:
    raw = path.read_bytes()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def _delimiter(path: Path) -> str:
    first = _text(path).split("\n", 1)[0]
    return max(",;\t", key=first.count)


def _day(text: str) -> date | None:
    day = read_day(text)
    if text and day is None:
        raise BadInput(_("“{text}” is not a day such as 2026-03-02 or 2.3.2026.", text=text))
    return day
