"""A meeting that somebody changed after another one was told what it would send to hold it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.cases.records import Case
from engine.errors import Conflict, Reason
from engine.language.sentences import _
from engine.people.trace import Traced
from engine.storage.session import Session
from workflows.councils.agenda import AgendaItem, cases_of, items
from workflows.councils.meetings import Meeting, happened_to
from workflows.councils.outcomes import Recorded, recorded_before

OUTCOMES_RECORDED = {"decided", "mended"}
RENUMBERED = {"item_moved", "item_removed"}  # the number of an item may be another one's now


def refuse_changed(session: Session, meeting: Meeting, expected: int | None) -> None:
    """Refuse what was seen as it was after that change of it, and was changed since; with what was
    recorded meanwhile."""
    if expected is None:
        return
    since = [each for each in happened_to(session, meeting) if each.seq > expected]
    if since:
        renumbered = RENUMBERED & {each.kind for each in since}
        called = {} if renumbered else _called(session, meeting)
        raise Conflict(list(_told(meeting, since, called)))


def _called(session: Session, meeting: Meeting) -> dict[int, str]:
    """What each item is called beside its number."""
    agenda = items(session, meeting)
    cases = cases_of(session, agenda)
    return {item.number: _name(cases, item) for item in agenda}


def _name(cases: Mapping[int, Case], item: AgendaItem) -> str:
    return item.title if item.case_id is None else cases[item.case_id].ref


def _told(meeting: Meeting, since: list[Traced], called: dict[int, str]) -> Iterator[Reason]:
    sentence = _(
        "Somebody changed meeting {number} before you, so nothing of this is done. Look at it as it"
        " stands now, and do it again.",
        number=meeting.id,
    )
    yield Reason("version", sentence)
    recorded = {
        each.parts["item"]: Recorded(each.parts["outcome"], each.parts["case_number"])
        for each in since
        if each.kind in OUTCOMES_RECORDED
    }
    for item, stands in sorted(recorded.items()):
        what = called.get(item)
        named = f"{item} ({what})" if what else item
        yield Reason(str(item), recorded_before(named, stands))
