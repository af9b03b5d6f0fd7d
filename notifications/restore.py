"""A backup as the database again. It begins held: what is due in it may have been sent after it
was made, which the archive is asked at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import gettempdir
from typing import Any, NamedTuple

from sqlalchemy.engine import make_url

from engine.cases.chain import Break
from engine.errors import BadInput
from engine.language.sentences import _
from engine.seals import moment_as_text
from engine.storage import backup_files, copies, migrate
from engine.storage.database import Database
from engine.storage.session import Session
from engine.storage.working_folder import working_folder
from notifications.outbox.archive import Archive, ArchiveAway
from notifications.outbox.deliveries import HOST
from notifications.sending.hold import CATCHES_UP
from notifications.sending.look_back import look_back
from workflows.heads_file import compare, kept_heads

# What was mailed before an earlier restoration that may not be settled yet is looked for too.
# Mails that somebody had in hand when the backup was made are in nobody's hands here, and nobody
# knows how far they came: whoever had them went on.
HOLD = """
    UPDATE installation SET held_at = '{now}', restored_at = '{now}', restored_from = CASE
        WHEN restored_at > '{lately}' AND restored_from < '{made}' THEN restored_from ELSE '{made}'
    END;
    UPDATE delivery SET lease_by = NULL, lease_until = NULL WHERE lease_by IS NOT NULL
"""


class Restored(NamedTuple):
    """A database that was restored: of when the backup is, and where its record is not the one
    whose heads stand in it; how many mails went after it, None where no archive answered, and why
    it did not."""

    made_at: datetime
    breaks: list[Break]
    sent_before: int | None = None
    archive_away: str = ""


def restore(
    url: str, file: Path, now: datetime, *, archive: Archive | None = None, host: str = HOST
) -> Restored:
    """Make the backup the database at that address, which must hold none; all mail is held from
    its first moment on, and what the archive has of it counts as told. An older one is brought to
    this version.

    Raises `BadInput` for a file that is no backup, is damaged, of another kind of database or of a
    newer version, and where there is a database; nothing is left then.
    """
    about = backup_files.about_backup(file)
    _refuse_other(about, file, url)
    migrate.require_known(about["tables"])
    made, kept = datetime.fromisoformat(about["made_at"]), kept_heads(file)
    _put_back(url, file, about, _held(made, now))
    with _opened(url) as session:
        restored = Restored(made, compare(session, kept))
        return _looked_back(session, restored, archive, now, host) if archive else restored


def _held(made: datetime, now: datetime) -> str:
    """What holds all mail in the database, in its words."""
    moments = {"now": now, "made": made, "lately": now - CATCHES_UP}
    return HOLD.format(**{name: moment_as_text(at) for name, at in moments.items()})


def _put_back(url: str, file: Path, about: dict[str, Any], words: str) -> None:
    """The copy as the database of this version, with these words said in it first."""
    address = make_url(url)
    if about["database"] == "postgresql":
        migrate.require_empty(url)
    beside = _beside(address.database, about)
    try:
        beside.mkdir(parents=True, exist_ok=True)
        with working_folder(beside) as folder:
            name = backup_files.COPIES[about["database"]]
            copies.put_back(address, backup_files.take_out(file, name, folder), words)
    except OSError as error:
        raise backup_files.not_written(beside, error) from None


def _beside(place: str | None, about: dict[str, Any]) -> Path:
    """Where to take the copy out: a SQLite file is moved into its place from beside it."""
    return Path(place or "").parent if about["database"] == "sqlite" else Path(gettempdir())


def _refuse_other(about: dict[str, Any], file: Path, url: str) -> None:
    kind = make_url(url).get_backend_name()
    if about["database"] != kind:
        sentence = _(
            "{file} is a backup of a {one} database, and the settings name a {other} one.",
            file=str(file),
            one=about["database"],
            other=kind,
        )
        raise BadInput(sentence)


@contextmanager
def _opened(url: str) -> Iterator[Session]:
    database = Database(url)
    try:
        with database.session() as session:
            yield session
    finally:
        database.close()


def _looked_back(
    session: Session, restored: Restored, archive: Archive, now: datetime, host: str
) -> Restored:
    """Where the archive is away the first tick that finds it looks back."""
    try:
        return restored._replace(sent_before=look_back(session, archive, now, host=host))
    except ArchiveAway as away:
        return restored._replace(archive_away=str(away) or "–")
    finally:
        archive.close()
