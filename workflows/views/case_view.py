"""A case as it is answered to a face: only what the reader may see, with what is possible and
why the rest is not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, select

from engine.cases import access, records
from engine.cases.access import Ties
from engine.cases.events import Event, as_of, events_of
from engine.cases.lists import Listed
from engine.cases.records import Case, find_case, get_case
from engine.cases.unmet import survey
from engine.days.calendar import local_day
from engine.definitions import versions
from engine.definitions.model import Definition, Field
from engine.errors import NotFound
from engine.language.sentences import Label, Sentence, _, say
from engine.people.actors import Actor
from engine.people.tables import Person
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of
from workflows.deviations import readings
from workflows.deviations.readings import may_see

_person = table_of(Person)
_NAME = Statement(select(_person.c.name).where(_person.c.id == bindparam("id")))


def title(definition: Definition, case: Case) -> Sentence | Label | str:
    """What a case is called: its title, or where free text may not be one, what it is a case of."""
    if case.title:
        return case.title
    kind = definition.fields.get("kind")
    option = kind.options.get(str(case.fields.get("kind"))) if kind else None
    return (
        _("{workflow}: {kind}", workflow=definition.label, kind=option)
        if option
        else definition.label
    )


def listed(session: Session, found: Listed, language: str) -> dict[str, Any]:
    """A case in a list."""
    case = found.case
    definition = versions.by_id(session, case.definition_id)
    return {
        "ref": case.ref,
        "number": case.number,
        "title": say(title(definition, case), language),
        "state": case.state,
        "bodies": list(dict.fromkeys(_bodies(definition, case))),
        "years": case.fields.get("years", []),
        "due_on": case.due_on and case.due_on.isoformat(),
        "version": case.version,
    }


def _bodies(definition: Definition, case: Case) -> Iterator[str]:
    """The bodies that a case names, as it names them; not those that a collective one stands
    for."""
    for name, field in definition.fields.items():
        if field.type.links_bodies and name in case.fields:
            value = case.fields[name]
            yield from value if isinstance(value, list) else [value]


def seen(session: Session, ref: str, reader: Actor, at: datetime) -> tuple[Case, Definition]:
    """The case, for someone who may know of it; NotFound for anyone else.

    Reading a deviation is logged.
    """
    case = get_case(session, ref)
    if not may_see(session, case, reader, at):
        raise NotFound(_("There is no case {ref} that you may see.", ref=ref))
    if case.workflow == "deviation":
        readings.log_reading(session, case, reader, at)
    return case, versions.by_id(session, case.definition_id)


class View:
    """One reader's view of one case: which fields they may see, and in which language."""

    def __init__(
        self,
        session: Session,
        case: Case,
        definition: Definition,
        reader: Actor,
        at: datetime,
        language: str,
    ) -> None:
        self.session, self.case, self.definition, self.reader = session, case, definition, reader
        self.at, self.language = at, language
        self._ties: Ties | None = None

    def whole(self) -> dict[str, Any]:
        """Everything about the case that the reader may see."""
        case = self.case
        return {
            "ref": case.ref,
            "workflow": case.workflow,
            "number": case.number,
            "title": say(title(self.definition, case), self.language),
            "state": case.state,
            "version": case.version,
            "due_on": case.due_on and case.due_on.isoformat(),
            "fields": self.fields(case.fields),
            "links": [
                link for link in records.links(self.session, case.id) if self._knows(link["ref"])
            ],
            "actions": self.actions(),
            "history": list(self.history()),
        }

    def as_of(self, day: date) -> dict[str, Any]:
        """The case as it stood at the end of a day."""
        told = as_of(events_of(self.session, self.case.id), day)
        if told is None:
            raise NotFound(_("{ref} was not there on {day}.", ref=self.case.ref, day=day))
        return {
            "ref": self.case.ref,
            "workflow": self.case.workflow,
            "state": told.state,
            "version": told.version,
            "fields": self.fields(told.fields),
            "as_of": day.isoformat(),
        }

    def fields(self, known: dict[str, Any]) -> dict[str, Any]:
        """The fields that the reader may see, in the order of the definition."""
        return {
            name: known[name]
            for name, field in self.definition.fields.items()
            if name in known and self._may_see(field)
        }

    def actions(self) -> list[dict[str, Any]]:
        """Every action from the case's state, and why it is not possible where it is not."""
        surveyed = survey(self.session, self.definition, self.case, self.reader, self.at)
        return [
            {
                "action": each.action.name,
                "label": each.action.label.said(self.language),
                "possible": not each.unmet,
                "unmet": [
                    {"name": u.name, "reason": say(u.sentence, self.language)} for u in each.unmet
                ],
            }
            for each in surveyed
        ]

    def history(self) -> Iterator[dict[str, Any]]:
        """What happened, oldest first, as far as the reader may see it."""
        for event in events_of(self.session, self.case.id):
            yield self.event(event)

    def event(self, event: Event) -> dict[str, Any]:
        """One event; who did it is named only where the reader may know."""
        parts = event.parts
        changed = {
            n: c
            for n, c in parts.get("changes", {}).items()
            if (field := self.definition.fields.get(n)) and self._may_see(field)
        }
        shown = {
            "seq": event.seq,
            "kind": event.kind,
            "action": event.action,
            "at": event.at.isoformat(),
            "by": self._name(event.by),
            "on_behalf_of": self._name(event.behalf_of),
            "from": event.from_state,
            "to": event.to_state,
            "changes": changed,
            "hash": event.hash,
        }
        return {**shown, **{n: parts[n] for n in ("comment", "reason", "corrects") if n in parts}}

    def _name(self, person_id: int | None) -> str | None:
        if person_id is None:
            return None
        reporter = ("reporter", person_id) in self.ties.persons
        if reporter and person_id != self.reader.person_id and not self._routes_or_handles():
            return None
        return str(self.session.value(_NAME, {"id": person_id}))

    def _knows(self, ref: str) -> bool:
        """Whether the reader may know of another case at all."""
        other = find_case(self.session, ref)
        return other is not None and may_see(self.session, other, self.reader, self.at)

    def _routes_or_handles(self) -> bool:
        roles = [name for name in ("router", "handler") if name in self.definition.roles]
        return self._has(roles)

    def _may_see(self, field: Field) -> bool:
        return not field.visible_to or self._has(field.visible_to)

    def _has(self, roles: Sequence[str]) -> bool:
        on = local_day(self.at)
        grant = access.may(
            self.reader,
            roles,
            self.definition,
            self.case.partnership_id,
            lambda: self.ties,
            on,
            acting=False,
        )
        return grant is not None

    @property
    def ties(self) -> Ties:
        """What ties the case to bodies and persons; read once."""
        if self._ties is None:
            self._ties = records.ties(self.session, self.case.id)
        return self._ties
