"""What stands in the way of an action: one list, used to refuse it, to grey its button and to
explain both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from engine.cases import guards
from engine.cases.access import About, Grant, may, may_act
from engine.cases.guards import Question
from engine.cases.of_others import NOTHING, hidden_from
from engine.cases.reading import about
from engine.cases.records import Case
from engine.days.calendar import local_day
from engine.definitions import machine
from engine.definitions.model import Action, CommentRule, Definition, Field, State
from engine.definitions.references import GuardUse
from engine.errors import Reason, Remedy, WayOut
from engine.language.sentences import Label, Sentence, _
from engine.people.acts import Act, ahead
from engine.storage.session import Session

EMPTY: tuple[Any, ...] = (None, "", [])
GIVEN = "-"  # a reason that is not asked for yet: what is possible is told before it is given


class Possibility(NamedTuple):
    """An action from the state a case is in, and everything that stands in its way."""

    action: Action
    unmet: tuple[Reason, ...]

    def open_to(self, definition: Definition) -> bool:
        """Whether only inputs are missing, which the person can give."""
        asked = (*self.action.needs, *self.action.takes)
        return all(
            reason.code in definition.fields or guards.asked_for(reason.code, asked)
            for reason in self.unmet
        )


def possibilities(
    session: Session, definition: Definition, case: Case, act: Act
) -> list[Possibility]:
    """Every action from the case's state with what it lacks for this person now."""
    asked, given = about(session, definition, case), act._replace(reason=GIVEN)
    return [
        Possibility(action, find_unmet(session, asked, case, action, given)[1])
        for action in machine.possible(definition, case.state)
    ]


def possible_actions(
    session: Session, definition: Definition, case: Case, act: Act, instead_of: str
) -> list[Label]:
    """The labels of the actions this person may take now; missing inputs can be given."""
    return [
        each.action.label
        for each in possibilities(session, definition, case, act)
        if each.open_to(definition) and each.action.name != instead_of
    ]


def find_unmet(
    session: Session,
    asked: About,
    case: Case,
    action: Action,
    act: Act,
    inputs: Mapping[str, Any] = {},
) -> tuple[Grant | None, tuple[Reason, ...]]:
    """The right by which the actor may take the action, and everything that is in the way."""
    grant = may_act(act, action.who, asked)
    reasons = [] if grant else [no_right(asked, action.who, action.label, act)]
    if act.recorded_at is not None or act.at < case.moved_at:
        reasons += untimely(case, act)
    if action.needs:
        reasons += missing(asked.definition, action.needs, inputs)
    if action.comment is CommentRule.REQUIRED and not act.reason.strip():
        reasons.append(Reason("comment", _("A reason is needed."), Remedy(WayOut.GIVE_REASON)))
    state = asked.definition.states[action.target_from(case.state)]
    holds = _at_stake(state, action, inputs)
    if (action.guards or holds) and (grant or _is_told_why(asked, action, act)):
        question = _question(session, asked.definition, case, action, act, inputs)
        reasons += guards.unmet(action.guards, question)
        reasons += _broken(holds, question)
    return grant, (*reasons, *_emptied(asked.definition, action, inputs))


def _is_told_why(about: About, action: Action, act: Act) -> bool:
    """Whether somebody who may not take it is told what else is in the way: that could tell what
    she may not know of the case."""
    if _of_reporter(about.definition, action):
        return False

    def may_see(field: Field) -> bool:
        return may(act.by, field.visible_to, about, local_day(act.at), acting=False) is not None

    return hidden_from(about.definition, may_see) == NOTHING


def _of_reporter(definition: Definition, action: Action) -> bool:
    """Whether whoever reported alone may take it: why it cannot be taken is said to her."""
    return {*action.who} == {definition.reporting_role}


def _at_stake(state: State, action: Action, inputs: Mapping[str, Any]) -> list[GuardUse]:
    """What holds in a state and can be broken by what is given with this step; what the action
    asks for itself is asked once."""
    if not inputs:
        return []
    asked = [use.name for use in action.guards]
    return [use for use in state.holds if use.name not in asked and guards.reads(use, inputs)]


def _broken(holds: Sequence[GuardUse], question: Question) -> list[Reason]:
    """What holds, and would no longer; what does not hold anyhow is no fault of this step."""
    broken = list(guards.unmet(holds, question))
    if broken:
        before = question._replace(fields=question.case.fields, inputs={})
        already = {reason.code for reason in guards.unmet(holds, before)}
        broken = [reason for reason in broken if reason.code not in already]
    return broken


