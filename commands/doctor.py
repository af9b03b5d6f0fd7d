"""Commands that look for faults: `verify` for the record, `doctor` for everything."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from commands.face import Face
from commands.options import command

if TYPE_CHECKING:
    from engine.cases.anchors import Anchored
    from engine.language.sentences import Sentence


@click.command()
@click.option("--heads", is_flag=True, help="Print the anchors too, to be kept elsewhere.")
@command("json")
def verify(face: Face, heads: bool) -> None:
    """Recompute every chain of events and every anchor; exits with 1 when one is broken."""
    import notifications.sending.proof  # noqa: F401 - says what of a mail is proven
    from engine.language.sentences import _, n_
    from workflows.health import breaks, broken

    found = breaks(face.session, face.actor, face.today)
    kept = _heads(face) if heads else []
    data = {"sound": not found, "breaks": [each._asdict() for each in found]}
    good = _("All events and anchors are intact.")
    face.answer(
        {**data, "heads": [each._asdict() for each in kept]} if heads else data,
        lambda: [*([broken(each) for each in found] or [good]), *_drawn(face, kept)],
    )
    if found:
        click.echo(
            face.say(n_("{n} error in the history.", "{n} errors in the history.", len(found))),
            err=True,
        )
        raise SystemExit(1)


def _heads(face: Face) -> list[Anchored]:
    from workflows.health import heads

    return heads(face.session, face.today)


def _drawn(face: Face, heads: list[Anchored]) -> list[str]:
    from engine.language.sentences import _

    columns = (_("Day"), _("Events"), _("Changes of the registry"), _("Cases"), _("Hash"))
    return face.table(columns, heads) if heads else []


def _open(face: Face) -> Iterator[tuple[str, Sentence]]:
    from engine.language.sentences import _
    from engine.storage.migrate import is_open

    if is_open(face.settings.database_url):
        yield (
            "database_open",
            _("Others on this machine may read the database's file. Let only its owner read it."),
        )


@click.command()
@command("json", "at")
def doctor(face: Face) -> None:
    """Check the installation: due days, chains, definitions, people who cannot be
    reached."""
    import notifications.sending.proof  # noqa: F401 - says what of a mail is proven
    from engine.language.sentences import _
    from notifications import mails
    from notifications.sending.marks_ahead import marks_ahead
    from workflows.health import faults

    found = [
        *faults(face.session, face.actor, face.today),
        *mails.faults(face.session, face.actor, face.now),
        *marks_ahead(face.session, face.now),
        *_open(face),
    ]
    data = {
        "well": not found,
        "rehearsal": face.rehearsal,
        "ailments": [{"code": code, "message": face.say(said)} for code, said in found],
    }
    aloud = _("This database is for rehearsal: it is told what time it is, and proves nothing.")
    said = [aloud] if face.rehearsal else []
    said += [sentence for _code, sentence in found] or [_("All is well.")]
    face.answer(data, lambda: said)
    if found:
        raise SystemExit(1)
