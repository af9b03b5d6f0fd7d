"""What a meeting made of its whole agenda, recorded at once: all of it, or nothing and every
reason why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from engine.errors import Reason, Refused, SamsakError
from engine.people.acts import Act
from engine.people.rights import DECISIONS
from engine.storage.session import Session
from workflows.councils.agenda import AgendaItem, Outcome, items
from workflows.councils.decisions import decide
from workflows.councils.meetings import Meeting, held_fast


class DecidedItem(NamedTuple):
    """What became of an item, and its number in the minutes."""

    item: int
    outcome: Outcome
    case_number: str


def record_minutes(
    session: Session, meeting: Meeting, minuted: Iterable[DecidedItem], act: Act
) -> list[AgendaItem]:
    """Record the outcomes of these items, as far as they are new; the items that changed.

    In a held meeting they take effect at once. Each reason of a refusal bears its item's number.
    """
    changed: list[AgendaItem] = []
    reasons: list[Reason] = []
    with session.begin():
        meeting = held_fast(session, meeting, act, DECISIONS)
        for item, new in _changes(items(session, meeting), minuted):
            try:
                with session.savepoint():
                    decide(session, meeting, item, new.outcome, new.case_number, act)
                changed.append(item)
            except SamsakError as refusal:
                of_item = (reason.of(item.number) for reason in refusal.reasons)
                reasons += [reason._replace(code=str(item.number)) for reason in of_item]
        if reasons:
            raise Refused(reasons)
    return changed


def _changes(
    agenda: Iterable[AgendaItem], minuted: Iterable[DecidedItem]
) -> Iterator[tuple[AgendaItem, DecidedItem]]:
    """The items of which something else is said than what stands there."""
    given = {each.item: each for each in minuted}
    for item in agenda:
        new = given.get(item.number)
        if new and (item.outcome, item.case_number) != (new.outcome, new.case_number):
            yield item, new
