"""The command that makes a backup the database again: `restore`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

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

    made = restoring.restore(face.settings.database_url, file, face.clock)
    looked = _look_back(face)
    data = {"made_at": made.made_at, "breaks": [each._asdict() for each in made.breaks]}
    data |= {"sent_before": looked.found, "archive_away": looked.away}
    face.answer({**data, "held": True}, lambda: _said(made, looked))
    if made.breaks:
        raise SystemExit(1)


class LookedBack(NamedTuple):
    """How many emails went after the backup, None where nobody was asked; why not, where the
    archive did not answer."""

    found: int | None = None
    away: str = ""


def _look_back(face: Face) -> LookedBack:
    """What the archive knows, before anybody changes what is told."""
    from notifications.letters.mime import Letterhead
    from notifications.outbox.archive import ArchiveAway
    from notifications.sending.look_back import look_back

    archive = archive_from(face.settings)
    if archive is None:
        return LookedBack()
    host = Letterhead.of(face.settings).host
    try:
        return LookedBack(look_back(face.session, archive, face.clock, host=host))
    except ArchiveAway as away:
        return LookedBack(away=str(away) or "–")
    finally:
        archive.close()


def _said(made: Restored, looked: LookedBack) -> Iterator[Sentence]:
    from engine.language.sentences import _
    from workflows.health import broken

    yield _("The database is as it was {moment}.", moment=made.made_at)
    yield from (broken(each) for each in made.breaks)
    yield _(
        "Whoever was removed after that moment is there again, and so are addresses that were"
        " removed. Remove them again."
    )
    if looked.found is not None:
        yield sent_before(looked.found)
    if looked.away:
        yield _(
            "The email archive did not answer ({said}). Move and cancel no meeting until a tick has"
            " asked it.",
            said=looked.away,
        )
    yield _(
        "All emails are held. `samsak tick` plans what is due, and sends nothing. Look which of it"
        " went after the backup was made, then release the rest."
    )
