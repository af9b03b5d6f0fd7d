"""Commands for deviations: reporting, listing, following."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import partial
from typing import Any, NamedTuple

import click

from commands.case_lists import list_cases
from commands.completion import BODY, CASE, STATE
from commands.face import Face
from commands.followed import followed
from commands.learning import list_similar, propose
from commands.options import command
from commands.routing import list_rules, send_report_over, show_proposal
from commands.typed_values import TypedDay, TypedWords, typed
from engine.cases.lists import Wanted
from engine.cases.reading import find_visible
from engine.definitions import versions
from engine.language.sentences import LANGUAGES, Sentence, _
from engine.people import registry
from engine.people.actors import ANYONE
from engine.people.tables import Body, Partnership
from notifications.letters.forgetting import forget_reporter
from notifications.outbox import new_address
from workflows.deviations import contacts, reports
from workflows.deviations.channels import channels_of
from workflows.deviations.contacts import AnswerTo
from workflows.deviations.reports import Receipt
from workflows.views.case_view import view_of
from workflows.views.readings_told import asked_readings
from workflows.views.reporter_told import told_to_reporter
from workflows.views.reporter_view import reported


@click.group()
def deviation() -> None:
    """Report, list and follow deviations."""


deviation.add_command(list_similar)
deviation.add_command(propose)
for each in (list_rules, show_proposal, send_report_over):
    deviation.add_command(each)


class ReportIn(NamedTuple):
    """What is given of a deviation that is reported."""

    unit: str
    what: str
    happened: date | None
    agreement: str | None
    consequence: str | None
    done: str | None
    kind: str | None
    wants_answer: bool
    contact: str | None
    language: str | None
    profession: str | None
    region: str | None
    key: str | None

    def inputs(self) -> dict[str, object]:
        """The fields of the case; what was left out is left out."""
        fields = {
            "what": self.what,
            "happened_on": self.happened,
            "agreement": self.agreement,
            "consequence": self.consequence,
            "done_at_once": self.done,
            "kind": self.kind,
            "wants_answer": self.wants_answer,
            "profession": self.profession,
            "region": self.region,
        }
        return {name: value for name, value in fields.items() if value is not None}


FIELDS = {
    "what": "--what",
    "happened_on": "--happened",
    "agreement": "--agreement",
    "consequence": "--consequence",
    "done_at_once": "--done",
    "kind": "--kind",
    "profession": "--profession",
    "region": "--region",
}


@deviation.command()
@click.option(
    "--to",
    "unit",
    required=True,
    metavar="BODY",
    type=BODY,
    help="The unit it concerns, or the partnership if you do not know.",
)
@click.option(
    "--what",
    required=True,
    type=TypedWords(),
    help="What happened? As --kind asks: What do you want to tell? (user_feedback), What could be"
    " better? (improvement). - reads it from standard input, @FILE from a file.",
)
@click.option("--happened", type=TypedDay(), metavar="DATE", help="When it happened.")
@click.option("--agreement", help="Which part of the agreement, if you know.")
@click.option("--consequence", type=TypedWords(), help="What it led to.")
@click.option("--done", type=TypedWords(), help="What was done at once.")
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
@click.option("--profession", help="What you are, such as nurse.")
@click.option("--region", help="Where you work.")
@click.option("--key", help="A key of your own: the same key again reports nothing new.")
@command("json", "as", "at", "dry_run", into=ReportIn, of_cases=True)
def report(face: Face, given: ReportIn) -> None:
    """Report a deviation. No account is needed; keep the receipt, it is the way to the answer."""
    face.options = FIELDS
    if given.language:
        face.say_in(given.language)
    where = _where(face, given.unit)
    act = face.act(key=given.key)
    if act.by.operator:  # whoever stands at the console without a name reports like anyone else
        act = act._replace(by=ANYONE)
    answer_to = AnswerTo(given.contact, face.language)
    receipt = reports.report(face.session, where, given.inputs(), act, answer_to)
    data = {"ref": receipt.case.ref, "receipt": receipt.code}
    face.answer(data, lambda: _thanks(face, receipt))


def _where(face: Face, name: str) -> Body | Partnership:
    """The unit that is named, or the partnership where it is not known which of its units."""
    known = {each.key: each for each in registry.partnerships(face.session)}
    return known.get(name) or registry.body(face.session, name, prefer=face.actor)


def _thanks(face: Face, receipt: Receipt) -> Iterable[object]:
    yield _("Thank you. The report is registered as {ref}.", ref=receipt.case.ref)
    yield _("Your receipt: {code}", code=receipt.code)
    yield _(
        "Keep it: `samsak deviation follow {code}` shows the status and the answer.",
        code=receipt.code,
    )
    definition = versions.by_id(face.session, receipt.case.definition_id)
    channels = channels_of(definition, receipt.case)
    if channels:
        yield _(
            "Death and very serious harm must also be reported through the statutory reporting"
            " system."
        )
    for channel in channels:
        yield _("{channel}: {what} {url}", channel=channel.name, what=channel.what, url=channel.url)


@deviation.command("list")
@click.option("--state", metavar="STATE", type=STATE, help="Only with this status.")
@click.option("--body", metavar="ID", type=BODY, help="Only this body's.")
@click.option("--due", type=TypedDay(), metavar="DATE", help="Due on that day or before.")
@command("json", "as", "at", "limit")
def list_deviations(face: Face, state: str | None, body: str | None, due: date | None) -> None:
    """The deviations that you may see, the one that is due next first."""
    reader = face.actor
    chosen = registry.body(face.session, body, prefer=reader).id if body else None
    list_cases(face, Wanted(workflow="deviation", state=state, body_id=chosen, due=due))


@deviation.command("readings")
@click.argument("ref", type=CASE)
@command("json", "as", "at", "limit")
def list_readings(face: Face, ref: str) -> None:
    """Who read a deviation, and when: by name for the secretariat, by role for whoever reported
    it."""
    view = view_of(face.session, ref, face.actor, face.now, face.language)
    found = asked_readings(view)
    data = [{"at": each.at, "who": face.say(each.who)} for each in found]
    rows = [(typed(each.at), each.who) for each in found]
    face.answer(data, lambda: face.table((_("When"), _("Who")), rows))


@deviation.command()
@click.argument("ref", type=CASE)
@command("json", "as", "at", "dry_run")
def forget(face: Face, ref: str) -> None:
    """Remove the address that was left with a report, here and in the emails that went to it."""
    case = find_visible(face.session, ref, face.actor, face.today)
    forget_reporter(face.session, case, face.act())
    said = _("The address left with {ref} is removed.", ref=case.ref)
    face.answer({"ref": case.ref}, lambda: [said])


@deviation.command("address")
@click.argument("ref", type=CASE)
@click.argument("email")
@command("json", "as", "at", "dry_run")
def correct_address(face: Face, ref: str, email: str) -> None:
    """Put right where the answer to a report goes, for the secretariat: EMAIL is the new address.
    Emails that wait or failed go there."""
    case = find_visible(face.session, ref, face.actor, face.today)
    again = new_address.correct_address(face.session, case, email, face.act())
    said = _("The answer to {ref} goes to the new address.", ref=case.ref)
    face.answer({"ref": case.ref, "again": again}, lambda: [said])


GIVEN_WITH = {
    "reply": "--reply",
    "addendum": "--add",
    "reopening": "--reopen",
    "email": "--email",
}
GIVEN_BY: dict[str, Callable[..., object]] = {
    "reply": reports.reply,
    "addendum": reports.add,
    "reopening": reports.reopen,
    "email": new_address.correct_by_receipt,
}


@deviation.command()
@click.argument("receipt", type=TypedWords())
@click.option("--reply", type=TypedWords(), help="Answer what you were asked.")
@click.option("--add", "addendum", type=TypedWords(), help="Add to what you reported.")
@click.option("--reopen", "reopening", type=TypedWords(), help="Why the answer did not help.")
@click.option("--withdraw", is_flag=True, help="Withdraw the report, until it is routed.")
@click.option("--email", metavar="EMAIL", help="Where you are emailed from now on.")
@click.option("--forget-address", is_flag=True, help="Remove the address you left.")
@command("json", "at", "dry_run", of_cases=True)
def follow(face: Face, receipt: str, **given: Any) -> None:
    """Where your report stands, what happened, what you were asked and answered; RECEIPT is the
    code you were given."""
    session, face.options = face.session, dict(GIVEN_WITH)
    face.say_in(contacts.language_of(session, reports.by_receipt(session, receipt).id))
    for name, verb in GIVEN_BY.items():
        if given[name] is not None:
            verb(session, receipt, given[name], face.act())
    if given["withdraw"]:
        reports.withdraw(session, receipt, face.act())
    if given["forget_address"]:
        _forget(face, receipt)
    done = [_("Emails about the report go to the new address from now on.")]
    _follow(face, receipt, done if given["email"] else [])


def _forget(face: Face, receipt: str) -> None:
    reports.as_reporter(face.session, receipt, face.act(), partial(forget_reporter, face.session))


def _follow(face: Face, receipt: str, done: list[Sentence]) -> None:
    session = face.session
    told = reported(session, receipt, face.now, face.language)
    data = told_to_reporter(session, receipt, told, face.language)
    face.answer(data, lambda: [*done, *followed(face, told)])
