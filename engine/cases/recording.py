"""Writing a step down: the case's row, its ties and its due days together with the one event, in
the transaction that is open."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, NamedTuple

from engine.cases import records
from engine.cases.access import Grant
from engine.cases.deadlines import depends_on, started_by
from engine.cases.due_index import days_of
from engine.cases.events import Event, append_event, event_by_request, parts_as_text, seal
from engine.cases.records import Case, listed
from engine.cases.ties import follow
from engine.definitions.model import Definition
from engine.errors import Reason, Refused
from engine.language.sentences import _
from engine.people.acts import Act
from engine.storage.session import Session
from engine.typed_text import refuse_unfit


class Step(NamedTuple):
    """What a step is about to write. `changes` are the fields that change, as [from, to]."""

    definition: Definition
    kind: str
    action: str
    state: str
    fields: dict[str, Any]
    parts: dict[str, Any]

    @property
    def changes(self) -> dict[str, list[Any]]:
        """The fields that change, as [from, to]."""
        return self.parts["changes"]  # type: ignore[no-any-return]

    def number(self, case: Case) -> str:
        """The number that is printed of the case after the step."""
        _was, now = self.parts.get("number", ("", case.number))
        return str(now)

    @property
    def title(self) -> str:
        """The case's title after the step; empty where free text may be none."""
        name = self.definition.title
        return str(self.fields.get(name, "")) if name else ""


def request_seal(act: Act, inputs: Mapping[str, Any]) -> str | None:
    """What is kept of a request that has a key, to know whether it is the same again."""
    if not act.key:
        return None
    said = json.dumps([act.reason.strip(), dict(inputs)], sort_keys=True, default=str)
    return sha256(said.encode()).hexdigest()


def answered(session: Session, act: Act, inputs: Mapping[str, Any], **asked: Any) -> Event | None:
    """What an earlier act with the same key did; refuses a key that stands for something else, or
    that came with other content."""
    if not act.key:
        return None
    refuse_unfit(act.key, "key", 120)
    session.share_event_order()
    session.take_turns(act.key)
    first = event_by_request(session, act.key)
    asked["by"] = act.by.person_id
    if first is not None and any(getattr(first, name) != value for name, value in asked.items()):
        raise taken()
    if first is not None and first.parts.get("content") != request_seal(act, inputs):
        raise taken()
    return first


def taken() -> Refused:
    """The key stands for another act; it is not repeated, for it may open a report."""
    sentence = _("The key was used for another request. Use a new key for each request.")
    return Refused([Reason("key", sentence)])


def write_birth(session: Session, born: Case, step: Step, act: Act, grant: Grant | None) -> Case:
    """Write a case that is opened, with its first event."""
    event = _event(born, step, act, grant, seq=1, source=None)
    head = seal(born.ref, "", event)
    days = days_of(session, step.definition, born, [event])
    values = {**born._asdict(), **days, "head": head}
    values["id"] = session.value(records.INSERT_CASE, values)
    case = Case(**values)
    event["case_id"] = case.id
    follow(session, step.definition, case, case.fields)
    link = step.definition.opening.person
    # Old news, as in an import, was written down by somebody who did not think of it.
    if link and act.by.person_id is not None and not act.quiet:
        values = {"case_id": case.id, "link": link, "person_id": act.by.person_id}
        session.send(records.TIE_PERSON, values)
    append_event(session, event)
    return case


def write_step(session: Session, case: Case, step: Step, act: Act, grant: Grant | None) -> Event:
    """Write a case that moves, with the event of it. The row is held since it was read."""
    event = _event(case, step, act, grant, seq=case.version + 1, source=case.state)
    moved = case._replace(
        state=step.state,
        version=case.version + 1,
        fields=step.fields,
        number=step.number(case),
        title=step.title,
        head=seal(case.ref, case.head, event),
        moved_at=act.at,
    )
    if step.state != case.state or _moves_deadlines(step):
        moved = moved._replace(**days_of(session, step.definition, moved, [event]))
    _write_moved(session, case, moved)
    if step.changes:
        changed = {name: step.fields.get(name) for name in step.changes}
        follow(session, step.definition, moved, changed)
    return append_event(session, event)


def _moves_deadlines(step: Step) -> bool:
    again = step.action in started_by(step.definition)
    return again or not depends_on(step.definition).isdisjoint(step.changes)


def _write_moved(session: Session, case: Case, moved: Case) -> None:
    values = {**moved._asdict(), "_id": case.id, "_version": case.version}
    stays = (moved.state, moved.due_on, moved.wake_on) == (case.state, case.due_on, case.wake_on)
    session.send(records.KEEP_CASE if stays else records.MOVE_CASE, values)
    if (moved.state, moved.due_on) != (case.state, case.due_on):
        session.send(records.MOVE_BODIES, {"_id": case.id, **listed(moved)})


def _event(
    case: Case, step: Step, act: Act, grant: Grant | None, *, seq: int, source: str | None
) -> dict[str, Any]:
    role = grant and grant.role
    return {
        "case_id": case.id,
        "seq": seq,
        "kind": step.kind,
        "action": step.action,
        "by": act.by.person_id,
        "behalf_of": grant.on_behalf_of if grant else None,
        "at": act.at,
        "recorded_at": act.recorded,
        "from_state": source,
        "to_state": step.state,
        "data": parts_as_text({**step.parts, "role": role, "quiet": act.quiet or None}),
        "request": act.key,
    }
