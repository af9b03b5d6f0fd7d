"""Who may decide which matter, from when to when.

The day of the meeting decides which rule counts.
"""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Index, bindparam
from sqlalchemy import select as select_columns
from sqlalchemy.orm import aliased
from sqlmodel import Field, SQLModel, col, select

from engine.days.calendar import local_day
from engine.days.dates import NEVER
from engine.errors import BadInput, NotFound, Reason, Refused, Remedy, WayOut
from engine.language.sentences import _
from engine.people.actors import Actor
from engine.people.acts import Act
from engine.people.rights import PARTNERSHIP, require
from engine.people.seats import refuse_ended_before
from engine.people.tables import Body
from engine.people.trace import trace, traced
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


LARGEST_NUMBER = 2**31
MANDATE = traced(
    "mandate",
    Mandate,
    "partnership_id",
    "subject",
    "body_id",
    "recommended_by",
    "recommendation_required",
    "valid_from",
    "valid_to",
)
_mandate = table_of(Mandate)
_body = table_of(Body)
_IN_FORCE = Statement(
    select_columns(
        _mandate.c.body_id, _mandate.c.recommended_by, _mandate.c.recommendation_required
    )
    .where(
        _mandate.c.partnership_id == bindparam("partnership_id"),
        _mandate.c.subject == bindparam("subject"),
    )
    .where(_mandate.c.valid_from <= bindparam("on"))
    .where((_mandate.c.valid_to.is_(None)) | (_mandate.c.valid_to >= bindparam("on")))
)
_OF_KIND = Statement(
    select_columns(_body.c.id).where(
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


class WrittenDown(NamedTuple):
    """A mandate with the ids of the body that adopts and of the one that recommends."""

    mandate: Mandate
    adopts: str
    recommends: str | None


def of_partnership(
    session: Session, partnership_id: int, reader: Actor, on: date
) -> list[WrittenDown]:
    """Every mandate that is written down, in force or not, for someone who sits in the
    partnership."""
    if not reader.sits_in(partnership_id, on):
        return []
    recommending = aliased(Body)
    rows = session.orm.exec(
        select(Mandate, Body.key, recommending.key)
        .join(Body, col(Body.id) == col(Mandate.body_id))
        .outerjoin(recommending, col(recommending.id) == col(Mandate.recommended_by))
        .where(col(Mandate.partnership_id) == partnership_id)
        .order_by(col(Mandate.id))
    )
    return [WrittenDown(mandate, adopts, recommends) for mandate, adopts, recommends in rows]


def set_days(
    session: Session, mandate_id: int, since: date | None, until: date | None, act: Act
) -> Mandate:
    """Say from and to which day a mandate counts; what is left out stays as it is, and `NEVER`
    takes an end back. Refused where it would have no first day. Decisions already recorded
    stand."""
    with session.begin():
        mandate = _held_fast(session, mandate_id, act)
        mandate.valid_from = since or mandate.valid_from
        if mandate.valid_from is None:
            raise BadInput(Reason("since", _("Give the first day of the mandate.")))
        mandate.valid_to = _last(mandate, until or mandate.valid_to)
        refuse_ended_before(session, [mandate.body_id], mandate.valid_to or NEVER)
        trace(session, MANDATE, mandate, "days_set", act)
    return mandate


def end(session: Session, mandate_id: int, last: date, act: Act) -> Mandate:
    """End a mandate with that day; refused where it never began. Decisions already recorded
    stand."""
    with session.begin():
        mandate = _held_fast(session, mandate_id, act)
        if mandate.valid_from is None:
            sentence = _("Mandate {number} is not in force.", number=mandate_id)
            raise Refused([Reason("mandate", sentence)])
        mandate.valid_to = _last(mandate, last)
        trace(session, MANDATE, mandate, "ended", act)
    return mandate


def take_back_days(session: Session, mandate_id: int, act: Act) -> Mandate:
    """Take back that a mandate was ever to count: it is written down alone, as a structure file
    leaves it. Decisions already recorded stand."""
    with session.begin():
        mandate = _held_fast(session, mandate_id, act)
        mandate.valid_from = mandate.valid_to = None
        trace(session, MANDATE, mandate, "days_set", act)
    return mandate


def _held_fast(session: Session, mandate_id: int, act: Act) -> Mandate:
    """The mandate as it is now, for whoever keeps the partnership; nobody else changes it until
    the transaction ends."""
    mandate = get(session, mandate_id, act.by, local_day(act.at))
    require(act, PARTNERSHIP, mandate.partnership_id)
    return session.orm.get_one(Mandate, mandate.id, populate_existing=True, with_for_update=True)


def _last(mandate: Mandate, until: date | None) -> date | None:
    """The last day as it is kept; refuses one before the first."""
    first = mandate.valid_from
    if first and until and until < first:
        raise BadInput(
            _(
                "A mandate cannot end ({last}) before it begins ({first}).",
                first=first,
                last=until,
            )
        )
    return None if until == NEVER else until


def get(session: Session, mandate_id: int, reader: Actor, on: date) -> Mandate:
    """The mandate with that number, for someone who sits in its partnership."""
    mandate = session.orm.get(Mandate, mandate_id) if 0 < mandate_id < LARGEST_NUMBER else None
    if mandate is None or not reader.sits_in(mandate.partnership_id, on):
        raise NotFound(
            _("There is no mandate {number}.", number=mandate_id),
            remedy=Remedy(WayOut.LIST_MANDATES),
        )
    return mandate


def write_down(session: Session, wanted: Mandate, act: Act) -> bool:
    """Keep a mandate from a structure file; False when it is known."""
    require(act, PARTNERSHIP, wanted.partnership_id)
    same = select(Mandate).where(
        col(Mandate.partnership_id) == wanted.partnership_id,
        col(Mandate.subject) == wanted.subject,
        col(Mandate.body_id) == wanted.body_id,
    )
    if session.orm.exec(same).first():
        return False
    session.orm.add(wanted)
    trace(session, MANDATE, wanted, "written_down", act)
    return True


def subjects(structure: dict[str, Any]) -> list[dict[str, Any]]:
    """The decision mandates as a structure file prints them."""
    return list((structure.get("decision_mandates") or {}).get("items") or [])
