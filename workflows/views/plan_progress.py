"""How far a plan has come, month by month: how many of its measures stood in which state, told from
their events."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from engine.cases.events import Event, events_of_cases
from engine.days.calendar import local_day
from engine.definitions import versions
from engine.definitions.main_line import main_line
from engine.language.sentences import Label
from engine.people.actors import Actor
from engine.storage.session import Session
from workflows import plans

MOST = 13  # months that are told, the newest last


class Column(NamedTuple):
    """A month: its last day that has been, and how many measures stood in each state then."""

    day: date
    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        """How many there were."""
        return sum(self.counts.values())


class PlanProgress(NamedTuple):
    """The months, and the states that measures stood in, in the order of their lives."""

    columns: tuple[Column, ...]
    states: tuple[tuple[str, Label], ...]


def progress(session: Session, plan_id: str, reader: Actor, on: date) -> PlanProgress:
    """The progress of a plan up to a day, for someone who has a seat in its partnership."""
    plan = plans.visible(session, plan_id, reader, on)
    events = events_of_cases(session, plans.cases_of(session, plan.id))
    columns = tuple(Column(day, _counts(events, day)) for day in _month_ends(events, on))
    _number, definition = versions.newest(session, "measure")
    there = {state for column in columns for state in column.counts}
    order = [*main_line(definition), *definition.states]
    states = [name for name in dict.fromkeys(order) if name in there]
    labels = versions.states(session, "measure")
    return PlanProgress(columns, tuple((name, labels[name]) for name in states))


def _month_ends(events: Mapping[int, Sequence[Event]], on: date) -> Iterator[date]:
    """The last day of each month since the first event, the newest months; at last today."""
    first = min((local_day(each[0].at) for each in events.values() if each), default=on)
    days, day = [on], on.replace(day=1) - timedelta(days=1)
    while day >= first and len(days) < MOST:
        days.append(day)
        day = day.replace(day=1) - timedelta(days=1)
    yield from reversed(days)


def _counts(events: Mapping[int, Sequence[Event]], day: date) -> Counter[str]:
    found: Counter[str] = Counter()
    for of_case in events.values():
        told = [event for event in of_case if local_day(event.at) <= day]
        if told:
            found[told[-1].to_state] += 1
    return found
