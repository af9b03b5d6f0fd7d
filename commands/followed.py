"""What whoever reported reads behind her receipt, line by line: the same as on her page."""

from __future__ import annotations

from collections.abc import Iterator

from commands.face import Face
from engine.language.sentences import _
from workflows.views.reporter_view import Reported


def followed(face: Face, told: Reported) -> Iterator[object]:
    """Where the report stands, what can be done, what stands in it, what happened and was written,
    and who has read it."""
    yield from _standing(face, told)
    yield from (f"{_asked(face.say(each.label))} {each.words}" for each in told.fields)
    for measure in told.measures:
        yield _("A measure came of it: “{state}”, since {at}.", state=measure.done, at=measure.at)
    yield from _happened(face, told)
    yield from _written(face, told)
    if told.readings:
        yield _("Read by:")
        yield from (f"{face.say(r.when)}: {face.say(r.who)}" for r in told.readings_by_day)


def _standing(face: Face, told: Reported) -> Iterator[object]:
    """Where it stands, what is due, and what can be done until when."""
    yield f"{told.ref}: {face.say(told.state.label)}. {face.say(told.state.meaning)}"
    if told.anew:
        yield f"{face.say(told.anew)} `samsak deviation report`"
    yield from filter(None, [told.answered_before])
    yield from told.due
    for form in told.forms:
        if last := told.until.get(form.action.name):
            yield _("“{action}” is possible until {day}.", action=form.action.label, day=last)


def _happened(face: Face, told: Reported) -> Iterator[object]:
    if told.happened:
        yield _("What happened:")
        yield from (f"{face.say(each.at)}: {face.say(each.done)}" for each in told.happened)


def _written(face: Face, told: Reported) -> Iterator[object]:
    """The conversation."""
    for each in told.conversation:
        sent = f"{face.say(each.role)}, {face.say(each.at)}. {face.say(each.called)}"
        yield f"{sent}: {each.words}" if each.words else f"{sent}."
        yield from filter(None, [each.no_longer])


def _asked(label: str) -> str:
    """A question stays one; after anything else comes a colon."""
    return label if label.endswith("?") else f"{label}:"
