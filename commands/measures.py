"""Commands for measures: listing and proposing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import click

from commands.cases import _inputs, _list
from commands.face import Face, command
from commands.options import Day
from engine.cases.lists import Wanted
from engine.cases.steps import open_case
from engine.errors import BadInput
from engine.language.sentences import _
from engine.people import registry
from engine.people.acts import Act
from workflows import plans


@click.group()
def measure() -> None:
    """List measures; propose one."""


@measure.command("list")
@click.option("--plan", "plan_id", metavar="PLAN")
@click.option("--state", metavar="STATE")
@click.option("--body", metavar="ID")
@click.option("--due", type=Day(), metavar="DATE", help="Due on that day or before.")
@command("json", "as", "at")
def list_measures(
    face: Face, plan_id: str | None, state: str | None, body: str | None, due: date | None
) -> None:
    """The measures that you may see, the one that is due next first."""
    face.actor  # noqa: B018 - the one who asks decides the language of a refusal
    plan = plans.get(face.session, plan_id) if plan_id else None
    chosen = (
        registry.body(face.session, body, plan.partnership_id if plan else None, prefer=face.actor)
        if body
        else None
    )
    among = plans.cases_of(face.session, plan.id) if plan else None
    _list(
        face, "measure", Wanted("measure", state, chosen.id if chosen else None, due, among=among)
    )


@measure.command()
@click.option("--title", required=True)
@click.option(
    "--body", "bodies", multiple=True, metavar="ID", help="A responsible body; may be repeated."
)
@click.option("--partnership", metavar="ID", help="Yours if left out.")
@click.option("--set", "given", multiple=True, metavar="NAME=VALUE")
@click.option("--key", help="A key of your own: the same key again gives the same case.")
@command("json", "as", "at", "dry_run")
def propose(
    face: Face,
    title: str,
    bodies: tuple[str, ...],
    partnership: str | None,
    given: tuple[str, ...],
    key: str | None,
) -> None:
    """Propose a measure."""
    actor, session = face.someone(), face.session
    inputs = {"title": title, **_inputs(given)}
    if bodies:
        inputs["bodies"] = list(bodies)
    owner = _partnership(face, partnership, bodies)
    with session.savepoint(keep=not face.dry_run):
        case = open_case(
            session,
            "measure",
            partnership_id=owner,
            act=Act(actor, face.now),
            inputs=inputs,
            key=key,
        )
    face.answer(
        {"ref": case.ref, "state": case.state, "version": case.version},
        lambda: [face.say(_("{ref} is proposed.", ref=case.ref))],
    )


def _partnership(face: Face, key: str | None, bodies: Sequence[str]) -> int:
    if key:
        return registry.partnership(face.session, key).id or 0
    own = sorted({post.partnership_id for post in face.actor.current(face.today)})
    if len(own) == 1:
        return own[0]
    if bodies:
        return registry.body(face.session, bodies[0], prefer=face.actor).partnership_id
    raise BadInput(_("Say in which partnership: --partnership ID."))
