"""The ties of a case follow its fields: bodies that are responsible or handle it, cases that it
points to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from engine.cases import records
from engine.cases.inputs import body_ids
from engine.cases.reading import visible_refs
from engine.cases.records import Case, case_of_ref, listed
from engine.days.calendar import local_day
from engine.definitions import versions
from engine.definitions.model import Definition, Field
from engine.errors import Reason
from engine.language.sentences import _
from engine.people.acts import Act
from engine.storage.session import Session


def unfit_links(
    session: Session, definition: Definition, case: Case, inputs: Mapping[str, Any], act: Act
) -> Iterator[Reason]:
    """Cases that are pointed to and are not there for whoever points, or are the case itself."""
    given = {
        name: _many(inputs[name]) for name in inputs if definition.fields[name].type.links_cases
    }
    refs = [ref for each in given.values() for ref in each]
    if not refs:
        return
    seen = visible_refs(session, refs, act.by, local_day(act.at))
    here = {ref for ref in seen if _at_home(session, ref, case)}
    for name, pointed in given.items():
        for ref in pointed:
            words = {"field": definition.fields[name].label, "ref": ref}
            if ref == case.ref:
                itself = _("In the field “{field}”, {ref} cannot point to itself.", **words)
                yield Reason(name, itself)
            elif ref not in here:
                yield Reason(name, _("“{field}” names a case that you cannot see: {ref}.", **words))


def _at_home(session: Session, ref: str, case: Case) -> bool:
    other = case_of_ref(session, ref)
    return other is not None and other.partnership_id == case.partnership_id


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
    session.share_event_order()
    session.orm.flush()
    session.cache.clear()  # whom a body stands for is remembered there
    for case in records.locked_tied(session, bodies):
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
