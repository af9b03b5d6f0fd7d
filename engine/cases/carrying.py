"""Carrying a case over to another partnership: what happened to it so far is written down there
anew, each step on its day, so that its deadlines go on as they ran. Who took a step is not: there
its role alone is known; of whoever reported it goes on being hers.

Whoever calls answers for the right to it, and for what becomes of the case here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from engine.cases.access import Grant
from engine.cases.events import CORRECTED, Event
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
    hear of; of the others there is nothing new to say. `heard` are those that were taken back when
    she had heard of them: they go over with that."""

    partnership_id: int
    fields: Mapping[str, Any]
    kept: Collection[str]
    untold: Collection[int]
    heard: Collection[int]


class Repeated(NamedTuple):
    """A case as it goes on elsewhere, and what each of its steps is there, by its `seq` here."""

    case: Case
    steps: dict[int, Event]


def carry_over(
    session: Session, case: Case, events: Iterable[Event], into: Carried, act: Act
) -> Repeated:
    """The case as it goes on in the other partnership, in the transaction that is open. Its first
    event names the case that it came from. It begins with the lists that are in force
    there."""
    number, definition = versions.newest(session, case.workflow, into.partnership_id)
    (first, _none), *later = _going_over(events, into)
    begun = case._replace(definition_id=number)
    done = Repeated(_born(session, definition, begun, first, into, act), {})
    for event, names in later:
        if step := _step_again(definition, done, event, names):
            said = _as_said(definition, event, into, act)
            done.steps[event.seq] = write_step(session, done.case, step, said, _right(event))
            done = done._replace(case=by_ids(session, [done.case.id])[done.case.id])
    return done


def _going_over(events: Iterable[Event], into: Carried) -> list[tuple[Event, Collection[str]]]:
    """The steps that still count, and of those that were taken back what she had heard of, each
    with the fields that go with it. What such a step was taken on goes too, without its words."""
    blocks: list[list[tuple[Event, Collection[str]]]] = []
    for event in events:
        if event.kind != CORRECTED:
            blocks.append([(event, into.kept)])
            continue
        (mistaken, _names), *since = blocks.pop()
        names = into.kept if mistaken.id in into.heard else ()
        if names or since:
            blocks[-1] += [(mistaken, names), *since, (event, names)]
    return [each for block in blocks for each in block]


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


def _step_again(
    definition: Definition, done: Repeated, event: Event, names: Collection[str]
) -> Step | None:
    """A step that was taken before, as far as it goes with the case; None where nothing does."""
    twin = done.case
    mistaken = done.steps.get(event.parts.get("corrects", 0))
    changes = _undone(mistaken) if mistaken else _changed(twin, event, names)
    stays = not changes and event.to_state == twin.state
    if stays and mistaken is None and not _said(definition, event, names):
        return None
    after = twin.fields | {name: new for name, (_old, new) in changes.items()}
    return Step(
        definition=definition,
        kind=event.kind,
        action=event.action,
        state=event.to_state,
        fields={name: value for name, value in after.items() if value is not None},
        parts={
            "changes": changes,
            "carried": True,
            "corrects": mistaken and mistaken.seq,
        },
    )


def _changed(twin: Case, event: Event, names: Collection[str]) -> dict[str, list[Any]]:
    """What a step changes there, from what stands there: what was left out is told by none."""
    told = event.parts.get("changes", {}) if event.kind != CORRECTED else {}
    given = {name: new for name, (_old, new) in told.items() if name in names}
    was = twin.fields
    return {name: [was.get(name), new] for name, new in given.items() if was.get(name) != new}


def _undone(mistaken: Event) -> dict[str, list[Any]]:
    changes = mistaken.parts.get("changes", {})
    return {name: [new, old] for name, (old, new) in changes.items()}


def _said(definition: Definition, event: Event, names: Collection[str]) -> bool:
    """Whether it said something, which may be what had been said before."""
    action = machine.action(definition, event.from_state or "", event.action)
    return (
        event.kind != CORRECTED and action is not None and not set(names).isdisjoint(action.needs)
    )


def _as_said(definition: Definition, event: Event, into: Carried, act: Act) -> Act:
    """Whoever reported goes on being who said it; who else did is nobody's concern there."""
    hers = event.parts.get("role") == definition.reporting_role
    return _as_then(event, event.by if hers else None, act, quiet=event.id not in into.untold)


def _as_then(event: Event, by: int | None, act: Act, *, quiet: bool = False) -> Act:
    """As it was done then, written down now."""
    return Act(Actor(by), event.at, act.recorded, quiet=quiet)


def _right(event: Event) -> Grant | None:
    """The role in which it was done then."""
    role = event.parts.get("role")
    return Grant(role, None) if role else None
