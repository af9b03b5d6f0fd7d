"""The ties of a case follow its fields: bodies that are responsible or handle it, cases that it
points to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.cases import records
from engine.cases.inputs import body_ids
from engine.cases.records import Case, find_case, listed
from engine.definitions.model import Definition
from engine.errors import BadInput
from engine.language.sentences import _
from engine.storage.session import Session


def follow(
    session: Session, definition: Definition, case: Case, changed: Mapping[str, Any]
) -> None:
    """Make the ties of a case follow the fields that changed; a newborn case has none to take
    away."""
    for name, value in changed.items():
        field = definition.fields.get(name)
        if field is None or field.link is None:
            continue
        many = value if isinstance(value, list) else [value] if value else []
        if field.type.links_bodies:
            _tie_bodies(session, case, field.link, many)
        else:
            _link_cases(session, definition, case, name, field.link, many)


def _tie_bodies(session: Session, case: Case, link: str, keys: list[str]) -> None:
    if case.version > 1:
        session.send(records.UNTIE_BODIES, {"case_id": case.id, "link": link})
    # A body that stands for others (“all expert councils”) ties them too: their members have the
    # same rights and duties.
    tied = dict.fromkeys(
        number for key in keys for number in body_ids(session, key, case.partnership_id)
    )
    for body_id in tied:
        session.send(
            records.TIE_BODY, {"case_id": case.id, "link": link, "body_id": body_id, **listed(case)}
        )


def _link_cases(
    session: Session, definition: Definition, case: Case, name: str, link: str, refs: list[str]
) -> None:
    if case.version > 1:
        session.send(records.UNLINK_CASES, {"case_id": case.id, "link": link})
    for ref in refs:
        other = find_case(session, ref)
        label = definition.fields[name].label
        if other is None or other.partnership_id != case.partnership_id:
            raise BadInput(
                _("{field}: there is no case {ref} that you may see.", field=label, ref=ref)
            )
        if other.id == case.id:
            raise BadInput(_("{field}: {ref} cannot point to itself.", field=label, ref=ref))
        session.send(records.LINK_CASE, {"case_id": case.id, "link": link, "to_id": other.id})
