"""Statements with bound parameters, compiled once for each dialect, run on the driver's own
cursor."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from operator import itemgetter
from typing import Any, cast

import sqlmodel
from sqlalchemy import Dialect
from sqlalchemy.sql.compiler import SQLCompiler

Values = Mapping[str, Any]
Row = tuple[Any, ...]

# A row is read from columns: what would check one given as JSON is made when somebody asks for it.
sqlmodel.SQLModel.model_config["defer_build"] = True
# One name for each kind of constraint, so that a migration can find it on both databases.
sqlmodel.SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


def table_of(model: type[sqlmodel.SQLModel]) -> Any:
    """The table that a model declares, for statements."""
    return model.__table__  # type: ignore[attr-defined]


class Compiled:
    """A statement made ready for one dialect: its text, the order and the processors of its
    values and of its columns."""

    def __init__(self, statement: Any, dialect: Dialect) -> None:
        compiled = cast(SQLCompiler, statement.compile(dialect=dialect))
        self.sql, binds = str(compiled), compiled.binds
        by_place = compiled.positiontup
        order: Sequence[str] = sorted(binds) if by_place is None else by_place
        self.named: Sequence[str] | None = order if by_place is None else None
        self.pick = _picking(order)
        self.defaults = {name: bind.value for name, bind in binds.items() if not bind.required}
        makers = [binds[name].type.dialect_impl(dialect).bind_processor(dialect) for name in order]
        self.makers = [(place, make) for place, make in enumerate(makers) if make is not None]
        readers = [
            column.type.dialect_impl(dialect).result_processor(dialect, None)
            for column in _columns(statement)
        ]
        self.readers = [(place, read) for place, read in enumerate(readers) if read is not None]

    def values(self, given: Values) -> Any:
        """The driver's parameters for these values."""
        picked = self.pick({**self.defaults, **given} if self.defaults else given)
        if self.makers:
            picked = list(picked)
            for place, make in self.makers:
                picked[place] = make(picked[place])
        return picked if self.named is None else dict(zip(self.named, picked, strict=True))

    def many(self, given: Sequence[Values]) -> list[Any]:
        """The driver's parameters for each of these; what several share (a moment, an object of
        JSON) is made ready once."""
        ready: dict[tuple[int, int], Any] = {}
        found = []
        for values in given:
            picked = list(self.pick({**self.defaults, **values} if self.defaults else values))
            for place, make in self.makers:
                value = picked[place]
                key = (place, id(value))
                if key not in ready:
                    ready[key] = make(value)
                picked[place] = ready[key]
            found.append(
                picked if self.named is None else dict(zip(self.named, picked, strict=True))
            )
        return found

    def row(self, row: Any) -> Row:
        """A row with its values as Python knows them."""
        if not self.readers:
            return cast(Row, row)
        changed = list(row)
        for place, reader in self.readers:
            changed[place] = reader(changed[place])
        return tuple(changed)

    def rows(self, rows: list[Row]) -> list[Row]:
        """Rows with their values as Python knows them."""
        return [self.row(row) for row in rows] if self.readers else rows


def _picking(names: Sequence[str]) -> Callable[[Values], Any]:
    """What takes the values of these names, in this order."""
    if len(names) > 1:
        return itemgetter(*names)
    if not names:
        return lambda _values: ()
    (only,) = names
    return lambda values: (values[only],)


def _columns(statement: Any) -> list[Any]:
    """What a statement answers with."""
    return list(getattr(statement, "selected_columns", ())) or list(
        getattr(statement, "_returning", ())
    )


class Statement:
    """A Core statement with bound parameters, compiled once for each dialect it meets.

    `Statement(select(case.c.id).where(case.c.ref == bindparam("ref")))`. What is spelled
    differently (ON CONFLICT) is given as a function of the dialect's own `insert`:
    `Statement(lambda insert: insert(counter).values(…).on_conflict_do_nothing())`.
    """

    def __init__(self, build: Any) -> None:
        self._build = build
        self._compiled: dict[str, Compiled] = {}

    def compiled(self, dialect: Dialect) -> Compiled:
        """The statement ready for this dialect; made at its first use."""
        found = self._compiled.get(dialect.name)
        if found is None:
            build = self._build(_insert_of(dialect)) if callable(self._build) else self._build
            found = self._compiled[dialect.name] = Compiled(build, dialect)
        return found


def _insert_of(dialect: Dialect) -> Any:
    """The dialect's own `insert`; the other dialect, which takes a while to load, is not loaded."""
    return import_module(f"sqlalchemy.dialects.{dialect.name}").insert
