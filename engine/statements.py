"""Tables and statements as both databases take them: aware moments, lists as conditions, statements compiled once for a dialect."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from operator import itemgetter
from typing import Any, cast

import sqlmodel
from sqlalchemy import BindParameter, Dialect, bindparam
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import ColumnElement
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import Boolean, Date, Integer, String, TypeDecorator, TypeEngine

Values = Mapping[str, Any]
Row = tuple[Any, ...]
NEVER = date(9999, 12, 31)  # the due day of what is never due
INSERT = {"sqlite": sqlite_insert, "postgresql": postgresql_insert}

# One name for each kind of constraint, so that a migration can find it on both databases.
sqlmodel.SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def compact(value: Any) -> str:
    """JSON as it is stored: no blanks, letters as they are, keys in one order."""
    return _ENCODER.encode(value)


def table_of(model: type[sqlmodel.SQLModel]) -> Any:
    """The table that a model declares, for statements."""
    return model.__table__  # type: ignore[attr-defined]


class UTCDateTime(TypeDecorator[datetime]):
    """An aware moment, kept in UTC; a naive one is refused. Text of fixed width on SQLite, so that it sorts as time does."""

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
        return value.astimezone(UTC) if dialect.name == "postgresql" else datetime.fromisoformat(value)


class Day(TypeDecorator[date]):
    """A day; on SQLite as text that sorts, written and read without the general machinery for dates, for it is read much."""

    impl = Date
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Date() if dialect.name == "postgresql" else String(10))

    def process_bind_param(self, value: date | None, dialect: Dialect) -> Any:
        return value if value is None or dialect.name == "postgresql" else value.isoformat()

    def process_result_value(self, value: Any, dialect: Dialect) -> date | None:
        return value if value is None or dialect.name == "postgresql" else date.fromisoformat(value)


class DueDate(Day):
    """A due day; none is kept as the last day there is, so that what is never due stands last in every list."""

    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> Any:
        return super().process_bind_param(NEVER if value is None else value, dialect)

    def process_result_value(self, value: Any, dialect: Dialect) -> date | None:
        day = super().process_result_value(value, dialect)
        return None if day == NEVER else day


class any_of(ColumnElement[bool]):  # noqa: N801 - reads as a condition in a statement
    """`column` is one of the values bound as `name` (a JSON array on SQLite, an array on PostgreSQL)."""

    inherit_cache = False
    type = Boolean()

    def __init__(self, column: Any, name: str) -> None:
        self.column = column
        self.bind: BindParameter[Any] = bindparam(name, type_=_List())

    def self_group(self, against: Any = None) -> any_of:  # noqa: ARG002 - the signature is SQLAlchemy's
        """It is a condition as it stands; written as “… = 1” SQLite would not look into an index for it."""
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
    kind = "bigint" if isinstance(element.column.type, Integer) else "text"  # SQLModel's texts are no `String` themselves
    return f"{column} = ANY(CAST({bind.split('::')[0]} AS {kind}[]))"


class Compiled:
    """A statement made ready for one dialect: its text, the order and the processors of its values and of its columns."""

    def __init__(self, statement: Any, dialect: Dialect) -> None:
        compiled = cast(SQLCompiler, statement.compile(dialect=dialect))
        self.sql = str(compiled)
        binds = compiled.binds
        order: Sequence[str] = compiled.positiontup if compiled.positiontup is not None else sorted(binds)
        self.named: Sequence[str] | None = None if compiled.positiontup is not None else order
        self.pick = itemgetter(*order) if len(order) > 1 else lambda values: tuple(values[name] for name in order)
        self.defaults = {name: bind.value for name, bind in binds.items() if not bind.required}
        makers = {name: bind.type.dialect_impl(dialect).bind_processor(dialect) for name, bind in binds.items()}
        self.makers = [(place, make) for place, name in enumerate(order) if (make := makers[name]) is not None]
        columns = list(getattr(statement, "selected_columns", ())) or list(getattr(statement, "_returning", ()))
        readers = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns]
        self.readers = [(place, reader) for place, reader in enumerate(readers) if reader is not None]

    def values(self, given: Values) -> Any:
        """The driver's parameters for these values."""
        picked = list(self.pick({**self.defaults, **given} if self.defaults else given))
        for place, make in self.makers:
            picked[place] = make(picked[place])
        return picked if self.named is None else dict(zip(self.named, picked, strict=True))

    def row(self, row: Any) -> Row:
        """A row with its values as Python knows them."""
        changed = list(row)
        for place, reader in self.readers:
            changed[place] = reader(changed[place])
        return tuple(changed)


class Statement:
    """A Core statement with bound parameters, compiled once for each dialect it meets.

    `Statement(select(case.c.id).where(case.c.ref == bindparam("ref")))`. What is spelled differently (ON CONFLICT) is given as
    a function of the dialect's own `insert`: `Statement(lambda insert: insert(counter).values(…).on_conflict_do_nothing())`.
    """

    def __init__(self, build: Any) -> None:
        self._build = build
        self._compiled: dict[str, Compiled] = {}

    def compiled(self, dialect: Dialect) -> Compiled:
        """The statement ready for this dialect; made at its first use."""
        found = self._compiled.get(dialect.name)
        if found is None:
            build = self._build(INSERT[dialect.name]) if callable(self._build) else self._build
            found = self._compiled[dialect.name] = Compiled(build, dialect)
        return found
