"""A measure that is proposed because of deviations: opened and linked with them in one step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from engine.cases.access import may_act
from engine.cases.events import event_by_request
from engine.cases.opening import open_case
from engine.cases.reading import about
from engine.cases.records import Case, by_ids
from engine.cases.unmet import no_right
from engine.definitions import versions
from engine.definitions.model import Action, Definition
from engine.errors import BadInput, Reason, Refused
from engine.language.sentences import _
from engine.people.acts import Act
from engine.storage.session import Session
from workflows.deviations.answers import BEHIND
from workflows.deviations.naming import naming

MEASURE = "measure"
LEARN = "learn"  # whoever takes this step proposes measures, in the states before and after it


def propose_measure(
    session: Session, case: Case, inputs: Mapping[str, Any], also: Sequence[str], act: Act
) -> Case:
    """Open a measure that remembers this deviation, and others with it: all of it or nothing.

    Refused for whoever does not learn from the deviation, and before it is handled; refuses further
    what `open_case` refuses. The texts are read by everybody, so they name no one.
    """
    with session.begin():
        if not (act.key and event_by_request(session, act.key)):
            refuse_proposal(session, by_ids(session, [case.id])[case.id], act)
            _refuse_names(session, inputs)
        given = {**inputs, BEHIND: list(dict.fromkeys([case.ref, *also]))}
        return open_case(session, MEASURE, case.partnership_id, act, given)


def refuse_proposal(session: Session, case: Case, act: Act) -> None:
    """Refuse whoever does not learn from the case, or does so too early."""
    definition = versions.by_id(session, case.definition_id)
    asked, actions = about(session, definition, case), learning_actions(definition)
    if not actions:
        sentence = _("Measures are proposed because of deviations; {ref} is none.", ref=case.ref)
        raise Refused([Reason("right", sentence)])
    roles = tuple(dict.fromkeys(role for action in actions for role in action.who))
    if may_act(act, roles, asked) is None:
        raise Refused([no_right(asked, roles, _("Propose a measure"), act)])
    if case.state not in (states := learning_states(actions)):
        raise Refused([_too_early_or_late(definition, case, states)])


def _too_early_or_late(definition: Definition, case: Case, states: set[str]) -> Reason:
    sentence = _(
        "{ref} is “{state}”; “{action}” is possible from: {sources}.",
        ref=case.ref,
        state=definition.states[case.state].label,
        action=_("Propose a measure"),
        sources=[each.label for name, each in definition.states.items() if name in states],
    )
    return Reason("state", sentence)


def learning_actions(definition: Definition) -> list[Action]:
    """The step by which a deviation is learnt from; none in a workflow that has no such step."""
    return [action for action in definition.actions if action.name == LEARN]


def learning_states(actions: Iterable[Action]) -> set[str]:
    """The states in which a deviation can be learnt from, and has been."""
    return {state for each in actions for state in (*each.sources, each.target) if state}


def _refuse_names(session: Session, inputs: Mapping[str, Any]) -> None:
    if wrong := list(_named(session, inputs)):
        raise BadInput(*wrong)


def _named(session: Session, inputs: Mapping[str, Any]) -> Iterator[Reason]:
    _number, definition = versions.newest(session, MEASURE)
    for name, field in definition.fields.items():
        text = inputs.get(name) if field.type.is_words else None
        if isinstance(text, str) and (sentence := naming(session, field.label, text)):
            yield Reason(name, sentence)
