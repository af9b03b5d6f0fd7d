"""A meeting as one line of a mail."""

from __future__ import annotations

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
    )
