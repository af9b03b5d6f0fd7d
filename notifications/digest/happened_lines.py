"""What happened in cases, each in a line: made once for all who read it in the same words.

Who took a step is named, except where whoever opened the case is protected.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from sqlalchemy import select

from engine.cases.events import Event
from engine.cases.of_others import of_others
from engine.cases.records import Case
from engine.definitions.model import Definition, Field
from engine.language.sentences import Sentence
from engine.people.actors import actor_words
from engine.people.tables import Person
from engine.storage.columns import any_of
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of
from notifications.digest.news import Found
from notifications.letters import acting, case_lines
from notifications.letters.letters import HappenedLine

_person = table_of(Person)
_NAMES = Statement(select(_person.c.id, _person.c.name).where(any_of(_person.c.id, "persons")))


class HappenedLines:
    """The lines of these cases; whoever is nothing to a case but its reporter reads it in the words
    for her."""

    def __init__(
        self,
        session: Session,
        cases: Mapping[int, Case],
        definitions: Mapping[int, Definition],
        events: Mapping[int, Sequence[Event]],
    ) -> None:
        self._cases, self._definitions, self._events = cases, definitions, events
        self._lines: dict[tuple[int, tuple[int, ...], bool], HappenedLine] = {}
        told = [event for each in events.values() for event in each]
        acted = {number for event in told for number in (event.by, event.behalf_of) if number}
        self._names: dict[int | None, str] = dict(session.rows(_NAMES, {"persons": sorted(acted)}))

    def news(self, person: int, since: int, found: Found) -> dict[str, Any]:
        """One line for each case, however often it changed, and how many more there are."""
        told = {case: self._new(case, person, since, found.roles[case]) for case in found.cases}
        lines = (
            self._line(case, events, hers=self._only_reported(case, found.roles[case]))
            for case, events in told.items()
            if events
        )
        return {"happened": tuple(lines), "happened_more": found.count - len(found.cases)}

    def _new(self, case_id: int, person: int, since: int, roles: frozenset[str]) -> Sequence[Event]:
        """What others did since, of which somebody with these roles may know."""
        definition = self._definitions[case_id]
        new = (e for e in self._events[case_id] if e.id > since and e.by != person)
        return [e for e in new if not of_others(definition, e, partial(_may_see, roles))]

    def _only_reported(self, case_id: int, roles: frozenset[str]) -> bool:
        return roles == {self._definitions[case_id].reporting_role}

    def _line(self, case_id: int, events: Sequence[Event], *, hers: bool) -> HappenedLine:
        last = events[-1]
        key = (case_id, tuple(e.id for e in events), hers)
        if key not in self._lines:
            case, definition = self._cases[case_id], self._definitions[case_id]
            definition = definition.to_reporter if hers else definition
            role = last.parts.get("role") or ""
            by = acting.named(definition, self._who(last), role) if last.by else None
            self._lines[key] = HappenedLine(
                ref=case.ref,
                title=case_lines.called(definition, case),
                count=len(events),
                last=case_lines.happened(definition, last, by),
                at=last.at,
                link_path=case_lines.link_path(case.ref),
                before=case_lines.done_before(definition, events),
            )
        return self._lines[key]

    def _who(self, event: Event) -> str | Sentence | None:
        if event.by is None:
            return None
        return actor_words(self._names[event.by], self._names.get(event.behalf_of))


def _may_see(roles: frozenset[str], field: Field) -> bool:
    return not field.visible_to or not roles.isdisjoint(field.visible_to)
