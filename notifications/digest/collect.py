"""The digests of many people in one partnership, made in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, func, select

from engine.cases import records
from engine.cases.events import Event, EventRecord
from engine.cases.records import Case
from engine.cases.role_holders import Seat
from engine.days.calendar import local_day, week_period
from engine.days.dates import NEVER
from engine.definitions import versions
from engine.people.tables import Body, Membership, Person
from engine.storage.columns import any_of
from engine.storage.session import Session
from engine.storage.statements import Statement
from notifications.digest import case_lists, news, waits_for
from notifications.digest.case_lists import Pile, Sitting
from notifications.digest.news import Found, Happenings
from notifications.digest.tables import DigestEntry, DigestRun
from notifications.letters import case_lines
from notifications.letters.letters import (
    CaseLine,
    DigestLetter,
    HappenedLine,
    Partnership,
    Recipient,
)
from notifications.letters.meeting_lines import meeting_line
from notifications.notices import meetings_ahead
from notifications.notices.mail_days import offices
from workflows.councils.meetings import MeetingState

AHEAD = timedelta(days=30)  # so far meetings are told of
FIRST = timedelta(days=7)  # so far back a first digest reaches

_person, _membership, _body, _entry, _run, _event = (
    t.__table__  # type: ignore[union-attr]
    for t in (Person, Membership, Body, DigestEntry, DigestRun, EventRecord)
)
_SEATS = Statement(
    select(
        _membership.c.person_id,
        _body.c.id,
        _body.c.kind,
        _body.c.partnership_id,
        _membership.c.acts,
        _membership.c.valid_from,
        _membership.c.valid_to,
    )
    .join(_body, _body.c.id == _membership.c.body_id)
    .where(
        _body.c.partnership_id == bindparam("partnership_id"),
        any_of(_membership.c.person_id, "persons"),
    )
    .where(_membership.c.valid_from <= bindparam("on"), _membership.c.valid_to >= bindparam("on"))
)
_TOLD = Statement(
    select(_entry.c.person_id, func.max(_entry.c.told_until))
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


def collect(
    session: Session,
    partnership_id: int,
    readers: Mapping[int, Recipient],
    now: datetime,
    *,
    until: int,
    period: str = "",
) -> dict[int, DigestLetter]:
    """The digest of each of these persons as things stand now, with what happened up to the
    event `until`."""
    today, office = local_day(now), offices(session)[partnership_id]
    persons = sorted(readers)
    seats: dict[int, list[Seat]] = defaultdict(list)
    for row in session.rows(
        _SEATS, {"partnership_id": partnership_id, "persons": persons, "on": today}
    ):
        seats[row[0]].append(Seat(*row))
    waits, late = _lists(session, partnership_id, [_sitting(p, seats[p]) for p in persons], today)
    asking = [
        news.Reader(p, since, _bodies(seats[p]), frozenset(s.kind for s in seats[p]))
        for p, since in _since(session, partnership_id, persons, now, until).items()
    ]
    changed = Happenings(session, partnership_id, asking, until)
    found = {reader.person_id: changed.found(reader) for reader in asking}
    events = changed.events(case for each in found.values() for case in each.cases)
    since = {reader.person_id: reader.since for reader in asking}
    shown = {
        line.case_id for pile in (*waits.values(), *late.values()) for line in pile.lines
    } | events.keys()
    book = _Book(session, records.by_ids(session, shown), today)
    meetings = meetings_ahead.between(session, today, today + AHEAD, [MeetingState.PLANNED], today)
    meetings = [m for m in meetings if m.partnership_id == partnership_id]
    partnership = Partnership(office.id, office.key, office.name)
    return {
        p: DigestLetter(
            readers[p],
            partnership,
            period or week_period(today),
            book.lines(waits[p]),
            book.lines(late[p]),
            book.happened(p, since[p], found[p], events),
            tuple(meeting_line(m) for m in meetings if p in m.members and m.begins > now),
            _more(waits[p]),
            _more(late[p]),
            found[p].count - len(found[p].cases),
            until,
        )
        for p in persons
    }


def _lists(
    session: Session, partnership_id: int, sitting: Sequence[Sitting], today: date
) -> tuple[dict[int, Pile], dict[int, Pile]]:
    """What waits, and what is late; a case stands in one of the two."""
    definitions = [definition for _number, definition in versions.in_use(session)]
    found = []
    for rules, first, last in (
        (waits_for.waits(definitions), today, NEVER),
        (waits_for.late(definitions), date.min, today - timedelta(days=1)),
    ):
        mixed = waits_for.mixed(rules, definitions)
        found.append(
            case_lists.piles(session, partnership_id, rules, mixed, sitting, first, last, today)
        )
    return found[0], found[1]


def _sitting(person: int, seats: Sequence[Seat]) -> Sitting:
    acting = [seat for seat in seats if seat.acts]
    return Sitting(person, _bodies(acting), frozenset(seat.kind for seat in acting))


def _bodies(seats: Iterable[Seat]) -> frozenset[int]:
    return frozenset(seat.body_id for seat in seats)


def _since(
    session: Session, partnership_id: int, persons: Sequence[int], now: datetime, until: int
) -> dict[int, int]:
    """After which event each person's digest begins: the last that was told, for the first
    digest those of the last days."""
    rows = session.rows(_TOLD, {"partnership_id": partnership_id, "persons": persons})
    told: dict[int, int | None] = dict(rows)
    new = [p for p in persons if told.get(p) is None]
    floor = news.first_since(session, now - FIRST, until) if new else until
    added = session.rows(_ADDED, {"persons": new, "since": now - FIRST}) if new else []
    late = {person: until if first is None else first - 1 for person, first in added}
    return {p: last if (last := told.get(p)) is not None else late.get(p, floor) for p in persons}


def _more(pile: Pile) -> int:
    return pile.total - len(pile.lines)


class _Book:
    """The cases that are shown to anybody; a line is made once, however many read it."""

    def __init__(self, session: Session, cases: Mapping[int, Case], today: date) -> None:
        self._cases, self._today = cases, today
        self._definitions = {c.id: versions.by_id(session, c.definition_id) for c in cases.values()}
        self._lines: dict[int, CaseLine] = {}
        self._happened: dict[tuple[int, int, int], HappenedLine] = {}

    def lines(self, pile: Pile) -> tuple[CaseLine, ...]:
        return tuple(self._line(line.case_id) for line in pile.lines)

    def _line(self, case_id: int) -> CaseLine:
        if case_id not in self._lines:
            self._lines[case_id] = case_lines.line(
                self._definitions[case_id], self._cases[case_id], (), self._today
            )
        return self._lines[case_id]

    def happened(
        self, person: int, since: int, found: Found, events: Mapping[int, Sequence[Event]]
    ) -> tuple[HappenedLine, ...]:
        """One line for each case, however often it changed."""
        return tuple(
            self._happening(case, [e for e in events[case] if e.id > since and e.by != person])
            for case in found.cases
        )

    def _happening(self, case_id: int, events: Sequence[Event]) -> HappenedLine:
        key = (case_id, len(events), events[-1].id)
        if key not in self._happened:
            case, definition, last = self._cases[case_id], self._definitions[case_id], events[-1]
            said = case_lines.happened(
                definition, last.kind, last.from_state, last.action, last.to_state
            )
            self._happened[key] = HappenedLine(
                case.ref,
                case_lines.called(definition, case),
                len(events),
                said,
                last.at,
                case_lines.link_path(case.ref),
            )
        return self._happened[key]
