"""The deadlines that run for a case, each with how it was reckoned: from which day, how long, where
its clock stood still, and that it was put off from a day on which nobody works."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from engine.cases.deadlines import Reckoned, reckoned
from engine.cases.due_index import deadlines_of
from engine.definitions.lengths import Length, Unit
from engine.language.sentences import Label, Sentence, _, n_
from engine.people.closed_days import calendar
from workflows.views.case_view import View


class ShownDeadline(NamedTuple):
    """A deadline as it is shown: its name, its day, and why it is that day."""

    label: Label
    on: date
    late: bool
    reasons: tuple[Sentence, ...]


def shown_deadlines(view: View) -> list[ShownDeadline]:
    """The deadlines that run for the case, nearest first."""
    days = calendar(view.session, view.case.partnership_id)
    found = deadlines_of(view.session, view.definition, view.case)
    told = [reckoned(due, view.case.fields, view.events, days) for due in found]
    return [
        ShownDeadline(each.deadline.label, each.on, each.on < view.on, tuple(_reasons(view, each)))
        for each in told
    ]


def _reasons(view: View, each: Reckoned) -> Iterator[Sentence]:
    if each.started is None:
        given = view.case.fields.get(each.deadline.day or "")
        yield _("The day that was given.") if given else _("The last day of the last year.")
        return
    length = _length(each.deadline.length)
    yield _("Counted from {day}: {length}.", day=each.started, length=length)
    for pause in each.pauses:
        state = view.definition.states[pause.state].label
        yield _(
            "The clock stood still from {first} to {last} ({state}).",
            first=pause.first,
            last=pause.last,
            state=state,
        )
    if each.on != each.counted:
        yield _("Put off from {day}, on which nobody works.", day=each.counted)


def _length(length: Length) -> Sentence:
    match length.unit:
        case Unit.WORKING_DAYS:
            return n_("one working day", "{n} working days", length.count)
        case Unit.WEEKS:
            return n_("one week", "{n} weeks", length.count)
        case _:
            return n_("one day", "{n} days", length.count)
