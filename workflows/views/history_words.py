"""What happened to a case, in words: its steps and what they changed, and what councils made of it,
in the order in which it happened."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from engine.days.calendar import local_day
from engine.definitions import machine, wording
from engine.definitions.model import Definition
from engine.language.sentences import Label, Sentence, _
from engine.people.actors import actor_words
from workflows.councils.agenda import OUTCOMES, Outcome
from workflows.views.case_view import View
from workflows.views.field_words import in_words, meeting_of

Told = Mapping[str, Any]


class Change(NamedTuple):
    """A field that a step changed: what stood there, and what stands there since; where that is a
    meeting, its number."""

    label: Label
    was: str
    now: str
    meeting: int | None = None


class StepTold(NamedTuple):
    """A step: when it took effect, what was done, the state it led to, by whom, what it changed and
    what was said with it."""

    seq: int
    at: datetime
    done: Sentence | Label
    state: Label
    who: Sentence | str
    changes: tuple[Change, ...]
    words: tuple[str, ...]


class DecisionTold(NamedTuple):
    """What a council made of the case: which bodies, in which meeting, under which number."""

    said: Sentence
    meeting: int
    case_number: str


def told(
    view: View,
    events: Iterable[Told],
    decisions: Iterable[Told],
    meetings: Mapping[int, object] = {},
) -> Iterator[StepTold | DecisionTold]:
    """The events of a case, and before what followed from it what a council made of the case that
    day; `meetings` as they are called."""
    names, waiting = view.body_names(), list(decisions)
    for event in events:
        moment = datetime.fromisoformat(event["at"])
        while waiting and waiting[0]["day"] <= local_day(moment).isoformat():
            yield _decided(names, waiting.pop(0))
        yield StepTold(
            seq=event["seq"],
            at=moment,
            done=_done(view, event),
            state=view.definition.states[event["to"]].label,
            who=_who(view.definition, event),
            changes=tuple(_changes(view, names, event, meetings)),
            words=tuple(event[name] for name in ("comment", "reason") if event.get(name)),
        )
    yield from (_decided(names, each) for each in waiting)


def _decided(names: Mapping[str, str], decision: Told) -> DecisionTold:
    values = {
        "day": date.fromisoformat(decision["day"]),
        "bodies": [names.get(key, key) for key in decision["bodies"]],
        "meeting": decision["meeting"],
        "item": decision["item"],
        "outcome": OUTCOMES[Outcome(decision["outcome"])],
    }
    if decision["report"]:
        said = _(
            "{day}: {bodies}, meeting {meeting}, item {item} (the working group’s report):"
            " {outcome}",
            **values,
        )
    else:
        said = _("{day}: {bodies}, meeting {meeting}, item {item}: {outcome}", **values)
    return DecisionTold(said, decision["meeting"], decision["case_number"] or "")


def _changes(
    view: View, names: Mapping[str, str], event: Told, meetings: Mapping[int, object]
) -> Iterator[Change]:
    changes = event["changes"] if event["from"] else {}
    for name, field in view.definition.fields.items():
        if name in changes:
            was, now = (
                "–"
                if value in (None, [])
                else in_words(field, value, names, view.language, meetings)
                for value in changes[name]
            )
            number = meeting_of(meetings, field, changes[name][1])
            yield Change(field.label, was.strip(), now.strip(), number)


def _done(view: View, event: Told) -> Sentence | Label:
    done = wording.done(view.definition, event["from"], event["action"])
    return _("undone: {action}", action=done) if event["kind"] == "corrected" else done


def _who(definition: Definition, event: Told) -> Sentence | str:
    if not event["by"] and _of_reporter(definition, event):
        return _("the reporter")
    return actor_words(str(event["by"] or "–"), event["on_behalf_of"])


def _of_reporter(definition: Definition, event: Told) -> bool:
    """Whether a step by nobody who is named is one of whoever opened the case."""
    opening = definition.opening
    if event["from"] is None:
        return opening.public
    action = machine.action(definition, event["from"], event["action"])
    return action is not None and opening.person in action.who
