"""Deviations that nobody has answered though whoever is warned last has been warned: the council
hears how many there are."""

from __future__ import annotations

from datetime import date

from sqlalchemy import bindparam, select

from engine.cases.deadlines import Due
from engine.cases.due_index import deadlines_of_all
from engine.cases.records import CASE_COLUMNS, Case, case_table
from engine.definitions import versions
from engine.people.closed_days import calendar
from engine.storage.columns import any_of
from engine.storage.session import Session
from engine.storage.statements import Statement
from workflows.deviations.answers import waits_for_answer
from workflows.deviations.report_cases import WORKFLOW

_LATE = Statement(
    select(*CASE_COLUMNS).where(
        case_table.c.partnership_id == bindparam("partnership_id"),
        case_table.c.workflow == WORKFLOW,
        any_of(case_table.c.state, "states"),
        case_table.c.due_on < bindparam("on"),
    )
)


def late_answers(session: Session, partnership_id: int, on: date) -> int:
    """How many deviations of a partnership wait that day for an answer, though the last moment has
    passed at which somebody is told that its time is over."""
    definitions = [each for _number, each in versions.every(session) if each.id == WORKFLOW]
    states = {name for each in definitions for name in {*each.states} - {*each.final}}
    asked = {"partnership_id": partnership_id, "states": sorted(states), "on": on}
    late = [Case(*row) for row in session.rows(_LATE, asked)]
    due = deadlines_of_all(session, late, {partnership_id: calendar(session, partnership_id)})
    return sum(any(told_all(each, case, on) for each in due[case.id]) for case in late)


def told_all(due: Due, case: Case, on: date) -> bool:
    """Whether it is a time limit for an answer that somebody still waits for, and the last moment
    at which somebody is told that it is over has come that day."""
    last = due.moments[-1] if due.moments else None
    over = last is not None and last.escalation and last.day <= on
    return due.deadline.answers and over and waits_for_answer(case.fields)
