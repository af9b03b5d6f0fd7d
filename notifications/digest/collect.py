"""The digests of many people in one partnership, made in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, select

from engine.cases import records
from engine.cases.events import Event, EventRecord
from engine.cases.of_others import HiddenNames
from engine.cases.records import Case
from engine.days.calendar import local_day, week_period
from engine.days.dates import NEVER
from engine.definitions import versions
from engine.definitions.model import Definition
from engine.language.sentences import _
from engine.people import registry
from engine.people.seated import Seat, SeatsWanted, seats
from engine.people.tables import Person
from engine.storage.columns import any_of
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of
from notifications.digest import case_lists
from notifications.digest.asked_units import TiedBodies
from notifications.digest.case_lists import CaseList, DueSpan, Sitting
from notifications.digest.happened_lines import HappenedLines
from notifications.digest.news import News, Reader, first_since
from notifications.digest.next_steps import NextStep, next_of
from notifications.digest.own_days import OwnDays
from notifications.digest.tables import DigestEntry, DigestRun
from notifications.digest.waits_for import ListRule, late, mixed, waits
from notifications.letters import case_lines
from notifications.letters.letters import (
    CaseLine,
    DigestLetter,
    Recipient,
    SendingPartnership,
)
from notifications.letters.meeting_lines import meetings_told
from notifications.notices import meetings_ahead
from notifications.notices.mail_days import mail_days
from notifications.notices.meetings_ahead import Coming, MeetingDays
from workflows.councils.meetings import MeetingState

AHEAD = timedelta(days=30)  # so far meetings are told of
BEHIND = timedelta(days=366)  # so long a meeting is missed of which nobody recorded anything
FIRST = timedelta(days=7)  # so far back a first digest reaches

_person, _entry, _run, _event = (
    table_of(model) for model in (Person, DigestEntry, DigestRun, EventRecord)
)
_TOLD = Statement(
    select(_entry.c.person_id, func.max(_entry.c.told_until), func.min(_run.c.started_at))
    .join(_run, _run.c.id == _entry.c.run_id)
    .where(
        _run.c.partnership_id == bindparam("partnership_id"), any_of(_entry.c.person_id, "persons")
    )
    .group_by(_entry.c.person_id)
)
_ADDED = Statement(
    select(
        _person.c.id,
        select(func.min(_event.c.id)).where(_event.c.at > _person.c.added_at).scalar_subquery(),
    ).where(any_of(_person.c.id, "persons"), _person.c.added_at > bindparam("since"))
)


class DigestWanted(NamedTuple):
    """Which digest: of which partnership, looking up to which event, for which period (this week
    where nothing is said)."""

    partnership_id: int
    until: int
    period: str = ""


def collect(
    session: Session, wanted: DigestWanted, readers: Mapping[int, Recipient], now: datetime
) -> dict[int, DigestLetter]:
    """The digest of each of these persons as things stand, with what happened up to `until`."""
    partnership_id, today, persons = wanted.partnership_id, local_day(now), sorted(readers)
    own = _seats(session, partnership_id, persons, today)
    waits, late = _lists(session, partnership_id, [_sitting(p, own[p]) for p in persons], today)
    since = _since(session, wanted, persons, now)
    asking = [_reader(person, since[person], own[person]) for person in persons]
    news = News(session, partnership_id, asking, wanted.until)
    found = {reader.person_id: news.found(reader) for reader in asking}
    events = news.events(case for each in found.values() for case in each.cases)
    book, happened = _told(session, (*waits.values(), *late.values()), events, today)
    meetings = _meetings(session, partnership_id, today)
    common = _letter(session, wanted, today)
    return {
        person: replace(
            common,
            recipient=readers[person],
            **book.listed(waits[person], late[person], _sitting(person, own[person])),
            **happened.news(person, since[person], found[person]),
            **meetings_told(meetings, person, own[person], now),
        )
        for person in persons
    }


def _told(
    session: Session,
    lists: Iterable[CaseList],
    events: Mapping[int, Sequence[Event]],
    today: date,
) -> tuple[_Book, HappenedLines]:
    """All cases that are told of, read at once: as they are listed, and what happened in them."""
    listed = {line.case_id for each in lists for line in each.lines}
    cases = records.by_ids(session, listed | events.keys())
    definitions = {c.id: versions.by_id(session, c.definition_id) for c in cases.values()}
    tied = TiedBodies(session, [cases[number] for number in listed])
    book = _Book(session, cases, definitions, tied=tied, today=today)
    return book, HappenedLines(session, cases, definitions, events)


def _letter(session: Session, wanted: DigestWanted, today: date) -> DigestLetter:
    """What is the same in everybody's."""
    days = mail_days(session)[wanted.partnership_id]
    return DigestLetter(
        recipient=Recipient("", "", days.language),
        partnership=SendingPartnership(days.id, days.key, days.name),
        period=wanted.period or week_period(today),
        waits=(),
        late=(),
        happened=(),
        meetings=(),
        until=wanted.until,
    )


def _seats(
    session: Session, partnership_id: int, persons: Sequence[int], today: date
) -> dict[int, list[Seat]]:
    """Each person's seats of today in the partnership."""
    found: dict[int, list[Seat]] = defaultdict(list)
    for seat in seats(session, SeatsWanted(persons=persons), since=today, until=today):
        if seat.partnership_id == partnership_id:
            found[seat.person_id].append(seat)
    return found


