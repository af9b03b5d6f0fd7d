"""What each reader has heard of a meeting, or may have: whoever may believe what is not so is told.

What was perhaps told was in a mail in doubt when the meeting changed. Whether it came nobody knows,
so that its reader may believe it, or what was told surely before it.
"""

from __future__ import annotations

from collections.abc import Iterable

from notifications.notices.meetings_ahead import Coming
from notifications.notices.notices import FINAL, NoticeKind, NoticeState, Planned

# What each person was told last, and what they may have been told since; the newest first.
Heard = dict[int, list[Planned]]


def last_heard(known: Iterable[Planned]) -> Heard:
    """What each person may believe, of all notices of a meeting. What is still on its way says at
    its sending how things stand then."""
    heard = [(n.data["sequence"], n.id, n.person_id, n) for n in known if n.heard]
    found: Heard = {}
    for _sequence, _id, person, notice in sorted(heard):
        if person is not None:
            before = found.get(person, []) if notice.state != NoticeState.TOLD else []
            found[person] = [notice, *before]
    return found


def told_wrong(meeting: Coming, heard: Heard) -> list[tuple[int, Planned]]:
    """Who may believe of the meeting what is not so, with the newest that they heard of that, and
    hears what becomes of it."""
    found = []
    for person, told in sorted(heard.items()):
        wrong = next((each for each in told if not _is_so(meeting, each)), None)
        if wrong is None or person == meeting.mover:
            continue
        if meeting.concerns(person, wrong.data["day"]):
            found.append((person, wrong))
    return found


def is_lost(notice: Planned, heard: Heard) -> bool:
    """Whether what was perhaps told may never have come, and nothing of the meeting has surely come
    since; nobody has settled that it need not."""
    if notice.state != NoticeState.PERHAPS or notice.reason in FINAL:
        return False
    if not notice.reason:  # its mail is in doubt yet, and may go again
        return False
    return notice.person_id is not None and notice in heard[notice.person_id]


def _is_so(meeting: Coming, told: Planned) -> bool:
    cancelled = told.kind == NoticeKind.MEETING_CANCELLED
    if not meeting.planned:
        return cancelled
    return not cancelled and meeting.is_named_in(told.data)
