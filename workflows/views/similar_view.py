"""Deviations that are like one, with what they have in common: for those who learn from it, never
for whoever reported it."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from engine.cases import access
from engine.cases.similar import Similar, similar
from engine.days.calendar import local_day
from engine.definitions import versions
from engine.errors import Reason, Refused
from engine.language.sentences import Label, Sentence, _, say
from workflows.deviations.similar import CLAUSE, COMPARED_BY, EVENT_TYPE, UNIT
from workflows.views.case_view import View

LEARNING = "learn"  # those who take this step compare
SAME = {UNIT: _("same unit"), EVENT_TYPE: _("same type of event"), CLAUSE: _("same guideline")}


class SimilarCase(NamedTuple):
    """A case that is like another: where it stands, when it was reported, what both have."""

    ref: str
    state: Label
    opened: date
    facts: tuple[str, ...]
    words: tuple[str, ...]

    @property
    def reasons(self) -> list[Sentence]:
        """What both have, as people say it."""
        same = [SAME[name] for name in self.facts]
        return [*same, _("words: {words}", words=list(self.words))] if self.words else same

    def told(self, language: str) -> dict[str, Any]:
        """The case as it is answered to a program."""
        return {
            "ref": self.ref,
            "state": say(self.state, language),
            "opened_on": self.opened.isoformat(),
            "same": list(self.facts),
            "words": list(self.words),
            "why": [say(each, language) for each in self.reasons],
        }


def may_compare(view: View) -> bool:
    """Whether this reader is shown what the case is like: whoever handles it or keeps the
    register."""
    roles = [role for each in view.definition.actions if each.name == LEARNING for role in each.who]
    return access.may(view.reader, roles, view.about, view.on, acting=False) is not None


def similar_cases(view: View) -> list[SimilarCase]:
    """The cases that are most like this one; Refused for whoever does not learn from it."""
    if not may_compare(view):
        said = _("Only those who handle a deviation are shown which others are like it.")
        raise Refused([Reason("similar", said)])
    found = similar(view.session, view.case, COMPARED_BY, view.reader, view.on)
    return [_shown(view, each) for each in found]


def _shown(view: View, found: Similar) -> SimilarCase:
    case = found.case
    state = versions.by_id(view.session, case.definition_id).states[case.state]
    return SimilarCase(
        case.ref, state.label, local_day(case.opened_at), facts=found.facts, words=found.words
    )
