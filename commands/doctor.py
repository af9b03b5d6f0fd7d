"""Commands that look for faults: `verify` for the record, `doctor` for everything."""

from __future__ import annotations

import click

from commands.face import Face
from commands.options import command


@click.command()
@command("json")
def verify(face: Face) -> None:
    """Recompute every chain of events and every anchor; exits with 1 when one is broken."""
    from engine.language.sentences import _, n_
    from workflows.health import breaks, broken

    found = breaks(face.session, face.actor, face.today)
    data = {"sound": not found, "breaks": [each._asdict() for each in found]}
    good = _("All events and anchors are intact.")
    face.answer(data, lambda: [face.say(broken(each)) for each in found] or [face.say(good)])
    if found:
        click.echo(
            face.say(n_("{n} error in the history.", "{n} errors in the history.", len(found))),
            err=True,
        )
        raise SystemExit(1)


@click.command()
@command("json", "at")
def doctor(face: Face) -> None:
    """Check the installation: due days, chains, definitions, people who cannot be
    reached."""
    from engine.language.sentences import _
    from workflows.health import faults

    found = list(faults(face.session, face.actor, face.today))
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
