"""Cases that links of one kind join, over however many others, and what they share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import and_, select

from engine.cases.events import Event
from engine.cases.records import Case, by_ids, case_link
from engine.definitions.model import Definition
from engine.storage.columns import any_of
from engine.storage.session import Session
from engine.storage.statements import Statement


def _led_to(near: Any, far: Any) -> Any:
    """The pairs of cases that a chain of links of one kind joins, from `near` to `far`."""
    start = select(near.label("start"), case_link.c.link, far.label("end"))
    start = start.where(any_of(near, "cases"), any_of(case_link.c.link, "links"))
    found = start.cte(f"by_{near.name}", recursive=True)
    further = select(found.c.start, found.c.link, far)
    return found.union(
        further.join(case_link, and_(near == found.c.end, case_link.c.link == found.c.link))
    )


_pointed = _led_to(case_link.c.case_id, case_link.c.to_id)
_pointing = _led_to(case_link.c.to_id, case_link.c.case_id)
_POINTED = Statement(select(_pointed))
_LINKED = Statement(select(_pointed).union(select(_pointing)))
_LED = Statement(select(_pointing))


_NEXT = Statement(
    select(case_link.c.to_id, case_link.c.link, case_link.c.case_id).where(
        any_of(case_link.c.to_id, "cases"), any_of(case_link.c.link, "links")
    )
)


class LinkedCase(NamedTuple):
    """Two cases that links of one kind join, over however many others."""

    start: int
    link: str
    end: int


def linked_cases(
    session: Session, cases: Iterable[int], links: Iterable[str], *, pointed: bool = False
) -> list[LinkedCase]:
    """The cases that these lead to, or that lead to them, by links of these kinds; with `pointed`
    only those that they lead to. One query, however many cases."""
    asked = {"cases": sorted(set(cases)), "links": sorted(set(links))}
    rows = session.rows(_POINTED if pointed else _LINKED, asked)
    return [LinkedCase(*row) for row in rows]


def pointing_cases(
    session: Session, cases: Iterable[int], links: Iterable[str], *, over: bool = False
) -> list[LinkedCase]:
    """The cases that point to these themselves, or `over` others too, by links of these kinds, in
    one query."""
    asked = {"cases": sorted(set(cases)), "links": sorted(set(links))}
    return [LinkedCase(*row) for row in session.rows(_LED if over else _NEXT, asked)]


def pointing_actions(definition: Definition) -> set[str]:
    """The actions that do nothing but point to other cases."""
    found = set()
    for action in definition.actions:
        fields = [definition.fields[name] for name in (*action.needs, *action.takes)]
        if action.target is None and fields and all(f.type.links_cases for f in fields):
            found.add(action.name)
    return found


def only_links(definition: Definition, event: Event) -> bool:
    """Whether a step did nothing but point to other cases: no news to those who may not know of
    them, nor to others."""
    changed = [definition.fields.get(name) for name in event.parts.get("changes", ())]
    stays = event.from_state == event.to_state
    return stays and bool(changed) and all(f is not None and f.type.links_cases for f in changed)


def shared_fields(session: Session, definition: Definition, case: Case) -> dict[str, Any]:
    """What the cases that this one points to share with it: of several in a row, what the last of
    them says."""
    shared: dict[str, Any] = {}
    for field in definition.fields.values():
        if field.to is None or not field.to.shares or field.name not in case.fields:
            continue
        found = linked_cases(session, [case.id], [field.link or ""], pointed=True)
        others = by_ids(session, {each.end for each in found}).values()
        for other in sorted(others, key=lambda other: field.name not in other.fields):
            known = other.fields
            shared |= {name: known[name] for name in field.to.shares if name in known}
    return {**_lent(session, definition, case), **shared}


def _lent(session: Session, definition: Definition, case: Case) -> dict[str, Any]:
    """What the cases that point to this one lend it, the newest last, of what it does not have."""
    lending = {f.link or "": f.to.lends for f in definition.fields.values() if f.to and f.to.lends}
    if not lending:
        return {}
    found = pointing_cases(session, [case.id], lending)
    others = by_ids(session, {each.end for each in found}) if found else {}
    lent: dict[str, Any] = {}
    for each in sorted(found, key=lambda each: each.end):
        known = others[each.end].fields
        lent |= {n: known[n] for n in lending[each.link] if n in known and n not in case.fields}
    return lent
