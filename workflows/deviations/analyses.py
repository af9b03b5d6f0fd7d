"""Guards of a joint event analysis: both parties took part, and it was not before the event."""

from __future__ import annotations

from datetime import date

from engine.cases.guards import Answer, Question, guard
from engine.language.sentences import _
from engine.people import registry
from workflows.deviations.report_tables import direction_of

PARTIES = 2  # the trust and a municipality


@guard("both_parties", fields=["participants"])
def both_parties(question: Question) -> Answer:
    """The hospital trust and a municipality took part in the analysis, or units of theirs."""
    bodies = registry.bodies(question.session, question.case.partnership_id)
    sides = direction_of(bodies)
    found = {sides.get(key) for key in question.fields.get("participants") or ()}
    if len(found - {None}) < PARTIES:
        sentence = _("A joint analysis needs both parties: the hospital trust and a municipality.")
        return question.unmet(sentence)
    return None


@guard("analysed_after")
def analysed_after(question: Question) -> Answer:
    """The analysis is not dated before what it analyses happened."""
    day, happened = question.inputs.get("analysed_on"), question.fields.get("happened_on")
    if not day or not happened or day >= happened:
        return None
    return question.unmet(
        _(
            "The analysis cannot have been on {day}: it happened on {happened}.",
            day=date.fromisoformat(day),
            happened=date.fromisoformat(happened),
        )
    )
