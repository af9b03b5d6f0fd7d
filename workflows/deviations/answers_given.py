"""Every answer that whoever reported could read, in her own case and in that in which the same was
reported before: each with the time until which it applied."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from engine.cases.events import CORRECTED, Event, events_of, standing
from engine.cases.records import Case, case_of_ref
from engine.definitions import machine, versions
from engine.definitions.model import Definition
from engine.storage.session import Session
from workflows.deviations.answers import ANSWER

ORIGINAL = "original"


class AnswerGiven(NamedTuple):
    """An answer: the step that gave it, since when she could read it, until when it applied; None
    where it still does. One that was taken back since has no words any more."""

    event: Event
    words: str
    since: datetime
    until: datetime | None = None
    taken_back: datetime | None = None


def answers_given(
    session: Session, definition: Definition, case: Case, events: Iterable[Event]
) -> list[AnswerGiven]:
    """Those of the case and of its originals, in the order in which they could be read; of those
    that were taken back, the originals' alone. At most one still applies: of the last original."""
    known = list(events)
    originals = list(_of_originals(session, case, known))
    found = [*_given(definition, known), *(each for each in originals if not each.taken_back)]
    last = max((n for n, each in enumerate(found) if each.until is None), default=0)
    replaced = [
        each if each.until or n == last else each._replace(until=found[last].since)
        for n, each in enumerate(found)
    ]
    back = [each for each in originals if each.taken_back]
    return sorted([*replaced, *back], key=lambda each: each.since)


def _of_originals(session: Session, case: Case, events: list[Event]) -> Iterator[AnswerGiven]:
    """Those that applied while she was told of them: since the same was found to be reported."""
    since = events[0].at
    while original := case_of_ref(session, case.fields.get(ORIGINAL) or ""):
        pointed = [e.at for e in standing(events) if ORIGINAL in e.parts.get("changes", {})]
        since = max(since, *pointed)
        case, events = original, events_of(session, original.id)
        definition = versions.by_id(session, case.definition_id)
        for each in (*_given(definition, events), *_taken_back(definition, events)):
            ended = each.until or each.taken_back
            if ended is None or ended > since:
                yield each._replace(since=max(each.since, since))


def _given(definition: Definition, events: Iterable[Event]) -> list[AnswerGiven]:
    """The answers of a case, each until there was another one, or none."""
    found: list[AnswerGiven] = []
    words = ""
    for event in standing(events):
        if not _answers(definition, event):
            continue
        changes = event.parts.get("changes", {})
        words = str(changes.get(ANSWER, (None, words))[1] or "")
        if found and found[-1].until is None:
            found[-1] = found[-1]._replace(until=event.at)
        if words:
            found.append(AnswerGiven(event, words, event.at))
    return found


def _taken_back(definition: Definition, events: Iterable[Event]) -> Iterator[AnswerGiven]:
    """The answers of a case that were taken back, when each was."""
    known = list(events)
    undone = {event.parts["corrects"]: event.at for event in known if event.kind == CORRECTED}
    for event in known:
        said = event.parts.get("changes", {}).get(ANSWER, (None, "as before"))[1]
        if event.seq in undone and said and _answers(definition, event):
            yield AnswerGiven(event, "", event.at, taken_back=undone[event.seq])


def _answers(definition: Definition, event: Event) -> bool:
    """Whether a step gave, changed or removed the answer."""
    action = machine.action(definition, event.from_state or "", event.action)
    asked = action is not None and ANSWER in action.needs
    return asked or ANSWER in event.parts.get("changes", {})
