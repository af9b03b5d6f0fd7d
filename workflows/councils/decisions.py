"""What a meeting made of its items.

A decision takes effect when its meeting is held: every decided case moves, or none does.
"""

from __future__ import annotations

from typing import Any

from engine.cases import records
from engine.cases.events import Event
from engine.cases.records import Case
from engine.cases.steps import advance
from engine.days.calendar import local_day
from engine.definitions import versions
from engine.definitions.model import Action
from engine.errors import Refused, Unmet
from engine.language.sentences import _
from engine.people.acts import Act
from engine.storage.session import Session
from engine.typed_text import refuse_unfit
from workflows import plans
from workflows.councils.agenda import AgendaItem, Outcome, items
from workflows.councils.meetings import Meeting, MeetingState, held_fast, number_of, planned, record


def decide(
    session: Session,
    meeting: Meeting,
    item: AgendaItem,
    outcome: Outcome,
    *,
    case_number: str,
    act: Act,
) -> list[Event]:
    """Record what became of an item.

    In a held meeting it takes effect at once, else when the meeting is held.
    """
    refuse_unfit(case_number, "case_number", 40)
    with session.begin():
        session.share_event_order()
        meeting, known = (
            held_fast(session, meeting),
            session.orm.get_one(AgendaItem, item.id, populate_existing=True),
        )
        if meeting.state == MeetingState.CANCELLED:
            raise Refused(
                [Unmet("meeting", _("Meeting {number} is cancelled.", number=meeting.id))]
            )
        if known.outcome and meeting.state == MeetingState.HELD:
            sentence = _(
                "Item {item} was decided in a held meeting ({outcome}); correct the case instead.",
                item=known.number,
                outcome=known.outcome,
            )
            raise Refused([Unmet("item", sentence)])
        record_outcome(session, meeting, item, outcome, case_number, act=act)
        return (
            _take_effect(session, meeting, item, act) if meeting.state == MeetingState.HELD else []
        )


def record_outcome(
    session: Session,
    meeting: Meeting,
    item: AgendaItem,
    outcome: Outcome,
    case_number: str,
    *,
    act: Act,
) -> None:
    """Write down what became of an item, and nothing more; for a step that is taken in the same
    transaction."""
    with session.begin():
        kept = session.orm.get_one(AgendaItem, item.id)
        kept.outcome, kept.case_number = outcome, case_number or kept.case_number
        item.outcome, item.case_number = kept.outcome, kept.case_number
        session.orm.flush()
        record(
            session,
            meeting,
            "decided",
            act,
            {"item": kept.number, "outcome": outcome, "case_number": case_number},
        )


def hold(session: Session, meeting: Meeting, *, act: Act) -> list[Event]:
    """Record that a meeting was held; every decided item moves its case, or nothing of it
    happens."""
    with session.begin():
        session.share_event_order()
        meeting = planned(session, meeting)
        if meeting.day > local_day(act.at):
            sentence = _(
                "The meeting is on {day}; it can be recorded as held from that day on.",
                day=meeting.day,
            )
            raise Refused([Unmet("day", sentence)])
        meeting.state = MeetingState.HELD
        session.orm.flush()
        record(session, meeting, "held", act, {"day": meeting.day.isoformat()})
        decided = [item for item in items(session, number_of(meeting)) if item.outcome]
        return [event for item in decided for event in _take_effect(session, meeting, item, act)]


def _take_effect(session: Session, meeting: Meeting, item: AgendaItem, act: Act) -> list[Event]:
    """Advance the item's case, or the plan's measures that wait for a decision, by the action
    that this outcome decides."""
    if item.report:
        return []
    if item.plan_id is not None:
        waiting = records.by_ids(session, plans.cases_of(session, item.plan_id)).values()
        return [
            event
            for case in waiting
            if _waits(session, case)
            for event in _carry_out(session, case.id, meeting, item, act)
        ]
    return _carry_out(session, item.case_id, meeting, item, act) if item.case_id is not None else []


def _waits(session: Session, case: Case) -> bool:
    """Whether nothing has been decided on the case yet."""
    return case.state == versions.by_id(session, case.definition_id).initial


def _carry_out(
    session: Session, case_id: int, meeting: Meeting, item: AgendaItem, act: Act
) -> list[Event]:
    case = records.locked(session, case_id)
    definition = versions.by_id(session, case.definition_id)
    decided = [action for action in definition.actions if decides(action) == item.outcome]
    if not decided:
        return []
    action = next((each for each in decided if case.state in each.sources), decided[0])
    inputs: dict[str, Any] = {"meeting": meeting.id}
    if item.case_number and "case_number" in (*action.needs, *action.takes):
        inputs["case_number"] = item.case_number
    return [advance(session, case, action.name, act=act, inputs=inputs)]


def decides(action: Action) -> str | None:
    """The outcome of a meeting that an action carries out, if it is one that a meeting decides."""
    return next(
        (
            use.params.get("outcome", Outcome.APPROVED)
            for use in action.guards
            if use.name == "decided"
        ),
        None,
    )
