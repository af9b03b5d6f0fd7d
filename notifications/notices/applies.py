"""Why a notice no longer applies when its mail is sent: what is asked of how things stand then."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from notifications.notices.meetings_ahead import Coming
from notifications.notices.notices import CancelReason, NoticeKind, Planned
from workflows.councils.meetings import MeetingState


class Facts(Protocol):
    """How things stand at the sending."""

    @property
    def now(self) -> datetime:
        """The moment of sending."""
        ...

    def taken_back(self, notice: Planned) -> bool:
        """Whether the step was corrected."""
        ...

    def stands(self, notice: Planned) -> bool:
        """Whether what the council made of the case is still recorded so."""
        ...

    def runs(self, notice: Planned) -> bool:
        """Whether the deadline still runs to the day that the notice names."""
        ...

    def has_role(self, notice: Planned) -> bool:
        """Whether the reader has one of the roles for which this was."""
        ...

    def acts(self, notice: Planned) -> bool:
        """Whether the reader acts in a body that has the case."""
        ...

    def may_see(self, notice: Planned) -> bool:
        """Whether the reader may know of the case."""
        ...

    def meeting(self, notice: Planned) -> Coming:
        """The meeting, as it stands."""
        ...


# Why a notice no longer applies, if it does not
Asks = Callable[[Facts, Planned], CancelReason | None]


def not_taken_back(facts: Facts, notice: Planned) -> CancelReason | None:
    """The step was corrected."""
    return CancelReason.CORRECTED if facts.taken_back(notice) else None


def still_recorded(facts: Facts, notice: Planned) -> CancelReason | None:
    """The council made something else of the case."""
    return None if facts.stands(notice) else CancelReason.CORRECTED


def deadline_runs(facts: Facts, notice: Planned) -> CancelReason | None:
    """The deadline is over, or runs to another day."""
    return None if facts.runs(notice) else CancelReason.DEADLINE_OVER


def still_concerned(facts: Facts, notice: Planned) -> CancelReason | None:
    """The reader has the role no more, or may not see the case; a reporter's address needs
    neither."""
    if notice.person_id is None:
        return None
    if not facts.has_role(notice):
        return CancelReason.LEFT
    return None if facts.may_see(notice) else CancelReason.NOT_VISIBLE


def not_given_back(facts: Facts, notice: Planned) -> CancelReason | None:
    """The case went on and came back to the reader since."""
    return CancelReason.OVERTAKEN if facts.acts(notice) else None


def still_to_come(facts: Facts, notice: Planned) -> CancelReason | None:
    """The meeting was held, cancelled or has begun."""
    meeting = facts.meeting(notice)
    if meeting.state == MeetingState.HELD:
        return CancelReason.MEETING_HELD
    if meeting.state == MeetingState.CANCELLED:
        return CancelReason.MEETING_CANCELLED
    return CancelReason.MEETING_BEGUN if meeting.begins <= facts.now else None


def still_cancelled(facts: Facts, notice: Planned) -> CancelReason | None:
    """The meeting is held after all: whoever may have been told the opposite hears of that."""
    cancelled = facts.meeting(notice).state == MeetingState.CANCELLED
    return None if cancelled else CancelReason.OVERTAKEN


def not_moved_again(facts: Facts, notice: Planned) -> CancelReason | None:
    """The meeting was moved once more."""
    newest = move_of(facts.meeting(notice).sequence)
    return None if notice.occurrence == newest else CancelReason.MEETING_MOVED


def still_in_the_seat(facts: Facts, notice: Planned) -> CancelReason | None:
    """The reader left the seat that the milestone is told to."""
    seats = {
        seat.person_id
        for milestone, seat in facts.meeting(notice).told()
        if milestone.kind == notice.kind
    }
    return None if notice.person_id in seats else CancelReason.LEFT


def still_in_a_seat(facts: Facts, notice: Planned) -> CancelReason | None:
    """The reader has no seat that the meeting concerns."""
    concerns = facts.meeting(notice).concerns(notice.person_id, notice.data.get("from"))
    return None if concerns else CancelReason.LEFT


def move_of(sequence: int) -> str:
    """The occurrence of the notices that a meeting was moved for the so-and-so-manieth time."""
    return f"{NoticeKind.MEETING_MOVED}-{sequence}"
