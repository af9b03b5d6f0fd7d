"""The deviations that a report to the council counts, with what it counts them by: read in one
pass, and nothing of who reported among it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, FromClause, bindparam, case, func, or_, select, true

from engine.cases.deadlines import reckoned_of, running_once_opened
from engine.cases.events import (
    CORRECTED,
    Event,
    event_table,
    events_of_cases,
    standing,
)
from engine.cases.records import case_link, case_table
from engine.days.calendar import Calendar, local_day
from engine.definitions import versions
from engine.definitions.model import Deadline, Definition
from engine.people.closed_days import calendar
from engine.storage.columns import any_of
from engine.storage.many_rows import many_rows, read_many
from engine.storage.session import Session
from engine.storage.statements import Row, Statement
from workflows.councils.reporting import reporting_action
from workflows.deviations.answers import ANSWER, BEHIND, PROPOSES, SUPERSEDED

WORKFLOW = "deviation"
GIVEN_UP = ("declined", "withdrawn")  # states of a measure that comes to nothing

_counted = (
    case_table.c.partnership_id == bindparam("partnership_id"),
    case_table.c.workflow == WORKFLOW,
    any_of(case_table.c.state, "states"),
)
_answers = any_of(event_table.c.action, "answers")
_begins = any_of(event_table.c.action, "begins")
_enters_end = any_of(event_table.c.to_state, "ends")
_irregular = or_(event_table.c.kind == CORRECTED, any_of(event_table.c.to_state, "stops"))
_moments = (
    func.min(case((_answers, event_table.c.at))).label("answered"),
    func.min(case((_enters_end, event_table.c.at))).label("handled"),
    func.min(case((_begins, event_table.c.at))).label("begun"),
    func.max(case((_irregular, 1), else_=0)).label("irregular"),
)
_of_case = event_table.c.case_id == case_table.c.id


def _with_moments(moments: FromClause, on: ColumnElement[bool]) -> Statement:
    """One query for the cases and their moments, so that a case that is learnt meanwhile is read
    with them or not at all."""
    known = (case_table.c[name] for name in ("id", "definition_id", "fields", "opened_at"))
    told = (moments.c[each.name] for each in _moments)
    return Statement(select(*known, *told).join(moments, on).where(*_counted))


_grouped = (
    select(event_table.c.case_id, *_moments)
    .join(case_table, _of_case)
    .where(*_counted)
    .group_by(event_table.c.case_id)
    .subquery()
)
_CASES_SQLITE = _with_moments(_grouped, _grouped.c.case_id == case_table.c.id)
# PostgreSQL would go through all events that there are, if it was not told to go case by case.
_CASES = _with_moments(select(*_moments).where(_of_case).lateral(), true())
_measure = case_table.alias()
_LINKED = Statement(
    select(case_link.c.case_id, _measure.c.id, _measure.c.state)
    .join(case_table, case_table.c.id == case_link.c.case_id)
    .join(_measure, _measure.c.id == case_link.c.to_id)
    .where(case_link.c.link == PROPOSES, *_counted)
    .union(
        select(case_link.c.to_id, _measure.c.id, _measure.c.state)
        .join(case_table, case_table.c.id == case_link.c.to_id)
        .join(_measure, _measure.c.id == case_link.c.case_id)
        .where(case_link.c.link == BEHIND, *_counted)
    )
)
_SUCCESSORS = Statement(
    select(case_link.c.case_id, _measure.c.id, _measure.c.state)
    .join(_measure, _measure.c.id == case_link.c.to_id)
    .where(
        case_link.c.link == SUPERSEDED,
        _measure.c.partnership_id == bindparam("partnership_id"),
    )
)


class Counted(NamedTuple):
    """A deviation that a report counts: its own fields, the days of its life, and whether a
    measure came of it. `days` went by until the answer, `in_time` says whether that was within the
    time limit; None where nobody was answered."""

    number: int
    definition: Definition
    fields: Mapping[str, Any]
    opened: date
    handled: date | None
    days: int | None
    in_time: bool | None
    measure: bool


class _Life(NamedTuple):
    """A case as far as its clock asks."""

    number: int
    definition: Definition
    fields: Mapping[str, Any]
    opened: date


class _Moments(NamedTuple):
    """When a case was answered by a step of its own, and handled, and when a step began its clock;
    `irregular` where the clock stood still or a step was taken back, so that its whole history has
    to be read."""

    answered: datetime | None
    handled: datetime | None
    begun: datetime | None = None
    irregular: int = 0


class _Names(NamedTuple):
    """What the steps and states are called that a report asks for, whichever version of the
    workflow a case began with."""

    states: list[str]
    answers: list[str]
    ends: list[str]
    stops: list[str]
    begins: list[str]


def counted_cases(session: Session, partnership_id: int) -> list[Counted]:
    """Every deviation of a partnership that has been learnt from and was not reported yet."""
    asked = {"partnership_id": partnership_id, **_names(session)._asdict()}
    with many_rows():
        return _all_counted(session, asked, calendar(session, partnership_id))


def _all_counted(session: Session, asked: Mapping[str, Any], days: Calendar) -> list[Counted]:
    known = dict(versions.every(session))
    linked = _with_measure(session, asked)
    clock, found, irregular = _Clock(days), [], []
    with read_many(session, _CASES_SQLITE if session.sqlite else _CASES, asked) as rows:
        for life, moments in _lives(rows, known):
            if moments.irregular:
                irregular.append(life)
            else:
                found.append(_counted_as(life, moments, [], clock, linked))
    events = events_of_cases(session, [life.number for life in irregular])
    for life in irregular:
        moments, before = _looked_up(life, events[life.number])
        found.append(_counted_as(life, moments, before, clock, linked))
    return found


def _with_measure(session: Session, asked: Mapping[str, Any]) -> set[int]:
    """The deviations of which a measure came that was not given up, nor what superseded it."""
    pairs = session.rows(_LINKED, asked)
    wanted = {"partnership_id": asked["partnership_id"]}
    found = session.rows(_SUCCESSORS, wanted) if pairs else ()
    successor = {number: (after, state) for number, after, state in found}
    return {number for number, last, state in pairs if not _given_up(last, state, successor)}


def _given_up(last: int, state: str, successor: Mapping[int, tuple[int, str]]) -> bool:
    """Whether a measure comes to nothing, or the last of those that took its place does; they
    lead into no ring, which is refused where they are linked."""
    while last in successor:
        last, state = successor[last]
    return state in GIVEN_UP


def _lives(
    rows: Iterable[Row], known: Mapping[int, Definition]
) -> Iterator[tuple[_Life, _Moments]]:
    for number, begun_with, fields, opened_at, *moments in rows:
        life = _Life(number, known[begun_with], fields, local_day(opened_at))
        yield life, _Moments._make(moments)


def _counted_as(
    life: _Life, moments: _Moments, before: list[Event], clock: _Clock, linked: set[int]
) -> Counted:
    answered = moments.answered or moments.handled
    days, in_time = None, None
    if answered is not None and life.fields.get(ANSWER):
        begun = moments.begun and local_day(moments.begun)
        days, in_time = clock.taken(life, begun, local_day(answered), before)
    handled = moments.handled and local_day(moments.handled)
    return Counted(
        *life, handled=handled, days=days, in_time=in_time, measure=life.number in linked
    )


def _names(session: Session) -> _Names:
    definitions = [each for _n, each in versions.every(session) if each.id == WORKFLOW]
    steps = [step for each in definitions if (step := reporting_action(each))]
    limits = [limit for each in definitions if (limit := answering(each))]
    return _Names(
        states=sorted({state for step in steps for state in step.sources}),
        answers=sorted({a.name for d in definitions for a in d.actions if ANSWER in a.needs}),
        ends=sorted({state for limit in limits for state in limit.ends}),
        stops=sorted({state for limit in limits for state in limit.stops_in}),
        begins=sorted({name for limit in limits for name in limit.starts_with}),
    )


def answering(definition: Definition) -> Deadline | None:
    """The time limit for the answer to whoever reported."""
    return next((each for each in definition.deadlines.values() if each.answers), None)


def _looked_up(life: _Life, events: Iterable[Event]) -> tuple[_Moments, list[Event]]:
    """When a case was answered and handled, what was taken back left out, and its steps before it
    was answered."""
    limit, steps = answering(life.definition), standing(events)
    answers = {action.name for action in life.definition.actions if ANSWER in action.needs}
    ends = limit.ends if limit else ()
    answered = next((step for step in steps if step.action in answers), None)
    handled = next((step for step in steps if step.to_state in ends), None)
    last = answered or handled
    before = [step for step in steps if last and step.seq < last.seq]
    moments = _Moments(answered and answered.at, handled and handled.at)
    return moments, before


class _Clock:
    """Tells how long answers took; remembers the last day of each start, for few days are begun
    on by many cases."""

    def __init__(self, days: Calendar) -> None:
        self.days = days
        self.limits: dict[int, Deadline | None] = {}
        self.known: dict[tuple[int, date], date] = {}

    def taken(
        self, life: _Life, begun: date | None, answered: date, before: list[Event]
    ) -> tuple[int | None, bool | None]:
        """How many days an answer took, and whether it came in time."""
        limit = self._limit(life.definition)
        if limit is None:
            return None, None
        if before:
            return self._with_pauses(life, limit, answered, before)
        given = life.fields.get(limit.field or "")
        by_step = begun if limit.starts_with else None
        started = date.fromisoformat(given) if given else by_step or life.opened
        return (answered - started).days, answered <= self._last_day(life.definition, started)

    def _limit(self, definition: Definition) -> Deadline | None:
        # by its id, for a definition is asked about once for each of its cases
        if id(definition) not in self.limits:
            self.limits[id(definition)] = answering(definition)
        return self.limits[id(definition)]

    def _last_day(self, definition: Definition, started: date) -> date:
        key = (id(definition), started)
        if key not in self.known:
            due = running_once_opened(definition, started, {}, self.days)
            self.known[key] = next(each.on for each in due if each.deadline.answers)
        return self.known[key]

    def _with_pauses(
        self, life: _Life, limit: Deadline, answered: date, before: list[Event]
    ) -> tuple[int, bool]:
        """The same of a case whose clock stood still, or in which a step was taken back."""
        clock = reckoned_of(life.definition, limit, life.fields, before, self.days)
        assert clock is not None, "it began when the case was reported"
        started = clock.started or life.opened
        still = sum((s.last - max(s.first, started)).days for s in clock.pauses if s.last)
        return (answered - started).days - still, answered <= clock.on
