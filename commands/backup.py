"""The command that copies the whole database into a file: `backup`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.face import Face
from commands.options import command

if TYPE_CHECKING:
    from engine.language.sentences import Sentence
    from workflows.backups import Backup


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@command("json")
def backup(face: Face, file: Path) -> None:
    """Copy the whole database into FILE (.zip), as it is now, and check the copy. Others may go on
    working meanwhile. Exits with 1 when the record in it is broken."""
    from engine.language.sentences import n_
    from notifications.stopping import leave_when_told
    from workflows.backups import back_up

    face.require_database()
    with leave_when_told():
        made = back_up(face.database, file, face.clock)
    data = {**made._asdict(), "file": str(made.file)}
    face.answer(data, lambda: [_kept(made)])
    if made.broken:
        said = n_(
            "The record is broken in one place. `samsak verify` says where.",
            "The record is broken in {n} places. `samsak verify` says where.",
            made.broken,
        )
        click.echo(face.say(said), err=True)
        raise SystemExit(1)


def _kept(made: Backup) -> Sentence:
    from engine.language.sentences import n_

    return n_(
        "{file}: a copy of everything, with one case ({size} bytes). Keep it on another machine.",
        "{file}: a copy of everything, with {n} cases ({size} bytes). Keep it on another machine.",
        made.cases,
        file=str(made.file),
        size=made.size,
    )
