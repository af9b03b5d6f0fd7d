"""The command that makes a backup the database again: `restore`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.face import Face
from commands.mailers import archive_from, sent_before
from commands.options import command

if TYPE_CHECKING:
    from engine.language.sentences import Sentence
    from notifications.restore import Restored


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@command("json")
def restore(face: Face, file: Path) -> None:
    """Make the backup FILE the database that the settings name, which must not be there yet. All
    emails are held until you release them. Exits with 1 when its record is broken."""
    from notifications import restore as restoring
    from notifications.letters.mime import Letterhead
    from notifications.stopping import leave_when_told

    with leave_when_told():
        made = restoring.restore(
            face.settings.database_url,
            file,
            face.clock,
            archive=archive_from(face.settings),
            host=Letterhead.of(face.settings).host,
        )
    data = {**made._asdict(), "breaks": [each._asdict() for each in made.breaks], "held": True}
    face.answer(data, lambda: _said(made))
    if made.breaks:
        raise SystemExit(1)


def _said(made: Restored) -> Iterator[Sentence]:
    from engine.language.sentences import _
    from workflows.health import broken

    yield _("The database is as it was {moment}.", moment=made.made_at)
    yield from (broken(each) for each in made.breaks)
    yield _(
        "Whoever was removed after that moment is there again, and so are addresses that were"
        " removed. Remove them again."
    )
    if made.sent_before is not None:
        yield sent_before(made.sent_before)
    if made.archive_away:
        yield _(
            "The email archive did not answer ({said}). Move and cancel no meeting until a tick has"
            " asked it.",
            said=made.archive_away,
        )
    yield _(
        "All emails are held. `samsak tick` plans what is due, and sends nothing. Look which of it"
        " went after the backup was made, then release the rest."
    )
