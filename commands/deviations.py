"""Commands for deviations: reporting, listing, following."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import click

from commands.cases import _list
from commands.face import Face, command
from commands.options import Day
from engine.cases.lists import Wanted
from engine.definitions import versions
from engine.language.sentences import LANGUAGES, _
from engine.people import registry
from engine.people.acts import Act
from workflows.deviations import reports


@click.group()
def deviation() -> None:
    """Report, list and follow deviations."""


@deviation.command()
@click.option("--to", "unit", required=True, metavar="BODY", help="The unit it concerns.")
@click.option("--what", required=True, help="What happened.")
@click.option("--happened", type=Day(), metavar="DATE", help="When it happened.")
@click.option("--agreement", help="Which part of the agreement, if you know.")
@click.option("--consequence", help="What it led to.")
@click.option("--done", help="What was done at once.")
@click.option("--kind", metavar="KIND", help="patient, breach, user_feedback or improvement.")
@click.option(
    "--answer/--no-answer",
    "wants_answer",
    default=True,
    show_default=True,
    help="Whether you want an answer.",
)
@click.option(
    "--email",
    "contact",
    metavar="EMAIL",
    help="Where the answer goes. Only those who route and handle see it.",
)
@click.option(
    "--language", type=click.Choice(LANGUAGES), default=None, help="The language to answer in."
)
@click.option("--profession")
@click.option("--region")
@click.option("--key", help="A key of your own: the same key again reports nothing new.")
@command("json", "as", "at", "dry_run")
def report(
    face: Face,
    unit: str,
    what: str,
    happened: date | None,
    agreement: str | None,
    consequence: str | None,
    done: str | None,
    kind: str | None,
    wants_answer: bool,
    contact: str | None,
    language: str | None,
    profession: str | None,
    region: str | None,
    key: str | None,
) -> None:
    """Report a deviation. No account is needed; keep the receipt, it is the way to the answer."""
    session = face.session
    inputs = {
        "what": what,
        "happened_on": happened,
        "agreement": agreement,
        "consequence": consequence,
        "done_at_once": done,
        "kind": kind,
        "wants_answer": wants_answer,
        "profession": profession,
        "region": region,
    }
    with session.savepoint(keep=not face.dry_run):
        receipt = reports.report(
            session,
            registry.body(session, unit, prefer=face.actor),
            {n: v for n, v in inputs.items() if v is not None},
            act=Act(face.actor, face.now),
            email=contact,
            language=language or face.language,
            key=key,
        )

    def words() -> Iterable[str]:
        yield face.say(_("Thank you. The report is registered as {ref}.", ref=receipt.case.ref))
        yield face.say(_("Your receipt: {code}", code=receipt.code))
        yield face.say(
            _(
                "Keep it: `samsak deviation follow {code}` shows where it stands and what is "
                "answered.",
                code=receipt.code,
            )
        )
        yield face.say(
            _(
                "Death and very serious harm must also be reported through the channel that the "
                "law sets."
            )
        )

    face.answer({"ref": receipt.case.ref, "receipt": receipt.code}, words)


@deviation.command("list")
@click.option("--state", metavar="STATE")
@click.option("--body", metavar="ID")
@click.option("--due", type=Day(), metavar="DATE", help="Due on that day or before.")
@command("json", "as", "at")
def list_deviations(face: Face, state: str | None, body: str | None, due: date | None) -> None:
    """The deviations that you may see, the one that is due next first."""
    face.actor  # noqa: B018 - the one who asks decides the language of a refusal
    chosen = registry.body(face.session, body, prefer=face.actor) if body else None
    _list(face, "deviation", Wanted("deviation", state, chosen.id if chosen else None, due))


@deviation.command()
@click.argument("receipt")
@click.option("--reply", help="Answer what you were asked.")
@command("json", "at")
def follow(face: Face, receipt: str, reply: str | None) -> None:
    """Where your report stands, what you were asked and answered; RECEIPT is the code you were
    given."""
    session = face.session
    if reply:
        reports.reply(session, receipt, reply, face.now)
    case = reports.by_receipt(session, receipt)
    definition = versions.by_id(session, case.definition_id)
    data = reports.for_reporter(session, case)

    def words() -> Iterable[str]:
        state = definition.states[case.state]
        yield f"{case.ref}: {face.say(state.label)}. {face.say(state.meaning)}"
        for name, value in data["fields"].items():
            field = definition.fields[name]
            yield f"{face.say(field.label)} {field.type.said(field, value, face.language)}"

    face.answer(data, words)
