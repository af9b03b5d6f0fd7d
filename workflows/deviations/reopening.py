"""Guards of a step that somebody may take once, and within a set time, as to say that an answer did
not help."""

from __future__ import annotations

from datetime import timedelta

from engine.cases.events import events_of, standing
from engine.cases.guards import Answer, Question, guard
from engine.days.calendar import local_day
from engine.errors import WayOut
from engine.language.sentences import _

DAYS = "28"


@guard("once")
def once(question: Question) -> Answer:
    """The step has not been taken before in this case, but for what was taken back."""
    steps = standing(events_of(question.session, question.case.id))
    if all(step.action != question.action.name for step in steps):
        return None
    sentence = _("“{action}” is possible once, and was done before.", action=question.action.label)
    return question.unmet(sentence, WayOut.WRITE_MORE)


@guard("within_time", "days", "after")
def within_time(question: Question) -> Answer:
    """No more than so many days have gone by since the step `after` was last taken."""
    steps = standing(events_of(question.session, question.case.id))
    after = [step.at for step in steps if step.action == question.params.get("after")]
    if not after:
        return None
    last = local_day(after[-1]) + timedelta(days=int(question.params.get("days", DAYS)))
    if question.on <= last:
        return None
    sentence = _("“{action}” was possible until {day}.", action=question.action.label, day=last)
    return question.unmet(sentence, WayOut.WRITE_MORE)
