"""The command that looks for everything that is not as it should be: `doctor`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from commands.face import Face
from commands.faults import all_faults, remedies
from commands.options import command

if TYPE_CHECKING:
    from engine.language.sentences import Sentence


@click.command()
@command("json", "at")
def doctor(face: Face) -> None:
    """Check the installation: due days, chains, definitions, people who cannot be
    reached."""
    from engine.language.sentences import _

    found = [*all_faults(face.session, face.actor, face.today, face.now), *_open(face)]
    data = {
        "well": not found,
        "rehearsal": face.rehearsal,
        "ailments": [{"code": code, "message": face.say(said)} for code, said in found],
        "remedies": [face.say(said) for said in remedies(code for code, _said in found)],
    }
    aloud = _("This database is for rehearsal: it is told what time it is, and proves nothing.")
    said = [aloud] if face.rehearsal else []
    said += [sentence for _code, sentence in found] or [_("All is well.")]
    said += remedies(code for code, _sentence in found)
    face.answer(data, lambda: said)
    if found:
        raise SystemExit(1)


def _open(face: Face) -> Iterator[tuple[str, Sentence]]:
    from engine.language.sentences import _
    from engine.storage.migrate import is_open

    if is_open(face.settings.database_url):
        yield (
            "database_open",
            _("Others on this machine may read the database's file. Let only its owner read it."),
        )
