"""One connection and its transactions, the same on SQLite and PostgreSQL.

What runs often is a `Statement`, run on the driver's own cursor, rows as plain tuples. What runs
seldom uses `Session.orm` on the same connection, in the same transaction.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext, suppress
from typing import Any

import sqlmodel
from sqlalchemy import Connection, Engine

import engine.storage.written_rows  # noqa: F401 - looks through what models write
from engine.storage.statements import Row, Statement, Values

GAP = 0.01  # seconds, the mean time after which who waits to write on SQLite looks again
ALL = 1_000_000  # rows, more than anything takes at once
TURNS_LOCK = 7_265  # the first half of advisory locks on a request's key
_JOINED = _ALONE = nullcontext()  # part of a transaction that runs; answered at once
# advisory lock on PostgreSQL: who writes events shares it, who reads "up to now" has it alone
EVENT_ORDER_LOCK = 7_265_761_001
_SHARE_EVENT_ORDER = f"SELECT pg_advisory_xact_lock_shared({EVENT_ORDER_LOCK})"
_SETTLE_EVENT_ORDER = f"SELECT pg_advisory_xact_lock({EVENT_ORDER_LOCK})"


class Session:
    """One connection and its transactions. Not shared between threads."""

    def __init__(self, engine: Engine) -> None:
        self.dialect = engine.dialect
        self.sqlite = engine.dialect.name == "sqlite"
        self._connect(engine)
        self.depth = self._savepoints = 0
        self.aside = False  # whether it plays on copies, see `engine.storage.aside`
        self._still = False  # whether it reads everything as of one moment
        self._orm: sqlmodel.Session | None = None
        self._pipeline: Any = None
        self._answers: ExitStack | None = None
        self.cache: dict[Any, Any] = {}  # what never changes once committed; emptied by a rollback

    def _connect(self, engine: Engine) -> None:
        self.connection: Connection = engine.connect()
        self.driver: Any = self.connection.connection.driver_connection

    def renew(self) -> None:
        """Be as new: what was left open is given up, a connection that has gone is replaced."""
        self.end()
        with suppress(self.dialect.loaded_dbapi.Error):
            self.driver.rollback()
        if not self.sqlite:
            self.connection.close()
            self._connect(self.connection.engine)

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the connection back."""
        self._close_orm()
        self.connection.close()

    def _close_orm(self) -> None:
        if self._orm is not None:
            self._orm.close()
            self._orm = None

    @property
    def orm(self) -> sqlmodel.Session:
        """A SQLModel session on this connection; flush it (leaving `begin` does), never commit
        it."""
        self._leave_pipeline()
        if self._orm is None:
            self._orm = sqlmodel.Session(
                bind=self.connection, autoflush=True, expire_on_commit=False
            )
        return self._orm

    def begin(self, *, pipelined: bool = False) -> AbstractContextManager[None]:
        """A write transaction: all of it or nothing. Inside another one it joins that one.

        `pipelined` sends what needs no answer together on PostgreSQL; in it, use `send` for writes
        whose count nobody asks for.
        """
        return _JOINED if self.depth else _Transaction(self, pipelined and not self.sqlite)

    def start(self, *, pipelined: bool) -> None:
        """Begin a write transaction; this and the next three are the halves of `begin`."""
        self.depth = 1
        if pipelined:
            self._answers = ExitStack()
            self._pipeline = self._answers.enter_context(self.driver.pipeline())
        self.driver.execute("BEGIN IMMEDIATE" if self.sqlite else "BEGIN")

    def keep(self) -> None:
        """Keep what was written since `start`."""
        with self._answers or _ALONE:
            self.flush()
            self.driver.execute("COMMIT")

    def fail(self, *failure: Any) -> None:
        """Undo what was written since `start`, for this error (its kind, itself, its trace)."""
        if self._answers is not None:
            self._answers.__exit__(*failure)
        self._undo("ROLLBACK")

    def end(self) -> None:
        """Be ready for the next transaction, however this one went."""
        self.depth, self._pipeline, self._answers = 0, None, None
        self._close_orm()

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """A transaction that only reads, all of it of one moment; in another one it joins that."""
        if self.depth or self._still:
            yield
            return
        self.driver.execute(
            "BEGIN" if self.sqlite else "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"
        )
        self._still = True
        try:
            yield
        finally:
            self._still = False
            self.driver.execute("ROLLBACK")

    @contextmanager
    def savepoint(self, *, keep: bool = True) -> Iterator[None]:
        """A part of a transaction that can fail alone; with `keep=False` it is undone in any
        case (a rehearsal)."""
        with self.begin():
            self._leave_pipeline()
            self._savepoints += 1
            name = f"part_{self._savepoints}"
            self.driver.execute(f"SAVEPOINT {name}")
            try:
                yield
                self.flush()
                if not keep:
                    self._undo(f"ROLLBACK TO SAVEPOINT {name}")
                self.driver.execute(f"RELEASE SAVEPOINT {name}")
            except BaseException:
                self._undo(f"ROLLBACK TO SAVEPOINT {name}")
                raise
            finally:
                self._savepoints -= 1

    def _leave_pipeline(self) -> None:
        """From here on every statement waits for its answer: SQLAlchemy and savepoints need it."""
        if self._answers is not None:
            self._pipeline = None
            self._answers.close()

    def flush(self) -> None:
        """Write what SQLAlchemy holds back, if anything."""
        if self._orm is not None:
            self._orm.flush()

    def _undo(self, sql: str) -> None:
        if self._orm is not None:
            self._orm.expunge_all()
            # its own state alone: the transaction is ours, see `Database.engine`
            self._orm.rollback()
        self.cache.clear()
        # SQLite ends a transaction by itself where it has to
        if not self.sqlite or self.driver.in_transaction:
            self.driver.execute(sql)

    def run(self, statement: Statement, values: Values = {}) -> int:
        """Run a statement that writes; returns how many rows it touched."""
        cursor = self._execute(statement, values)
        if self._pipeline is not None:
            self._pipeline.sync()
        return int(cursor.rowcount)

    def send(self, statement: Statement, values: Values = {}) -> None:
        """Run a statement that writes, when nobody asks how many rows; fails at the commit."""
        self._execute(statement, values)

    def _execute(self, statement: Statement, values: Values) -> Any:
        compiled = statement.compiled(self.dialect)
        return self.driver.execute(compiled.sql, compiled.values(values))

    def run_many(self, statement: Statement, values: Sequence[Values]) -> None:
        """Run a statement that writes once for each set of values."""
        compiled = statement.compiled(self.dialect)
        self.driver.cursor().executemany(compiled.sql, [compiled.values(each) for each in values])

    def rows(self, statement: Statement, values: Values = {}) -> list[Row]:
        """All rows that the statement answers."""
        compiled = statement.compiled(self.dialect)
        cursor = self.driver.execute(compiled.sql, compiled.values(values))
        return compiled.rows(cursor.fetchall())

    def read_each(
        self, statement: Statement, values: Values = {}
    ) -> Iterator[tuple[Row, Row | None]]:
        """All rows as the driver answers them, each with its values as Python knows them; None
        where it holds what nobody here wrote."""
        compiled = statement.compiled(self.dialect)
        for raw in self.driver.execute(compiled.sql, compiled.values(values)).fetchall():
            try:
                yield raw, compiled.row(raw)
            except (ValueError, TypeError, AttributeError):
                yield raw, None

    def ask(self, statement: Statement, values: Values = {}) -> Callable[[], list[Row]]:
        """Ask for all rows that the statement answers, and take them with a call later: in a
        pipeline, what is asked together travels together."""
        compiled = statement.compiled(self.dialect)
        cursor = self.driver.execute(compiled.sql, compiled.values(values))
        return lambda: compiled.rows(cursor.fetchall())

    def row(self, statement: Statement, values: Values = {}) -> Row | None:
        """The first row that the statement answers, or None."""
        compiled = statement.compiled(self.dialect)
        row = self.driver.execute(compiled.sql, compiled.values(values)).fetchone()
        return row if row is None or not compiled.readers else compiled.row(row)

    def value(self, statement: Statement, values: Values = {}) -> Any:
        """The first column of the first row, or None."""
        return None if (row := self.row(statement, values)) is None else row[0]

    def execute(self, statement: Any, values: Values = {}) -> Any:
        """Run a Core statement built on the spot; for what is not often run."""
        self._leave_pipeline()
        self.flush()
        return self.connection.execute(statement, dict(values))

    def give_way(self) -> None:
        """Between two transactions of many: SQLite does not queue who waits, so leave a gap."""
        if self.sqlite and not (self.depth or self.aside):
            time.sleep(GAP)

    def portion(self, most: int) -> int:
        """How many rows one of many transactions takes: so many, for others wait meanwhile; all of
        them inside another transaction, or aside."""
        return ALL if self.depth or self.aside else most

    def share_event_order(self) -> None:
        """PostgreSQL: hold readers of "all events so far" back until this transaction ends."""
        if self._in_turn:
            self.driver.execute(_SHARE_EVENT_ORDER)

    def take_turns(self, key: str) -> None:
        """PostgreSQL: wait until no other transaction works under this key."""
        if self._in_turn:
            self.driver.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", (TURNS_LOCK, key))

    def settle_event_order(self) -> None:
        """PostgreSQL: wait until no transaction has events below the highest number still
        uncommitted."""
        if self._in_turn:
            self.driver.execute(_SETTLE_EVENT_ORDER)

    @property
    def _in_turn(self) -> bool:
        """Whether it waits for others and lets them wait: on PostgreSQL, unless it plays aside."""
        return not (self.sqlite or self.aside)


class _Transaction:
    """The block of `Session.begin`; a class, for a generator costs half of an empty transaction."""

    __slots__ = ("_pipelined", "_session")

    def __init__(self, session: Session, pipelined: bool) -> None:
        self._session, self._pipelined = session, pipelined

    def __enter__(self) -> None:
        try:
            self._session.start(pipelined=self._pipelined)
        except BaseException:
            self._undo(*sys.exc_info())
            raise

    def __exit__(self, *failure: object) -> None:
        if failure[0] is not None:
            self._undo(*failure)
            return
        try:
            self._session.keep()
        except BaseException:
            self._undo(None, None, None)
            raise
        self._session.end()

    def _undo(self, *failure: object) -> None:
        try:
            self._session.fail(*failure)
        finally:
            self._session.end()
