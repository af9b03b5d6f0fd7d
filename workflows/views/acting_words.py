"""Who took the steps of a case: by name, or by the role alone where it was in another partnership,
whose people are nobody's concern here."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sqlalchemy import select

from engine.cases.events import Event
from engine.cases.records import Case
from engine.definitions.model import Definition, Field
from engine.language.sentences import Label, Sentence, _
from engine.people.tables import Person
from engine.storage.columns import any_of
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of
from workflows.deviations.shared_units import partnership_in

_person = table_of(Person)
_NAMES = Statement(select(_person.c.id, _person.c.name).where(any_of(_person.c.id, "ids")))


def actor_names(session: Session, events: Iterable[Event]) -> dict[int, str]:
    """What those are called who took these steps, and on whose behalf they did, by their
    numbers."""
    numbers = {number for event in events for number in (event.by, event.behalf_of)}
    return dict(session.rows(_NAMES, {"ids": sorted(n for n in numbers if n is not None)}))


def carried_actor(
    definition: Definition, case: Case, event: Event, may_see: Callable[[Field], bool]
) -> Label | Sentence | None:
    """Who took a step in the partnership from which the case came over: the role, and which
    partnership, where the reader may see that; None for any other step, and for one of whoever
    reported."""
    role = event.parts.get("role") or ""
    if not event.parts.get("carried") or role == definition.reporting_role:
        return None
    held = definition.roles.get(role)
    label: Label | Sentence = held.label if held else _("The operator")
    came = definition.opening.comes_from or ""
    if came not in definition.fields or not may_see(definition.fields[came]):
        return label
    there = partnership_in(case.fields.get(came))
    return _("{partnership}: {role}", role=label, partnership=there)
