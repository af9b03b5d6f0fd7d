"""The queries behind the lists of a digest: the first cases of each cell by due day, and how many
the cell holds.

What is tied to bodies in cells that link and state tell apart (`TIED`) or do not (`MIXED`), all of
a cell (`WHOLE`), what nobody who can act is tied to (`REST`), and what is tied to persons
(`PERSONAL`).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    exists,
    func,
    literal_column,
    not_,
    or_,
    select,
)

from engine.cases.records import case_body, case_person, case_table
from engine.people.systems import no_system
from engine.people.tables import Membership
from engine.storage.columns import among, any_of
from engine.storage.joined_columns import joined
from engine.storage.statements import Statement, table_of
from notifications.letters.letters import SHOWN

_seat = table_of(Membership)

_due = case_table.c.due_on
_first, _last = (bindparam(name, type_=case_table.c.due_on.type) for name in ("first", "last"))


def _top(rows: Any, *partition: str) -> Any:
    """The first rows of each part by due day, with how many the part has."""
    by = [rows.c[name] for name in partition]
    place = (
        func.row_number()
        .over(partition_by=by, order_by=[rows.c.due_on, rows.c.case_id])
        .label("place")
    )
    counted = select(*rows.c, place, func.count().over(partition_by=by).label("n")).subquery()
    return select(*(counted.c[name] for name in (*partition, "due_on", "case_id", "n"))).where(
        counted.c.place <= SHOWN
    )


_tied_rows = (
    select(case_body.c.body_id, case_body.c.state, case_body.c.due_on, case_body.c.case_id)
    .where(any_of(case_body.c.body_id, "bodies"), any_of(case_body.c.state, "states"))
    .where(case_body.c.due_on >= _first, case_body.c.due_on <= _last)
    .where(any_of(joined(case_body.c.state, case_body.c.link), "ties"))
)


def _counted(listed: Select[Any], *partition: str) -> tuple[Any, Select[Any]]:
    """The parts of these rows, each with how many it has, and the first cases of a part. An index
    gives the rows in order: they are counted without being sorted."""
    rows, inside = listed.subquery(), listed.subquery()
    by = [rows.c[name] for name in partition]
    parts = select(*by, func.count().label("n")).group_by(*by).subquery()
    few = (
        select(inside.c.case_id)
        .where(*(inside.c[name] == parts.c[name] for name in partition))
        .order_by(inside.c.due_on, inside.c.case_id)
        .limit(literal_column(str(SHOWN)))
    )
    return parts, few.correlate(parts)


_parts, _few = _counted(_tied_rows, "body_id", "state")
_shown = case_body.alias()
TIED = Statement(
    select(_shown.c.body_id, _shown.c.state, _shown.c.due_on, _shown.c.case_id, _parts.c.n)
    .where(_shown.c.body_id == _parts.c.body_id, among(_shown.c.case_id, _few))
    .where(any_of(joined(_shown.c.state, _shown.c.link), "ties"))
)
_mixed = (
    select(
        case_body.c.body_id,
        case_table.c.workflow,
        case_body.c.state,
        case_body.c.due_on,
        case_body.c.case_id,
    )
    .join(case_table, case_table.c.id == case_body.c.case_id)
    .where(any_of(case_body.c.body_id, "bodies"), any_of(case_body.c.state, "states"))
    .where(case_body.c.due_on >= _first, case_body.c.due_on <= _last)
    .where(any_of(joined(case_table.c.workflow, case_body.c.state, case_body.c.link), "ties"))
    .distinct()
)
MIXED = Statement(_top(_mixed.subquery(), "body_id", "workflow", "state"))
_here = and_(
    case_table.c.partnership_id == bindparam("partnership_id"),
    any_of(case_table.c.workflow, "workflows"),
    any_of(case_table.c.state, "states"),
    any_of(joined(case_table.c.workflow, case_table.c.state), "cells"),
    _due >= _first,
    _due <= _last,
)
_listed = (
    case_table.c.workflow,
    case_table.c.state,
    _due.label("due_on"),
    case_table.c.id.label("case_id"),
)
_cells, _few_of_cell = _counted(select(*_listed).where(_here), "workflow", "state")
_of_cell = case_table.alias()
WHOLE = Statement(
    select(*(_of_cell.c[name] for name in ("workflow", "state", "due_on", "id")), _cells.c.n)
    .select_from(_cells)
    .where(among(_of_cell.c.id, _few_of_cell))
)


def _tied(mine: Any, name: str, *further: ColumnElement[bool]) -> ColumnElement[bool]:
    tied = exists().where(mine.c.case_id == case_table.c.id, *further)
    return tied.where(any_of(joined(case_table.c.workflow, case_table.c.state, mine.c.link), name))


_bodies, _persons = case_body.alias(), case_person.alias()
_today = bindparam("today", type_=_seat.c.valid_from.type)
# What is tied to bodies in which nobody can act waits for nobody there.
_somebody_acts = _bodies.c.body_id.in_(
    select(_seat.c.body_id).where(
        _seat.c.acts,
        _seat.c.valid_from <= _today,
        _seat.c.valid_to >= _today,
        no_system(_seat.c.person_id),
    )
)
REST = Statement(
    _top(
        select(*_listed)
        .where(_here)
        .where(not_(or_(_tied(_bodies, "ties", _somebody_acts), _tied(_persons, "persons"))))
        .subquery(),
        "workflow",
        "state",
    )
)
PERSONAL = Statement(
    _top(
        select(case_person.c.person_id, *_listed)
        .join(case_table, case_table.c.id == case_person.c.case_id)
        .where(any_of(case_person.c.person_id, "persons"), _here)
        .where(
            any_of(joined(case_table.c.workflow, case_table.c.state, case_person.c.link), "ties")
        )
        .distinct()
        .subquery(),
        "person_id",
        "workflow",
        "state",
    )
)
