"""Rights to what is not a step of a case; which kinds of bodies have them stands in
`rights.yaml`."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from engine.errors import BadInput, Refused, Unmet
from engine.language.sentences import _
from engine.people.actors import Actor

FOLDER = Path(__file__).parent


@lru_cache
def _rights() -> dict[str, list[str]]:
    return yaml.safe_load((FOLDER / "rights.yaml").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


@lru_cache
def membership_roles() -> dict[str, dict[str, Any]]:
    """What a person can be in a body, with `acts` and a name in each language."""
    return yaml.safe_load((FOLDER / "membership_roles.yaml").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def acts(role: str) -> bool:
    """Whether that seat takes part in what the body does; BadInput for a seat that is not known."""
    found = membership_roles().get(role)
    if found is None:
        raise BadInput(
            _(
                "“{role}” is not a seat in a body. There are: {roles}.",
                role=role,
                roles=list(membership_roles()),
            )
        )
    return bool(found["acts"])


def has(actor: Actor, right: str, partnership_id: int, on: date) -> bool:
    """Whether the actor may do this in the partnership on that day. The operator may."""
    kinds = _rights()[right]
    return actor.operator or any(
        p.partnership_id == partnership_id and p.kind in kinds for p in actor.acting(on)
    )


def any_with(actor: Actor, right: str, on: date) -> int:
    """A partnership in which the actor has this right on that day; 0, which is none, where there
    is no such."""
    return next(
        (post.partnership_id for post in actor.acting(on) if post.kind in _rights()[right]), 0
    )


def require(actor: Actor, right: str, partnership_id: int, on: date) -> None:
    """Refuse unless the actor may do this in the partnership on that day."""
    if not has(actor, right, partnership_id, on):
        kinds = _rights()[right]
        raise Refused(
            [
                Unmet(
                    "right",
                    _(
                        "{name} may not do this. It is done by members of: {kinds}.",
                        name=actor.name,
                        kinds=kinds,
                    ),
                )
            ]
        )
