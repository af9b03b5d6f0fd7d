"""Heads that were kept elsewhere, beside the record as it is now: whoever rewrites a record whole
cannot rewrite those."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from engine.cases.anchors import NOTHING_YET, Anchored, anchor_of
from engine.storage.session import Session


def as_json(head: Anchored) -> dict[str, Any]:
    """A head as a file keeps it."""
    return {**head._asdict(), "day": head.day.isoformat()}


def from_json(kept: Mapping[str, Any]) -> Anchored:
    """A head out of a file; ValueError, KeyError or TypeError for what is none."""
    values = {name: kept[name] for name in Anchored._fields}
    numbers = ("last_event_id", "last_registry_id", "cases")
    return Anchored(
        day=date.fromisoformat(values["day"]),
        hash=str(values["hash"]),
        **{name: int(values[name]) for name in numbers},
    )


def changed_heads(session: Session, heads: Iterable[Anchored]) -> Iterator[Anchored]:
    """Those of the kept heads, the oldest first, that cannot be made of the record any more."""
    before = NOTHING_YET
    for kept in heads:
        made = anchor_of(session, before, kept.day, kept.last_event_id, kept.last_registry_id)
        if made != kept:
            yield kept
        before = kept
