"""The command that recomputes the record: `verify`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.face import Face
from commands.options import command

if TYPE_CHECKING:
    from engine.cases.anchors import Anchored
    from engine.cases.chain import Break

FILE = click.Path(path_type=Path)


@click.command()
@click.option("--heads", is_flag=True, help="Print the anchors too, to be kept elsewhere.")
@click.option("--export", type=FILE, metavar="FILE", help="Write them into a new file.")
@click.option(
    "--against",
    type=FILE,
    metavar="FILE",
    help="Compare with a file that was exported earlier, or with a backup.",
)
@command("json")
def verify(face: Face, heads: bool, export: Path | None, against: Path | None) -> None:
    """Recompute every chain of events and every anchor; exits with 1 when one is broken."""
    import notifications.sending.proof  # noqa: F401 - says what of a mail is proven
    from engine.language.sentences import _, n_
    from workflows.health import breaks, broken

    found = [*breaks(face.session, face.actor, face.today), *_differing(face, against)]
    kept = _heads(face) if heads else []
    data = {"sound": not found, "breaks": [each._asdict() for each in found]}
    good = _("All events and anchors are intact.")
    face.answer(
        {**data, "heads": [each._asdict() for each in kept]} if heads else data,
        lambda: [*([broken(each) for each in found] or [good]), *_drawn(face, kept)],
    )
    if export:
        _export(face, export)
    if found:
        click.echo(
            face.say(n_("{n} error in the history.", "{n} errors in the history.", len(found))),
            err=True,
        )
        raise SystemExit(1)


def _differing(face: Face, against: Path | None) -> list[Break]:
    """Where the record is not what was kept in that file."""
    from workflows.heads_file import compare, kept_heads

    return compare(face.session, kept_heads(against)) if against else []


def _export(face: Face, file: Path) -> None:
    from engine.language.sentences import _
    from workflows.heads_file import export_heads

    export_heads(face.session, file, face.clock, face.today)
    said = _(
        "{file}: keep it where nobody who can write in the database can write.", file=str(file)
    )
    click.echo(face.say(said), err=True)


def _heads(face: Face) -> list[Anchored]:
    from workflows.health import heads

    return heads(face.session, face.today)


def _drawn(face: Face, heads: list[Anchored]) -> list[str]:
    from engine.language.sentences import _

    columns = (_("Day"), _("Events"), _("Changes of the registry"), _("Cases"), _("Hash"))
    return face.table(columns, heads) if heads else []
