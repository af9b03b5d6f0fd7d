"""Who may decide which matter, from when to when.

The day of the meeting decides which rule counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Index, bindparam, select
from sqlmodel import Field, SQLModel

from engine.errors import BadInput, NotFound
from engine.language.sentences import _
from engine.people.tables import Body
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of


class Mandate(SQLModel, table=True):
    """A body's right to adopt a kind of matter.

    Without `valid_from` it is written down and not in force.

    `recommended_by` is the body that recommends first; `recommendation_required` says whether a
    decision without it counts.
    """

    __table_args__ = (Index("ix_mandate_partnership_id", "partnership_id", "subject"),)
    id: int | None = Field(default=None, primary_key=True)
    partnership_id: int = Field(foreign_key="partnership.id")
    subject: str = Field(max_length=80)
    body_id: int = Field(foreign_key="body.id")
    recommended_by: int | None = Field(default=None, foreign_key="body.id")
    recommendation_required: bool = False
    source: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


_mandate = table_of(Mandate)
_body = table_of(Body)
_IN_FORCE = Statement(
    select(_mandate.c.body_id, _mandate.c.recommended_by, _mandate.c.recommendation_required)
    .where(
        _mandate.c.partnership_id == bindparam("partnership_id"),
        _mandate.c.subject == bindparam("subject"),
    )
    .where(_mandate.c.valid_from <= bindparam("on"))
    .where((_mandate.c.valid_to.is_(None)) | (_mandate.c.valid_to >= bindparam("on")))
)
_OF_KIND = Statement(
    select(_body.c.id).where(
        _body.c.partnership_id == bindparam("partnership_id"), _body.c.kind == bindparam("kind")
    )
)


class Rule(NamedTuple):
    """A body that may decide, and the body whose recommendation it must have first, if any."""

    body_id: int
    recommended_by: int | None


def competent(
    session: Session, partnership_id: int, subject: str, kind: str, on: date
) -> list[Rule]:
    """Who may decide that matter on that day: the mandates in force, else every body of the kind
    that is the default."""
    rows = session.rows(_IN_FORCE, {"partnership_id": partnership_id, "subject": subject, "on": on})
    if rows:
        return [Rule(body, recommends if required else None) for body, recommends, required in rows]
    return [
        Rule(row[0], None)
        for row in session.rows(_OF_KIND, {"partnership_id": partnership_id, "kind": kind})
    ]


def of_partnership(
    session: Session, partnership_id: int
) -> Sequence[tuple[Mandate, Body, Body | None]]:
    """Every mandate that is written down, in force or not, with the body that adopts and the one
    that recommends."""
    ids = session.execute(
        select(_mandate.c.id)
        .where(_mandate.c.partnership_id == partnership_id)
        .order_by(_mandate.c.id)
    )
    found = [session.orm.get_one(Mandate, row[0]) for row in ids]
    return [
        (
            m,
            session.orm.get_one(Body, m.body_id),
            session.orm.get(Body, m.recommended_by) if m.recommended_by else None,
        )
        for m in found
    ]


def set_days(
    session: Session, mandate_id: int, *, since: date | None, until: date | None
) -> Mandate:
    """Say from and to which day a mandate counts. Decisions already recorded stand."""
    with session.begin():
        mandate = get(session, mandate_id)
        first = since or mandate.valid_from
        if first and until and until < first:
            raise BadInput(
                _(
                    "A mandate cannot end ({last}) before it begins ({first}).",
                    first=first,
                    last=until,
                )
            )
        mandate.valid_from, mandate.valid_to = first, until
        session.orm.flush()
    return mandate


def get(session: Session, mandate_id: int) -> Mandate:
    """The mandate with that number."""
    mandate = session.orm.get(Mandate, mandate_id) if 0 < mandate_id < 2**31 else None
    if mandate is None:
        raise NotFound(
            _("There is no mandate {number}. See `samsak mandate list`.", number=mandate_id)
        )
    return mandate


def write_down(session: Session, wanted: Mandate) -> bool:
    """Keep a mandate from a structure file; False when it is known."""
    same = select(_mandate.c.id).where(
        _mandate.c.partnership_id == wanted.partnership_id,
        _mandate.c.subject == wanted.subject,
        _mandate.c.body_id == wanted.body_id,
    )
    if session.execute(same).first():
        return False
    session.orm.add(wanted)
    session.orm.flush()
    return True


def subjects(structure: dict[str, Any]) -> list[dict[str, Any]]:
    """The decision mandates as a structure file prints them."""
    return list((structure.get("decision_mandates") or {}).get("items") or [])
