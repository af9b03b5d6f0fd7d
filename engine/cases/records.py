"""The tables of a case and of what ties it to bodies, persons and other cases; how a case is
read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    JSON,
    Column,
    Index,
    bindparam,
    delete,
    func,
    insert,
    literal_column,
    select,
    union_all,
    update,
)
from sqlmodel import Field, SQLModel

from engine.cases.due_date import DueDate
from engine.cases.role_matcher import CaseTables, Ties
from engine.errors import NotFound
from engine.language.sentences import _
from engine.storage.columns import Day, UTCDateTime, any_of
from engine.storage.session import EVENT_ORDER_LOCK, Session
from engine.storage.statements import Row, Statement, table_of


class CaseRecord(SQLModel, table=True):
    """A case: where it stands, what it knows, when it is due, and the hash of the last event in
    its chain.

    `due_on` and `wake_on` are derived (see `engine.cases.deadlines`): the nearest due day, and the
    next day on which a deadline has something to say.
    """

    __tablename__ = "case"
    __table_args__ = (
        Index("ix_case_wake_on", "wake_on"),
        Index("ix_case_partnership_id", "partnership_id", "workflow", "state", "due_on", "id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(unique=True, max_length=80)
    workflow: str = Field(max_length=80)
    definition_id: int = Field(foreign_key="definition.id")
    partnership_id: int = Field(foreign_key="partnership.id")
    number: str = Field(default="", max_length=80)
    title: str = Field(default="")
    state: str = Field(max_length=80)
    version: int
    fields: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    due_on: date | None = Field(sa_column=Column(DueDate, nullable=False))
    wake_on: date | None = Field(default=None, sa_column=Column(Day, nullable=True))
    head: str = Field(max_length=64)
    moved_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    opened_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))


class CaseBody(SQLModel, table=True):
    """A body tied to a case, as what; with a copy of what lists are filtered and sorted by."""

    __tablename__ = "case_body"
    __table_args__ = (
        Index("ix_case_body_list", "body_id", "state", "due_on", "case_id"),
        {"sqlite_with_rowid": False},
    )
    case_id: int = Field(foreign_key="case.id", primary_key=True)
    link: str = Field(max_length=40, primary_key=True)
    body_id: int = Field(foreign_key="body.id", primary_key=True)
    state: str = Field(max_length=80)
    due_on: date | None = Field(sa_column=Column(DueDate, nullable=False))


class CasePerson(SQLModel, table=True):
    """A person tied to a case, as what."""

    __tablename__ = "case_person"
    __table_args__ = (
        Index("ix_case_person_person_id", "person_id", "link", "case_id"),
        {"sqlite_with_rowid": False},
    )
    case_id: int = Field(foreign_key="case.id", primary_key=True)
    link: str = Field(max_length=40, primary_key=True)
    person_id: int = Field(foreign_key="person.id", primary_key=True)


class CaseLink(SQLModel, table=True):
    """A case that points to another one, as what."""

    __tablename__ = "case_link"
    __table_args__ = (
        Index("ix_case_link_to_id", "to_id", "link", "case_id"),
        {"sqlite_with_rowid": False},
    )
    case_id: int = Field(foreign_key="case.id", primary_key=True)
    link: str = Field(max_length=40, primary_key=True)
    to_id: int = Field(foreign_key="case.id", primary_key=True)


class Counter(SQLModel, table=True):
    """The last number given out in a series of case refs."""

    series: str = Field(primary_key=True, max_length=40)
    last: int


class Case(NamedTuple):
    """A case as it is read: small, and never changed in place."""

    id: int
    ref: str
    workflow: str
    definition_id: int
    partnership_id: int
    number: str
    title: str
    state: str
    version: int
    fields: dict[str, Any]
    due_on: date | None
    wake_on: date | None
    head: str
    moved_at: datetime
    opened_at: datetime


case_table, case_body, case_person, case_link = (
    table_of(t) for t in (CaseRecord, CaseBody, CasePerson, CaseLink)
)
CASE_TABLES = CaseTables(case_table, case_body, case_person)
CASE_COLUMNS = tuple(case_table.c[name] for name in Case._fields)

STAYING = ("number", "title", "version", "fields", "head", "moved_at")
MOVED = (*STAYING, "state", "due_on", "wake_on")
_BY_REF = Statement(select(*CASE_COLUMNS).where(case_table.c.ref == bindparam("ref")))
_LOCKED = Statement(select(*CASE_COLUMNS).where(case_table.c.id == bindparam("id")))
_in_order = select(func.pg_advisory_xact_lock_shared(EVENT_ORDER_LOCK).label("held")).cte(
    "in_order"
)
_LOCKED_IN_ORDER = (
    Statement(  # the place in the order of events first, then the row, in one journey to the server
        select(*CASE_COLUMNS)
        .select_from(_in_order.join(case_table, case_table.c.id == bindparam("id")))
        .with_for_update(of=case_table)
    )
)
_LOCKED_TIED = Statement(
    select(*CASE_COLUMNS)
    .where(
        case_table.c.id.in_(
            select(case_body.c.case_id).where(any_of(case_body.c.body_id, "bodies"))
        )
    )
    .order_by(case_table.c.id)
    .with_for_update()
)
_BY_REFS = Statement(
    select(*CASE_COLUMNS).where(any_of(case_table.c.ref, "refs")).order_by(case_table.c.id)
)
_BY_IDS = Statement(select(*CASE_COLUMNS).where(any_of(case_table.c.id, "ids")))
_TIES = Statement(
    union_all(
        select(case_body.c.link, case_body.c.body_id, literal_column("0")).where(
            case_body.c.case_id == bindparam("id")
        ),
        select(case_person.c.link, case_person.c.person_id, literal_column("1")).where(
            case_person.c.case_id == bindparam("id")
        ),
    )
)
INSERT_CASE = Statement(
    insert(case_table)
    .values({n: bindparam(n) for n in Case._fields if n != "id"})
    .returning(case_table.c.id)
)
_held = update(case_table).where(
    case_table.c.id == bindparam("_id"), case_table.c.version == bindparam("_version")
)
MOVE_CASE = Statement(_held.values({n: bindparam(n) for n in MOVED}))
# where neither state nor days change, no index of them is written
KEEP_CASE = Statement(_held.values({n: bindparam(n) for n in STAYING}))
MOVE_BODIES = Statement(
    update(case_body)
    .where(case_body.c.case_id == bindparam("_id"))
    .values(state=bindparam("state"), due_on=bindparam("due_on"))
)
SET_DUE = Statement(
    update(case_table)
    .where(case_table.c.id == bindparam("_id"))
    .values(due_on=bindparam("due_on"), wake_on=bindparam("wake_on"))
)
SET_BODY_DUE = Statement(
    update(case_body)
    .where(case_body.c.case_id == bindparam("_id"))
    .values(due_on=bindparam("due_on"))
)
TIE_BODY = Statement(
    insert(case_body).values(
        {n: bindparam(n) for n in ("case_id", "link", "body_id", "state", "due_on")}
    )
)
UNTIE_BODIES = Statement(
    delete(case_body).where(
        case_body.c.case_id == bindparam("case_id"), case_body.c.link == bindparam("link")
    )
)
TIE_PERSON = Statement(
    insert(case_person).values({n: bindparam(n) for n in ("case_id", "link", "person_id")})
)
LINK_CASE = Statement(
    insert(case_link).values({n: bindparam(n) for n in ("case_id", "link", "to_id")})
)
UNLINK_CASES = Statement(
    delete(case_link).where(
        case_link.c.case_id == bindparam("case_id"), case_link.c.link == bindparam("link")
    )
)


def case_of_ref(session: Session, ref: str) -> Case | None:
    """The case with that ref, whoever asks; for the engine alone, as `reading.find_visible` is what
    everybody else looks cases up with."""
    row = session.row(_BY_REF, {"ref": ref.strip().upper()})
    return None if row is None else Case(*row)


def cases_of_refs(session: Session, refs: Iterable[str]) -> list[Case]:
    """The cases that a case's own field points to; whoever set the field saw them."""
    rows = session.rows(_BY_REFS, {"refs": sorted(set(refs))})
    return [Case(*row) for row in rows]


