"""Commands for whoever routes deviations: to a unit, or over to another partnership."""

from __future__ import annotations

import click

from commands.completion import CASE
from commands.face import Face
from commands.options import command
from commands.typed_values import TypedWords
from engine.cases.reading import find_visible
from engine.language.sentences import _
from engine.people import registry
from workflows.deviations.shared_units import SENT_TO
from workflows.deviations.twins import send_over
from workflows.views.case_view import view_of
from workflows.views.routing_view import proposed, rules_told


@click.command("rules")
@click.argument("key", metavar="PARTNERSHIP")
@command("json", "as", "at")
def list_rules(face: Face, key: str) -> None:
    """The rules by which a partnership's reports are proposed to units, the first that fits counts;
    they are in its structure file."""
    owner = registry.partnership(face.session, key)
    found = rules_told(face.session, owner, face.actor, face.today)
    rows = [(each.number, face.say(each.when), each.to) for each in found]
    head = (_("Rule"), _("When"), _("Goes to"))
    face.answer([each.answer() for each in found], lambda: face.table(head, rows))


@click.command("proposal")
@click.argument("ref", type=CASE)
@command("json", "as", "at")
def show_proposal(face: Face, ref: str) -> None:
    """Who could handle a report, and why; whoever routes it decides."""
    found = proposed(view_of(face.session, ref, face.actor, face.now, face.language))
    if found is None:
        nobody = _("No rule fits, and no unit was named that has somebody who can act.")
        face.answer({"body": None, "because": None}, lambda: [nobody])
        return
    data = {"body": found.body, "because": face.say(found.because)}
    said = _("{body}. {because}", body=found.name, because=found.because)
    face.answer(data, lambda: [said])


@click.command("send-over")
@click.argument("ref", type=CASE)
@click.argument("unit", type=TypedWords())
@click.option("--key", help="A key of your own: the same key again gives the first answer.")
@command("json", "as", "at", "dry_run", of_cases=True)
def send_report_over(face: Face, ref: str, unit: str, key: str | None) -> None:
    """Send a report over to the other partnership of its unit, where it goes on as a case of its
    own; UNIT is that unit or partnership."""
    case = find_visible(face.session, ref, face.actor, face.today)
    event = send_over(face.session, case, unit, face.act(key=key))
    there = event.parts["changes"][SENT_TO][1]
    said = _("{ref} was sent over, and goes on in {there}.", ref=case.ref, there=there)
    face.answer({"ref": case.ref, "state": event.to_state, "sent_to": there}, lambda: [said])
