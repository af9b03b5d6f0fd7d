"""Commands for measures: listing and proposing."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import click

from commands.case_lists import list_cases
from commands.completion import BODY, STATE
from commands.face import Face
from commands.options import command, responsible
from commands.typed_values import TypedDay, typed_inputs
from engine.cases.lists import Wanted
from engine.cases.opening import open_case
from engine.errors import BadInput, Remedy, WayOut
from engine.language.sentences import _
from engine.people import registry


@click.group()
def measure() -> None:
    """List measures; propose one."""


@measure.command("list")
@click.option("--plan", "plan_id", metavar="PLAN", help="Only of this plan.")
@click.option("--state", metavar="STATE", type=STATE, help="Only with this status.")
@click.option("--body", metavar="ID", type=BODY, help="Only this body's.")
@click.option("--due", type=TypedDay(), metavar="DATE", help="Due on that day or before.")
@command("json", "as", "at", "limit")
def list_measures(
    face: Face, plan_id: str | None, state: str | None, body: str | None, due: date | None
) -> None:
    """The measures that you may see, the one that is due next first."""
    session, reader = face.session, face.actor
    within = among = None
    if plan_id:
        from workflows import plans  # tables that a list without a plan does not ask

        plan = plans.visible(session, plan_id, reader, face.today)
        within, among = plan.partnership_id, plans.cases_of(session, plan.id)
    chosen = registry.body(session, body, within, prefer=reader).id if body else None
    list_cases(face, Wanted(workflow="measure", state=state, body_id=chosen, due=due, among=among))


class ProposalIn(NamedTuple):
    """What is given of a measure that is proposed."""

    title: str
    bodies: tuple[str, ...]
    partnership: str | None
    given: tuple[str, ...]
    key: str | None


FIELDS = {"title": "--title", "bodies": "--body"}


@measure.command()
@click.option("--title", required=True, help="What it is called.")
@responsible
@click.option("--partnership", metavar="ID", help="Yours if left out.")
@click.option(
    "--set", "given", multiple=True, metavar="NAME=VALUE", help="A field; may be repeated."
)
@click.option("--key", help="A key of your own: the same key again gives the same case.")
@command("json", "as", "at", "dry_run", into=ProposalIn, of_cases=True)
def propose(face: Face, proposal: ProposalIn) -> None:
    """Propose a measure."""
    face.options = FIELDS
    options = {"title": proposal.title, "bodies": list(proposal.bodies)}
    inputs = typed_inputs(proposal.given, {name: given for name, given in options.items() if given})
    owner = _partnership(face, proposal)
    act = face.act(key=proposal.key)
    case = open_case(face.session, "measure", owner, act, inputs)
    data = {"ref": case.ref, "state": case.state, "version": case.version}
    face.answer(data, lambda: [_("{ref} is proposed.", ref=case.ref)])


def _partnership(face: Face, proposal: ProposalIn) -> int:
    if proposal.partnership:
        return registry.partnership(face.session, proposal.partnership).number
    own = sorted({post.partnership_id for post in face.actor.current(face.today)})
    if len(own) == 1:
        return own[0]
    if proposal.bodies:
        first = registry.body(face.session, proposal.bodies[0], prefer=face.actor)
        return first.partnership_id
    sentence = _("Give the partnership.")
    raise BadInput(sentence, remedy=Remedy(WayOut.SAY_WHICH_PARTNERSHIP))