def locked(session: Session, case_id: int) -> Case:
    """The case as it is now, held until the transaction ends, and with it a place in the order
    of events."""
    return _only(_hold(session, case_id)(), case_id)


def locked_with_ties(session: Session, case_id: int) -> tuple[Case, Ties]:
    """The same, with the ties of the case as they are once it is held."""
    held, tied = _hold(session, case_id), session.ask(_TIES, {"id": case_id})
    return _only(held(), case_id), _as_ties(tied())


def _hold(session: Session, case_id: int) -> Callable[[], list[Row]]:
    statement = _LOCKED if session.sqlite else _LOCKED_IN_ORDER
    return session.ask(statement, {"id": case_id})


def _only(rows: list[Row], case_id: int) -> Case:
    if not rows:
        raise NotFound(_("There is no case {ref} that you may see.", ref=f"#{case_id}"))
    return Case(*rows[0])


def locked_tied(session: Session, bodies: Iterable[int]) -> list[Case]:
    """The cases tied to one of these bodies as they are now, held until the transaction ends."""
    session.settle_event_order()  # else a step that holds two of the cases could want both
    rows = session.rows(_LOCKED_TIED, {"bodies": sorted(bodies)})
    return [Case(*row) for row in rows]


def by_ids(session: Session, ids: Iterable[int]) -> dict[int, Case]:
    """Many cases at once, by their numbers."""
    rows = session.rows(_BY_IDS, {"ids": sorted(set(ids))})
    return {row[0]: Case(*row) for row in rows}


def ties(session: Session, case_id: int) -> Ties:
    """The bodies and persons that a case is tied to."""
    return _as_ties(session.rows(_TIES, {"id": case_id}))


def _as_ties(rows: list[Row]) -> Ties:
    bodies = frozenset([(link, other) for link, other, person in rows if not person])
    return Ties(bodies, frozenset([(link, other) for link, other, person in rows if person]))


def listed(case: Case) -> Mapping[str, Any]:
    """What of a case is copied to the rows that lists are read from."""
    return {"state": case.state, "due_on": case.due_on}
