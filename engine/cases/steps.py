"""Opening a case, moving it a step, taking a mistaken step back.

Each is one transaction with one event.

Nothing else happens here: no mail, no report. Who must hear of it is read from the events
afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import bindparam

from engine.cases import access, records
from engine.cases.chain import seal
from engine.cases.deadlines import depends_on
from engine.cases.due_index import days_of
from engine.cases.events import (
    ADVANCED,
    CORRECTED,
    OPENED,
    Event,
    append_event,
    event_by_request,
    events_of,
    parts_as_text,
    standing,
)
from engine.cases.inputs import read_inputs
from engine.cases.records import Case, Counter, listed, ties
from engine.cases.ties import follow
from engine.cases.unmet import find_unmet, possible_actions
from engine.days.calendar import local_day
from engine.definitions import machine, versions
from engine.definitions.model import Action, Definition
from engine.errors import BadInput, Conflict, Refused, Unmet
from engine.language.sentences import _
from engine.people.actors import Actor
from engine.people.acts import Act
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of
from engine.typed_text import refuse_unfit

Inputs = Mapping[str, Any]
NOTHING: Inputs = MappingProxyType({})

_counter = table_of(Counter)
_NEXT_NUMBER = Statement(
    lambda insert: (
        insert(_counter)
        .values(series=bindparam("series"), last=1)
        .on_conflict_do_update(index_elements=["series"], set_={"last": _counter.c.last + 1})
        .returning(_counter.c.last)
    )
)


@dataclass(frozen=True)
class Step:
    """What a step is about to write."""

    definition: Definition
    kind: str
    action: str
    state: str
    fields: dict[str, Any]
    parts: dict[str, Any]


def open_case(
    session: Session,
    workflow: str,
    *,
    partnership_id: int,
    act: Act,
    inputs: Inputs = NOTHING,
    ref: str | None = None,
    number: str = "",
    persons: Mapping[str, int] = MappingProxyType({}),
    key: str | None = None,
    public: bool = False,
    quiet: bool = False,
) -> Case:
    """Open a case of the newest version of a workflow.

    `public` is for a face where anyone may open one, as with a report.

    `quiet` marks the event as old news, as in an import: it is told in digests and in no mail of
    its own. Raises `Refused` with everything that is missing; `BadInput` for values that cannot be
    used.
    """
    with session.begin(pipelined=True):
        session.share_event_order()
        if key and (first := _answered(session, key, kind=OPENED, by=act.by.person_id)):
            case = records.by_ids(session, [first.case_id])[first.case_id]
            if (case.workflow, case.partnership_id) != (workflow, partnership_id):
                raise _taken(key)
            return case
        number_of, definition = versions.newest(session, workflow)
        given = {
            n: v
            for n, v in read_inputs(session, definition, inputs, partnership_id).items()
            if v is not None
        }
        grant = _opening_grant(definition, act, partnership_id, public)
        _refuse_opening(definition, given, grant)
        title = str(given.get(definition.title, "")) if definition.title else ""
        refuse_unfit(number, "number", 80)
        ref = ref or _next_ref(session, definition, act.at)
        born = Case(
            0,
            ref,
            workflow,
            number_of,
            partnership_id,
            number,
            title,
            definition.initial,
            1,
            given,
            None,
            None,
            "",
            act.at,
        )
        return _insert(session, definition, born, grant, act, persons, key, quiet)


def _insert(
    session: Session,
    definition: Definition,
    case: Case,
    grant: access.Grant | None,
    act: Act,
    persons: Mapping[str, int],
    key: str | None,
    quiet: bool,
) -> Case:
    changed = {name: [None, value] for name, value in case.fields.items()}
    parts = {"changes": changed, "role": grant and grant.role, "quiet": quiet or None}
    event = _event(case, 1, OPENED, "open", None, case.state, act, grant, parts_as_text(parts), key)
    case = case._replace(head=seal(case.ref, "", event))
    case = case._replace(**days_of(session, definition, case, [event]))
    case = case._replace(id=session.value(records.INSERT_CASE, case._asdict()))
    event["case_id"] = case.id
    follow(session, definition, case, case.fields)
    for link, person in _openers(definition, act.by, persons).items():
        session.send(records.TIE_PERSON, {"case_id": case.id, "link": link, "person_id": person})
    append_event(session, event)
    return case


def _openers(definition: Definition, by: Actor, persons: Mapping[str, int]) -> dict[str, int]:
    tied = dict(persons)
    if definition.opening.person and by.person_id is not None:
        tied.setdefault(definition.opening.person, by.person_id)
    return tied


def _opening_grant(
    definition: Definition, act: Act, partnership_id: int, public: bool
) -> access.Grant | None:
    def none() -> access.Ties:
        return access.Ties(frozenset(), frozenset())

    if public:
        return access.Grant("public")
    return access.may(
        act.by, definition.opening.who, definition, partnership_id, none, local_day(act.at)
    )


def _refuse_opening(definition: Definition, given: Inputs, grant: access.Grant | None) -> None:
    opening = definition.opening
    reasons = []
    if grant is None:
        who = [definition.roles[name].label for name in opening.who]
        reasons.append(
            Unmet("right", _("“{action}” may be done by: {who}.", action=opening.label, who=who))
        )
    missing = [name for name in opening.needs if name not in given]
    stray = [name for name in given if name not in opening.needs and name not in opening.takes]
    reasons += [
        Unmet(name, _("{field} is missing.", field=definition.fields[name].label))
        for name in missing
    ]
    reasons += [
        Unmet(name, _("{field} cannot be given here.", field=definition.fields[name].label))
        for name in stray
    ]
    if reasons:
        raise Refused(reasons, action="open")


def _next_ref(session: Session, definition: Definition, at: datetime) -> str:
    series = f"{definition.prefix}-{local_day(at).year}"
    return f"{series}-{session.value(_NEXT_NUMBER, {'series': series})}"


def advance(
    session: Session,
    case: Case,
    action: str,
    *,
    act: Act,
    inputs: Inputs = NOTHING,
    expected_version: int | None = None,
    comment: str = "",
    key: str | None = None,
    quiet: bool = False,
) -> Event:
    """Move the case one step; refuse in words when it may not move. One transaction with its event.

    `expected_version` is the version the person saw: `Conflict` when somebody was first. With a
    `key` that was used before, the answer is the event of that first time. `quiet` as for
    `open_case`. Raises `Refused` with everything in the way.
    """
    with session.begin(pipelined=True):
        if key and (
            first := _answered(session, key, case_id=case.id, action=action, by=act.by.person_id)
        ):
            return first
        case = records.locked(session, case.id)
        definition = versions.by_id(session, case.definition_id)
        if expected_version is not None and expected_version != case.version:
            raise _conflict(definition, case)
        grant, step = _step(session, definition, case, action, act, inputs, comment)
        if quiet:
            step.parts["quiet"] = True
        return _write(session, case, step, grant, act, key)


def _answered(session: Session, key: str, **asked: Any) -> Event | None:
    """What an earlier request with the same key did; refuses a key that stands for something
    else."""
    refuse_unfit(key, "key", 120)
    session.share_event_order()
    session.take_turns(key)
    first = event_by_request(session, key)
    if first is not None and any(getattr(first, name) != value for name, value in asked.items()):
        raise _taken(key)
    return first


def _taken(key: str) -> Refused:
    return Refused(
        [
            Unmet(
                "key",
                _(
                    "The key “{key}” was given with another request. Give each request one of its"
                    " own.",
                    key=key,
                ),
            )
        ]
    )


def _step(
    session: Session,
    definition: Definition,
    case: Case,
    name: str,
    act: Act,
    inputs: Inputs,
    comment: str,
) -> tuple[access.Grant | None, Step]:
    refuse_unfit(comment, "comment")
    action = definition.action(case.state, name)
    if action is None:
        raise _impossible(session, definition, case, name, act)
    given = read_inputs(session, definition, inputs, case.partnership_id) if inputs else {}
    _refuse_stray(action, given)
    grant, reasons = find_unmet(session, definition, case, action, act.by, act.at, given, comment)
    if reasons:
        raise Refused(
            reasons, possible_actions(session, definition, case, act.by, act.at, name), name
        )
    changed = {n: [case.fields.get(n), v] for n, v in given.items() if case.fields.get(n) != v}
    after = case.fields
    if changed:
        after = {n: v for n, v in {**case.fields, **given}.items() if v is not None}
    parts = {"changes": changed, "comment": comment.strip(), "role": grant and grant.role}
    return grant, Step(
        definition, ADVANCED, name, machine.step(definition, case.state, name), after, parts
    )


def _refuse_stray(action: Action, given: Inputs) -> None:
    stray = [name for name in given if name not in action.needs and name not in action.takes]
    if stray:
        taken = [*action.needs, *action.takes]
        raise BadInput(
            _(
                "“{action}” takes no “{name}”. It takes: {taken}.",
                action=action.label,
                name=stray[0],
                taken=taken,
            )
            if taken
            else _(
                "“{action}” takes no “{name}”, it takes nothing.",
                action=action.label,
                name=stray[0],
            )
        )


def _impossible(
    session: Session, definition: Definition, case: Case, name: str, act: Act
) -> Refused:
    state = definition.states[case.state].label
    sources = [
        definition.states[s].label for a in definition.actions if a.name == name for s in a.sources
    ]
    if sources:
        label = next(a.label for a in definition.actions if a.name == name)
        sentence = _(
            "{ref} is “{state}”; “{action}” is done from: {sources}.",
            ref=case.ref,
            state=state,
            action=label,
            sources=sources,
        )
        reason = Unmet("state", sentence)
    else:
        reason = Unmet(
            "action",
            _(
                "There is no action “{action}” in this workflow. There are: {names}.",
                action=name,
                names=sorted(definition.names),
            ),
        )
    return Refused(
        [reason], possible_actions(session, definition, case, act.by, act.at, name), name
    )


def _conflict(definition: Definition, case: Case) -> Conflict:
    sentence = _(
        "Somebody changed {ref} before you: it is now “{state}”, version {version}."
        " Nothing of yours was kept; look at it"
        " and try again.",
        ref=case.ref,
        state=definition.states[case.state].label,
        version=case.version,
    )
    return Conflict([Unmet("version", sentence)])


def _write(
    session: Session,
    case: Case,
    step: Step,
    grant: access.Grant | None,
    act: Act,
    key: str | None,
) -> Event:
    definition, version = step.definition, case.version + 1
    event = _event(
        case,
        version,
        step.kind,
        step.action,
        case.state,
        step.state,
        act,
        grant,
        parts_as_text(step.parts),
        key,
    )
    sealed = seal(case.ref, case.head, event)
    title = str(step.fields.get(definition.title, "")) if definition.title else ""
    moved = case._replace(
        state=step.state, version=version, fields=step.fields, title=title, head=sealed
    )
    if step.state != case.state or not depends_on(definition).isdisjoint(step.parts["changes"]):
        moved = moved._replace(**days_of(session, definition, moved, [event]))
    values = {
        "title": title,
        "state": moved.state,
        "version": version,
        "fields": moved.fields,
        "due_on": moved.due_on,
        "wake_on": moved.wake_on,
        "head": moved.head,
        "_id": case.id,
        "_version": case.version,
    }
    session.send(
        records.MOVE_CASE, values
    )  # the row is held since it was read: it is there, in that version
    if (moved.state, moved.due_on) != (case.state, case.due_on):
        session.send(records.MOVE_BODIES, {"_id": case.id, **listed(moved)})
    touched = step.parts["changes"]
    if touched:
        follow(session, definition, moved, {name: step.fields.get(name) for name in touched})
    return append_event(session, event)


def _event(
    case: Case,
    seq: int,
    kind: str,
    action: str,
    source: str | None,
    target: str,
    act: Act,
    grant: access.Grant | None,
    data: str,
    key: str | None,
) -> dict[str, Any]:
    behalf = grant.on_behalf_of if grant else None
    return {
        "case_id": case.id,
        "seq": seq,
        "kind": kind,
        "action": action,
        "by": act.by.person_id,
        "behalf_of": behalf,
        "at": act.at,
        "from_state": source,
        "to_state": target,
        "data": data,
        "request": key,
    }


def correct(session: Session, case: Case, *, act: Act, reason: str) -> Event:
    """Take back the last step that still counts, by an event of its own; the history keeps both."""
    refuse_unfit(reason, "reason")
    with session.begin():
        case = records.locked(session, case.id)
        definition = versions.by_id(session, case.definition_id)
        grant = access.may(
            act.by,
            definition.correcting.who,
            definition,
            case.partnership_id,
            lambda: ties(session, case.id),
            local_day(act.at),
        )
        events = standing(events_of(session, case.id))
        _refuse_correction(definition, case, grant, reason, events)
        mistaken = events[-1]
        undone = {
            name: [new, old] for name, (old, new) in mistaken.parts.get("changes", {}).items()
        }
        before = {
            n: v
            for n, v in {**case.fields, **{n: new for n, (_o, new) in undone.items()}}.items()
            if v is not None
        }
        parts = {
            "changes": undone,
            "corrects": mistaken.seq,
            "reason": reason.strip(),
            "role": grant and grant.role,
        }
        step = Step(
            definition, CORRECTED, mistaken.action, mistaken.from_state or "", before, parts
        )
        return _write(session, case, step, grant, act, None)


def _refuse_correction(
    definition: Definition, case: Case, grant: access.Grant | None, reason: str, events: list[Event]
) -> None:
    reasons = []
    if grant is None:
        who = [definition.roles[name].label for name in definition.correcting.who]
        reasons.append(Unmet("right", _("A step may be taken back by: {who}.", who=who)))
    if not reason.strip():
        reasons.append(Unmet("reason", _("Say why the step is taken back: --reason.")))
    if len(events) < 2:
        reasons.append(
            Unmet("step", _("{ref} has taken no step that could be taken back.", ref=case.ref))
        )
    if reasons:
        raise Refused(reasons, action="correct")
