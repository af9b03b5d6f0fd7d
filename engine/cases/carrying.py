"""Carrying a case over to another partnership: what happened to it so far is written down there
anew, each step on its day, so that its deadlines go on as they ran. Who took a step is not: there
its role alone is known; of whoever reported it goes on being hers.

Whoever calls answers for the right to it, and for what becomes of the case here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from engine.cases.access import Grant
from engine.cases.events import Event, standing
from engine.cases.opening import BORN_WITH, next_ref
from engine.cases.recording import Step, write_birth, write_step
from engine.cases.records import Case, by_ids
from engine.definitions import machine, versions
from engine.definitions.model import Definition
from engine.people.actors import Actor
from engine.people.acts import Act
from engine.storage.session import Session


class Carried(NamedTuple):
    """What a case is there: of which partnership, born with which fields, and which fields of its
    later steps go with it. `untold` are the events, by number, that whoever reported is still to
    hear of; of the others there is nothing new to say."""

    partnership_id: int
    fields: Mapping[str, Any]
    kept: Collection[str]
    untold: Collection[int]


def carry_over(
    session: Session, case: Case, events: Iterable[Event], into: Carried, act: Act
) -> Case:
    """The case as it goes on in the other partnership, in the transaction that is open. Its first
    event names the case that it came from. It begins with the lists that are in force
    there."""
    number, definition = versions.newest(session, case.workflow, into.partnership_id)
    first, *later = standing(events)
    begun = case._replace(definition_id=number)
    twin = _born(session, definition, begun, first, into, act)
    for event in later:
        twin = _repeated(session, definition, twin, event, into, act)
    return twin


def _born(
    session: Session, definition: Definition, case: Case, first: Event, into: Carried, act: Act
) -> Case:
    born = case._replace(
        id=0,
        ref=next_ref(session, definition, first.at),
        partnership_id=into.partnership_id,
        number="",
        state=machine.begin(definition),
        version=1,
        fields=dict(into.fields),
        head="",
        moved_at=first.at,
        opened_at=first.at,
    )
    parts = {
        "changes": {name: [None, value] for name, value in into.fields.items()},
        "born": {name: getattr(born, name) for name in BORN_WITH},
        "carried_from": case.ref,
        "told": first.id not in into.untold,
    }
    step = Step(definition, first.kind, first.action, born.state, fields=born.fields, parts=parts)
    born = born._replace(title=step.title)
    by = None if first.quiet else first.by  # old news was written down by somebody else
    return write_birth(session, born, step, _as_then(first, by, act), _right(first))


def _repeated(
    session: Session, definition: Definition, twin: Case, event: Event, into: Carried, act: Act
) -> Case:
    """The case after a step that was taken before, as far as it goes with it."""
    changes = {
        name: change for name, change in event.parts.get("changes", {}).items() if name in into.kept
    }
    if not changes and event.to_state == twin.state:
        return twin
    after = twin.fields | {name: new for name, (_old, new) in changes.items()}
    step = Step(
        definition=definition,
        kind=event.kind,
        action=event.action,
        state=event.to_state,
        fields={name: value for name, value in after.items() if value is not None},
        parts={"changes": changes, "carried": True},
    )
    hers = event.parts.get("role") == definition.reporting_role
    by = event.by if hers else None
    said = _as_then(event, by, act, quiet=event.id not in into.untold)
    write_step(session, twin, step, said, _right(event))
    return by_ids(session, [twin.id])[twin.id]


def _as_then(event: Event, by: int | None, act: Act, *, quiet: bool = False) -> Act:
    """As it was done then, written down now."""
    return Act(Actor(by), event.at, act.recorded, quiet=quiet)


def _right(event: Event) -> Grant | None:
    """The role in which it was done then."""
    role = event.parts.get("role")
    return Grant(role, None) if role else None
