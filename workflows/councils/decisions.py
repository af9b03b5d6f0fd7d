"""What a meeting made of its items.

A decision takes effect when its meeting is held: every decided case moves, or none does.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from engine.cases import records
from engine.cases.events import Event, events_of, standing
from engine.cases.records import Case
from engine.cases.steps import Inputs, advance, correct
from engine.days.calendar import local_day
from engine.definitions import machine, versions
from engine.definitions.model import Action
from engine.errors import Reason, Refused, Remedy, SamsakError, WayOut
from engine.language.sentences import _
from engine.people.acts import Act
from engine.people.rights import DECISIONS
from engine.storage.session import Session
from engine.typed_text import one_line
from workflows import plans
from workflows.councils.agenda import AgendaItem, ItemIn, Outcome, add_item, items, treated
from workflows.councils.changed_since import refuse_changed
from workflows.councils.meetings import (
    Meeting,
    MeetingState,
    get,
    held_fast,
    not_cancelled,
    planned,
    record,
)
from workflows.councils.outcomes import Recorded, record_outcome, refuse_recorded
from workflows.councils.reported_cases import (
    cases_of_report,
    newer_words,
    report_case,
    reports_of_items,
)


def decide(
    session: Session,
    meeting: Meeting,
    item: AgendaItem,
    outcome: Outcome,
    case_number: str,
    act: Act,
) -> list[Event]:
    """Record what became of an item; what is recorded already in these words is not recorded twice.

    In a held meeting it takes effect at once, else when the meeting is held. Refused where another
    outcome or number is recorded: that one is mended, not written over.
    """
    case_number = one_line(case_number, "case_number", 40)
    with session.begin():
        session.share_event_order()
        meeting = held_fast(session, meeting, act, DECISIONS)
        not_cancelled(meeting)
        kept = session.orm.get_one(AgendaItem, item.id, populate_existing=True)
        now = Recorded(outcome, case_number)
        refuse_recorded(meeting, kept, now)
        if not kept.outcome or case_number not in ("", kept.case_number):
            record_outcome(session, meeting, kept, now, act)
        item.outcome, item.case_number = kept.outcome, kept.case_number
        return _take_effect(session, meeting, [kept], act)


def unmet_ahead(session: Session, meeting: Meeting, act: Act) -> list[tuple[int | None, Reason]]:
    """What would stand in the way of the decided items if their meeting were held now, each with
    the id of its item: the very steps are asked, and none of them stays.

    Nothing is asked before the day of the meeting: until then everything may become possible.
    """
    if meeting.state != MeetingState.PLANNED or meeting.day > local_day(act.at):
        return []
    session.orm.flush()  # what is undone is the rehearsal alone
    with session.savepoint(keep=False):
        held = session.orm.get_one(Meeting, meeting.id)
        held.state = MeetingState.HELD
        try:
            session.orm.flush()
            items_now = _decided_items(session, held)
            return [(i.id, each) for i in items_now for each in _unmet(session, held, i, act)]
        finally:
            session.orm.expunge(held)
            held.state = MeetingState.PLANNED


def mend(
    session: Session,
    meeting: Meeting,
    item: AgendaItem,
    outcome: Outcome,
    case_number: str,
    act: Act,
) -> list[Event]:
    """Put right what was written down by mistake as the outcome of an item.

    In a held meeting what followed from it is corrected, then the case moves as it should have. The
    act needs a reason. Refused, and nothing mended, where a case has gone on since.
    """
    case_number = one_line(case_number, "case_number", 40)
    with session.begin():
        session.share_event_order()
        meeting = held_fast(session, meeting, act, DECISIONS)
        not_cancelled(meeting)
        kept = session.orm.get_one(AgendaItem, item.id, populate_existing=True)
        _to_mend(kept, (outcome, case_number or kept.case_number), act)
        events = _take_back(session, meeting, kept, act)
        now = Recorded(outcome, case_number)
        record_outcome(session, meeting, kept, now, act, was=kept.outcome)
        item.outcome, item.case_number = kept.outcome, kept.case_number
        return [*events, *_take_effect(session, meeting, [kept], act)]


def _to_mend(item: AgendaItem, wanted: tuple[str, str], act: Act) -> None:
    """Refuse what need not, or cannot, be mended."""
    reasons = []
    if not item.outcome:
        sentence = _("Item {item} has no outcome yet.", item=item.number)
        reasons.append(Reason("item", sentence))
    if (item.outcome, item.case_number) == wanted:
        reasons.append(Reason("item", _("Nothing would change in item {n}.", n=item.number)))
    if not act.reason.strip():
        sentence = _("Give the reason for undoing this.")
        reasons.append(Reason("reason", sentence, Remedy(WayOut.GIVE_REASON)))
    if reasons:
        raise Refused(reasons)


def _take_back(session: Session, meeting: Meeting, item: AgendaItem, act: Act) -> list[Event]:
    """Correct every step that followed from the item."""
    events, reasons = [], []
    for case in [] if item.report else _about(session, item):
        steps = standing(events_of(session, case.id))
        followed = [step for step in steps if _follows(session, case, step, meeting, item)]
        if followed and followed[-1] != steps[-1]:
            sentence = _("{ref} has gone on since the meeting.", ref=case.ref)
            remedy = Remedy(WayOut.CORRECT_STEPS, {"ref": case.ref})
            reasons.append(Reason("step", sentence, remedy))
        elif followed:
            events.append(correct(session, case, act))
    if reasons:
        raise Refused(reasons)
    return events


def _follows(session: Session, case: Case, step: Event, meeting: Meeting, item: AgendaItem) -> bool:
    """Whether a step was taken because the meeting decided so on the item."""
    definition = versions.by_id(session, case.definition_id)
    action = machine.action(definition, step.from_state or "", step.action)
    chosen = step.parts.get("changes", {}).get("meeting", [None, None])[1]
    return action is not None and decides(action) == item.outcome and chosen == meeting.id


def advance_as_decided(
    session: Session,
    case: Case,
    name: str,
    act: Act,
    inputs: Inputs,
    *,
    expected_version: int | None = None,
) -> Event:
    """Take the step that the meeting in `inputs` decided. Where a held meeting has said nothing of
    the case yet and its case number is given, the decision is recorded with it: both, or neither.
    """
    meeting = get(session, inputs["meeting"], act.by, local_day(act.at))
    with session.begin():
        definition = versions.by_id(session, case.definition_id)
        action = machine.action(definition, case.state, name)
        outcome = decides(action) if action else None
        number = str(inputs.get("case_number", ""))
        said = any(t.meeting_id == meeting.id and t.outcome for t in treated(session, case.id))
        if outcome and number and meeting.state == MeetingState.HELD and not said:
            item = add_item(session, meeting, ItemIn(ref=case.ref), act, decided=True)
            record_outcome(session, meeting, item, Recorded(outcome, number), act)
        return advance(session, case, name, act, inputs, expected_version=expected_version)


def hold(
    session: Session, meeting: Meeting, act: Act, *, expected: int | None = None
) -> list[Event]:
    """Record that a meeting was held; every decided item moves its case, or nothing of it happens.

    Everything that stands in the way is told at once, each reason with the case it concerns.
    `expected` is the last change of the meeting that was seen; Conflict where there was another.
    """
    with session.begin():
        session.share_event_order()
        meeting = planned(session, meeting, act, DECISIONS)
        refuse_changed(session, meeting, expected)
        if meeting.day > local_day(act.at):
            sentence = _(
                "The meeting is on {day}; it can be recorded as held from that day on.",
                day=meeting.day,
            )
            raise Refused([Reason("day", sentence)])
        meeting.state = MeetingState.HELD
        record(session, meeting, "held", act)
        return _take_effect(session, meeting, _decided_items(session, meeting), act)


def _decided_items(session: Session, meeting: Meeting) -> list[AgendaItem]:
    listed = items(session, meeting)
    reports = reports_of_items(session, [item.id for item in listed])
    return [item for item in listed if item.outcome or item.id in reports]


def _take_effect(
    session: Session, meeting: Meeting, decided: Iterable[AgendaItem], act: Act
) -> list[Event]:
    """Advance what the items are about, by the actions that their outcomes decide; before the
    meeting is held nothing happens, and what will stand in the way is refused."""
    events: list[Event] = []
    reasons: list[Reason] = []
    if meeting.state != MeetingState.HELD:
        ids = {item.id for item in decided}
        reasons = [each for which, each in unmet_ahead(session, meeting, act) if which in ids]
        decided = []
    for item in decided:
        moved, unmet = _carried_out(session, meeting, item, act)
        events, reasons = events + moved, reasons + unmet
    if reasons:
        raise Refused(reasons)
    return events


def _unmet(session: Session, meeting: Meeting, item: AgendaItem, act: Act) -> list[Reason]:
    return _carried_out(session, meeting, item, act)[1]


def _carried_out(
    session: Session, meeting: Meeting, item: AgendaItem, act: Act
) -> tuple[list[Event], list[Reason]]:
    """What followed from an item of a held meeting, and what stood in the way of it."""
    events: list[Event] = []
    own = item.case_id is None and item.plan_id is None and item.outcome != Outcome.POSTPONED
    reasons = newer_words(session, item.id if own else None, meeting.number)
    for case in _decided_on(session, item):
        try:
            events += _carry_out(session, case, meeting, item, act)
        except SamsakError as refusal:
            reasons += [reason.of(case.ref) for reason in refusal.reasons]
    return events, reasons


def _decided_on(session: Session, item: AgendaItem) -> list[Case]:
    """The item's case, the measures of its plan that wait for a decision, or the cases of the
    report that it is."""
    if item.report:
        return []
    about = _about(session, item)
    if not about and item.outcome != Outcome.POSTPONED:
        return cases_of_report(session, item.id)
    return [case for case in about if item.plan_id is None or _waits(session, case)]


def _about(session: Session, item: AgendaItem) -> list[Case]:
    """The item's case, or the measures of its plan."""
    if item.plan_id is not None:
        return _by_numbers(session, plans.cases_of(session, item.plan_id))
    return _by_numbers(session, [item.case_id] if item.case_id is not None else [])


