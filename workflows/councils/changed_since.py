"""A meeting that somebody changed after another one was told what it would send to hold it."""

from __future__ import annotations

from collections.abc import Iterator

from engine.errors import Conflict, Reason
from engine.language.sentences import _
from engine.people.trace import Traced
from engine.storage.session import Session
from workflows.councils.meetings import Meeting, happened_to
from workflows.councils.outcomes import Recorded, recorded_before

OUTCOMES_RECORDED = {"decided", "mended"}


def refuse_changed(session: Session, meeting: Meeting, expected: int | None) -> None:
    """Refuse what was seen as it was after that change of it, and was changed since; with what was
    recorded meanwhile."""
    if expected is None:
        return
    since = [each for each in happened_to(session, meeting) if each.seq > expected]
    if since:
        raise Conflict(list(_told(meeting, since)))


def _told(meeting: Meeting, since: list[Traced]) -> Iterator[Reason]:
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
        yield Reason(str(item), recorded_before(item, stands))
