"""The outcome of an item as it is written down, with its number in the minutes: once, and never
over another one."""

from __future__ import annotations

from typing import NamedTuple

from engine.errors import BadInput, Reason, Refused, Remedy, WayOut
from engine.language.sentences import Sentence, _
from engine.people.acts import Act
from engine.people.rights import DECISIONS
from engine.people.trace import trace
from engine.storage.session import Session
from workflows.councils.agenda import (
    ITEM,
    OUTCOMES,
    AgendaItem,
    Outcome,
    refuse_number_twice,
)
from workflows.councils.meetings import Meeting, MeetingState, held_fast, record
from workflows.councils.reported_cases import report_of
from workflows.councils.waiting_reports import refuse_second_report


class Recorded(NamedTuple):
    """What is recorded of an item: its outcome, and its number in the minutes."""

    outcome: str = ""
    case_number: str = ""


def read_outcome(text: str) -> Outcome:
    """The outcome of that word; BadInput for none."""
    if text not in set(Outcome):
        raise BadInput(_("Choose an outcome."))
    return Outcome(text)


def record_outcome(
    session: Session,
    meeting: Meeting,
    item: AgendaItem,
    now: Recorded,
    act: Act,
    *,
    was: str | None = None,
) -> None:
    """Write down what became of an item, and nothing more; `was` is the outcome that is mended."""
    with session.begin():
        meeting = held_fast(session, meeting, act, DECISIONS)
        refuse_number_twice(session, meeting, item, now.case_number)
        _refuse_postponed_report(session, meeting, item, now)
        item.outcome, item.case_number = now.outcome, now.case_number or item.case_number
        kind = "mended" if was else "decided"
        trace(session, ITEM, item, kind, act)
        mended = {"was": was, "reason": act.reason.strip()} if was else {}
        record(session, meeting, kind, act, item=item.number, **now._asdict(), **mended)


def _refuse_postponed_report(
    session: Session, meeting: Meeting, item: AgendaItem, now: Recorded
) -> None:
    """Refuse to postpone a report whose cases were reported when its meeting was held, and to take
    that back where the report waits for another meeting by now."""
    if meeting.state != MeetingState.HELD or not report_of(session, item.id):
        return
    if now.outcome != Outcome.POSTPONED and item.outcome == Outcome.POSTPONED:
        refuse_second_report(session, meeting)
    if now.outcome == Outcome.POSTPONED and item.outcome != Outcome.POSTPONED:
        sentence = _(
            "The cases of item {item} were reported when the meeting was recorded as held;"
            " it cannot be postponed now.",
            item=item.number,
        )
        raise Refused([Reason("item", sentence)])


def recorded_before(item: int | str, stands: Recorded) -> Sentence:
    """That somebody recorded this of the item before, by its number or as it is called."""
    said = OUTCOMES[Outcome(stands.outcome)] if stands.outcome else "–"
    if not stands.case_number:
        return _(
            "Somebody was before you: of item {item} is recorded {outcome}.",
            item=item,
            outcome=said,
        )
    return _(
        "Somebody was before you: of item {item} is recorded {outcome} ({number}).",
        item=item,
        outcome=said,
        number=stands.case_number,
    )


def refuse_recorded(meeting: Meeting, item: AgendaItem, now: Recorded) -> None:
    """Refuse to write over an outcome, or its number in the minutes."""
    held = meeting.state == MeetingState.HELD
    number = now.case_number or item.case_number
    same = item.outcome == now.outcome and item.case_number in (None, "", number)
    if item.outcome and (held or not same):
        way = Remedy(WayOut.MEND_DECISION, {"meeting": meeting.id, "item": item.number})
        raise Refused([Reason("item", _recorded_already(item, held=held), way)])


def _recorded_already(item: AgendaItem, *, held: bool) -> Sentence:
    words = {"item": item.number, "outcome": OUTCOMES[Outcome(item.outcome or "")]}
    if held:
        return _(
            "Item {item} was decided in a held meeting ({outcome}). If that was written down by"
            " mistake, mend the decision; if the case was moved by mistake, correct the case"
            " instead.",
            **words,
        )
    return _(
        "The outcome of item {item} is recorded already ({outcome}). If that is a mistake,"
        " mend it.",
        **words,
    )
