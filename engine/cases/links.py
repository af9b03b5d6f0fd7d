"""Which cases a case points to, and which point to it."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import bindparam, select

from engine.cases.records import CASE_COLUMNS, Case, case_link, case_table
from engine.storage.columns import any_of
from engine.storage.session import Session
from engine.storage.statements import Statement

_LINKS_FROM = Statement(
    select(case_link.c.link, case_table.c.ref)
    .join(case_table, case_table.c.id == case_link.c.to_id)
    .where(case_link.c.case_id == bindparam("id"))
    .order_by(case_link.c.link, case_table.c.ref)
)
_LINKS_TO = Statement(
    select(case_link.c.link, case_table.c.ref)
    .join(case_table, case_table.c.id == case_link.c.case_id)
    .where(case_link.c.to_id == bindparam("id"))
    .order_by(case_link.c.link, case_table.c.ref)
)

# A link to a case waits for whoever holds that case. Held before it is asked where the link leads,
# two who point at once cannot form a ring that neither of them sees.
_HELD = Statement(
    select(*CASE_COLUMNS)
    .where(any_of(case_table.c.ref, "refs"))
    .order_by(case_table.c.id)
    .with_for_update(read=True, key_share=True)
)
_first = (
    select(case_link.c.to_id)
    .where(case_link.c.case_id == bindparam("from_id"), case_link.c.link == bindparam("link"))
    .cte("ahead", recursive=True)
)
_ahead = _first.union(
    select(case_link.c.to_id)
    .join(_first, case_link.c.case_id == _first.c.to_id)
    .where(case_link.c.link == bindparam("link"))
)
_LEADS_TO = Statement(select(_ahead.c.to_id).where(_ahead.c.to_id == bindparam("to_id")))


def held_to_point_to(session: Session, refs: Iterable[str]) -> list[Case]:
    """The cases with these refs as they are now, which stay so until the transaction ends."""
    rows = session.rows(_HELD, {"refs": sorted(refs)})
    return [Case(*row) for row in rows]


def leads_to(session: Session, link: str | None, start: Case, end: Case) -> bool:
    """Whether links of that kind lead from one case to another, however many there are between."""
    asked = {"from_id": start.id, "to_id": end.id, "link": link}
    return session.row(_LEADS_TO, asked) is not None


def links(session: Session, case_id: int) -> list[dict[str, str]]:
    """The cases it points to and those that point to it: [{"link", "direction", "ref"}]."""
    pointed = [
        {"link": link, "direction": "to", "ref": ref}
        for link, ref in session.rows(_LINKS_FROM, {"id": case_id})
    ]
    pointing = [
        {"link": link, "direction": "from", "ref": ref}
        for link, ref in session.rows(_LINKS_TO, {"id": case_id})
    ]
    return pointed + pointing


def linked(session: Session, case_id: int, link: str) -> list[str]:
    """The refs of the cases that a case points to in that way."""
    return [ref for kind, ref in session.rows(_LINKS_FROM, {"id": case_id}) if kind == link]
