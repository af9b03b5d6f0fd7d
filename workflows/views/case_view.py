"""A case as it is answered to a face: only what the reader may see, with what is possible and
why the rest is not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import cached_property
from typing import Any

from engine.cases.events import Event, as_of, events_of
from engine.cases.linked import only_links, shared_fields
from engine.cases.links import links
from engine.cases.of_others import of_others
from engine.cases.reading import about, find_visible, visible_refs
from engine.cases.records import Case
from engine.cases.steps import last_to_correct
from engine.cases.unmet import Possibility, possibilities
from engine.days.calendar import local_day
from engine.definitions import versions
from engine.definitions.chosen_words import chosen_words
from engine.definitions.model import Definition, Field
from engine.errors import BadInput, NotFound, Reason
from engine.language.sentences import _, say
from engine.people.actors import Actor
from engine.people.acts import Act
from engine.people.body_names import names_on
from engine.storage.session import Session
from workflows.measures.blocked import runs_on
from workflows.views.acting_words import actor_names, carried_actor
from workflows.views.case_titles import title
from workflows.views.field_words import labels
from workflows.views.measures_and_deviations import number_behind
from workflows.views.reader_rights import ReaderRights
from workflows.views.step_forms import Given, Known, StepForm, definition_inputs, step_form


def seen(session: Session, ref: str, reader: Actor, at: datetime) -> tuple[Case, Definition]:
    """The case, for someone who may know of it; NotFound for anyone else.

    Reading a deviation is logged.
    """
    case = find_visible(session, ref, reader, local_day(at))
    definition = versions.by_id(session, case.definition_id)
    if case.workflow == "deviation":
        from workflows.deviations.readings import note_reading  # a table that no other case has

        note_reading(session, case, definition, reader, at)
    return case, definition


class View(ReaderRights):
    """One reader's view of one case: which fields they may see, and in which language;
    fields are called as what is chosen in the case calls them."""

    def __init__(
        self,
        session: Session,
        case: Case,
        definition: Definition,
        reader: Actor,
        at: datetime,
        language: str,
    ) -> None:
        self.session, self.case, self.reader = session, case, reader
        self.definition = chosen_words(definition, case.fields)
        self.at, self.language, self.on = at, language, local_day(at)
        self.about = about(session, definition, case)

    def whole(self) -> dict[str, Any]:
        """Everything about the case that the reader may see."""
        case, fields = self.case, self.fields(self.case.fields | self._shared)
        return {
            "ref": case.ref,
            "workflow": case.workflow,
            "number": case.number,
            "title": say(title(self.definition, case), self.language),
            "state": case.state,
            "version": case.version,
            "due_on": self.due_on and self.due_on.isoformat(),
            "fields": fields,
            "labels": labels(self.definition, fields, self.language),
            "links": self.links(),
            "deviations": number_behind(self._links),
            "blocked_by": runs_on(self.session, [case], self.reader, self.on).get(case.id, []),
            "actions": self.actions(),
            "decisions": self.decisions(),
            "history": self.history(),
        }

    def as_of(self, day: date) -> dict[str, Any]:
        """The case as it stood at the end of a day; BadInput for one that lies ahead."""
        if day > self.on:
            raise BadInput(_("{day} lies ahead; nobody knows yet how it will stand.", day=day))
        told = as_of(self.events, day)
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

    def body_names(self, day: date | None = None) -> dict[str, str]:
        """What bodies are called in the case, by their ids: as it stood on a day, by the names of
        that day; a case that has ended keeps the names that it ended with."""
        ended = self.definition.states[self.case.state].final
        on = day or (local_day(self.case.moved_at) if ended else self.on)
        return names_on(self.session, self.case.partnership_id, on)

    def fields(self, known: Mapping[str, Any]) -> dict[str, Any]:
        """The fields that the reader may see, in the order of the definition; of cases that a
        field points to, those that the reader may know of."""
        shown = {}
        for name, field in self.definition.fields.items():
            if name in known and self.may_see(field):
                value = self._known(field, known[name])
                if value not in (None, []):
                    shown[name] = value
        return shown

    def _known(self, field: Field, value: Any) -> Any:
        if not field.type.links_cases or value is None:
            return value
        if isinstance(value, list):
            return [ref for ref in value if ref in self.known_refs]
        return value if value in self.known_refs else None

    @cached_property
    def known_refs(self) -> set[str]:
        """The cases among those that this one ever pointed to, or is pointed to by, that the
        reader may know of."""
        pointed = [name for name, field in self.definition.fields.items() if field.type.links_cases]
        values = [self.case.fields.get(name) for name in pointed]
        changes = [event.parts.get("changes", {}) for event in self.events]
        values += [value for each in changes for name in pointed for value in each.get(name, ())]
        refs = {link["ref"] for link in self._links}
        for value in values:
            refs.update(value if isinstance(value, list) else [value] if value else [])
        return visible_refs(self.session, refs, self.reader, self.on)

    @cached_property
    def _links(self) -> list[dict[str, str]]:
        return links(self.session, self.case.id)

    @cached_property
    def events(self) -> list[Event]:
        """Everything that happened to the case; read once."""
        return events_of(self.session, self.case.id)

    @cached_property
    def _shared(self) -> dict[str, Any]:
        return shared_fields(self.session, self.definition, self.case)

    def links(self) -> list[dict[str, str]]:
        """The cases it points to and those that point to it, as far as the reader knows of them."""
        return [link for link in self._links if link["ref"] in self.known_refs]

    def actions(self) -> list[dict[str, Any]]:
        """Every action from the case's state, and why it is not possible where it is not."""
        return [
            {
                "action": each.action.name,
                "label": each.action.label.said(self.language),
                "possible": not each.unmet,
                "unmet": [self._reason(reason) for reason in each.unmet],
            }
            for each in self.possible
        ]

    @cached_property
    def possible(self) -> list[Possibility]:
        """Every action from the case's state, with what it lacks for the reader now."""
        act = Act(self.reader, self.at)
        return possibilities(self.session, self.definition, self.case, act)

    def to_take_back(self) -> Event | None:
        """The step that the reader may take back now."""
        return last_to_correct(self.session, self.case, self.events, Act(self.reader, self.at))

    def forms(self, typed: Mapping[str, Given] = {}) -> list[StepForm]:
        """The form of every action; with what was typed into one, by the name of its action."""
        asked = [field for each in self.possible for field in definition_inputs(each.action)]
        kinds = {self.definition.fields[name].type.asked_with for name in asked}
        none_to_choose = not kinds & {"body", "bodies", "meeting"}
        offered = Known() if none_to_choose else self._offered()
        return [
            step_form(self.definition, self.case, each, offered, typed.get(each.action.name, {}))
            for each in self.possible
        ]

    def _offered(self) -> Known:
        from workflows.views import choices  # tables that a command without forms does not ask

        return choices.known_of(self.session, self.case, self.reader, self.on)

    def _reason(self, reason: Reason) -> dict[str, Any]:
        remedy = reason.remedy
        return {
            "name": reason.code,
            "reason": say(reason.sentence, self.language),
            "remedy": {"way": remedy.way, **remedy.values} if remedy else None,
        }

    def decisions(self) -> list[dict[str, Any]]:
        """What councils made of the case, earliest first, for somebody who has a seat there."""
        partnership_id = self.case.partnership_id
        if not self.reader.sits_in(partnership_id, self.on):
            return []
        from workflows.councils.case_decisions import decisions_on  # lists ask for none

        found = decisions_on(self.session, self.case.id)
        return [{**each._asdict(), "day": each.day.isoformat()} for each in found]

    def history(self) -> list[dict[str, Any]]:
        """What happened, oldest first, as far as the reader may see it; without steps that did
        nothing but point to cases that the reader may not know of."""
        hers = (e for e in self.events if not of_others(self.definition, e, self.may_see))
        return [
            told
            for event, told in ((each, self.event(each)) for each in hers)
            if told["changes"] or not only_links(self.definition, event)
        ]

    def event(self, event: Event) -> dict[str, Any]:
        """One event; who did it is named only where the reader may know."""
        shown = {
            "seq": event.seq,
            "kind": event.kind,
            "action": event.action,
            "at": event.at.isoformat(),
            "recorded_at": event.recorded_at.isoformat(),
            "by": self._name(event.by, event) or self._carried_actor(event),
            "on_behalf_of": self._name(event.behalf_of, event),
            "from": event.from_state,
            "to": event.to_state,
            "changes": self._changes(event),
            "hash": event.hash,
        }
        said = ("comment", "reason", "corrects")
        return {**shown, **{name: event.parts[name] for name in said if name in event.parts}}

    def _changes(self, event: Event) -> dict[str, list[Any]]:
        changed = {}
        for name, values in event.parts.get("changes", {}).items():
            field = self.definition.fields.get(name)
            if field is not None and self.may_see(field):
                known = [self._known(field, value) for value in values]
                if not field.type.links_cases or any(known):
                    changed[name] = known
        return changed

    def _name(self, person_id: int | None, event: Event) -> str | None:
        # to hide what she did as something else would tell who reported
        hers = event.seq == 1 or event.parts.get("role") == self.definition.reporting_role
        reporter = hers and ("reporter", person_id) in self.about.ties().persons
        hidden = reporter and person_id != self.reader.person_id and not self.may_see_reporter()
        return None if hidden or person_id is None else self._names.get(person_id)

    @cached_property
    def _names(self) -> dict[int, str]:
        return actor_names(self.session, self.events)

    def _carried_actor(self, event: Event) -> str | None:
        who = carried_actor(self.definition, self.case, event, self.may_see)
        return None if who is None else say(who, self.language)


def view_of(session: Session, ref: str, reader: Actor, at: datetime, language: str) -> View:
    """A reader's view of the case with that ref; NotFound as `seen` has it."""
    case, definition = seen(session, ref, reader, at)
    view = View(session, case, definition, reader=reader, at=at, language=language)
    if view.only_reported:
        view.definition = chosen_words(definition.to_reporter, case.fields)
    return view
