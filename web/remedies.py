"""The ways out of a refusal as the pages have them: words of a link, and where it leads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from engine.errors import WayOut
from engine.language.sentences import Sentence, _
from engine.people.rights import PARTNERSHIP, PEOPLE, PLANS, REPORTS

Path = Callable[[dict[str, Any]], str]


class Way(NamedTuple):
    """A link that helps those who have the right; everybody where none is named."""

    words: Sentence
    path: Path
    right: str = ""


def _to(path: str) -> Path:
    return path.format_map


def _list_file(values: dict[str, Any]) -> str:
    return "/partnership/lists/{id}/{list}?partnership={partnership}".format_map(values)


def _agenda(values: dict[str, Any]) -> str:
    return f"/meetings/{values['meeting']}" if "meeting" in values else "/meetings"


WAYS: dict[str, Way] = {
    WayOut.ADD_MEMBER: Way(_("Go to people and bodies"), _to("/people"), PEOPLE),
    WayOut.ANSWER_FIRST: Way(_("Answer first"), _to("/cases/{ref}/do/answer")),
    WayOut.CORRECT_STEPS: Way(_("Undo what came after it first"), _to("/cases/{ref}")),
    WayOut.COUNT_ANEW: Way(_("Make the report anew"), _to("/reports"), REPORTS),
    WayOut.HOLD_MEETING: Way(_("Go to the meeting"), _to("/meetings/{meeting}")),
    WayOut.IMPORT_PLAN: Way(_("Import a plan"), _to("/imports/plan"), PLANS),
    WayOut.KEEP_OPTION: Way(
        _("Keep it in your file, with “valid_to”: download the list as it is now"),
        _list_file,
        PARTNERSHIP,
    ),
    WayOut.LIST_BODIES: Way(_("See the bodies"), _to("/people/bodies"), PEOPLE),
    WayOut.LIST_CLOSED_DAYS: Way(_("See the closed days"), _to("/partnership"), PARTNERSHIP),
    WayOut.LIST_FORGOTTEN: Way(_("See the people"), _to("/people"), PEOPLE),
    WayOut.LIST_MANDATES: Way(_("See the mandates"), _to("/partnership"), PARTNERSHIP),
    WayOut.LIST_MEETINGS: Way(_("See the meetings"), _to("/meetings")),
    WayOut.LIST_PEOPLE: Way(_("See the people"), _to("/people"), PEOPLE),
    WayOut.LIST_REPORTS: Way(_("See the reports"), _to("/reports")),
    WayOut.MEND_DECISION: Way(_("Go to the meeting"), _to("/meetings/{meeting}")),
    WayOut.PUT_COMMON_LIST: Way(
        _("Download the common list, add this option with “valid_to”, and send that list in"),
        lambda values: f"{_list_file(values)}&common=yes",
        PARTNERSHIP,
    ),
    WayOut.PUT_ON_AGENDA: Way(_("Put it on an agenda"), _agenda),
    WayOut.RECORD_DECISION: Way(_("Record the decision"), _to("/meetings/{meeting}")),
    WayOut.REPORT_ANEW: Way(_("Report it anew"), _to("/report")),
    WayOut.TAKE_BACK_PART: Way(_("Ask fewer"), _to("/cases/{ref}/do/stop_asking")),
    WayOut.TAKE_OFF_AGENDA: Way(_("Go to the meeting"), _to("/meetings/{meeting}")),
    WayOut.WRITE_MORE: Way(_("Write an addendum, or report it anew"), _to("/report")),
}
