"""A meeting as one line of a mail, and which of them a digest tells to whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from engine.people.rights import DECISIONS, kinds_with
from engine.people.seated import Seat
from notifications.letters.letters import MeetingLine
from notifications.notices.meetings_ahead import Coming


def meeting_line(meeting: Coming) -> MeetingLine:
    """A meeting as mails show it."""
    return MeetingLine(
        id=meeting.id,
        bodies=meeting.body_names,
        day=meeting.day,
        clock=meeting.clock,
        sequence=meeting.sequence,
        state=meeting.state,
        link_path=f"/meetings/{meeting.id}",
        uid=meeting.uid,
        place=meeting.place or "",
    )


def meetings_told(
    meetings: Sequence[Coming], person: int, sitting: Iterable[Seat], now: datetime
) -> dict[str, Any]:
    """Those that come, for who sits there; those that passed without a record, for who records."""
    kinds = kinds_with(DECISIONS)
    records = any(seat.acts and seat.kind in kinds for seat in sitting)
    coming = [each for each in meetings if each.begins > now and person in each.members]
    passed = [each for each in meetings if each.day < each.today] if records else []
    return {
        "meetings": tuple(meeting_line(each) for each in coming),
        "unrecorded": tuple(meeting_line(each) for each in passed),
    }
