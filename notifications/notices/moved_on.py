"""Who had a case and has it no more: a step gave it to other bodies, and they hear that they need
not go on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from engine.cases.inputs import body_ids
from engine.cases.role_matcher import body_links
from engine.days.calendar import local_day
from engine.definitions import machine
from engine.people.seated import Seat, SeatsWanted, seats
from engine.storage.session import Session
from notifications.notices.notices import NoticeKind, Planned, PlannedWhen
from notifications.notices.told_of import Happened, step_of


class MovedOn(NamedTuple):
    """A step that took a case from some bodies; those who sit in others as well have it still."""

    step: Happened
    before: frozenset[int]
    after: frozenset[int]


def plan_moved_on(
    session: Session, happened: Sequence[Happened], when: Mapping[int, PlannedWhen]
) -> list[Planned]:
    """What those hear who could act in a body that had the case, and sit in none that has it."""
    moved = [found for each in happened for found in _moved_on(session, each)]
    if not moved:
        return []
    bodies = {body for each in moved for body in (*each.before, *each.after)}
    first = min(local_day(each.step.event.at) for each in moved)
    sitting = seats(session, SeatsWanted(bodies=bodies), first)
    return [
        _notice(each.step, person, when[each.step.asked.partnership_id])
        for each in moved
        for person in sorted(_lost(each, sitting))
        if person != each.step.event.by
    ]


def _moved_on(session: Session, step: Happened) -> Iterator[MovedOn]:
    definition, partnership_id = step.asked.definition, step.asked.partnership_id
    links = body_links(definition.roles.values())
    for name, values in step.event.parts.get("changes", {}).items():
        field = definition.fields.get(name)
        if field is None or not field.type.links_bodies or field.link not in links:
            continue
        action = machine.action(definition, step.event.from_state or "", step.event.action)
        if action and action.takes_out == name:
            continue  # they have done what they were asked
        named = [value if isinstance(value, list) else [value] if value else [] for value in values]
        before, after = (
            frozenset(number for key in keys for number in body_ids(session, key, partnership_id))
            for keys in named
        )
        if before - after:
            yield MovedOn(step, before - after, after)


def _lost(moved: MovedOn, sitting: Sequence[Seat]) -> set[int]:
    on = local_day(moved.step.event.at)
    return _acting(sitting, moved.before, on) - _acting(sitting, moved.after, on)


def _acting(sitting: Sequence[Seat], bodies: frozenset[int], on: date) -> set[int]:
    here = (seat for seat in sitting if seat.body_id in bodies and seat.acts)
    return {seat.person_id for seat in here if seat.current(on)}


def _notice(step: Happened, person: int, when: PlannedWhen) -> Planned:
    event = step.event
    return Planned(
        key=f"{NoticeKind.MOVED_ON}:{event.id}:{person}",
        kind=NoticeKind.MOVED_ON,
        occurrence=str(event.seq),
        partnership_id=step.asked.partnership_id,
        data={"roles": [], **step_of(event)},
        planned_at=when.planned_at,
        send_at=when.send_at,
        case_id=event.case_id,
        event_id=event.id,
        person_id=person,
    )
