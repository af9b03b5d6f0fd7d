"""What can be done with a meeting, by its state and the day."""

from __future__ import annotations

from datetime import timedelta

import pytest

from workflows.councils.meeting_standing import Standing, standing
from workflows.councils.meetings import Meeting, MeetingState

DAY = timedelta(days=1)


def possible(state: MeetingState, world, later: timedelta = timedelta()) -> set[str]:
    """What can be done with a meeting in that state, so long after its day."""
    day = world.at.date()
    found: Standing = standing(Meeting(partnership_id=1, day=day, state=state), day + later)
    return {name for name, can in found._asdict().items() if can is True}


@pytest.mark.parametrize(
    ("later", "can"),
    [
        (-DAY, {"record", "move"}),
        (0 * DAY, {"record", "move", "hold"}),
        (DAY, {"record", "move", "hold", "unrecorded"}),
    ],
)
def test_a_planned_meeting_is_held_from_its_day_on(world, later, can):
    assert possible(MeetingState.PLANNED, world, later) == can


def test_a_held_meeting_is_mended_and_a_cancelled_one_revived(world):
    assert possible(MeetingState.HELD, world, DAY) == {"record", "mend"}
    assert possible(MeetingState.CANCELLED, world, DAY) == {"revive"}
