"""What a meeting made of its whole agenda, recorded at once: all of it, or nothing and every
reason why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from engine.errors import Conflict, Reason, Refused, SamsakError
from engine.language.sentences import _
from engine.people.acts import Act
from engine.people.rights import DECISIONS
from engine.storage.session import Session
from engine.typed_text import one_line
from workflows.councils.agenda import TAKEN_OFF, AgendaItem, Outcome, items
from workflows.councils.decisions import decide, unmet_ahead
from workflows.councils.meetings import Meeting, MeetingState, held_fast, not_cancelled
from workflows.councils.outcomes import (
    Recorded,
    read_outcome,
    record_outcome,
    recorded_before,
)


class DecidedItem(NamedTuple):
    """What became of an item, known by its own number however the agenda is ordered, and what was
    recorded of it when whoever gives this looked."""

    item_id: int
    now: Recorded
    seen: Recorded


def record_minutes(
    session: Session, meeting: Meeting, minuted: Iterable[DecidedItem], act: Act
) -> list[AgendaItem]:
    """Record the outcomes of these items, as far as they say something new; the items that changed.

    In a held meeting they take effect at once. Each reason of a refusal bears its item's number.
    Conflict where somebody recorded something else of one of them meanwhile, or took it away.
    """
    minuted = list(minuted)
    changes = [each for each in minuted if each.now != each.seen and each.now.outcome]
    with session.begin():
        meeting = held_fast(session, meeting, act, DECISIONS)
        not_cancelled(meeting)
        agenda = {item.id: item for item in items(session, meeting)}
        overtaken = [_overtaken(agenda.get(each.item_id), each) for each in changes]
        if any(overtaken):
            raise Conflict([reason for reason in overtaken if reason])
        changed = [agenda[each.item_id] for each in changes]
        reasons = list(_emptied(agenda, minuted))
        for item, each in zip(changed, changes, strict=True):
            reasons += _recorded(session, meeting, item, each.now, act)
        reasons += _unmet_ahead(session, meeting, changed, act)
        if reasons:
            raise Refused(reasons)
    return changed


def _emptied(
    agenda: Mapping[int | None, AgendaItem], minuted: Iterable[DecidedItem]
) -> Iterator[Reason]:
    """That an outcome was seen of an item, and none is given."""
    sentence = _("A recorded outcome cannot be emptied; choose another one.")
    for each in minuted:
        if each.seen.outcome and not each.now.outcome and each.item_id in agenda:
            number = str(agenda[each.item_id].number)
            yield Reason(number, sentence).of(number)


def _recorded(
    session: Session, meeting: Meeting, item: AgendaItem, now: Recorded, act: Act
) -> Iterator[Reason]:
    """Record it; what stands in the way of it, each with the item's number.

    Whoever saw what is recorded changes it by recording something else, until the meeting is held;
    what is recorded so already is not recorded again.
    """
    try:
        with session.savepoint():
            now = Recorded(read_outcome(now.outcome), one_line(now.case_number, "case_number", 40))
            kept = session.orm.get_one(AgendaItem, item.id)
            if meeting.state == MeetingState.HELD:
                decide(session, meeting, kept, Outcome(now.outcome), now.case_number, act)
            elif _stands(kept) != now:
                record_outcome(session, meeting, kept, now, act)
            session.orm.flush()
    except SamsakError as refusal:
        for reason in refusal.reasons:
            yield _of(item, reason)


def _unmet_ahead(
    session: Session, meeting: Meeting, changed: Iterable[AgendaItem], act: Act
) -> list[Reason]:
    """What will stand in the way of these items when the meeting is held: told while whoever
    records them has them before her."""
    items_now = {item.id: item for item in changed}
    ahead = unmet_ahead(session, meeting, act) if items_now else []
    return [_of(items_now[which], reason) for which, reason in ahead if which in items_now]


def _of(item: AgendaItem, reason: Reason) -> Reason:
    return reason.of(item.number)._replace(code=str(item.number))


def _stands(item: AgendaItem) -> Recorded:
    return Recorded(item.outcome or "", item.case_number or "")


def _overtaken(item: AgendaItem | None, change: DecidedItem) -> Reason | None:
    """That somebody was before, with what stands there now."""
    if item is None:
        return Reason("item", TAKEN_OFF)
    stands = _stands(item)
    if stands in (change.seen, change.now):
        return None
    return Reason(str(item.number), recorded_before(item.number, stands))
