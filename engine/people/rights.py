"""Rights to what is not a step of a case; who has them stands in `rights.yaml`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from engine.days.calendar import local_day
from engine.errors import BadInput, Reason, Refused, Remedy, WayOut
from engine.language.sentences import Label, _
from engine.people.actors import Actor
from engine.people.acts import Act

FOLDER = Path(__file__).parent
MEETINGS, DECISIONS, PLANS = "meetings", "decisions", "plans"
PEOPLE, PARTNERSHIP, PRIVACY, MAILS = "people", "partnership", "privacy", "mails"
REPORTS = "reports"


@lru_cache
def _rights() -> dict[str, dict[str, Any]]:
    return yaml.safe_load((FOLDER / "rights.yaml").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


@lru_cache
def membership_roles() -> dict[str, dict[str, Any]]:
    """What a person can be in a body, with `acts`, a name in each language and, where there is
    one, the seat that it stands in for."""
    text = (FOLDER / "membership_roles.yaml").read_text(encoding="utf-8")
    return yaml.safe_load(text)  # type: ignore[no-any-return]


def acts(role: str) -> bool:
    """Whether that seat takes part in what the body does; BadInput for a seat that is not known."""
    found = membership_roles().get(role)
    if found is None:
        raise BadInput(
            _(
                "“{role}” is not a seat in a body. Choose from: {roles}.",
                role=role,
                roles=list(membership_roles()),
            )
        )
    return bool(found["acts"])


def stands_in(role: str, seat: str) -> bool:
    """Whether whoever sits as that stands in for a seat that nobody has."""
    return membership_roles().get(role, {}).get("stands_in_for") == seat


def kinds_with(right: str) -> list[str]:
    """The kinds of bodies whose acting members may do this."""
    return list(_rights()[right]["kinds"])


def has(actor: Actor, right: str, partnership_id: int, on: date) -> bool:
    """Whether the actor may do this in the partnership on that day."""
    rule = _rights()[right]
    if actor.operator:
        return bool(rule["operator"])
    return any(
        post.partnership_id == partnership_id and post.kind in rule["kinds"]
        for post in actor.acting(on)
    )


def require(act: Act, right: str, partnership_id: int) -> None:
    """Refuse the act unless its actor may do this in the partnership, on the day it takes effect
    and on the day it is recorded."""
    require_in_all(act, right, [partnership_id])


def require_in_all(act: Act, right: str, partnership_ids: Iterable[int]) -> None:
    """The same for several partnerships; where none is named, nobody but the operator may."""
    wanted = list(partnership_ids) or [0]
    days = [local_day(moment) for moment in act.moments]
    if not all(has(act.by, right, number, day) for number in wanted for day in days):
        raise may_not(act.by, right)


def kept_by(reader: Actor, right: str, partnership_ids: Iterable[int], on: date) -> set[int]:
    """Those of these partnerships in which the reader has the right that day; refuses where there
    is none, but an operator who would have it in any."""
    kept = {number for number in partnership_ids if has(reader, right, number, on)}
    if not kept and not (reader.operator and has(reader, right, 0, on)):
        raise may_not(reader, right)
    return kept


def may_not(actor: Actor, right: str) -> Refused:
    """Who may do this, and that the actor is none of them."""
    if actor.operator:
        sentence = _("What is decided must have a name behind it.")
        return Refused([Reason("name", sentence, Remedy(WayOut.SAY_WHO))])
    sentence = _(
        "This is for members of: {kinds}. Ask them to do it.",
        kinds=Label(**_rights()[right]["who"]),
    )
    return Refused([Reason("right", sentence)])
