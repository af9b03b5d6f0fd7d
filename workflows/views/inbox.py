"""The inbox of a workflow: the cases that have not ended, those that wait for the same thing
together, each with its clocks: how long is left, what is late, and which stand still."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from engine.cases.deadlines import Due, standing_still
from engine.cases.due_index import deadlines_of_all
from engine.cases.lists import PAGE, Listed, Wanted, page
from engine.days.calendar import local_day
from engine.definitions import versions
from engine.language.sentences import Label, Sentence, _, n_
from engine.people.actors import Actor
from engine.people.closed_days import calendar
from engine.storage.session import Session
from workflows.views.case_lists import body_names, listed, opened_words


class TimeLimit(NamedTuple):
    """A deadline of a case: what it is called, how long is left of it, and whether it is late."""

    label: Label
    left: Sentence
    late: bool


class InboxCase(NamedTuple):
    """A case in the inbox: as a list shows it, the names of its bodies, its time limits, the
    nearest first, and when it was opened where it has no title."""

    shown: dict[str, Any]
    bodies: list[str]
    limits: tuple[TimeLimit, ...]
    opened: Sentence | None


class InboxPart(NamedTuple):
    """Cases that wait for the same thing: the state they stand in, and what is due next (None
    where nothing is)."""

    state: str
    label: Label
    due: Label | None
    cases: list[InboxCase]


class Inbox(NamedTuple):
    """What has not ended, part by part in the order of the states; `cut` names the states of which
    only the first fifty are shown."""

    parts: list[InboxPart]
    cut: list[str]

    @property
    def cases(self) -> list[InboxCase]:
        """The cases of all parts."""
        return [each for part in self.parts for each in part.cases]


def inbox(
    session: Session,
    workflow: str,
    reader: Actor,
    at: datetime,
    language: str,
    body_id: int | None = None,
) -> Inbox:
    """What of a workflow the reader may see and has not ended, the case that is due next first, all
    or what is tied to one body. As many queries for one case as for fifty."""
    alive = _alive(session, workflow)
    today = local_day(at)
    read = {s: page(session, Wanted(workflow, s, body_id), reader, today) for s in alive}
    shown = _Shown(session, [each for found in read.values() for each in found], at, language)
    parts = [
        InboxPart(state, alive[state], due, [shown.row(each) for each in cases])
        for state, found in read.items()
        for due, cases in shown.grouped(found)
    ]
    return Inbox(parts, [state for state, found in read.items() if len(found) == PAGE])


def _alive(session: Session, workflow: str) -> dict[str, Label]:
    """The states in which a case of some version of the workflow has not ended."""
    found = [each for _number, each in versions.every(session) if each.id == workflow]
    final = set.intersection(*(set(each.final) for each in found)) if found else set()
    named = versions.states(session, workflow)
    return {name: label for name, label in named.items() if name not in final}


class _Shown:
    """All cases that are shown, with what is read of them at once."""

    def __init__(
        self, session: Session, found: Sequence[Listed], at: datetime, language: str
    ) -> None:
        self._session, self._language, self._today = session, language, local_day(at)
        cases = [each.case for each in found]
        partnerships = {case.partnership_id for case in cases}
        self._days = {number: calendar(session, number) for number in partnerships}
        self._named = body_names(session, cases)
        running = deadlines_of_all(session, cases, self._days)
        self._running = {e.case.id: e.hidden.without(running[e.case.id]) for e in found}
        self._definitions = {c.id: versions.by_id(session, c.definition_id) for c in cases}

    def grouped(self, found: Sequence[Listed]) -> Iterator[tuple[Label | None, list[Listed]]]:
        """The cases of one state by what is due next, those that are due first standing first;
        what an older version ended there is left out."""
        parts: dict[str, list[Listed]] = {}
        named: dict[str, Label | None] = {"": None}
        for each in found:
            if each.case.state in self._definitions[each.case.id].final:
                continue
            running = self._running[each.case.id]
            name = running[0].deadline.name if running else ""
            parts.setdefault(name, []).append(each)
            if running:
                named[name] = running[0].deadline.due or running[0].deadline.label
        yield from ((named[name], cases) for name, cases in parts.items())

    def row(self, found: Listed) -> InboxCase:
        """A case with the names of its bodies and its time limits."""
        shown = listed(self._session, found, self._language)
        owner = found.case.partnership_id
        names = [self._named.get((owner, key), key) for key in shown["bodies"]]
        opened = opened_words(self._definitions[found.case.id], found.case)
        return InboxCase(shown, names, self._limits(found), opened)

    def _limits(self, found: Listed) -> tuple[TimeLimit, ...]:
        """Those that run, the nearest first, then those that stand still."""
        case, hidden = found.case, found.hidden.deadlines
        still = standing_still(self._definitions[case.id], case.state, case.fields)
        waits = _("The clock stands still.")
        return (
            *(self._limit(case.partnership_id, due) for due in self._running[case.id]),
            *(
                TimeLimit(each.label, waits, late=False)
                for each in still
                if each.name not in hidden
            ),
        )

    def _limit(self, partnership_id: int, due: Due) -> TimeLimit:
        late = due.on < self._today
        days = abs(self._days[partnership_id].between(self._today, due.on))
        return TimeLimit(due.deadline.label, _left(due.on, days, self._today), late)


def _left(on: date, days: int, today: date) -> Sentence:
    """How long a deadline has left, or is over; `days` are the working days between."""
    if on == today:
        return _("Due today.")
    if not days:
        return _("Late since {day}.", day=on) if on < today else _("Due on {day}.", day=on)
    if on < today:
        return n_(
            "Late since {day}: one working day.",
            "Late since {day}: {n} working days.",
            days,
            day=on,
        )
    return n_(
        "Due on {day}: one working day left.", "Due on {day}: {n} working days left.", days, day=on
    )
