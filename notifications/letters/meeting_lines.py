"""A meeting as one line of a mail."""

from __future__ import annotations

from notifications.letters.letters import MeetingLine
from notifications.notices.meetings_ahead import Coming


def meeting_line(meeting: Coming) -> MeetingLine:
    """A meeting as mails show it."""
    names = tuple(name for _id, name, _kind in meeting.bodies)
    return MeetingLine(
        meeting.id,
        names,
        meeting.day,
        meeting.clock,
        meeting.sequence,
        meeting.state,
        f"/meetings/{meeting.id}",
    )
