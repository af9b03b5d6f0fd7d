"""Commands by which deviations are learnt from: what one is like, a measure because of it."""

from __future__ import annotations

from typing import NamedTuple

import click

from commands.completion import CASE
from commands.face import Face
from commands.options import command, responsible
from commands.typed_values import TypedWords
from engine.language.sentences import _
from workflows.deviations.proposals import propose_measure
from workflows.views.case_view import seen, view_of
from workflows.views.similar_view import similar_cases


@click.command("similar")
@click.argument("ref", type=CASE)
@command("json", "as", "at")
def list_similar(face: Face, ref: str) -> None:
    """The deviations that are most like one, and why; for those who handle it."""
    view = view_of(face.session, ref, face.actor, face.now, face.language)
    found = similar_cases(view)
    data = [each.told(face.language) for each in found]
    rows = [(each.ref, each.state, each.opened, each.reasons) for each in found]
    head = (_("Case"), _("Status"), _("Reported"), _("In common"))
    face.answer(data, lambda: face.table(head, rows))


class ProposedMeasureIn(NamedTuple):
    """What is given of a measure that is proposed because of deviations."""

    ref: str
    title: str
    text: str | None
    bodies: tuple[str, ...]
    also: tuple[str, ...]
    key: str | None

    def inputs(self) -> dict[str, object]:
        """The fields of the measure; what was left out is left out."""
        given = {"title": self.title, "text": self.text, "bodies": list(self.bodies)}
        return {name: value for name, value in given.items() if value}


FIELDS = {"title": "--title", "text": "--text", "bodies": "--body", "behind": "--also"}


@click.command()
@click.argument("ref", type=CASE)
@click.option("--title", required=True, type=TypedWords(), help="What it is called.")
@click.option("--text", type=TypedWords(), help="What is to be done, in your own words.")
@responsible
@click.option(
    "--also",
    multiple=True,
    metavar="REF",
    type=CASE,
    help="Another deviation that it is to help against; may be repeated.",
)
@click.option("--key", help="A key of your own: the same key again gives the same case.")
@command("json", "as", "at", "dry_run", into=ProposedMeasureIn, of_cases=True)
def propose(face: Face, proposal: ProposedMeasureIn) -> None:
    """Propose a measure because of a deviation that was handled.

    The measure remembers it, and whoever reported it hears when it starts and is evaluated.
    """
    face.options = FIELDS
    case, _definition = seen(face.session, proposal.ref, face.actor, face.now)
    act = face.act(key=proposal.key)
    made = propose_measure(face.session, case, proposal.inputs(), proposal.also, act)
    data = {"ref": made.ref, "state": made.state, "version": made.version}
    face.answer(data, lambda: [_("{ref} is proposed.", ref=made.ref)])
