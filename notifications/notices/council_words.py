"""What a council made of a case, in a sentence: which bodies, in which meeting, under which
number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from engine.language.sentences import Label, Sentence, _
from notifications.notices.notices import Planned
from workflows.councils.agenda import Outcome

_MADE = {
    Outcome.APPROVED: _("{bodies} approved this case in the meeting on {day}"),
    Outcome.DECLINED: _("{bodies} declined this case in the meeting on {day}"),
    Outcome.RECOMMENDED: _("{bodies} recommended this case in the meeting on {day}"),
    Outcome.POSTPONED: _("{bodies} postponed this case in the meeting on {day}"),
    Outcome.NOTED: _("{bodies} took note of this case in the meeting on {day}"),
}


def decided(what: Sentence, council: Mapping[str, Any]) -> Sentence:
    """What was done and when, with the council that decided so."""
    said = _("{what}, by {bodies} in the meeting on {day}", what=what, **_named(council))
    return _numbered(said, council)


def decided_same_day(what: Sentence | Label, council: Mapping[str, Any]) -> Sentence:
    """What was done on the very day of the meeting in which the council decided so."""
    said = _("{what} by {bodies} in the meeting on {day}", what=what, **_named(council))
    return _numbered(said, council)


def with_chosen(what: Sentence, notice: Planned) -> Sentence:
    """What was done, with what was chosen."""
    chosen = [Label(*each) for each in notice.data.get("chosen", ())]
    return _("{what}: “{chosen}”", what=what, chosen=chosen) if chosen else what


def outcome_words(outcome: str, council: Mapping[str, Any]) -> Sentence:
    """What the council made of the case, where nothing was done to it."""
    said = replace(_MADE[Outcome(outcome)], values=_named(council))
    return _numbered(said, council)


def _named(council: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"bodies": council["bodies"], "day": date.fromisoformat(council["day"])}


def _numbered(said: Sentence, council: Mapping[str, Any]) -> Sentence:
    if not council["number"]:
        return said
    return _("{what}, number {number} in the minutes", what=said, number=council["number"])


def counts(late: Sentence) -> Sentence:
    """What was to be done by when, where the council hears next that it was not."""
    return _("{late}, and counts as unanswered in the next report to the council", late=late)
