"""Organisations – trusts and municipalities – follow the body that stands for them: they have its
name, end with it, and leave a trace as it does."""

from __future__ import annotations

from sqlmodel import col, select

from engine.people.acts import Act
from engine.people.tables import Body, Organisation
from engine.people.trace import trace, traced
from engine.storage.session import Session

KINDS = ("hospital_trust", "municipality")
ORGANISATION = traced(
    "organisation",
    Organisation,
    "partnership_id",
    "key",
    "name",
    "kind",
    "valid_from",
    "valid_to",
    "successor_id",
)


def follow_body(session: Session, body: Body, kind: str, act: Act) -> None:
    """Bring the organisation that a body stands for in line with it; nothing for other bodies.
    `kind` is what happened to the body; the right is the caller's to ask."""
    if body.kind not in KINDS:
        return
    organisation = _of(session, body) or Organisation(
        partnership_id=body.partnership_id, key=body.key, name=body.name, kind=body.kind
    )
    organisation.name, organisation.kind = body.name, body.kind
    organisation.valid_from, organisation.valid_to = body.valid_from, body.valid_to
    after = session.orm.get(Body, body.successor_id) if body.successor_id else None
    successor = _of(session, after) if after else None
    organisation.successor_id = successor.id if successor else None
    session.orm.add(organisation)
    trace(session, ORGANISATION, organisation, kind, act)


def _of(session: Session, body: Body) -> Organisation | None:
    wanted = select(Organisation).where(
        col(Organisation.partnership_id) == body.partnership_id, col(Organisation.key) == body.key
    )
    return session.orm.exec(wanted).first()
