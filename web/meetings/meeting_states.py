"""What the states of a meeting and the outcomes of its items are called on pages."""

from __future__ import annotations

from engine.language.sentences import _
from workflows.councils.agenda import OUTCOMES, Outcome
from workflows.councils.meetings import MeetingState

STATES = {
    MeetingState.PLANNED: _("planned"),
    MeetingState.HELD: _("held"),
    MeetingState.CANCELLED: _("cancelled"),
}
UNRECORDED = _("nothing is recorded")
OUTCOME_CHOICES = [(outcome.value, OUTCOMES[outcome]) for outcome in Outcome]
