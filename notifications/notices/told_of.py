"""Who is to hear of what happened, as definitions say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import select

from engine.cases.events import OPENED, Event
from engine.cases.records import case_table, cases_of_refs
from engine.cases.role_holders import Asked
from engine.days.calendar import local_day
from engine.definitions import machine, versions
from engine.definitions.model import Action
from engine.language.sentences import Label
from engine.storage.columns import any_of
from engine.storage.session import Session
from engine.storage.statements import Statement

_CASES = Statement(
    select(case_table.c.id, case_table.c.definition_id, case_table.c.partnership_id).where(
        any_of(case_table.c.id, "cases")
    )
)


class Linked(NamedTuple):
    """How somebody hears of a step in another case: by which link that is tied to the own, and
    what was done there."""

    link: str
    done: Label


class ToTell(NamedTuple):
    """An event, and whom the definition tells of it.

    `asked` is the case in which they have the roles: that of the event, or one that it is linked to
    (`through`). `reporting` is the role of whoever opened that case, where that may have been
    somebody without an account. `answered` where the step points to a case that shares its answer
    already.
    """

    event: Event
    asked: Asked
    roles: tuple[str, ...]
    reporting: str | None
    through: Linked | None = None
    answered: bool = False


class Happened(NamedTuple):
    """An event with the case that it is of, and the action, unless that was opening."""

    event: Event
    asked: Asked
    action: Action | None


def read_happened(session: Session, events: Sequence[Event]) -> list[Happened]:
    """The events with their cases, as the definitions know them; a fixed number of queries."""
    numbers = sorted({event.case_id for event in events})
    cases = {row[0]: row for row in session.rows(_CASES, {"cases": numbers})}
    happened = []
    for event in events:
        _number, definition_id, partnership_id = cases[event.case_id]
        definition = versions.by_id(session, definition_id)
        asked = Asked(event.case_id, partnership_id, definition, ())
        action = machine.action(definition, event.from_state or "", event.action)
        happened.append(Happened(event, asked, None if event.kind == OPENED else action))
    return happened


def to_tell(session: Session, happened: Sequence[Happened]) -> Iterator[ToTell]:
    """What somebody who has a role in the case itself is to hear of."""
    answered = _answered_there(session, happened)
    for event, asked, action in happened:
        opened, reporting = event.kind == OPENED, asked.definition.reporting_role
        roles = asked.definition.opening.tells if opened else action.tells if action else ()
        if roles or (reporting and opened):
            told = heard_as(event, asked, roles, None)
            yield told._replace(answered=event.id in answered)


def _answered_there(session: Session, happened: Iterable[Happened]) -> set[int]:
    """The events that point to a case which shares something already."""
    pointing = {
        event.id: (str(new), field.to.shares)
        for event, asked, _action in happened
        for name, (_old, new) in event.parts.get("changes", {}).items()
        if (field := asked.definition.fields.get(name)) and field.to and field.to.shares and new
    }
    refs = {ref for ref, _shares in pointing.values()}
    known = {case.ref: case.fields for case in cases_of_refs(session, refs)} if refs else {}
    return {
        event
        for event, (ref, shares) in pointing.items()
        if any(name in known.get(ref, ()) for name in shares)
    }


def step_of(event: Event) -> dict[str, Any]:
    """What a notice keeps of a step, so that it can be said."""
    on = local_day(event.at).isoformat()
    return {"action": event.action, "from": event.from_state, "to": event.to_state, "on": on}


def heard_as(event: Event, asked: Asked, roles: tuple[str, ...], through: Linked | None) -> ToTell:
    """An event as those are told of it who have these roles in that case."""
    reporting = asked.definition.reporting_role
    everyone = (*roles, reporting) if reporting else roles
    asked = asked._replace(roles=everyone)
    return ToTell(event, asked, roles, reporting=reporting, through=through)
