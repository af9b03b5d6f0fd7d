"""Backups: the whole database in a file, with its version, its heads and a check that it holds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

from engine.cases.kept_heads import as_json
from engine.days.calendar import local_day
from engine.language.sentences import Sentence, _
from engine.people.actors import OPERATOR
from engine.storage import backup_files, copies, migrate
from engine.storage.database import Database
from engine.storage.installation import is_rehearsal, keep_backup, last_backup
from engine.storage.session import Session
from workflows.health import breaks, heads

OLD = timedelta(days=3)  # a backup is made each night, and may fail for once


class Backup(NamedTuple):
    """A backup that was made: where it is, how many cases and bytes, and in how many places its
    record does not hold; None where its tables are of an older version and cannot all be read."""

    file: Path
    cases: int
    size: int
    broken: int | None


def back_up(database: Database, file: Path, now: datetime, tables: str | None = None) -> Backup:
    """Put the whole database into a new file, as it is at this moment, whatever others do.

    What was copied is checked as `verify` does. A record that is broken is copied all the same,
    for it may be the last copy there is; the answer says so. `tables` is the
    version of the tables, where it is an older one.
    Raises `BadInput` for a file that cannot be made.
    """
    with backup_files.new_file(file) as folder:
        copy = folder / backup_files.COPIES[database.url.get_backend_name()]
        with copies.copied(database, copy) as session:
            about = _about(session, now, tables or migrate.HEAD)
        backup_files.write_backup(file, copy, about)
    if tables is None:
        with database.session() as session:
            keep_backup(session, now)
    return Backup(file, about["heads"][-1]["cases"], file.stat().st_size, about["broken"])


def _about(session: Session, now: datetime, tables: str) -> dict[str, Any]:
    today = local_day(now)
    return {
        "samsak": version("samsak"),
        "tables": tables,
        "database": session.dialect.name,
        "made_at": now.isoformat(timespec="seconds"),
        "heads": [as_json(each) for each in heads(session, today)],
        "broken": len(breaks(session, OPERATOR, today)) if tables == migrate.HEAD else None,
    }


def faults(session: Session, now: datetime) -> Iterator[tuple[str, Sentence]]:
    """That the newest backup is old, with a code. Where none was ever made somebody else may make
    them."""
    last = last_backup(session)
    if last is not None and last + OLD < now and not is_rehearsal(session):
        yield "backup_old", _("The newest backup is of {last}. No later one was made.", last=last)
