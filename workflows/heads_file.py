"""The heads of all chains in a small file, to be kept where whoever keeps the database cannot
write, and the record beside such a file."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

from engine.cases.anchors import Anchored
from engine.cases.chain import Break
from engine.cases.kept_heads import as_json, changed_heads, from_json
from engine.days.calendar import local_day
from engine.errors import BadInput
from engine.language.sentences import _
from engine.storage.backup_files import about_backup, is_backup
from engine.storage.session import Session
from workflows.health import heads

FORMAT = "samsak-heads/1"


def export_heads(session: Session, file: Path, now: datetime, today: date) -> list[Anchored]:
    """Write every anchor, and last the one that would be made now, into a new file: always the
    same bytes for the same heads and moment, so that it can be signed or have its time stamped."""
    kept = heads(session, today)
    said = {
        "format": FORMAT,
        "made_at": now.isoformat(timespec="seconds"),
        "heads": [as_json(each) for each in kept],
    }
    try:
        with file.open("x", encoding="utf-8") as written:
            written.write(json.dumps(said, indent=1, sort_keys=True) + "\n")
    except FileExistsError:
        taken = _("{file} is there already. Give another name.", file=str(file))
        raise BadInput(taken) from None
    except OSError as error:
        why = _("{file} cannot be written: {why}", file=str(file), why=error.strerror or "")
        raise BadInput(why) from None
    return kept


def kept_heads(file: Path) -> list[Anchored]:
    """The heads in such a file, or in a backup; `BadInput` for any other, and for one from which
    heads were removed."""
    said = about_backup(file) if is_backup(file) else _read(file)
    try:
        kept = [from_json(each) for each in said["heads"]]
        made = local_day(datetime.fromisoformat(said["made_at"]))
    except (KeyError, TypeError, ValueError):
        raise _no_heads(file) from None
    if not kept or kept[-1].day < made:  # the last is always of the moment of the export
        raise _shortened(file, made)
    return kept


def _shortened(file: Path, made: date) -> BadInput:
    return BadInput(
        _(
            "The heads in {file} do not reach {day}, the day on which it was made: heads were"
            " removed from it. It proves nothing.",
            file=str(file),
            day=made,
        )
    )


def _read(file: Path) -> Any:
    try:
        said = json.loads(file.read_text(encoding="utf-8"))
        if said["format"] == FORMAT:
            return said
    except FileNotFoundError:
        raise BadInput(_("There is no file {file}.", file=str(file))) from None
    except (OSError, KeyError, TypeError, ValueError):
        pass  # said below, for all of them alike
    raise _no_heads(file)


def _no_heads(file: Path) -> BadInput:
    return BadInput(
        _("{file} holds no heads that were exported, and is no backup.", file=str(file))
    )


def compare(session: Session, kept: list[Anchored]) -> list[Break]:
    """Every place where the record is not what was kept any more."""
    with session.snapshot():
        found = changed_heads(session, kept)
        return [Break(each.day.isoformat(), each.last_event_id, "kept_differs") for each in found]
