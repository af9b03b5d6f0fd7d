"""Moving a case a step, and taking a mistaken step back: each is one transaction with one event.

Nothing else happens here: no mail, no report. Who must hear of it is read from the events
afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from engine.cases import records
from engine.cases.access import About, Grant, may_act
from engine.cases.events import ADVANCED, CORRECTED, Event, events_of, standing
from engine.cases.inputs import read_inputs, unfit_options
from engine.cases.reading import about
from engine.cases.recording import Step, answered, request_seal, write_step
from engine.cases.records import Case
from engine.cases.role_matcher import matcher
from engine.cases.ties import rings, taken_out, unfit_links
from engine.cases.unmet import (
    GIVEN,
    find_unmet,
    no_right,
    not_taken_back,
    pointless,
    possible_actions,
    reason_label,
    untimely,
    wrong_state,
)
from engine.days.calendar import local_day
from engine.definitions import machine, versions
from engine.definitions.chosen_words import chosen_words
from engine.definitions.model import Action, Definition
from engine.errors import BadInput, Conflict, Reason, Refused, Remedy, WayOut
from engine.language.sentences import _
from engine.people.actors import ActorKind
from engine.people.acts import Act
from engine.storage.session import Session
from engine.typed_text import one_line, refuse_unfit

Inputs = Mapping[str, Any]
NOTHING: Inputs = MappingProxyType({})
FEWEST_TO_CORRECT = 2  # the birth of a case is not taken back


def advance(
    session: Session,
    case: Case,
    action: str,
    act: Act,
    inputs: Inputs = NOTHING,
    *,
    expected_version: int | None = None,
) -> Event:
    """Move the case one step; refuse in words when it may not move. One transaction with its event.

    `expected_version` is the version the person saw: `Conflict` when somebody was first. Raises
    `Refused` with everything in the way, `BadInput` for values that cannot be used.
    """
    with session.begin(pipelined=True):
        if act.key and (first := answered(session, act, inputs, case_id=case.id, action=action)):
            return first
        case, asked = _held(session, case, act)
        _refuse_old(asked.definition, case, expected_version)
        wanted = _wanted(session, asked, case, action, act, inputs)
        wanted.reasons.extend(pointless(wanted.action, case, wanted.given, wanted.reasons))
        step = _step(session, case, wanted, act)
        step.parts["content"] = request_seal(act, inputs)
        return write_step(session, case, step, act, wanted.grant)


def renumber(
    session: Session, case: Case, action: str, number: str, act: Act, inputs: Inputs = NOTHING
) -> Event:
    """Move the case one step as `advance` does, and call it by another printed number from then on.
    Its ref stays; the number alone is change enough."""
    printed = one_line(number, "number", 80)
    with session.begin(pipelined=True):
        case, asked = _held(session, case, act)
        wanted = _wanted(session, asked, case, action, act, inputs)
        step = _step(session, case, wanted, act)
        step.parts["number"] = [case.number, printed]
        return write_step(session, case, step, act, wanted.grant)


def _held(session: Session, case: Case, act: Act) -> tuple[Case, About]:
    """The case as it is now, held, and what a right to it is asked about, in the words of what is
    chosen in it; whoever reported is refused in the words for her."""
    case, ties = records.locked_with_ties(session, case.id)
    definition = versions.by_id(session, case.definition_id)
    if act.by.kind is ActorKind.REPORTER:
        definition = definition.to_reporter
    definition = chosen_words(definition, case.fields)
    return case, About(definition, case.partnership_id, lambda: ties, case.id)


class _Wanted(NamedTuple):
    """A step that somebody wants: what is given, the right to it, what stands in its way."""

    definition: Definition
    action: Action
    given: Inputs
    grant: Grant | None
    reasons: list[Reason]


def _wanted(
    session: Session, asked: About, case: Case, name: str, act: Act, inputs: Inputs
) -> _Wanted:
    definition = asked.definition
    action = machine.action(definition, case.state, name)
    if action is None:
        raise _impossible(session, definition, case, name, act)
    if act.reason:
        refuse_unfit(act.reason, "comment", label=reason_label(action))
    given: Inputs = {}
    if inputs:
        today = local_day(act.at)
        given = read_inputs(session, definition, inputs, case.partnership_id, today)
        _refuse_stray(action, given)
    grant, unmet = find_unmet(session, asked, case, action, act, given)
    reasons = list(unmet)
    if given:
        reasons += unfit_links(session, definition, case, given, act)
        known = {**case.fields, **given}
        reasons += unfit_options(definition, given, known, local_day(case.opened_at))
    return _Wanted(definition, action, given=given, grant=grant, reasons=reasons)


def _step(session: Session, case: Case, wanted: _Wanted, act: Act) -> Step:
    """The step, refused with everything that stands in its way."""
    definition, action, name = wanted.definition, wanted.action, wanted.action.name
    if wanted.reasons:
        raise Refused(wanted.reasons, possible_actions(session, definition, case, act, name), name)
    cleared = dict.fromkeys(each for each in action.clears if each in case.fields)
    target = machine.step(definition, case.state, name)
    assert target is not None, "the machine has the step that it gave the action of"
    given = cleared | dict(wanted.given) | taken_out(session, action, case, act)
    return _stepped(definition, case, name, target, given, act)


def _stepped(
    definition: Definition, case: Case, name: str, target: str, given: Inputs, act: Act
) -> Step:
    changed = {n: [case.fields.get(n), v] for n, v in given.items() if case.fields.get(n) != v}
    after = case.fields
    if changed:
        after = {n: v for n, v in {**case.fields, **given}.items() if v is not None}
    parts = {"changes": changed, "comment": act.reason.strip()}
    return Step(
        definition=definition,
        kind=ADVANCED,
        action=name,
        state=target,
        fields=after,
        parts=parts,
    )


def _refuse_stray(action: Action, given: Inputs) -> None:
    taken = [*action.needs, *action.takes]
    stray = [name for name in given if name not in taken]
    if stray and taken:
        raise BadInput(
            _(
                "“{action}” has no field “{name}”. Choose from: {taken}.",
                action=action.label,
                name=stray[0],
                taken=taken,
            )
        )
    if stray:
        sentence = _(
            "“{action}” has no fields, so no “{name}” either.", action=action.label, name=stray[0]
        )
        raise BadInput(sentence)


def _impossible(
    session: Session, definition: Definition, case: Case, name: str, act: Act
) -> Refused:
    named = [action for action in definition.actions if action.name == name]
    possible = possible_actions(session, definition, case, act, name)
    if not named:
        sentence = _(
            "There is no action “{action}”. Choose from: {names}.",
            action=name,
            names=sorted(definition.names),
        )
        return Refused([Reason("action", sentence)], possible, name)
    return Refused([wrong_state(session, definition, case, named, act)], possible, name)


def _refuse_old(definition: Definition, case: Case, expected_version: int | None) -> None:
    """Tell whoever saw another version that somebody was first."""
    if expected_version is None or expected_version == case.version:
        return
    sentence = _(
        "Somebody changed {ref} before you: it is now “{state}”, version {version}."
        " Your change was not saved. Look at the case and try again.",
        ref=case.ref,
        state=definition.states[case.state].label,
        version=case.version,
    )
    raise Conflict([Reason("version", sentence)])


def correct(
    session: Session, case: Case, act: Act, *, expected_version: int | None = None
) -> Event:
    """Take back the last step that still counts, by an event of its own; the history keeps both.

    The act needs a reason. `expected_version` is the version the person saw, as for a step: of two
    who take back the same at once, the second is told.
    """
    refuse_unfit(act.reason, "reason")
    with session.begin():
        if first := answered(session, act, NOTHING, case_id=case.id, kind=CORRECTED):
            return first
        case = records.locked(session, case.id)
        definition = versions.by_id(session, case.definition_id)
        _refuse_old(definition, case, expected_version)
        steps = standing(events_of(session, case.id))
        grant = _refuse_correction(session, definition, case, act, steps)
        return write_step(session, case, _taken_back(definition, case, steps[-1], act), act, grant)


def last_to_correct(
    session: Session, case: Case, events: Iterable[Event], act: Act
) -> Event | None:
    """The step of these events of a case that whoever acts may take back now, with a reason; None
    where there is none."""
    definition = versions.by_id(session, case.definition_id)
    steps = standing(events)
    try:
        _refuse_correction(session, definition, case, act._replace(reason=GIVEN), steps)
    except Refused:
        return None
    return steps[-1]


def _taken_back(definition: Definition, case: Case, mistaken: Event, act: Act) -> Step:
    """The step back to where the machine stood before the mistaken one."""
    before = mistaken.from_state or machine.begin(definition)
    undone = {name: [new, old] for name, (old, new) in mistaken.parts.get("changes", {}).items()}
    fields = {**case.fields, **{name: old for name, (_new, old) in undone.items()}}
    kept = {name: value for name, value in fields.items() if value is not None}
    parts = {"changes": undone, "corrects": mistaken.seq, "reason": act.reason.strip()}
    parts["content"] = request_seal(act, NOTHING)
    if "number" in mistaken.parts:
        parts["number"] = mistaken.parts["number"][::-1]
    return Step(
        definition=definition,
        kind=CORRECTED,
        action=mistaken.action,
        state=before,
        fields=kept,
        parts=parts,
    )


def _who_corrects(definition: Definition, mistaken: Event) -> tuple[str, ...]:
    """The roles that may take a step back; one that only whoever opened the case may take, or that
    whoever reported it took herself, is not taken back by others."""
    action = machine.action(definition, mistaken.from_state or "", mistaken.action)
    roles = [definition.roles[role] for role in action.who] if action else []
    if action and roles and all(matcher(role).person_link for role in roles):
        return action.who
    role: str = mistaken.parts.get("role") or ""
    reported = definition.opening.public and role == definition.reporting_role
    return (role,) if reported else definition.correcting.who


def _refuse_correction(
    session: Session, definition: Definition, case: Case, act: Act, steps: list[Event]
) -> Grant | None:
    """The right to take a step back; refuses with everything that stands in the way."""
    asked = about(session, definition, case)
    who = _who_corrects(definition, steps[-1])
    grant = may_act(act, who, asked)
    reasons = [] if grant else [no_right(asked, who, _("Undo the last step"), act)]
    reasons += untimely(case, act)
    if not act.reason.strip():
        sentence = _("Give the reason for undoing this.")
        reasons.append(Reason("reason", sentence, Remedy(WayOut.GIVE_REASON)))
    last = machine.action(definition, steps[-1].from_state or "", steps[-1].action)
    reasons += not_taken_back(last)
    if len(steps) < FEWEST_TO_CORRECT:
        sentence = _("{ref} has no step that can be undone.", ref=case.ref)
        reasons.append(Reason("step", sentence))
    else:
        changes = steps[-1].parts.get("changes", {})
        reasons += rings(session, definition, case, {name: c[0] for name, c in changes.items()})
    if reasons:
        raise Refused(reasons, action="correct")
    return grant
