"""The form by which a measure is proposed because of a deviation, and others that are like it."""

from __future__ import annotations

from typing import Any

from engine.cases.records import Case
from engine.definitions import versions
from engine.language.sentences import _
from engine.people.acts import Act
from workflows.deviations.answers import BEHIND
from workflows.deviations.proposals import (
    MEASURE,
    learning_actions,
    learning_states,
    propose_measure,
)
from workflows.views import choices
from workflows.views.case_view import View
from workflows.views.similar_view import SimilarCase, may_compare, similar_cases
from workflows.views.step_forms import Choice, Given, Input, InputForm, opening_form, read_back

ASKED = ("title", "text", "bodies")


def may_propose(view: View) -> bool:
    """Whether this reader may propose a measure because of the case as it stands."""
    states = learning_states(learning_actions(view.definition))
    return view.case.state in states and may_compare(view)


def proposal_form(view: View, typed: Given = {}) -> InputForm:
    """The form; with what was typed, where somebody comes back to it."""
    _number, definition = versions.newest(view.session, MEASURE, view.case.partnership_id)
    known = choices.known(view.session, view.case.partnership_id, view.reader, view.on)
    inputs = opening_form(definition, known, typed)
    asked = [each for each in inputs if each.name in ASKED]
    if alike := similar_cases(view):
        asked.append(
            Input(
                name=BEHIND,
                label=_("Other deviations that the measure is to help against"),
                asked_with="checkboxes",
                required=False,
                value=tuple(typed.get(BEHIND, ())),
                choices=tuple(Choice(each.ref, _called(each)) for each in alike),
            )
        )
    return InputForm(tuple(asked))


def _called(similar: SimilarCase) -> object:
    return _("{ref}: {why}", ref=similar.ref, why=similar.reasons)


def propose_typed(view: View, typed: Given, act: Act) -> Case:
    """Propose what was typed; refuses as `propose_measure` does."""
    _number, definition = versions.newest(view.session, MEASURE, view.case.partnership_id)
    inputs: dict[str, Any] = {}
    for name in ASKED:
        given = [each.strip() for each in typed.get(name, ()) if each.strip()]
        if given or name in definition.opening.needs:
            inputs[name] = read_back(definition.fields[name], given)
    return propose_measure(view.session, view.case, inputs, list(typed.get(BEHIND, ())), act)
