"""The ties of a case follow its fields: bodies that are responsible or handle it, cases that it
points to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from engine.cases import records
from engine.cases.inputs import body_ids
from engine.cases.links import held_to_point_to, leads_to
from engine.cases.reading import visible_refs
from engine.cases.records import Case, case_of_ref, listed
from engine.cases.search_index import note_again
from engine.days.calendar import local_day
from engine.definitions import versions
from engine.definitions.model import Action, Definition, Field
from engine.errors import Reason
from engine.language.sentences import Sentence, _
from engine.people.acts import Act
from engine.storage.session import Session


def unfit_links(
    session: Session, definition: Definition, case: Case, inputs: Mapping[str, Any], act: Act
) -> Iterator[Reason]:
    """Cases that are pointed to and may not be: that are not there for whoever points, are the case
    itself, or are none of those that the field may point to."""
    given = _pointed(definition, inputs)
    refs = [ref for _field, ref in given]
    if not refs:
        return
    seen = visible_refs(session, refs, act.by, local_day(act.at))
    others = {
        other.ref: other
        for other in held_to_point_to(session, seen)
        if other.partnership_id == case.partnership_id
    }
    for field, ref in given:
        sentence = _unfit(session, field, case, ref, others.get(ref))
        if sentence is not None:
            yield Reason(field.name, sentence)


def taken_out(
    session: Session, action: Action, case: Case, act: Act
) -> dict[str, list[str] | None]:
    """The bodies that an action takes out of a field: those in which whoever takes it acts."""
    name = action.takes_out
    if name is None:
        return {}
    mine = {post.body_id for post in act.by.acting(local_day(act.at))}
    named = case.fields.get(name) or []
    number = case.partnership_id
    left = [key for key in named if mine.isdisjoint(body_ids(session, key, number))]
    return {name: left or None}


def rings(
    session: Session, definition: Definition, case: Case, inputs: Mapping[str, Any]
) -> Iterator[Reason]:
    """Cases that lead back to this one, where it would point to them again."""
    given = _pointed(definition, inputs)
    refs = {ref for _field, ref in given}
    others = {other.ref: other for other in held_to_point_to(session, refs)} if refs else {}
    for field, ref in given:
        if _is_ring(session, field, case, others[ref]):
            yield Reason(field.name, _ring(field, case, ref))


def _pointed(definition: Definition, inputs: Mapping[str, Any]) -> list[tuple[Field, str]]:
    """Each case that the inputs point to, with the field that does."""
    given = [definition.fields[name] for name in inputs]
    linking = [field for field in given if field.type.links_cases]
    return [(field, ref) for field in linking for ref in _many(inputs[field.name])]


def _is_ring(session: Session, field: Field, case: Case, other: Case) -> bool:
    bound = field.to is not None and not field.to.ring
    return bound and leads_to(session, field.link, other, case)


def _ring(field: Field, case: Case, ref: str) -> Sentence:
    return _(
        "“{field}” would form a ring: {ref} leads back to {case}.",
        field=field.label,
        ref=ref,
        case=case.ref,
    )


def _unfit(
    session: Session, field: Field, case: Case, ref: str, other: Case | None
) -> Sentence | None:
    """Why a field of the case may not point to another one; None where it may."""
    words = {"field": field.label, "ref": ref}
    if ref == case.ref:
        return _("In the field “{field}”, {ref} cannot point to itself.", **words)
    if other is None:
        return _("“{field}” names a case that you cannot see: {ref}.", **words)
    if field.to is None or ref in _many(case.fields.get(field.name)):
        return None  # what it points to already may have ended since
    theirs = versions.by_id(session, other.definition_id)
    if other.workflow != field.to.workflow:
        wanted = versions.newest(session, field.to.workflow)[1].label
        return _("“{field}” must name a “{wanted}”; {ref} is not one.", wanted=wanted, **words)
    if field.to.alive and other.state in theirs.final:
        state = theirs.states[other.state].label
        return _("“{field}” names {ref}, which has ended ({state}).", state=state, **words)
    return _ring(field, case, ref) if _is_ring(session, field, case, other) else None


def follow(
    session: Session, definition: Definition, case: Case, changed: Mapping[str, Any]
) -> None:
    """Make the ties of a case follow the fields that changed; a newborn case has none to take
    away."""
    for name, value in changed.items():
        field = definition.fields.get(name)
        if field is None or field.link is None:
            continue
        if field.type.links_bodies:
            _tie_bodies(session, case, field, _many(value), anew=case.version > 1)
        else:
            _link_cases(session, case, field, _many(value))


def follow_again(session: Session, bodies: Iterable[int]) -> None:
    """Make the ties of every case of these bodies follow its fields anew, as where a body stands
    for others than before. Its members then have the case, or have it no more."""
    session.orm.flush()
    session.cache.clear()  # whom a body stands for is remembered there
    for case in records.locked_tied(session, bodies):
        note_again(session, case.id)
        for name, field in versions.by_id(session, case.definition_id).fields.items():
            if field.link and field.type.links_bodies and name in case.fields:
                _tie_bodies(session, case, field, _many(case.fields[name]), anew=True)


def _many(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value] if value else []


def _tie_bodies(session: Session, case: Case, field: Field, keys: list[str], *, anew: bool) -> None:
    if anew:
        session.send(records.UNTIE_BODIES, {"case_id": case.id, "link": field.link})
    # A body that stands for others (“all expert councils”) ties them too: their members have the
    # same rights and duties.
    tied = dict.fromkeys(
        number for key in keys for number in body_ids(session, key, case.partnership_id)
    )
    for body_id in tied:
        values = {"case_id": case.id, "link": field.link, "body_id": body_id, **listed(case)}
        session.send(records.TIE_BODY, values)


def _link_cases(session: Session, case: Case, field: Field, refs: list[str]) -> None:
    if case.version > 1:
        session.send(records.UNLINK_CASES, {"case_id": case.id, "link": field.link})
    for ref in refs:
        other = case_of_ref(session, ref)
        if other is not None:
            values = {"case_id": case.id, "link": field.link, "to_id": other.id}
            session.send(records.LINK_CASE, values)
