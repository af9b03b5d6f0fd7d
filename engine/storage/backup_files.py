"""A backup as a file: a .zip with the database and a page about it.

about.json     what it is: format, version, moment, the heads of all chains
samsak.db      the copy of a SQLite database, or
samsak.sql     the copy of a PostgreSQL database, as text
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, is_zipfile

from engine.errors import BadInput
from engine.language.sentences import _
from engine.storage.working_folder import working_folder

FORMAT = "samsak-backup/1"
ABOUT = "about.json"
COPIES = {"sqlite": "samsak.db", "postgresql": "samsak.sql"}  # what the copy of each is called


@contextmanager
def new_file(file: Path) -> Iterator[Path]:
    """A folder beside the file, to make it in; gone afterwards, and with it what a killed backup
    left there. Refuses a name that is taken and a folder that is not there; a full disk and the
    like are told."""
    if file.exists():
        raise BadInput(_("{file} is there already. Give another name.", file=str(file)))
    try:
        with working_folder(file.parent) as folder:
            yield folder
    except OSError as error:
        raise not_written(file, error) from None


def not_written(place: Path, error: OSError) -> BadInput:
    """What the operating system has against writing there, with the name of the place."""
    why = error.strerror or ""
    return BadInput(_("{file} cannot be written: {why}", file=str(place), why=why))


def write_backup(file: Path, copy: Path, about: dict[str, Any]) -> None:
    """Put a copy and what is known of it into the file, whole or not at all; it is read again
    before it gets its name."""
    made = copy.with_name("whole.zip")
    with ZipFile(made, "x", compression=ZIP_DEFLATED) as archive:
        archive.writestr(ABOUT, json.dumps({"format": FORMAT, **about}, indent=1))
        archive.write(copy, copy.name)
    with ZipFile(made) as archive:
        if archive.testzip() is not None:
            raise BadInput(_("The copy of the database is not whole."))
    _keep(made, file)


def _keep(made: Path, file: Path) -> None:
    """Give a file that is whole its name, for its owner alone; both outlive a power cut."""
    made.chmod(0o600)
    _sync(made)
    made.rename(file)
    _sync(file.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def is_backup(file: Path) -> bool:
    """Whether a file is packed as a backup is."""
    return is_zipfile(file)


def about_backup(file: Path) -> dict[str, Any]:
    """What a backup says of itself; `BadInput` for a file that is none."""
    try:
        with ZipFile(file) as archive:
            about: dict[str, Any] = json.loads(archive.read(ABOUT))
            if about["format"] == FORMAT and COPIES[about["database"]] in archive.namelist():
                return about
    except FileNotFoundError:
        raise BadInput(_("There is no file {file}.", file=str(file))) from None
    except (OSError, BadZipFile, ValueError, KeyError, TypeError):
        pass  # said below, for all of them alike
    raise BadInput(_("{file} is not a backup that Samsak made.", file=str(file)))


def take_out(file: Path, name: str, folder: Path) -> Path:
    """The copy of the database out of a backup, in that folder; `BadInput` where it is damaged."""
    try:
        with ZipFile(file) as archive:
            return Path(archive.extract(name, folder))
    except (BadZipFile, EOFError, ValueError, zlib.error):
        raise BadInput(_("{file} is damaged: its copy cannot be read.", file=str(file))) from None
