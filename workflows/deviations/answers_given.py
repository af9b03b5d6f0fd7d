"""Every answer that whoever reported could read, in her own case and in that in which the same was
reported before: each with the time until which it applied."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from engine.cases.events import Event, events_of, standing
from engine.cases.records import Case, case_of_ref
from engine.definitions import machine, versions
from engine.definitions.model import Definition
from engine.storage.session import Session
from workflows.deviations.answers import ANSWER

ORIGINAL = "original"


class AnswerGiven(NamedTuple):
    """An answer: the step that gave it, since when she could read it, until when it applied; None
    where it still does."""

    event: Event
    words: str
    since: datetime
    until: datetime | None = None


def answers_given(
    session: Session, definition: Definition, case: Case, events: Iterable[Event]
) -> list[AnswerGiven]:
    """Those of the case and of its originals, in the order in which they could be read; of those
    that were taken back, none. At most one of them still applies: that of the last original."""
    known = list(events)
    found = [*_given(definition, known), *_of_originals(session, case, known)]
    last = max((n for n, each in enumerate(found) if each.until is None), default=0)
    replaced = [
        each if each.until or n == last else each._replace(until=found[last].since)
        for n, each in enumerate(found)
    ]
    return sorted(replaced, key=lambda each: each.since)


def _of_originals(session: Session, case: Case, events: list[Event]) -> Iterator[AnswerGiven]:
    """Those that applied while she was told of them: since the same was found to be reported."""
    since = events[0].at
    while original := case_of_ref(session, case.fields.get(ORIGINAL) or ""):
        pointed = [e.at for e in standing(events) if ORIGINAL in e.parts.get("changes", {})]
        since = max(since, *pointed)
        case, events = original, events_of(session, original.id)
        for each in _given(versions.by_id(session, case.definition_id), events):
            if each.until is None or each.until > since:
                yield each._replace(since=max(each.since, since))


def _given(definition: Definition, events: Iterable[Event]) -> list[AnswerGiven]:
    """The answers of a case, each until there was another one, or none."""
    found: list[AnswerGiven] = []
    words = ""
    for event in standing(events):
        changes = event.parts.get("changes", {})
        action = machine.action(definition, event.from_state or "", event.action)
        if ANSWER not in changes and not (action and ANSWER in action.needs):
            continue
        words = str(changes.get(ANSWER, (None, words))[1] or "")
        if found and found[-1].until is None:
            found[-1] = found[-1]._replace(until=event.at)
        if words:
            found.append(AnswerGiven(event, words, event.at))
    return found
