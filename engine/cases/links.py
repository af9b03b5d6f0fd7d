"""Which cases a case points to, and which point to it."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from engine.cases.records import case_link, case_table
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
