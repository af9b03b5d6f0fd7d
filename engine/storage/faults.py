"""What the database's own errors mean for whoever meets them."""

from __future__ import annotations

import sys
from collections.abc import Mapping

from engine.language.sentences import Sentence, _

_DISK_FULL = _("The disk of the database is full. Free some space, then do it again.")
_BUSY = _("Somebody else holds the database for longer than Samsak waits. Try again.")
_READ_ONLY = _(
    "Samsak may not write to the database: the file, its folder or the server is read-only."
)
_LOST = _("The connection to the database was lost. Try again.")
_AWAY = _("The database cannot be opened: it is not there, or Samsak may not read it.")
_OTHER_TABLES = _(
    "The tables are not those that this version of Samsak wants. Bring the database up to date,"
    " or use the program that it belongs to."
)
_CORRUPT = _("The database is damaged. Stop, and restore the newest backup that is whole.")
_DISK = _(
    "The disk of the database could not be read or written. Look at the disk before you go on."
)
_SLOW = _("It took the database longer than Samsak waits. Try again later.")
_FULL_HOUSE = _("The database has no connection left. Try again in a while.")
_TWICE = _("Somebody else did the same just before you. Look, then go on.")
_TURN = _("Somebody else changed the same at that moment. Try again.")

_SQLITE: Mapping[str, Sentence] = {
    "SQLITE_FULL": _DISK_FULL,
    "SQLITE_BUSY": _BUSY,
    "SQLITE_LOCKED": _BUSY,
    "SQLITE_READONLY": _READ_ONLY,
    "SQLITE_CANTOPEN": _AWAY,
    "SQLITE_PERM": _AWAY,
    "SQLITE_CORRUPT": _CORRUPT,
    "SQLITE_NOTADB": _CORRUPT,
    "SQLITE_IOERR": _DISK,
    "SQLITE_CONSTRAINT_UNIQUE": _TWICE,
    "SQLITE_CONSTRAINT_PRIMARYKEY": _TWICE,
}
# By SQLSTATE, or by its class of two letters: PostgreSQL's documentation, appendix A.
_POSTGRESQL: Mapping[str, Sentence] = {
    "08": _LOST,
    "57P": _LOST,
    "53100": _DISK_FULL,
    "53300": _FULL_HOUSE,
    "55P03": _BUSY,
    "57014": _SLOW,
    "40": _TURN,
    "25006": _READ_ONLY,
    "42501": _READ_ONLY,
    "42P01": _OTHER_TABLES,
    "42703": _OTHER_TABLES,
    "XX001": _CORRUPT,
    "XX002": _CORRUPT,
    "23505": _TWICE,
}
_DRIVERS = (("sqlite3", "Error"), ("psycopg", "Error"), ("sqlalchemy.exc", "DBAPIError"))


def is_of_the_database(error: BaseException) -> bool:
    """Whether a driver or SQLAlchemy raised it; neither is loaded to find out."""
    return any(
        isinstance(error, getattr(sys.modules[name], kind))
        for name, kind in _DRIVERS
        if name in sys.modules
    )


def sentence_of(error: BaseException) -> Sentence:
    """What stood in the way, and what to do about it. Never the driver's own words: they may repeat
    what somebody wrote."""
    error = getattr(error, "orig", None) or error
    found = _of_sqlite(error) or _of_postgresql(error)
    if found is not None:
        return found
    kind = type(error).__name__
    return _("The database could not do this now ({kind}). Try again.", kind=kind)


def none_kept(why: Sentence) -> Sentence:
    """The same for whoever sent something that was to be saved."""
    return _("{why} Nothing was saved.", why=why)


def code_of(error: BaseException) -> str:
    """What the database calls that which stood in the way, to be kept; of any other error what
    Python calls it."""
    error = getattr(error, "orig", None) or error
    kept = getattr(error, "sqlite_errorname", None) or getattr(error, "sqlstate", None)
    return str(kept or type(error).__name__)


def sentence_of_code(code: str) -> Sentence | None:
    """What a code that was kept means; None where only the log says more."""
    return _sqlite_called(code) or _postgresql_called(code)


def _of_sqlite(error: BaseException) -> Sentence | None:
    name = getattr(error, "sqlite_errorname", None)
    if name is None:
        return None
    if name == "SQLITE_ERROR" and str(error).startswith(("no such column", "no such table")):
        return _OTHER_TABLES
    return _sqlite_called(name)


def _sqlite_called(name: str) -> Sentence | None:
    # an extended code begins with that of its kind: SQLITE_READONLY_DBMOVED
    wanted = [known for known in _SQLITE if name.startswith(known)]
    return _SQLITE[max(wanted, key=len)] if wanted else None


def _of_postgresql(error: BaseException) -> Sentence | None:
    if not type(error).__module__.startswith("psycopg"):
        return None
    state = getattr(error, "sqlstate", None)
    if state is None:  # the server said nothing: it is not there any more
        return _LOST if type(error).__name__ == "OperationalError" else None
    return _postgresql_called(state)


def _postgresql_called(state: str) -> Sentence | None:
    return next(
        (_POSTGRESQL[key] for key in (state, state[:3], state[:2]) if key in _POSTGRESQL), None
    )
