"""What happened to a case, in words: its steps and what they changed, and what councils made of
it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from commands.case_fields import in_words
from commands.face import Face
from commands.typed_values import typed
from engine.days.calendar import local_day
from engine.definitions import wording
from engine.language.sentences import _
from workflows.councils.agenda import OUTCOMES, Outcome
from workflows.views.case_view import View

Told = Mapping[str, Any]


def told(
    face: Face, view: View, events: Iterable[Told], decisions: Iterable[Told]
) -> Iterator[str]:
    """The events of a case with what was said and changed, and before what followed from it what a
    council made of the case that day."""
    names, waiting = view.body_names(), list(decisions)
    for event in events:
        moment = datetime.fromisoformat(event["at"])
        while waiting and waiting[0]["day"] <= local_day(moment).isoformat():
            yield _decided(face, names, waiting.pop(0))
        state = face.say(view.definition.states[event["to"]].label)
        done = f"{_done(face, view, event)} → {state}"
        yield f"  {event['seq']}. {typed(moment)}  {done}  ({_who(face, event)})"
        yield from (f"       {line}" for line in _more(face, view, names, event))
    yield from (_decided(face, names, each) for each in waiting)


def _decided(face: Face, names: Mapping[str, str], decision: Told) -> str:
    """What a meeting made of the case: the bodies, the day, the outcome, the number."""
    said = _(
        "{day}: {bodies}, meeting {meeting}: {outcome}",
        day=date.fromisoformat(decision["day"]),
        bodies=[names.get(key, key) for key in decision["bodies"]],
        meeting=decision["meeting"],
        outcome=OUTCOMES[Outcome(decision["outcome"])],
    )
    number = f" ({decision['case_number']})" if decision["case_number"] else ""
    return f"  • {face.say(said)}{number}"


def _more(face: Face, view: View, names: Mapping[str, str], event: Told) -> Iterator[str]:
    """What a step changed, each field from what it was, and what was said with it."""
    changes = event["changes"] if event["from"] else {}
    for name, field in view.definition.fields.items():
        if name not in changes:
            continue
        was, now = (
            "–" if value in (None, []) else in_words(field, value, names, face.language)
            for value in changes[name]
        )
        yield f"{face.say(field.label)}: {' '.join(was.split())} → {' '.join(now.split())}"
    yield from (event[name] for name in ("comment", "reason") if event.get(name))


def _done(face: Face, view: View, event: Told) -> str:
    done = wording.done(view.definition, event["from"], event["action"])
    taken_back = event["kind"] == "corrected"
    return face.say(_("undone: {action}", action=done) if taken_back else done)


def _who(face: Face, event: Told) -> str:
    who = event["by"] or "–"
    if not event["on_behalf_of"]:
        return str(who)
    other = event["on_behalf_of"]
    return face.say(_("{name} on behalf of {other}", name=who, other=other))
