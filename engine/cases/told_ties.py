"""What the history of a case says that it is tied to, to be compared with the ties that stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from sqlalchemy import bindparam, select

from engine.cases.events import Event, folded
from engine.cases.inputs import body_ids
from engine.cases.records import Case, case_body, case_link, case_person, case_table
from engine.definitions.model import Definition
from engine.storage.session import Session
from engine.storage.statements import Statement

# A tie: as what, to what, and for a body the copy of what lists are filtered and sorted by.
Tie = tuple[Any, ...]


def _between(statement: Any, column: Any) -> Statement:
    return Statement(statement.where(column > bindparam("low"), column <= bindparam("high")))


_TIES = (
    _between(
        select(
            case_body.c.case_id,
            case_body.c.link,
            case_body.c.body_id,
            case_body.c.state,
            case_body.c.due_on,
        ),
        case_body.c.case_id,
    ),
    _between(
        select(case_person.c.case_id, case_person.c.link, case_person.c.person_id),
        case_person.c.case_id,
    ),
    _between(
        select(case_link.c.case_id, case_link.c.link, case_table.c.ref).join(
            case_table, case_table.c.id == case_link.c.to_id
        ),
        case_link.c.case_id,
    ),
)


class TiesOfCases:
    """The ties that stand, of some cases at once."""

    def __init__(self, session: Session, bounds: dict[str, int]) -> None:
        self._of: dict[int, set[Tie]] = defaultdict(set)
        for statement in _TIES:
            for raw, row in session.read_each(statement, bounds):
                self._of[raw[0]].add((row or raw)[1:])

    def of(self, case: Case) -> set[Tie]:
        """Everything that a case is tied to."""
        return self._of.get(case.id, set())


def told_ties(
    session: Session, definition: Definition, case: Case, events: list[Event]
) -> set[Tie]:
    """Everything that a case is tied to, as its events tell it."""
    opener, first = definition.opening.person, events[0]
    ties = set(_from_fields(session, definition, case, folded(events)))
    opened = opener and first.by is not None and not first.quiet
    return ties | ({(opener, first.by)} if opened else set())


def _from_fields(
    session: Session, definition: Definition, case: Case, fields: dict[str, Any]
) -> Iterator[Tie]:
    for name, value in fields.items():
        field = definition.fields[name]
        if field.link is None:
            continue
        for each in value if isinstance(value, list) else [value]:
            if field.type.links_cases:
                yield field.link, each
            else:
                for body_id in body_ids(session, each, case.partnership_id):
                    yield field.link, body_id, case.state, case.due_on
