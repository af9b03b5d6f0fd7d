"""Guards of asking other units for their part of an answer: each can answer, and all have."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from engine.cases.guards import Answer, Question, guard
from engine.errors import Reason, WayOut
from engine.language.sentences import _
from engine.people import registry
from workflows.deviations.guards import nobody_acts
from workflows.deviations.routing import AWAITED, HANDLER

ASKS_NO_MORE = "asks_no_more"


@guard("units_to_ask", fields=[AWAITED])
def units_to_ask(question: Question) -> Answer:
    """At least one unit is asked for its part, in each somebody can act, none is the one that
    handles the case, and none is dropped unsaid that is asked already."""
    named = question.fields.get(AWAITED) or []
    if not named:
        sentence = _("Say which units are to give their part.")
        return question.unmet(sentence, WayOut.GIVE_FIELD, field=AWAITED, asked_with="bodies")
    refused = _own_unit(question, named) or _dropped(question, named)
    return refused or next(filter(None, (nobody_acts(question, key) for key in named)), None)


def _own_unit(question: Question, named: Sequence[str]) -> Answer:
    """That the unit which handles the case is asked for a part of its own answer."""
    handler = question.fields.get(HANDLER)
    if handler is None or handler not in named:
        return None
    (unit,) = _names(question, [handler])
    sentence = _(
        "“{unit}” handles the deviation itself, so it cannot be asked. Ask others.", unit=unit
    )
    return question.unmet(sentence, WayOut.GIVE_FIELD, field=AWAITED, asked_with="bodies")


def _dropped(question: Question, named: Sequence[str]) -> Answer:
    """That a unit which is asked already is left out: it would hear of nothing."""
    kept = {*named, question.fields.get(HANDLER)}
    before = question.case.fields.get(AWAITED) or []
    left_out = [key for key in before if key not in kept]
    if not left_out:
        return None
    sentence = _(
        "These units have been asked and have not given their part: {units}. Ask them with the"
        " others, or stop asking them first.",
        units=_names(question, left_out),
    )
    return question.unmet(sentence, WayOut.GIVE_FIELD, field=AWAITED, asked_with="bodies")


def _names(question: Question, keys: Iterable[str]) -> list[str]:
    number = question.case.partnership_id
    return [registry.body(question.session, key, number).name for key in keys]


@guard(ASKS_NO_MORE, fields=[AWAITED])
def asks_no_more(question: Question) -> Answer:
    """Some unit is asked for its part, and the step says which of them still are: fewer, and none
    besides."""
    if not question.may_act():
        return None
    named = {*(question.fields.get(AWAITED) or [])}
    before = (
        (question.case.fields.get(AWAITED) or []) if named or AWAITED in question.inputs else []
    )
    if not before:  # by a code of its own: naming units would not help
        return Reason("not_asked", _("No unit is asked for its part."))
    if named < {*before}:
        return None
    if named == {*before}:
        units, ref = _names(question, before), question.case.ref
        sentence = _("Say which units are still asked. Those asked now are: {units}.", units=units)
        return question.unmet(sentence, WayOut.ASK_FEWER, ref=ref, units=before)
    return question.unmet(_("Units that are asked as well need a question."))


@guard("parts_in", fields=[AWAITED])
def parts_in(question: Question) -> Answer:
    """Every unit that was asked has given its part of the answer."""
    named = question.fields.get(AWAITED) or []
    if not named or not question.may_act():
        return None
    sentence = _("These units have not given their part: {units}.", units=_names(question, named))
    return question.unmet(sentence, WayOut.TAKE_BACK_PART, ref=question.case.ref, units=named)
