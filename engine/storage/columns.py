"""What stands in columns, the same on both databases: aware moments, days, lists as conditions,
JSON in one spelling."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import (
    BindParameter,
    Connection,
    Dialect,
    Index,
    Select,
    Table,
    bindparam,
    event,
    text,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import ColumnElement
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import Boolean, Date, Integer, String, TypeDecorator, TypeEngine

from engine.seals import moment_as_text


def index_of_known(name: str, column: str, *more: str, unique: bool = False) -> Index:
    """An index of those rows alone that have the column: the others cost nothing there.

    That is said when its table is made, for SQLAlchemy loads a dialect once an option of it is
    named.
    """
    index = Index(name, column, *more, unique=unique)

    def apply(_table: Table, _connection: Connection, **_kw: object) -> None:
        given = text(f"{column} IS NOT NULL")
        index.dialect_kwargs.update(sqlite_where=given, postgresql_where=given)

    def attach(_index: Index, table: Table) -> None:
        event.listen(table, "before_create", apply)

    event.listen(index, "after_parent_attach", attach)
    return index


def compact(value: Any) -> str:
    """JSON as it is stored: no blanks, letters as they are, keys in one order."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


# Remembered, for a step writes and reads few moments and days, and each of them often.
def _in_utc(moment: datetime | None) -> datetime | None:
    if moment is None or moment.tzinfo is UTC:  # as most are: to look one up would take longer
        return moment
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone cannot be stored")
    return moment.astimezone(UTC)


@lru_cache(maxsize=4096)
def _moment_kept(moment: datetime | None) -> str | None:
    known = _in_utc(moment)
    return None if known is None else moment_as_text(known)


@lru_cache(maxsize=4096)
def _moment_read(kept: str | None) -> datetime | None:
    return datetime.fromisoformat(kept) if kept else None


@lru_cache(maxsize=4096)
def _day_kept(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


@lru_cache(maxsize=4096)
def _day_read(kept: str | None) -> date | None:
    return date.fromisoformat(kept) if kept else None


class UTCDateTime(TypeDecorator[datetime]):
    """An aware moment, kept in UTC; a naive one is refused.

    Text of fixed width on SQLite, so that it sorts as time does.
    """

    impl = String(32)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            from sqlalchemy.dialects.postgresql import TIMESTAMP

            return dialect.type_descriptor(TIMESTAMP(timezone=True))
        return dialect.type_descriptor(String(32))

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], Any]:
        """What makes a moment ready for the driver."""
        return _in_utc if dialect.name == "postgresql" else _moment_kept

    def result_processor(self, dialect: Dialect, _coltype: object) -> Callable[[Any], Any] | None:
        """What makes a moment of what the driver answers; on PostgreSQL it is in UTC already."""
        return None if dialect.name == "postgresql" else _moment_read


class Day(TypeDecorator[date]):
    """A day; on SQLite as text that sorts, written and read without the general machinery for
    dates, for it is read much."""

    impl = Date
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Date() if dialect.name == "postgresql" else String(10))

    def bind_processor(self, dialect: Dialect) -> Callable[[date | None], Any] | None:
        """What makes a day ready for the driver."""
        return None if dialect.name == "postgresql" else _day_kept

    def result_processor(
        self, dialect: Dialect, _coltype: object
    ) -> Callable[[Any], date | None] | None:
        """What makes a day of what the driver answers."""
        return None if dialect.name == "postgresql" else _day_read


class any_of(ColumnElement[bool]):  # noqa: N801 - reads as a condition in a statement
    """`column` is one of the values bound as `name` (a JSON array on SQLite, an array on
    PostgreSQL)."""

    inherit_cache = False
    type = Boolean()

    def __init__(self, column: Any, name: str) -> None:
        self.column = column
        self.bind: BindParameter[Any] = bindparam(name, type_=_List())

    def self_group(self, against: Any = None) -> any_of:  # noqa: ARG002 - the signature is SQLAlchemy's
        """It is a condition as it stands; written as “… = 1” SQLite would not look into an index
        for it."""
        return self


class among(ColumnElement[bool]):  # noqa: N801 - reads as a condition in a statement
    """`column` is one of the few values that a query answers, which is asked first."""

    inherit_cache = False
    type = Boolean()

    def __init__(self, column: Any, asked: Select[Any]) -> None:
        self.column, self.asked = column, asked.scalar_subquery()

    def self_group(self, against: Any = None) -> among:  # noqa: ARG002 - as above
        """It is a condition as it stands, as `any_of` is."""
        return self


@compiles(among)
def _among_sqlite(element: among, compiler: SQLCompiler, **kw: Any) -> str:
    return f"{compiler.process(element.column, **kw)} IN {compiler.process(element.asked, **kw)}"


@compiles(among, "postgresql")
def _among_postgresql(element: among, compiler: SQLCompiler, **kw: Any) -> str:
    column, asked = compiler.process(element.column, **kw), compiler.process(element.asked, **kw)
    return f"{column} = ANY(ARRAY{asked})"  # else it would be asked again for each row


class _List(TypeDecorator[Any]):
    """The values of `any_of`, as each driver takes them."""

    impl = String
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any]:
        return list if dialect.name == "postgresql" else lambda values: compact(list(values))


@compiles(any_of)
def _any_of_sqlite(element: any_of, compiler: SQLCompiler, **kw: Any) -> str:
    column, bind = compiler.process(element.column, **kw), compiler.process(element.bind, **kw)
    return f"{column} IN (SELECT value FROM json_each({bind}))"  # noqa: S608 - a column and a parameter of our own


@compiles(any_of, "postgresql")
def _any_of_postgresql(element: any_of, compiler: SQLCompiler, **kw: Any) -> str:
    column, bind = compiler.process(element.column, **kw), compiler.process(element.bind, **kw)
    kind = (
        "bigint" if isinstance(element.column.type, Integer) else "text"
    )  # SQLModel's texts are no `String` themselves
    return f"{column} = ANY(CAST({bind.split('::')[0]} AS {kind}[]))"
