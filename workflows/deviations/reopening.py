"""Guards of a step that somebody may take once, and within a set time, as to say that an answer did
not help; and of one that waits until a time limit is over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from engine.cases.due_index import deadlines_of
from engine.cases.events import Event, events_of, standing
from engine.cases.guards import Answer, Question, guard
from engine.days.calendar import local_day
from engine.definitions.model import Action
from engine.errors import WayOut
from engine.language.sentences import _

DAYS, WITHIN_TIME = "28", "within_time"


@guard("once")
def once(question: Question) -> Answer:
    """The step has not been taken before in this case, but for what was taken back."""
    steps = standing(events_of(question.session, question.case.id))
    if all(step.action != question.action.name for step in steps):
        return None
    sentence = _("“{action}” is possible once, and was done before.", action=question.action.label)
    return question.unmet(sentence, WayOut.WRITE_MORE)


def last_day_of(action: Action, events: Iterable[Event]) -> date | None:
    """The last day on which an action can be taken, where its time is bounded and runs."""
    uses = (use for use in action.guards if use.name == WITHIN_TIME)
    return next((_last_day(standing(events), use.params) for use in uses), None)


def _last_day(steps: Iterable[Event], params: Mapping[str, str]) -> date | None:
    after = [step.at for step in steps if step.action == params.get("after")]
    return local_day(after[-1]) + timedelta(days=int(params.get("days", DAYS))) if after else None


@guard(WITHIN_TIME, "days", "after")
def within_time(question: Question) -> Answer:
    """No more than so many days have gone by since the step `after` was last taken."""
    steps = standing(events_of(question.session, question.case.id))
    last = _last_day(steps, question.params)
    if last is None or question.on <= last:
        return None
    sentence = _("“{action}” was possible until {day}.", action=question.action.label, day=last)
    return question.unmet(sentence, WayOut.WRITE_MORE)


@guard("time_over", "deadline")
def time_over(question: Question) -> Answer:
    """The deadline of that name does not run for the case, or its last day has gone by."""
    name = question.params.get("deadline")
    found = deadlines_of(question.session, question.definition, question.case)
    last = next((each.on for each in found if each.deadline.name == name), None)
    if last is None or question.on > last:
        return None
    sentence = _(
        "“{action}” is possible after {day}; until then a reply is waited for.",
        action=question.action.label,
        day=last,
    )
    return question.unmet(sentence)
