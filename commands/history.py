"""What happened to a case, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from commands.face import Face
from commands.typed_values import typed
from engine.definitions import wording
from engine.definitions.model import Definition
from engine.language.sentences import _


def told(face: Face, definition: Definition, events: Iterable[dict[str, Any]]) -> Iterator[str]:
    """The events of a case, a line each, with what was said."""
    for event in events:
        when = typed(datetime.fromisoformat(event["at"]))
        state = face.say(definition.states[event["to"]].label)
        done = f"{_done(face, definition, event)} → {state}"
        yield f"  {event['seq']}. {when}  {done}  ({_who(face, event)})"
        for name in ("comment", "reason"):
            if event.get(name):
                yield f"       {event[name]}"


def _done(face: Face, definition: Definition, event: dict[str, Any]) -> str:
    done = wording.done(definition, event["from"], event["action"])
    taken_back = event["kind"] == "corrected"
    return face.say(_("undone: {action}", action=done) if taken_back else done)


def _who(face: Face, event: dict[str, Any]) -> str:
    who = event["by"] or "–"
    if not event["on_behalf_of"]:
        return str(who)
    other = event["on_behalf_of"]
    return face.say(_("{name} on behalf of {other}", name=who, other=other))