def _emptied(definition: Definition, action: Action, inputs: Mapping[str, Any]) -> Iterator[Reason]:
    """Fields without which there would be no case."""
    for name in definition.opening.needs:
        if name in inputs and name not in action.needs and inputs[name] in EMPTY:
            label = definition.fields[name].label
            yield Reason(name, _("The field “{field}” cannot be emptied.", field=label))


def pointless(
    action: Action, case: Case, inputs: Mapping[str, Any], reasons: Iterable[Reason] = ()
) -> Iterator[Reason]:
    """A step that is there to change something, and changes nothing: nobody is to be told of it.

    What an action needs is news even if it is the same again, as the progress of a measure. Where
    one of the reasons asks for what the action takes already, nothing is added to it.
    """
    for_change = action.target is None and action.takes and not action.needs
    if any(guards.asked_for(each.code, action.takes) for each in reasons):
        return
    if for_change and all(case.fields.get(name) == value for name, value in inputs.items()):
        yield Reason("unchanged", _("Nothing would change in {ref}.", ref=case.ref))


def _question(
    session: Session,
    definition: Definition,
    case: Case,
    action: Action,
    act: Act,
    inputs: Mapping[str, Any],
) -> Question:
    """What the guards are asked."""
    return Question(
        session=session,
        case=case,
        definition=definition,
        action=action,
        fields={**case.fields, **inputs} if inputs else case.fields,
        inputs=inputs,
        act=act,
        on=local_day(act.at),
    )


def no_right(about: About, roles: tuple[str, ...], label: Label | Sentence, act: Act) -> Reason:
    """Nobody who acts so may do this."""
    if act.by.operator:
        sentence = _("What is decided must have a name behind it.")
        return Reason("name", sentence, Remedy(WayOut.SAY_WHO))
    who = [about.definition.roles[name].label for name in roles]
    return Reason("right", _("“{action}” may be done by: {who}.", action=label, who=who))


def reason_label(action: Action) -> Sentence:
    """What the form of an action calls the words that may, or must, be said with it."""
    return _("Reason") if action.comment is CommentRule.REQUIRED else _("Comment")


def wrong_state(
    session: Session, definition: Definition, case: Case, named: Sequence[Action], act: Act
) -> Reason:
    """The case stands in a state from which none of these, which have one name, leads on."""
    if case.fields.get(definition.opening.goes_to or ""):
        return Reason("state", _("{ref} is followed under another number now.", ref=case.ref))
    sentence = _(
        "{ref} is “{state}”; “{action}” is possible from: {sources}.",
        ref=case.ref,
        state=definition.states[case.state].label,
        action=named[0].label,
        sources=[definition.states[s].label for action in named for s in action.sources],
    )
    asked = about(session, definition, case)
    anew = case.state in definition.final and all(
        _of_reporter(definition, each) and may_act(act, each.who, asked) for each in named
    )
    return Reason("state", sentence, Remedy(WayOut.REPORT_ANEW) if anew else None)


def untimely(case: Case, act: Act) -> Iterator[Reason]:
    """It would take effect before what happened last, or lies ahead."""
    if act.at < case.moved_at:
        sentence = _(
            "The last thing that happened to {ref} was on {last};"
            " nothing can take effect before it.",
            ref=case.ref,
            last=case.moved_at,
        )
        yield Reason("at", sentence)
    yield from ahead(act)


def not_taken_back(action: Action | None) -> Iterator[Reason]:
    """A step that is done for good."""
    if action and action.for_good:
        yield Reason("step", _("“{action}” cannot be undone.", action=action.label))


def missing(
    definition: Definition, needed: tuple[str, ...], inputs: Mapping[str, Any]
) -> Iterator[Reason]:
    """The fields that must be given with this very step: an old answer, question or decision does
    not count for a new one."""
    for name in needed:
        if inputs.get(name) in EMPTY:
            field = definition.fields[name]
            sentence = _("The field “{field}” is missing.", field=field.label)
            remedy = Remedy(WayOut.GIVE_FIELD, {"field": name, "asked_with": field.type.asked_with})
            yield Reason(name, sentence, remedy)
