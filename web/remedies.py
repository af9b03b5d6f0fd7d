"""The ways out of a refusal as the pages have them: words of a link, and where it leads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from engine.errors import WayOut
from engine.language.sentences import Sentence, _


class Way(NamedTuple):
    """A link that helps."""

    words: Sentence
    path: Callable[[dict[str, Any]], str]


def _to(path: str) -> Callable[[dict[str, Any]], str]:
    return lambda _values: path


WAYS: dict[str, Way] = {
    WayOut.ADD_MEMBER: Way(_("Go to people and bodies"), _to("/people")),
    WayOut.CORRECT_STEPS: Way(
        _("Undo what came after it first"), lambda values: f"/cases/{values['ref']}"
    ),
    WayOut.HOLD_MEETING: Way(
        _("Go to the meeting"), lambda values: f"/meetings/{values['meeting']}"
    ),
    WayOut.LIST_BODIES: Way(_("See the bodies"), _to("/people/bodies")),
    WayOut.LIST_MANDATES: Way(_("See the mandates"), _to("/partnership")),
    WayOut.LIST_MEETINGS: Way(_("See the meetings"), _to("/meetings")),
    WayOut.LIST_REPORTS: Way(_("See the reports"), _to("/reports")),
    WayOut.MEND_DECISION: Way(
        _("Go to the meeting"), lambda values: f"/meetings/{values['meeting']}"
    ),
    WayOut.PUT_ON_AGENDA: Way(
        _("Put it on an agenda"),
        lambda values: f"/meetings/{values['meeting']}" if "meeting" in values else "/meetings",
    ),
    WayOut.REPORT_ANEW: Way(_("Report it anew"), _to("/report")),
    WayOut.WRITE_MORE: Way(_("Write an addendum, or report it anew"), _to("/report")),
    WayOut.RECORD_DECISION: Way(
        _("Record the decision"), lambda values: f"/meetings/{values['meeting']}"
    ),
}
