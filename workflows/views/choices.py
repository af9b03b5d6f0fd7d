"""What a form offers to choose from, as far as the reader may see it: bodies that there are,
meetings of the last year and to come."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from engine.cases.records import Case
from engine.definitions import versions
from engine.language.sentences import _
from engine.people import registry
from engine.people.actors import Actor
from engine.storage.session import Session
from workflows.councils import meeting_lists
from workflows.councils.meeting_lists import Chosen
from workflows.councils.meetings import MeetingState
from workflows.deviations import routing
from workflows.deviations.parts import ASKS_NO_MORE
from workflows.deviations.shared_units import SENT_TO
from workflows.deviations.twins import other_units_of
from workflows.views.step_forms import Choice, Known, Proposed

DEVIATION = "deviation"
SO_FAR_BACK = timedelta(days=365)


def known(session: Session, partnership_id: int, reader: Actor, on: date) -> Known:
    """The bodies and meetings of a partnership."""
    bodies = registry.bodies(session, partnership_id)
    names = {body.key: body.name for body in bodies}
    there = [Choice(body.key, body.name) for body in bodies if not _ended(body.valid_to, on)]
    return Known(tuple(there), tuple(_meetings(session, partnership_id, reader, on, names)))


def known_of(session: Session, case: Case, reader: Actor, on: date) -> Known:
    """The same of the case's partnership; of a deviation that nobody handles yet, who could."""
    offered = known(session, case.partnership_id, reader, on)
    if case.workflow != DEVIATION:
        return offered
    handling = routing.answering_bodies(session, case)
    units = tuple(each for each in offered.bodies if each.value in handling)
    offered = offered._replace(
        named={routing.HANDLER: units, routing.AWAITED: _to_ask(units, case)},
        guarded={ASKS_NO_MORE: {routing.AWAITED: _asked(session, case)}},
    )
    if choices := [*_others(session, case, on)]:
        offered = offered._replace(named={**offered.named, SENT_TO: tuple(choices)})
    if case.fields.get(routing.HANDLER):
        return offered
    found = routing.proposal(session, case, on)
    if found is None:
        return offered
    return offered._replace(proposed={routing.HANDLER: Proposed(found.body, found.because)})


def _to_ask(units: Sequence[Choice], case: Case) -> tuple[Choice, ...]:
    """The units that may be asked for their part: not the one that handles the case, unless it is
    asked already."""
    handler, asked = case.fields.get(routing.HANDLER), case.fields.get(routing.AWAITED) or ()
    return tuple(each for each in units if each.value != handler or each.value in asked)


def _asked(session: Session, case: Case) -> tuple[Choice, ...]:
    """The units that are asked for their part now: none else can be asked no more."""
    asked, number = case.fields.get(routing.AWAITED) or (), case.partnership_id
    return tuple(Choice(key, registry.body(session, key, number).name) for key in asked)


def _others(session: Session, case: Case, on: date) -> Iterable[Choice]:
    """The unit of a report as other partnerships have it."""
    definition = versions.by_id(session, case.definition_id)
    for each in other_units_of(session, definition, case, on):
        words = _("{partnership}: {unit}", partnership=each.partnership.name, unit=each.body.name)
        yield Choice(each.key, words)


def _ended(last: date | None, on: date) -> bool:
    return last is not None and last < on


def _meetings(
    session: Session, partnership_id: int, reader: Actor, on: date, names: dict[str, str]
) -> Iterable[Choice]:
    every = meeting_lists.every(session, Chosen(since=on - SO_FAR_BACK), reader, on)
    found = [
        each
        for each in every
        if each.partnership_id == partnership_id and each.state != MeetingState.CANCELLED
    ]
    bodies = meeting_lists.bodies_of_all(session, found)
    for each in reversed(found):
        called = [names.get(key, key) for key in bodies.get(each.number, [])]
        yield Choice(str(each.id), _("{day}: {bodies}", day=each.day, bodies=called))
