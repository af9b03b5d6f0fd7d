"""Guards of asking other units for their part of an answer: each can answer, and all have."""

from __future__ import annotations

from engine.cases.guards import Answer, Question, guard
from engine.errors import WayOut
from engine.language.sentences import _
from engine.people import registry
from workflows.deviations.guards import nobody_acts
from workflows.deviations.routing import AWAITED


@guard("units_to_ask", fields=[AWAITED])
def units_to_ask(question: Question) -> Answer:
    """At least one unit is asked for its part, and in each somebody can act."""
    named = question.fields.get(AWAITED) or []
    if not named:
        sentence = _("Say which units are to give their part.")
        return question.unmet(sentence, WayOut.GIVE_FIELD, field=AWAITED, asked_with="bodies")
    return next(filter(None, (nobody_acts(question, key) for key in named)), None)


@guard("asks_no_more")
def asks_no_more(question: Question) -> Answer:
    """Some unit is asked for its part, and the step asks none besides."""
    before = question.case.fields.get(AWAITED) or []
    if not before:
        return question.unmet(_("No unit is asked for its part."))
    if {*(question.fields.get(AWAITED) or [])} <= {*before}:
        return None
    return question.unmet(_("Units that are asked as well need a question."))


@guard("parts_in", fields=[AWAITED])
def parts_in(question: Question) -> Answer:
    """Every unit that was asked has given its part of the answer."""
    named = question.fields.get(AWAITED) or []
    if not named:
        return None
    number = question.case.partnership_id
    units = [registry.body(question.session, key, number).name for key in named]
    sentence = _("These units have not given their part: {units}.", units=units)
    return question.unmet(sentence, WayOut.TAKE_BACK_PART, ref=question.case.ref)
