"""A partnership's lists, as .csv or .xlsx: who sits where, a year of meetings, closed days.

Read again, they add nothing twice and bring nothing back: a meeting that was moved or cancelled,
somebody who left, days that were opened again stay so, and are told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import time
from pathlib import Path
from typing import NamedTuple

from engine.cases import due_index
from engine.days.calendar import local_day
from engine.errors import BadInput
from engine.language.sentences import OnDay, Sentence, _
from engine.people import closed_days, registry
from engine.people.acts import Act
from engine.people.rights import MEETINGS, PARTNERSHIP, PEOPLE, require
from engine.people.tables import Partnership
from engine.storage.session import Session
from workflows.councils import meetings
from workflows.councils.ever_called import ever_called
from workflows.councils.meeting_days import clock_of, nobody_works, place_of
from workflows.partnerships import closing
from workflows.partnerships.body_cells import BodyNames
from workflows.partnerships.closing import ClosedIn
from workflows.partnerships.day_cells import before_today, day_of, span_of, years_ahead
from workflows.partnerships.known_meetings import MeetingIn, find_known
from workflows.partnerships.list_words import (
    CLOSED_COLUMNS,
    MEETING_COLUMNS,
    PEOPLE_COLUMNS,
)
from workflows.partnerships.people_rows import PeopleRows
from workflows.partnerships.row_errors import RowErrors
from workflows.partnerships.seat_cells import names_a_member
from workflows.partnerships.table_lists import Row, RowTaken, TakenIn, take_all

# 09:00–11:30, of which the beginning is meant
_HOURS = re.compile(r"(?P<start>\d{1,2}(?:[.:]?\d\d){0,2}) ?[-–] ?\d{1,2}(?:[.:]?\d\d){0,2}")
_MEETING_OF = re.compile(r"^(?:felles)?møte\b ?(?:(?:i|av|med|for)\b)? *", re.IGNORECASE)
_OCLOCK = re.compile(r"^(?:kl|klokka|klokken|at)\b\.?\s*", re.IGNORECASE)


def seat_people(session: Session, partnership: Partnership, path: Path, act: Act) -> TakenIn:
    """Register the people of a list with their seats (`asu:member`); a seat that somebody left
    is not given back."""
    require(act, PEOPLE, partnership.number)

    with session.begin():
        session.take_turns(registry.PEOPLE_KEPT)
        rows = PeopleRows(session, partnership, act)
        return take_all(session, path, PEOPLE_COLUMNS, rows.take, last=names_a_member)


def call_meetings(session: Session, partnership: Partnership, path: Path, act: Act) -> TakenIn:
    """Call the meetings of a list; several bodies in one row meet together."""
    require(act, MEETINGS, partnership.number)

    def call(row: Row) -> RowTaken:
        wanted = _meeting(names, row)
        if (told := find_known(known, wanted)) is not None:
            return RowTaken(0, told)
        twice = _called_twice(wanted, listed)
        listed.append(wanted)
        if twice and twice.is_same:
            return RowTaken(0, (twice.sentence,))
        # A year that is read in its middle has days that have passed.
        quiet = act._replace(quiet=True)
        meetings.add(session, wanted.bodies, wanted.day, wanted.clock, quiet, wanted.place)
        off = nobody_works(session, partnership.number, wanted.day)
        told = (*_without_time(wanted), *off, *_gone_by(wanted, act))
        return RowTaken(1, (*told, twice.sentence) if twice else told)

    listed: list[MeetingIn] = []
    with session.begin():
        session.take_turns(meetings.CALLED)
        known, names = ever_called(session, partnership.number), BodyNames(session, partnership)
        return take_all(session, path, MEETING_COLUMNS, call)


def _without_time(wanted: MeetingIn) -> list[Sentence]:
    """That a meeting has the usual hour, as none is given."""
    usual = time.fromisoformat(clock_of(""))
    return [] if wanted.clock else [_("No time is given; {clock} is taken.", clock=usual)]


def _gone_by(wanted: MeetingIn, act: Act) -> list[Sentence]:
    return before_today(wanted.day, local_day(act.at))


def _meeting(names: BodyNames, row: Row) -> MeetingIn:
    """The meeting of a row; raises everything that is wrong with it."""
    wrong = RowErrors()
    named = _MEETING_OF.sub("", row["body"])
    bodies, day = wrong.of(names.all_in, named), wrong.of(day_of, row["date"])
    clock = wrong.of(_clock, row["time"]) if row["time"] else ""
    place = wrong.of(place_of, row["place"])
    wrong.refuse()
    if not bodies or day is None:
        raise BadInput(_("Give the body and the date of the meeting."))
    return MeetingIn(bodies, day, clock or "", place or "")


def _clock(text: str) -> str:
    """A time of day as people write it: kl. 10.00, 0930, 9; the first of a span."""
    plain = _OCLOCK.sub("", text.strip())
    hours = _HOURS.fullmatch(plain)
    plain = hours["start"] if hours else plain
    if re.fullmatch(r"\d{1,2}", plain):
        return clock_of(f"{plain}:00")
    return clock_of(f"{plain[:2]}:{plain[2:]}" if re.fullmatch(r"\d{4}", plain) else plain)


class _Twice(NamedTuple):
    """A body that meets on a day on which it is in the list already; in the same meeting, or in
    another one."""

    is_same: bool
    sentence: Sentence


def _called_twice(wanted: MeetingIn, listed: Iterable[MeetingIn]) -> _Twice | None:
    """That a row calls a body on a day on which another row has called it."""
    keys = {body.key for body in wanted.bodies}
    for each in listed:
        common = [body.name for body in each.bodies if body.key in keys]
        if not common or each.day != wanted.day:
            continue
        told = {"bodies": common, "day": OnDay(wanted.day)}
        same_bodies = keys == {body.key for body in each.bodies}
        if same_bodies and (not wanted.clock or not each.clock or wanted.clock == each.clock):
            return _Twice(True, _("{bodies} on {day} is in the list twice; called once.", **told))
        return _Twice(False, _("{bodies} meets twice on {day}; both are called.", **told))
    return None


def close_days(session: Session, partnership: Partnership, path: Path, act: Act) -> TakenIn:
    """Close the days of a list, and move the deadlines they touch."""
    require(act, PARTNERSHIP, partnership.number)

    def close(row: Row) -> RowTaken:
        given = _closed(row)
        if given[:2] in opened:
            return RowTaken(0, (_opened(given),))
        told = [_overlaps(given, each) for each in listed if _meet(given, each)]
        listed.append(given)
        closed = closing.add(session, partnership, given, act)
        told += [*closed.meetings, *years_ahead(given.last, today)] if closed.added else []
        return RowTaken(int(closed.added), tuple(told))

    listed: list[ClosedIn] = []
    today = local_day(act.at)
    opened = closed_days.opened_again(session, partnership.number)
    taken = take_all(session, path, CLOSED_COLUMNS, close)
    due_index.go_on(session, partnership.number)
    return taken


def _closed(row: Row) -> ClosedIn:
    """The days of a row; raises everything that is wrong with them."""
    wrong = RowErrors()
    first, end = wrong.of(span_of, row["first"]) or (None, None)
    last = wrong.of(day_of, row["last"]) or end
    wrong.refuse()
    if first is None:
        raise BadInput(_("Give the first day."))
    return ClosedIn(first, last or first, row["name"])


def _meet(one: ClosedIn, other: ClosedIn) -> bool:
    return one.first <= other.last and other.first <= one.last


def _overlaps(given: ClosedIn, other: ClosedIn) -> Sentence:
    return _(
        "{first} to {last} has days in common with {other_first} to {other_last}, which is in the"
        " list too.",
        first=given.first,
        last=given.last,
        other_first=other.first,
        other_last=other.last,
    )


def _opened(given: ClosedIn) -> Sentence:
    return _(
        "{first} to {last} was opened again, and stays open.", first=given.first, last=given.last
    )
