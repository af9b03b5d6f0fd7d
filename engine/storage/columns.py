"""What stands in columns, the same on both databases: aware moments, days, lists as conditions,
JSON in one spelling."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import BindParameter, Connection, Dialect, Index, Table, bindparam, event, text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import ColumnElement
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import Boolean, Date, Integer, String, TypeDecorator, TypeEngine


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


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def compact(value: Any) -> str:
    """JSON as it is stored: no blanks, letters as they are, keys in one order."""
    return _ENCODER.encode(value)


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

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        value = value.astimezone(UTC)
        return value if dialect.name == "postgresql" else value.isoformat(timespec="microseconds")

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return (
            value.astimezone(UTC) if dialect.name == "postgresql" else datetime.fromisoformat(value)
        )


class Day(TypeDecorator[date]):
    """A day; on SQLite as text that sorts, written and read without the general machinery for
    dates, for it is read much."""

    impl = Date
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Date() if dialect.name == "postgresql" else String(10))

    def process_bind_param(self, value: date | None, dialect: Dialect) -> Any:
        return value if value is None or dialect.name == "postgresql" else value.isoformat()

    def process_result_value(self, value: Any, dialect: Dialect) -> date | None:
        return value if value is None or dialect.name == "postgresql" else date.fromisoformat(value)


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


class _List(TypeDecorator[Any]):
    """The values of `any_of`, as each driver takes them."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        return list(value) if dialect.name == "postgresql" else json.dumps(list(value))


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
