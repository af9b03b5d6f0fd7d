"""The deadlines that run for a case, each with how it was reckoned: from which day, how long, where
its clock stood still, and that it was put off from a day on which nobody works; and what is to be
done by then."""

from __future__ import annotations

from collections.abc import Container, Iterator
from datetime import date
from typing import NamedTuple

from engine.cases.deadlines import Reckoned, reckoned, running_once_opened
from engine.definitions.lengths import Length, Unit
from engine.definitions.model import Definition
from engine.definitions.wording import said_due
from engine.language.sentences import Label, Sentence, _, n_
from engine.people.closed_days import calendar
from engine.storage.session import Session
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
    told = [reckoned(due, view.case.fields, view.events, days) for due in view.deadlines]
    return [
        ShownDeadline(each.deadline.label, each.on, each.on < view.on, tuple(_reasons(view, each)))
        for each in told
    ]


def due_sentences(view: View, hidden: Container[str] = ()) -> list[Sentence]:
    """What is to be done in the case by when, or was, in the words of its definition; without
    these deadlines."""
    told = [due for due in view.deadlines if due.deadline.name not in hidden]
    return [said_due(view.definition, each.deadline.name, each.on, view.on) for each in told]


def due_once_opened(
    session: Session, definition: Definition, partnership_id: int, on: date
) -> list[Sentence]:
    """The same of a case that is opened on that day, with nothing else known of it."""
    found = running_once_opened(definition, on, {}, calendar(session, partnership_id))
    return [said_due(definition, due.deadline.name, due.on, on) for due in found]


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
