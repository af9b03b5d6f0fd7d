"""The bodies of a partnership with all their spellings, as the readers of documents want them."""

from __future__ import annotations

from engine.people import registry
from engine.storage.session import Session
from workflows.plan_import.cells.bodies import KnownBody


def known_bodies(session: Session, partnership_id: int) -> list[KnownBody]:
    """The bodies of a partnership with all their spellings, as the readers of documents want
    them."""
    return [
        KnownBody(
            body.key,
            body.name,
            abbreviation=body.abbreviation or "",
            aliases=tuple(body.aliases),
            kind=body.kind,
            members=tuple(body.parts),
        )
        for body in registry.bodies(session, partnership_id)
    ]
