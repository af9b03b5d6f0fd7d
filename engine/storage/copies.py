"""The whole database in one file, as it was at one moment, and such a file as a database again.

SQLite copies itself, whatever others write meanwhile. PostgreSQL is copied by its own programs,
`pg_dump` and `psql`, as text; they are to be found where the shell would find them.
"""

from __future__ import annotations

import errno
import os
import sqlite3
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import URL

from engine.errors import BadInput
from engine.language.sentences import _
from engine.settings import environment_with
from engine.storage import migrate
from engine.storage.database import Database
from engine.storage.faults import code_of
from engine.storage.session import Session

LAST_LINE = "-- PostgreSQL database dump complete"
TAIL = 4096  # bytes, more than pg_dump writes after its last word
TRIAL = 2**16  # bytes, more than is left where pg_dump could write no more
NO_ROOM = ("SQLITE_FULL", "SQLITE_IOERR_SHMSIZE")
# As text, for whoever loads it owns it; whatever the machine says of its own.
DUMP = ("pg_dump", "-Fp", "-O", "-x", "-E", "UTF8")
# Nothing of the user's own; all of it in one transaction, which the first error ends.
LOAD = ("psql", "-X", "-q", "-1", "-v", "ON_ERROR_STOP=1")


@contextmanager
def copied(database: Database, file: Path) -> Iterator[Session]:
    """Copy everything into a new file; the session reads what was copied, as it was then.

    Raises `BadInput` where PostgreSQL's program is not there, or says no, and `OSError` where the
    copy finds no room.
    """
    copying = _sqlite_copied if database.sqlite else _postgresql_copied
    with copying(database, file) as session:
        yield session


@contextmanager
def _sqlite_copied(database: Database, file: Path) -> Iterator[Session]:
    with (
        closing(sqlite3.connect(str(database.url.database))) as source,
        closing(sqlite3.connect(file)) as copy,
    ):
        source.execute("SELECT 1 FROM sqlite_master")  # from here on only the copy is written
        with _room_for(file):
            source.backup(copy)
            require_unbroken(copy)
    made = Database(f"sqlite:///{file}")
    try:
        with _room_for(file), made.session() as session:
            yield session
    finally:
        made.close()


@contextmanager
def _room_for(copy: Path) -> Iterator[None]:
    """Tell of a full disk with the copy's name: SQLite says no name, and it is not the disk of the
    database, which is only read."""
    try:
        yield
    except Exception as error:
        if code_of(error) in NO_ROOM:
            raise _full(copy) from None
        raise


def _full(file: Path) -> OSError:
    return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(file))


def require_unbroken(copy: sqlite3.Connection) -> None:
    """Refuse a SQLite file that SQLite itself finds damaged."""
    try:
        said = copy.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.OperationalError:  # it could not look
        raise
    except sqlite3.DatabaseError as error:
        said = error
    if said != "ok":
        raise BadInput(_("SQLite finds the copy damaged: {said}", said=str(said)[:200]))


@contextmanager
def _postgresql_copied(database: Database, file: Path) -> Iterator[Session]:
    with database.session() as session, session.snapshot():
        moment = session.driver.execute("SELECT pg_export_snapshot()").fetchone()[0]
        given = (f"--snapshot={moment}", "-f", str(file), "-d", _open(database.url))
        try:
            _told((*DUMP, *given), database.url)
        except BadInput:
            _try_to_write(file)
            raise
        _require_whole(file)
        yield session


def _try_to_write(file: Path) -> None:
    """Raise `OSError` where nothing more can be written there: what the program says of that is in
    the machine's language, and names no place."""
    with file.open("ab") as more:
        more.write(bytes(TRIAL))


def _require_whole(file: Path) -> None:
    """Refuse a dump that does not end as pg_dump ends one."""
    with file.open("rb") as dump:
        dump.seek(max(0, file.stat().st_size - TAIL))
        if LAST_LINE.encode() not in dump.read():
            raise BadInput(_("The copy of the database is not whole."))


def put_back(url: URL, copy: Path, words: str) -> None:
    """Make a copy the database of this version at that address, whole or not at all, with a word
    of SQL said in it before anybody else can open it.

    Raises `BadInput` where there is a database already, or the copy is damaged, and `OSError` where
    there is no room beside the copy.
    """
    if url.get_backend_name() == "sqlite":
        _put_sqlite_back(Path(url.database or ""), copy, words)
    else:
        _load_postgresql(url, copy, words)


def _put_sqlite_back(place: Path, copy: Path, words: str) -> None:
    for beside in ("", "-wal", "-shm"):
        there = place.with_name(place.name + beside)
        if there.exists():
            raise BadInput(_("{file} is there already. Move it away first.", file=str(there)))
    with _room_for(place), closing(sqlite3.connect(copy)) as opened:
        require_unbroken(opened)
        opened.executescript(words)
    migrate.upgrade(f"sqlite:///{copy}")
    if copy.with_name(f"{copy.name}-wal").exists():  # there was no room to take it into the file
        raise _full(copy)
    copy.chmod(0o600)
    copy.rename(place)


def _load_postgresql(url: URL, copy: Path, words: str) -> None:
    beside = copy.with_suffix(".last.sql")
    beside.write_text(f"SET search_path = public;\n{words};\n", encoding="utf-8")
    played = (word for file in (copy, beside) for word in ("-f", str(file)))
    _told((*LOAD, *played, "-d", _open(url)), url)
    migrate.upgrade(url.render_as_string(hide_password=False))


def _open(url: URL) -> str:
    """The address without what may be secret, for everybody on a machine may read what programs
    are called with."""
    shown = url._replace(drivername="postgresql", password=None)
    return shown.difference_update_query(["password"]).render_as_string(hide_password=False)


def _told(command: tuple[str, ...], url: URL) -> None:
    """Run one of PostgreSQL's programs; what it said where it would not."""
    try:
        subprocess.run(command, env=_secrets(url), check=True, capture_output=True)  # noqa: S603
    except FileNotFoundError:
        said = _(
            "{program} is not on this machine. It comes with the client programs of PostgreSQL"
            " (Debian: `postgresql-client`), in the version of the server or a newer one.",
            program=command[0],
        )
        raise BadInput(said) from None
    except subprocess.CalledProcessError as error:
        why = " ".join(error.stderr.decode("utf-8", "replace").split())[:500]
        raise BadInput(_("{program} says no: {why}", program=command[0], why=why)) from None


def _secrets(url: URL) -> Mapping[str, str]:
    """The environment in which PostgreSQL's programs know the password; moments are in UTC."""
    password = url.password or url.query.get("password")
    known = {"PGPASSWORD": str(password)} if password else {}
    return environment_with(PGTZ="UTC", **known)
