"""A report that belongs to another partnership of its unit goes on there as another case, its twin:
with the same report, the same days and the same receipt. Here it ends."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from engine.cases import records
from engine.cases.carrying import Carried, carry_over
from engine.cases.events import CORRECTED, Event, event_by_request, events_of, standing
from engine.cases.reading import about
from engine.cases.recording import taken
from engine.cases.records import Case, case_of_ref, cases_of_refs
from engine.cases.steps import advance
from engine.cases.unmet import find_unmet, possible_actions
from engine.days.calendar import local_day
from engine.definitions import machine, versions
from engine.definitions.model import Definition
from engine.errors import BadInput, Reason, Refused
from engine.language.sentences import AnyOf, _
from engine.people import registry
from engine.people.acts import Act
from engine.people.seats import someone_acts
from engine.people.tables import Partnership
from engine.storage.session import Session
from engine.typed_text import refuse_unfit
from workflows.deviations import contacts, heard
from workflows.deviations.answers import ANSWER, CLOCK
from workflows.deviations.shared_units import (
    SEND_OVER,
    SENT_TO,
    OtherUnit,
    name_of,
    other_units,
    ref_in,
)
from workflows.deviations.units import FIELD, spellings

CAME_FROM, CAME_ON = "came_from", "came_over_on"
HANDLER = "handler"
# goes over as it was written; of answers those alone that were taken back
CONVERSATION = ("question", "reply", "message", "addendum", ANSWER)


def send_over(
    session: Session, case: Case, unit: str, act: Act, *, expected_version: int | None = None
) -> Event:
    """Send a report over to the other partnership of its unit, where it goes on as another case:
    its deadlines run from where they began, and its receipt opens it there. All of it or nothing.

    `unit` is one of `other_units_of`, by its id, its name or the partnership's. Refuses as
    `advance` does; twice with the same key is once.
    """
    with session.begin():
        session.share_event_order()
        if act.key:
            session.take_turns(act.key)
        held = records.locked(session, case.id)
        definition = versions.by_id(session, held.definition_id)
        asked = definition.fields.get(SENT_TO)  # versions of long ago ask for none
        refuse_unfit(unit, SENT_TO, label=asked and asked.label)
        given = _sent_before(session, held, unit, act)
        if not given and machine.action(definition, held.state, SEND_OVER):
            _refuse(session, definition, held, act)
            there = _chosen(session, definition, held, unit, local_day(act.at))
            given = _opened_there(session, definition, held, there, act)
        inputs = {SENT_TO: given} if given else {}
        return advance(session, case, SEND_OVER, act, inputs, expected_version=expected_version)


def other_units_of(
    session: Session, definition: Definition, case: Case, on: date
) -> list[OtherUnit]:
    """The unit that was named or that handles the report, as other partnerships have it in which
    somebody could route it."""
    found = (
        each
        for key in units_of(case)
        for each in other_units(session, case.partnership_id, key, on)
    )
    return [each for each in found if _somebody_routes(session, definition, each, on)]


def units_of(case: Case) -> list[str]:
    """The unit that handles a report and the one that was named, by their ids."""
    return list(dict.fromkeys(filter(None, (case.fields.get(HANDLER), case.fields.get(FIELD)))))


def with_case_before(session: Session, cases: Iterable[int]) -> list[int]:
    """These cases by their numbers, and those that they were before they came over."""
    known = records.by_ids(session, cases)
    refs = [ref_in(each.fields[CAME_FROM]) for each in known.values() if CAME_FROM in each.fields]
    before = cases_of_refs(session, refs) if refs else []
    return [*known, *(each.id for each in before)]


def _somebody_routes(session: Session, definition: Definition, unit: OtherUnit, on: date) -> bool:
    """Whether somebody there has the role in which a report is sent over here."""
    who = {role for each in definition.actions if each.name == SEND_OVER for role in each.who}
    kinds = {definition.roles[role].kind for role in who}
    bodies = registry.bodies(session, unit.partnership.number)
    routing = [body.key for body in bodies if body.kind in kinds]
    return someone_acts(session, unit.partnership.number, routing, on)


def _sent_before(session: Session, case: Case, unit: str, act: Act) -> str:
    """What an act with the same key was given; refuses one that went elsewhere."""
    first = event_by_request(session, act.key) if act.key else None
    if first is None or (first.case_id, first.action) != (case.id, SEND_OVER):
        return ""
    said = str(first.parts["changes"][SENT_TO][1])
    twin = case_of_ref(session, ref_in(said))
    assert twin is not None, "a case is never removed"
    partnership = session.orm.get_one(Partnership, twin.partnership_id)
    body = registry.body(session, twin.fields[FIELD], twin.partnership_id)
    if not _is_meant(OtherUnit("", body, partnership), unit):
        raise taken()
    return said


def _refuse(session: Session, definition: Definition, case: Case, act: Act) -> None:
    """Refuse with everything that stands in the way, before anything is opened there."""
    action = machine.action(definition, case.state, SEND_OVER)
    assert action is not None, "it was asked before"
    asked = about(session, definition, case)
    _grant, unmet = find_unmet(session, asked, case, action, act)
    if reasons := [reason for reason in unmet if reason.code != SENT_TO]:
        possible = possible_actions(session, definition, case, act, SEND_OVER)
        raise Refused(reasons, possible, SEND_OVER)


def _chosen(session: Session, definition: Definition, case: Case, unit: str, on: date) -> OtherUnit:
    """The one that is meant; BadInput names those there are."""
    found = other_units_of(session, definition, case, on)
    meant = [each for each in found if _is_meant(each, unit)]
    if len(meant) == 1:
        return meant[0]
    raise BadInput(
        Reason(
            SENT_TO,
            _(
                "The report cannot be sent over to “{typed}”. Choose from: {units}.",
                typed=unit,
                units=AnyOf([each.key for each in found]),
            ),
        )
    )


def _is_meant(other: OtherUnit, typed: str) -> bool:
    called = (*spellings(other.body), other.key, other.partnership.key, other.partnership.name)
    return " ".join(typed.split()).casefold() in {each.casefold() for each in called}


def _opened_there(
    session: Session, definition: Definition, case: Case, there: OtherUnit, act: Act
) -> str:
    """Open the twin, with the reporter's receipt; what the case is called there."""
    here = session.orm.get_one(Partnership, case.partnership_id)
    events = events_of(session, case.id)
    reported = (*definition.opening.needs, *definition.opening.takes)
    fields = {name: case.fields[name] for name in reported if name in case.fields}
    fields |= _clock(definition, case, events)
    fields |= {FIELD: there.body.key, CAME_FROM: name_of(here, case.ref)}
    fields[CAME_ON] = local_day(act.at).isoformat()
    into = Carried(
        there.partnership.number,
        fields,
        kept=CONVERSATION,
        untold=_untold(session, definition, events),
        heard=heard.taken_back(session, definition, events),
    )
    twin, steps = carry_over(session, case, events, into, act)
    heard.carry(session, {e.id: steps[e.seq].id for e in events if e.seq in steps})
    contacts.hand_over(session, case.id, twin.id, act)
    return name_of(there.partnership, twin.ref)


def _clock(definition: Definition, case: Case, events: list[Event]) -> dict[str, str]:
    """The day from which the time limit for the answer runs here, where it has begun."""
    if given := case.fields.get(CLOCK):
        return {CLOCK: given}
    begins = {name for d in definition.deadlines.values() if d.answers for name in d.starts_with}
    days = [local_day(each.at) for each in standing(events) if each.action in begins]
    return {CLOCK: days[0].isoformat()} if days else {}


def _untold(session: Session, definition: Definition, events: list[Event]) -> set[int]:
    """The events that the reporter is told of, and that no mail has told her of yet."""
    hers = {events[0].id}
    for event in events[1:]:
        action = machine.action(definition, event.from_state or "", event.action)
        news = event.kind != CORRECTED and not event.quiet
        if action and definition.reporting_role in action.tells and news:
            hers.add(event.id)
    return hers - heard.told(session, hers)
