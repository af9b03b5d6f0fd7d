"""The command that plays ahead: every mail that will be sent if nothing changes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import click

from commands.face import Face
from commands.options import command
from commands.typed_values import TypedDay, typed
from engine.language.sentences import _
from notifications import forecast as playing
from notifications.forecast import Forecast


@click.command()
@click.option("--until", type=TypedDay(), required=True, metavar="DATE", help="The last day.")
@click.option("--person", metavar="EMAIL", help="Only what goes to this address.")
@command("json", "as", "at", "limit")
def forecast(face: Face, until: date, person: str | None) -> None:
    """Every email that will be sent if nothing changes: when, to whom, why."""
    found = [
        each
        for each in playing.forecast(face.session, face.now, until, face.actor)
        if not person or each.address == person.lower()
    ]
    face.answer([_answer(face, each) for each in found], lambda: _words(face, found))


def _answer(face: Face, mail: Forecast) -> dict[str, Any]:
    return {
        "at": mail.at.isoformat(),
        "name": mail.name,
        "address": mail.address,
        "kind": str(mail.kind),
        "why": face.say(mail.why),
        "refs": list(mail.refs),
        "meeting": mail.meeting,
    }


def _words(face: Face, found: list[Forecast]) -> Sequence[object]:
    if not found:
        return [_("Nothing will be sent until then.")]
    heads = (_("When"), _("To"), _("Address"), _("Why"), _("Cases"))
    rows = [
        (typed(each.at), each.name, each.address, each.why, ", ".join(each.refs[:4]))
        for each in found
    ]
    return face.table(heads, rows)
