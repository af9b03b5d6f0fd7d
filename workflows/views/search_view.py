"""What is found by words, of all that the reader may see: cases, the meetings of a day, and the
people whom she keeps."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from engine.cases.searching import search
from engine.days.calendar import local_day
from engine.days.dates import read_day
from engine.definitions import versions
from engine.language.sentences import Label, Sentence
from engine.people import registry
from engine.people.actors import Actor
from engine.people.registry import Registered
from engine.storage.session import Session
from workflows.councils import meeting_lists
from workflows.councils.meeting_lists import Chosen
from workflows.councils.meetings import Meeting
from workflows.views.case_lists import listed, opened_words

MOST_PEOPLE = 50


class FoundCase(NamedTuple):
    """A case that was found, as a list shows it, with the name of its state, and when it was opened
    where it has no title."""

    shown: dict[str, Any]
    state: Label
    opened: Sentence | None


class AllFound(NamedTuple):
    """Everything that was found."""

    cases: list[FoundCase]
    meetings: list[Meeting]
    people: list[Registered]


def found(session: Session, words: str, reader: Actor, at: datetime, language: str) -> AllFound:
    """What these words find; a day finds its meetings."""
    today = local_day(at)
    cases = []
    for each in search(session, words, reader, today):
        definition = versions.by_id(session, each.case.definition_id)
        shown = listed(session, each, language)
        state, opened = definition.states[each.case.state], opened_words(definition, each.case)
        cases.append(FoundCase(shown, state.label, opened))
    return AllFound(
        cases, _meetings(session, words, reader, at), _people(session, words, reader, at)
    )


def _meetings(session: Session, words: str, reader: Actor, at: datetime) -> list[Meeting]:
    day = read_day(words)
    if day is None:
        return []
    ahead = meeting_lists.every(session, Chosen(since=day), reader, local_day(at))
    return [meeting for meeting in ahead if meeting.day == day]


def _people(session: Session, words: str, reader: Actor, at: datetime) -> list[Registered]:
    wanted = words.casefold().split()
    if not wanted:
        return []
    kept = registry.persons(session, reader, local_day(at))
    called = [
        each
        for each in kept
        if all(word in f"{each.person.name} {each.person.email}".casefold() for word in wanted)
    ]
    return called[:MOST_PEOPLE]
