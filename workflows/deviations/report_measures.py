"""Whether what was learnt helped: measures behind which deviations are, as a report to the council
tells of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select, union

from engine.cases.events import Event, events_of_cases, standing
from engine.cases.records import Case, by_ids, case_link, case_table
from engine.days.calendar import local_day
from engine.definitions import versions
from engine.language.sentences import Label
from engine.storage.session import Session
from engine.storage.statements import Statement
from workflows.deviations.answers import BEHIND, PROPOSES
from workflows.deviations.report_cases import Counted

MEASURE, UNDER_WAY, EVALUATED = "measure", "ongoing", "evaluated"
# What makes two deviations of the same kind. The unit is none of it: that would tell of one
# municipality what its own count hides.
SAME = (("event_type", "kind"), ("clause",))

_mine = (case_table.c.workflow == MEASURE,)
_of_measures = case_table.c.partnership_id == bindparam("partnership_id")
_PAIRS = Statement(
    union(
        select(case_link.c.to_id, case_link.c.case_id)
        .join(case_table, case_table.c.id == case_link.c.to_id)
        .where(case_link.c.link == PROPOSES, _of_measures, *_mine),
        select(case_link.c.case_id, case_link.c.to_id)
        .join(case_table, case_table.c.id == case_link.c.case_id)
        .where(case_link.c.link == BEHIND, _of_measures, *_mine),
    )
)


class FollowedMeasure(NamedTuple):
    """A measure that is under way since a day, or was evaluated; `after` tells how many deviations
    of the same kind as those behind it were reported later."""

    ref: str
    state: Label
    evaluated: bool
    since: date
    after: int


def followed_measures(
    session: Session, partnership_id: int, cases: Iterable[Counted]
) -> list[FollowedMeasure]:
    """The measures behind which deviations are, and that have started; one that was evaluated only
    where the same happened again."""
    behind: dict[int, set[int]] = defaultdict(set)
    for measure, deviation in session.rows(_PAIRS, {"partnership_id": partnership_id}):
        behind[measure].add(deviation)
    known = by_ids(session, {*behind, *(each for found in behind.values() for each in found)})
    events = events_of_cases(session, sorted(behind))
    reported = [(_kind(case.fields), case.opened) for case in cases] if behind else []
    labels = versions.states(session, MEASURE)
    followed = []
    for number, deviations in behind.items():
        since = _started(events.get(number, []))
        if since is not None:
            kinds = {_kind(known[each].fields) for each in deviations if each in known}
            after = sum(kind in kinds and day > since for kind, day in reported)
            followed.append(_followed(known[number], labels, since, after))
    wanted = [each for each in followed if each.after or not each.evaluated]
    return sorted(wanted, key=lambda each: (each.since, each.ref))


def _followed(case: Case, labels: Mapping[str, Label], since: date, after: int) -> FollowedMeasure:
    evaluated = case.state == EVALUATED
    return FollowedMeasure(case.ref, labels[case.state], evaluated, since=since, after=after)


def _started(events: Iterable[Event]) -> date | None:
    """The day on which a measure was started, if it was and goes on or was evaluated."""
    steps = standing(events)
    if not steps or steps[-1].to_state not in (UNDER_WAY, EVALUATED):
        return None
    return next((local_day(s.at) for s in steps if s.to_state == UNDER_WAY), None)


def _kind(fields: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(next((fields[n] for n in names if fields.get(n)), None) for names in SAME)
