"""Due dates, folded from a case's definition, its events and the closed days; nothing here reads
or writes a database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from engine.cases.events import Event, standing
from engine.days.calendar import Calendar, local_day
from engine.definitions.lengths import Length, Unit
from engine.definitions.model import Deadline, Definition


class Moment(NamedTuple):
    """A day on which a deadline has something to say.

    `name` tells the moments of one deadline apart.
    """

    day: date
    name: str
    roles: tuple[str, ...]
    escalation: bool


@dataclass(frozen=True)
class Due:
    """A running deadline: the day it is due, and the moments around it in order of time."""

    deadline: Deadline
    on: date
    moments: tuple[Moment, ...]


class Span(NamedTuple):
    """A stretch of days that a case spent in a state, to which it was led by `action`; `last` is
    None while it is still there."""

    state: str
    first: date
    last: date | None
    action: str = ""


class Reckoned(NamedTuple):
    """How a running deadline was reckoned: from which day (None where its day is given, by a field
    or by years), the stretches in which its clock stood still, and the day on which it ends, which
    may be put off from `counted` as nobody works then."""

    deadline: Deadline
    started: date | None
    pauses: tuple[Span, ...]
    counted: date
    on: date


def reckoned(
    due: Due, fields: Mapping[str, Any], events: Iterable[Event], calendar: Calendar
) -> Reckoned:
    """How one of the deadlines that `running` answers came to its day."""
    return _reckoned(due, fields, _spans(events), calendar)


def reckoned_of(
    definition: Definition,
    deadline: Deadline,
    fields: Mapping[str, Any],
    events: Iterable[Event],
    calendar: Calendar,
) -> Reckoned | None:
    """How one deadline of a case with these fields and events came to its day, whether it runs or
    has ended; None where it has not begun."""
    spans = _spans(events)
    due = _due(definition, deadline, fields, spans, calendar)
    return None if due is None else _reckoned(due, fields, spans, calendar)


def _reckoned(
    due: Due, fields: Mapping[str, Any], spans: Sequence[Span], calendar: Calendar
) -> Reckoned:
    deadline, started = due.deadline, None
    if deadline.length.unit is not Unit.END_OF_YEAR and not fields.get(deadline.day or ""):
        started = _start(deadline, fields, spans)
    return Reckoned(
        deadline=deadline,
        started=started,
        pauses=tuple(_pauses(deadline, started, spans)) if started else (),
        counted=_end(deadline, started, spans, calendar) if started else due.on,
        on=due.on,
    )


def running(
    definition: Definition,
    state: str,
    fields: Mapping[str, Any],
    events: Iterable[Event],
    calendar: Calendar,
) -> list[Due]:
    """The deadlines that run for a case which stands in this state with these fields, nearest
    first."""
    live = [d for d in definition.deadlines.values() if runs(definition, d, state, fields)]
    if not live:
        return []
    spans = _spans(events) if needs_history(definition) else []
    return _nearest_first(definition, live, fields, spans, calendar)


def running_once_opened(
    definition: Definition, opened: date, fields: Mapping[str, Any], calendar: Calendar
) -> list[Due]:
    """The deadlines that would run for a case which is opened on that day with these fields,
    nearest first."""
    state = definition.initial
    live = [d for d in definition.deadlines.values() if runs(definition, d, state, fields)]
    return _nearest_first(definition, live, fields, [Span(state, opened, None)], calendar)


def _nearest_first(
    definition: Definition,
    live: Iterable[Deadline],
    fields: Mapping[str, Any],
    spans: Sequence[Span],
    calendar: Calendar,
) -> list[Due]:
    found = [due for d in live if (due := _due(definition, d, fields, spans, calendar)) is not None]
    return sorted(found, key=lambda due: due.on)


def standing_still(definition: Definition, state: str, fields: Mapping[str, Any]) -> list[Deadline]:
    """The deadlines whose clock stands still while a case stands in this state with these
    fields."""
    still = [d for d in definition.deadlines.values() if state in d.stops_in]
    ended = (d.name for d in still if d.ends_with and fields.get(d.ends_with))
    over = {*ended, *(d.name for d in still if _is_idle(d, fields))}
    return [d for d in still if d.name not in over]


@lru_cache(maxsize=256)
def needs_history(definition: Definition) -> bool:
    """Whether one of its deadlines cannot be told from the fields alone."""
    deadlines = definition.deadlines.values()
    return any(deadline.length.unit is not Unit.END_OF_YEAR for deadline in deadlines)


@lru_cache(maxsize=256)
def depends_on(definition: Definition) -> frozenset[str]:
    """The fields that a deadline of this workflow starts with, ends with or is counted from."""
    deadlines = definition.deadlines.values()
    named = {name for d in deadlines for name in (d.field, d.day, d.ends_with, d.length.field)}
    named |= {d.runs_with for d in deadlines}
    return frozenset(name for name in named if name)


@lru_cache(maxsize=256)
def started_by(definition: Definition) -> frozenset[str]:
    """The actions that start a deadline of this workflow, for the first time or again."""
    deadlines = definition.deadlines.values()
    return frozenset(n for d in deadlines for n in (*d.starts_with, *d.starts_again_with))


def runs(definition: Definition, deadline: Deadline, state: str, fields: Mapping[str, Any]) -> bool:
    """Whether a deadline that has begun would run as the case stands."""
    stopped = state in deadline.stops_in or state in deadline.ends or state in definition.final
    over = deadline.ends_with and fields.get(deadline.ends_with)
    return not stopped and not over and not _is_idle(deadline, fields)


def _is_idle(deadline: Deadline, fields: Mapping[str, Any]) -> bool:
    """Whether nobody stands in the field with which it runs."""
    return bool(deadline.runs_with) and not fields.get(deadline.runs_with or "")


def _spans(events: Iterable[Event]) -> list[Span]:
    steps = standing(events)
    days = [local_day(event.at) for event in steps]
    return [
        Span(event.to_state, day, after, event.action)
        for event, day, after in zip(steps, days, [*days[1:], None], strict=True)
    ]


def _due(
    definition: Definition,
    deadline: Deadline,
    fields: Mapping[str, Any],
    spans: Sequence[Span],
    calendar: Calendar,
) -> Due | None:
    on = _last_day(deadline, fields, spans, calendar)
    if on is not None and deadline.ends_on_working_day:
        on = calendar.next_working(on)
    return None if on is None else _due_on(definition, deadline.name, on, calendar)


def _last_day(
    deadline: Deadline, fields: Mapping[str, Any], spans: Sequence[Span], calendar: Calendar
) -> date | None:
    """The day that a field gives, the end of the last year, or the length from its start."""
    if given := fields.get(deadline.day or ""):
        return date.fromisoformat(given)
    if deadline.length.unit is Unit.END_OF_YEAR:
        years = fields.get(deadline.length.field or "")
        return date(max(years), 12, 31) if years else None
    started = _start(deadline, fields, spans)
    return None if started is None else _end(deadline, started, spans, calendar)


@lru_cache(maxsize=4096)
def _due_on(definition: Definition, name: str, on: date, calendar: Calendar) -> Due:
    """A deadline that is due on that day, with its moments; remembered, because many cases share
    few days."""
    deadline = definition.deadlines[name]
    return Due(deadline, on, _moments(deadline, on, calendar))


def _start(deadline: Deadline, fields: Mapping[str, Any], spans: Sequence[Span]) -> date | None:
    again = [span.first for span in spans if span.action in deadline.starts_again_with]
    if again:
        return again[-1]
    given = fields.get(deadline.field) if deadline.field else None
    if given:
        return date.fromisoformat(given)
    begun = [span.first for span in spans if span.action in deadline.starts_with]
    if begun:
        return begun[0]
    before = [None, *spans]
    entered = [
        span.first
        for last, span in zip(before, spans, strict=False)
        if span.state in deadline.starts and (last is None or last.state not in deadline.starts)
    ]
    return (entered[-1] if deadline.starts_anew else entered[0]) if entered else None


def _end(deadline: Deadline, started: date, spans: Sequence[Span], calendar: Calendar) -> date:
    """The last day: the length from the start, and the time in which the clock stood still on
    top of it."""
    stops = _pauses(deadline, started, spans)
    if deadline.length.unit is Unit.WORKING_DAYS:
        still = sum(calendar.between(max(s.first, started), s.last) for s in stops if s.last)
        return calendar.add(started, deadline.length.count + still)
    days = deadline.length.count * (7 if deadline.length.unit is Unit.WEEKS else 1)
    still = sum((s.last - max(s.first, started)).days for s in stops if s.last)
    return started + timedelta(days=days + still)


def _pauses(deadline: Deadline, started: date, spans: Sequence[Span]) -> list[Span]:
    """The stretches since its start in which the clock of a deadline stood still."""
    return [
        s for s in spans if s.state in deadline.stops_in and s.last is not None and s.last > started
    ]


def _moments(deadline: Deadline, on: date, calendar: Calendar) -> tuple[Moment, ...]:
    warnings = [
        Moment(
            _away(on, length, calendar, -1),
            f"warn-{length.count}-{length.unit}",
            deadline.to,
            False,
        )
        for length in deadline.warn
    ]
    escalations = [
        Moment(
            _away(on, each.after, calendar, 1),
            f"late-{each.after.count}-{each.after.unit}",
            each.to,
            True,
        )
        for each in deadline.escalate
    ]
    return tuple(sorted([*warnings, *escalations]))


def _away(on: date, length: Length, calendar: Calendar, sign: int) -> date:
    """The day that lies so far from the due day; never one that is not a working day."""
    if length.unit is Unit.WORKING_DAYS:
        if length.count == 0:
            return calendar.previous_working(on)
        return calendar.add(on, sign * length.count)
    day = on + sign * timedelta(days=length.count * (7 if length.unit is Unit.WEEKS else 1))
    return calendar.previous_working(day) if sign < 0 else calendar.next_working(day)
