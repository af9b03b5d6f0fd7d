"""What goes before an upgrade of the database and after it: what is wrong, and a backup."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from commands.faults import all_faults
from engine.days.calendar import local_day
from engine.errors import BadInput
from engine.language.sentences import Sentence, _
from engine.people.actors import OPERATOR
from engine.storage import migrate
from engine.storage.database import Database
from engine.storage.faults import is_of_the_database
from notifications.stopping import leave_when_told
from workflows.backups import back_up

if TYPE_CHECKING:
    from commands.face import Face


class BackupWanted(NamedTuple):
    """Where the backup before an upgrade goes; or why none is made."""

    file: Path | None = None
    why_not: str | None = None


def before_upgrade(face: Face, given: BackupWanted) -> list[str]:
    """Look at a database of an older version and make a backup of it; what was told, at once, for
    the upgrade may fail. Nothing where there is none. Refused where no backup can be made: then
    nothing is upgraded."""
    database = Database(face.settings.database_url)
    try:
        tables = migrate.older_tables(face.settings.database_url)
        if tables is None:
            return []
        looked = [_("Before the upgrade:"), *_wrong(face, database)]
        told = face.said([*looked, _kept(face, database, given, tables)])
    finally:
        database.close()
    for said in told:
        click.echo(said, err=True)
    return told


def _kept(face: Face, database: Database, given: BackupWanted, tables: str) -> Sentence:
    if given.why_not is not None:
        return _("No backup was made before the upgrade: {why}", why=given.why_not)
    with leave_when_told():
        made = back_up(database, given.file or _beside(database, face), face.clock, tables)
    return _("{file}: the database as it was before the upgrade.", file=str(made.file))


def after_upgrade(face: Face) -> list[Sentence]:
    """What is wrong now; what is to be told."""
    return [_("After the upgrade:"), *_wrong(face, face.database)]


def _wrong(face: Face, database: Database) -> list[Sentence]:
    """What `samsak doctor` says. Tables of an older version may lack what it reads next."""
    found: list[Sentence] = []
    with database.session() as session:
        try:
            today = local_day(face.clock)
            for _code, said in all_faults(session, OPERATOR, today, face.clock):
                found.append(said)
        except Exception as error:
            if not is_of_the_database(error):
                raise
            return [*found, _("More can be said only of the upgraded database.")]
    return found or [_("All is well.")]


def _beside(database: Database, face: Face) -> Path:
    """Beside a SQLite file, where its owner alone may read it."""
    if not database.sqlite:
        raise BadInput(
            _(
                "Say where the backup before the upgrade goes (--backup FILE), or why there is to"
                " be none (--no-backup WHY). Nothing was upgraded."
            )
        )
    place = Path(str(database.url.database))
    return place.with_name(f"{place.stem}-before-{migrate.HEAD}-{face.clock:%Y%m%dT%H%M%S}.zip")
