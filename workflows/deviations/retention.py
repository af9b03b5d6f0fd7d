"""For how long the address of whoever reported is kept, once her case has ended.

Cases that it is linked with may still bring news: the original of what was reported twice, a
measure, also one behind which that original is, and the measure that took its place.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, or_, select, union_all

from engine.cases.records import Case, CaseRecord, case_link
from engine.days.calendar import local_day, months_after
from engine.definitions import versions
from engine.storage.columns import any_of
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of
from workflows.deviations.answers import BEHIND, DUPLICATE, PROPOSES, SUPERSEDED
from workflows.deviations.contacts import Contact

SHORTEST = timedelta(days=28)  # no month is shorter

_case, _contact = table_of(CaseRecord), table_of(Contact)
_MOVED = (_case.c.definition_id, _case.c.state, _case.c.moved_at)
_KEPT = Statement(
    select(_contact.c.case_id, *_MOVED)
    .join(_case, _case.c.id == _contact.c.case_id)
    .where(
        _contact.c.email.is_not(None),
        _contact.c.case_id > bindparam("after"),
        _case.c.moved_at <= bindparam("before", type_=_case.c.moved_at.type),
    )
    .order_by(_contact.c.case_id)
    .limit(bindparam("most"))
)


def _across(near: str, far: str, *links: str) -> Select[Any]:
    """The cases at the far ends of such links, or of all of them."""
    link = case_link.c
    found = (
        select(link[near].label("near"), _case.c.id, *_MOVED)
        .join(_case, _case.c.id == link[far])
        .where(any_of(link[near], "cases"))
    )
    return found.where(or_(*(link.link == each for each in links))) if links else found


_BESIDE = Statement(union_all(_across("case_id", "to_id"), _across("to_id", "case_id")))
# News comes to a case along these, over however many others: from the original of what was reported
# twice, from a measure, and from what took its place.
_ONWARD = Statement(
    union_all(
        _across("case_id", "to_id", DUPLICATE, PROPOSES, SUPERSEDED),
        _across("to_id", "case_id", BEHIND),
    )
)


class LastMove(NamedTuple):
    """Where a case stands, or one that it is linked with, and since when."""

    case_id: int
    definition_id: int
    state: str
    moved_at: datetime


class Expired(NamedTuple):
    """Cases whose addresses are to be removed, and the last of those that were looked at; None
    where there are no more to look at."""

    cases: list[int]
    last: int | None


def expired(session: Session, now: datetime, *, after: int, most: int) -> Expired:
    """Of the next so many kept addresses those whose time is over."""
    asked = {"after": after, "before": now - SHORTEST, "most": most}
    kept = [LastMove(*row) for row in session.rows(_KEPT, asked)]
    beside = _linked_with(session, [each.case_id for each in kept])
    found = [each.case_id for each in kept if _over(session, each, beside[each.case_id], now)]
    return Expired(found, kept[-1].case_id if len(kept) == most else None)


def is_over(session: Session, case: Case, now: datetime) -> bool:
    """Whether the time of an address that is left with this case is over: the clock would remove
    it."""
    kept = LastMove(case.id, case.definition_id, case.state, case.moved_at)
    return _over(session, kept, _linked_with(session, [case.id])[case.id], now)


def _linked_with(session: Session, cases: list[int]) -> dict[int, list[LastMove]]:
    """The cases that these point to, those that point to them, and those that they hear of over
    others."""
    found: dict[int, list[LastMove]] = defaultdict(list)
    for near, *moved in session.rows(_BESIDE, {"cases": cases}):
        found[near].append(LastMove(*moved))
    starts, seen = {case: {case} for case in cases}, {(case, case) for case in cases}
    while starts:
        further: dict[int, set[int]] = defaultdict(set)
        for near, *moved in session.rows(_ONWARD, {"cases": sorted(starts)}):
            each = LastMove(*moved)
            new = {case for case in starts[near] if (case, each.case_id) not in seen}
            seen |= {(case, each.case_id) for case in new}
            for case in new:
                found[case].append(each)
                further[each.case_id].add(case)
        starts = further
    return found


def _over(session: Session, kept: LastMove, beside: list[LastMove], now: datetime) -> bool:
    rule = versions.by_id(session, kept.definition_id).contact_kept
    if rule is None or not _ended(session, kept):
        return False
    if all(_ended(session, each) for each in beside):
        last, months = max(each.moved_at for each in (kept, *beside)), rule.months
    else:
        last, months = kept.moved_at, rule.at_most
    return months_after(local_day(last), months) <= local_day(now)


def _ended(session: Session, each: LastMove) -> bool:
    return each.state in versions.by_id(session, each.definition_id).final