def _by_numbers(session: Session, numbers: list[int]) -> list[Case]:
    return [case for _number, case in sorted(records.by_ids(session, numbers).items())]


def _waits(session: Session, case: Case) -> bool:
    """Whether nothing has been decided on the case yet."""
    return case.state == machine.begin(versions.by_id(session, case.definition_id))


def _carry_out(
    session: Session, case: Case, meeting: Meeting, item: AgendaItem, act: Act
) -> list[Event]:
    if item.case_id is None and item.plan_id is None:
        return report_case(session, case, meeting.number, act)
    definition = versions.by_id(session, case.definition_id)
    decided = [action for action in definition.actions if decides(action) == item.outcome]
    if not decided:
        return []
    now = records.locked(session, case.id)
    action = next((each for each in decided if now.state in each.sources), decided[0])
    inputs: dict[str, Any] = {"meeting": meeting.id}
    if item.case_number and "case_number" in (*action.needs, *action.takes):
        inputs["case_number"] = item.case_number
    return [advance(session, now, action.name, act, inputs)]


def decides(action: Action) -> str | None:
    """The outcome of a meeting that an action carries out, if it is one that a meeting decides."""
    guards = (use for use in action.guards if use.name == "decided")
    return next((use.params.get("outcome", Outcome.APPROVED) for use in guards), None)