def _meetings(session: Session, partnership_id: int, today: date) -> list[Coming]:
    """The meetings that are still planned, those of days that have passed too."""
    days = MeetingDays(today - BEHIND, today + AHEAD)
    found = meetings_ahead.between(session, days, [MeetingState.PLANNED], today)
    return [meeting for meeting in found if meeting.partnership_id == partnership_id]


def _lists(
    session: Session, partnership_id: int, sitting: Sequence[Sitting], today: date
) -> tuple[dict[int, CaseList], dict[int, CaseList]]:
    """What waits, and what is late; a case stands in one of the two."""
    definitions = [definition for _number, definition in versions.every(session)]
    to_come = DueSpan(partnership_id, today, NEVER, today)
    passed = DueSpan(partnership_id, date.min, today - timedelta(days=1), today)

    def of(span: DueSpan, rules: list[ListRule]) -> dict[int, CaseList]:
        return case_lists.lists(session, span, rules, mixed(rules, definitions), sitting)

    return of(to_come, waits(definitions)), of(passed, late(definitions))


def _reader(person: int, since: int, seats: Sequence[Seat]) -> Reader:
    return Reader(person, since, _bodies(seats), frozenset(seat.kind for seat in seats))


def _sitting(person: int, seats: Sequence[Seat]) -> Sitting:
    acting = [seat for seat in seats if seat.acts]
    return Sitting(person, _bodies(acting), frozenset(seat.kind for seat in acting))


def _bodies(seats: Iterable[Seat]) -> frozenset[int]:
    return frozenset(seat.body_id for seat in seats)


def _since(
    session: Session, wanted: DigestWanted, persons: Sequence[int], now: datetime
) -> dict[int, int]:
    """After which event each person's digest begins: the last that was told.

    Whoever was never told anything begins a week before the first digest that was made for her,
    sent or not, and never before she was registered.
    """
    asked = {"partnership_id": wanted.partnership_id, "persons": persons}
    found = {person: (told, first) for person, told, first in session.rows(_TOLD, asked)}
    told = {person: until for person, (until, _first) in found.items() if until is not None}
    first = {p: min(now, found[p][1] if p in found else now) - FIRST for p in persons}
    moments = {first[p] for p in persons if p not in told}
    floor = {moment: first_since(session, moment, wanted.until) for moment in moments}
    new = [p for p in persons if p not in told]
    added = session.rows(_ADDED, {"persons": new, "since": min(moments)}) if new else []
    late = {person: wanted.until if event is None else event - 1 for person, event in added}
    return told | {p: max(floor[first[p]], late.get(p, 0)) for p in new}


class _Book:
    """The cases that are listed to anybody; a line is made once, however many read it."""

    def __init__(
        self,
        session: Session,
        cases: Mapping[int, Case],
        definitions: Mapping[int, Definition],
        *,
        tied: TiedBodies,
        today: date,
    ) -> None:
        self._session, self._cases, self._definitions = session, cases, definitions
        self._tied, self._today = tied, today
        self._days = OwnDays(session, cases.values(), definitions, tied)
        self._lines: dict[tuple[int, str | None, bool, HiddenNames], CaseLine] = {}

    def listed(self, waits: CaseList, late: CaseList, sitting: Sitting) -> dict[str, Any]:
        """The two lists of whoever acts in these bodies, each with how many more there are; what is
        late by a deadline of others alone only waits for her."""
        to_come = [self._line(line.case_id, sitting, sitting.kinds) for line in waits.lines]
        passed = [self._line(line.case_id, sitting) for line in late.lines]
        to_come += [line for line in passed if not line.overdue]
        return {
            "waits": tuple(to_come),
            "late": tuple(line for line in passed if line.overdue),
            "waits_more": waits.total - len(waits.lines),
            "late_more": late.total - len(late.lines),
        }

    def _line(
        self, case_id: int, sitting: Sitting, kinds: frozenset[str] = frozenset()
    ) -> CaseLine:
        """The line of a case; whoever routes is asked to give away what waits for her because
        nobody acts in the body that has it."""
        definition, case = self._definitions[case_id], self._cases[case_id]
        roles = self._tied.roles(definition, case_id, sitting.bodies)
        step = next_of(definition, case, roles, kinds=kinds)
        hidden = self._days.hidden(case, sitting)
        key = case_id, step.action.name if step.action else None, step.hers, hidden
        if key not in self._lines:
            own, running = self._days.own(case, hidden)
            found = case_lines.line(definition, own, (), self._today, running)
            if not case.title:  # nothing else tells it from others
                names = self._called(case.partnership_id)
                found = replace(found, bodies=tuple(case_lines.units(definition, case, names)))
            self._lines[key] = _with_step(found, definition, case, step)
        return self._lines[key]

    @cache  # noqa: B019 - lives as long as one batch
    def _called(self, partnership_id: int) -> dict[str, str]:
        found = registry.bodies(self._session, partnership_id)
        return {body.key: body.name for body in found}


def _with_step(line: CaseLine, definition: Definition, case: Case, step: NextStep) -> CaseLine:
    """The line with what is to be done next, where its definition says what leads on; it leads
    there where the reader may do it."""
    if step.action is None:
        return replace(line, reasons=())
    told = replace(line, reasons=(_("Next step: {action}.", action=step.action.label),))
    return case_lines.with_step(told, definition, case, step.action) if step.hers else told
