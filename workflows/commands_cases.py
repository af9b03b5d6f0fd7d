"""Commands for cases: listing, showing, opening, taking steps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

import click

from engine import cases, people, versions
from engine.calendar import local
from engine.command_line import Day, Face, command
from engine.definitions import Field
from engine.errors import BadInput
from engine.languages import LANGUAGES, _
from engine.listing import Wanted, every
from workflows import decisions, deviations, meetings, plans, rights
from workflows.decisions import decides
from workflows.meetings import MeetingState, Outcome
from workflows.showing import View, listed, seen, value_said


@click.group()
def measure() -> None:
    """List measures; propose one."""


def _list(face: Face, workflow: str, wanted: Wanted) -> None:
    definition = versions.newest(face.session, workflow)[1]
    if wanted.state and wanted.state not in definition.states:
        raise BadInput(_("There is no state “{state}”. There are: {states}.", state=wanted.state, states=list(definition.states)))
    found = [listed(face.session, each, face.language) for each in every(face.session, wanted, face.actor, face.today)]

    def words() -> Iterable[str]:
        rows = [
            (f["ref"], definition.states[f["state"]].label, f["due_on"] or "", ", ".join(f["bodies"]), f["title"]) for f in found
        ]
        return face.table((_("Case"), _("State"), _("Due"), _("Bodies"), _("Title")), rows)

    face.answer(found, words)


@measure.command("list")
@click.option("--plan", "plan_id", metavar="PLAN")
@click.option("--state", metavar="STATE")
@click.option("--body", metavar="ID")
@click.option("--due", type=Day(), metavar="DATE", help="Due on that day or before.")
@command("json", "as", "at")
def list_measures(face: Face, plan_id: str | None, state: str | None, body: str | None, due: date | None) -> None:
    """The measures that you may see, the one that is due next first."""
    face.actor  # noqa: B018 - the one who asks decides the language of a refusal
    plan = plans.get(face.session, plan_id) if plan_id else None
    chosen = people.body(face.session, body, plan.partnership_id if plan else None, prefer=face.actor) if body else None
    among = plans.cases_of(face.session, plan.id) if plan else None
    _list(face, "measure", Wanted("measure", state, chosen.id if chosen else None, due, among=among))


@measure.command()
@click.option("--title", required=True)
@click.option("--body", "bodies", multiple=True, metavar="ID", help="A responsible body; may be repeated.")
@click.option("--partnership", metavar="ID", help="Yours if left out.")
@click.option("--set", "given", multiple=True, metavar="NAME=VALUE")
@click.option("--key", help="A key of your own: the same key again gives the same case.")
@command("json", "as", "at", "dry_run")
def propose(
    face: Face, title: str, bodies: tuple[str, ...], partnership: str | None, given: tuple[str, ...], key: str | None
) -> None:
    """Propose a measure."""
    actor, session = face.someone(), face.session
    inputs = {"title": title, **_inputs(given)}
    if bodies:
        inputs["bodies"] = list(bodies)
    owner = _partnership(face, partnership, bodies)
    with session.savepoint(keep=not face.dry_run):
        case = cases.open_case(session, "measure", partnership_id=owner, by=actor, at=face.now, inputs=inputs, key=key)
    face.answer({"ref": case.ref, "state": case.state, "version": case.version},
                lambda: [face.say(_("{ref} is proposed.", ref=case.ref))])  # fmt: skip


def _partnership(face: Face, key: str | None, bodies: Sequence[str]) -> int:
    if key:
        return people.partnership(face.session, key).id or 0
    own = sorted({post.partnership_id for post in face.actor.current(face.today)})
    if len(own) == 1:
        return own[0]
    if bodies:
        return people.body(face.session, bodies[0], prefer=face.actor).partnership_id
    raise BadInput(_("Say in which partnership: --partnership ID."))


def _inputs(given: Iterable[str]) -> dict[str, Any]:
    """NAME=VALUE pairs; a name that is given several times is a list."""
    inputs: dict[str, Any] = {}
    for pair in given:
        name, equals, value = pair.partition("=")
        if not equals or not name.strip():
            raise click.UsageError(f"--set wants NAME=VALUE, not {name!r}")
        known = inputs.get(name.strip())
        inputs[name.strip()] = value if known is None else [*(known if isinstance(known, list) else [known]), value]
    return inputs


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
@click.option("--answer/--no-answer", "wants_answer", default=True, show_default=True, help="Whether you want an answer.")
@click.option("--email", "contact", metavar="EMAIL", help="Where the answer goes. Only those who route and handle see it.")
@click.option("--language", type=click.Choice(LANGUAGES), default=None, help="The language to answer in.")
@click.option("--profession")
@click.option("--region")
@click.option("--key", help="A key of your own: the same key again reports nothing new.")
@command("json", "as", "at", "dry_run")
def report(
    face: Face, unit: str, what: str, happened: date | None, agreement: str | None, consequence: str | None, done: str | None,
    kind: str | None, wants_answer: bool, contact: str | None, language: str | None, profession: str | None, region: str | None,
    key: str | None,
) -> None:  # fmt: skip
    """Report a deviation. No account is needed; keep the receipt, it is the way to the answer."""
    session = face.session
    inputs = {"what": what, "happened_on": happened, "agreement": agreement, "consequence": consequence, "done_at_once": done,
              "kind": kind, "wants_answer": wants_answer, "profession": profession, "region": region}  # fmt: skip
    with session.savepoint(keep=not face.dry_run):
        receipt = deviations.report(
            session, people.body(session, unit, prefer=face.actor), {n: v for n, v in inputs.items() if v is not None},
            by=face.actor, at=face.now, email=contact, language=language or face.language, key=key,
        )  # fmt: skip

    def words() -> Iterable[str]:
        yield face.say(_("Thank you. The report is registered as {ref}.", ref=receipt.case.ref))
        yield face.say(_("Your receipt: {code}", code=receipt.code))
        yield face.say(
            _("Keep it: `samsak deviation follow {code}` shows where it stands and what is answered.", code=receipt.code)
        )
        yield face.say(_("Death and very serious harm must also be reported through the channel that the law sets."))

    face.answer({"ref": receipt.case.ref, "receipt": receipt.code}, words)


@deviation.command("list")
@click.option("--state", metavar="STATE")
@click.option("--body", metavar="ID")
@click.option("--due", type=Day(), metavar="DATE", help="Due on that day or before.")
@command("json", "as", "at")
def list_deviations(face: Face, state: str | None, body: str | None, due: date | None) -> None:
    """The deviations that you may see, the one that is due next first."""
    face.actor  # noqa: B018 - the one who asks decides the language of a refusal
    chosen = people.body(face.session, body, prefer=face.actor) if body else None
    _list(face, "deviation", Wanted("deviation", state, chosen.id if chosen else None, due))


@deviation.command()
@click.argument("receipt")
@click.option("--reply", help="Answer what you were asked.")
@command("json", "at")
def follow(face: Face, receipt: str, reply: str | None) -> None:
    """Where your report stands, what you were asked and answered; RECEIPT is the code you were given."""
    session = face.session
    if reply:
        deviations.reply(session, receipt, reply, face.now)
    case = deviations.by_receipt(session, receipt)
    definition = versions.by_id(session, case.definition_id)
    data = deviations.for_reporter(session, case)

    def words() -> Iterable[str]:
        state = definition.states[case.state]
        yield f"{case.ref}: {face.say(state.label)}. {face.say(state.meaning)}"
        for name, value in data["fields"].items():
            field = definition.fields[name]
            yield f"{face.say(field.label)} {value_said(field, value, face.language)}"

    face.answer(data, words)


@click.command()
@click.argument("ref")
@click.option("--as-of", "day", type=Day(), metavar="DATE", help="As it stood at the end of that day.")
@command("json", "as", "at")
def show(face: Face, ref: str, day: date | None) -> None:
    """A case: where it stands, what it says, what is possible and why the rest is not, what happened."""
    actor = face.actor
    case, definition = seen(face.session, ref, actor, face.now)
    view = View(face.session, case, definition, actor, face.now, face.language)
    if day is not None:
        told = view.as_of(day)
        said = _("{ref} on {day}: {state}", ref=case.ref, day=day, state=definition.states[told["state"]].label)
        face.answer(told, lambda: [face.say(said), *_fields(face, view, told["fields"])])
        return
    whole = view.whole()
    face.answer(whole, lambda: _shown(face, view, whole))


def _shown(face: Face, view: View, whole: dict[str, Any]) -> Iterator[str]:
    state = view.definition.states[whole["state"]]
    yield f"{whole['ref']}  {whole['title']}"
    yield f"{state.label.said(face.language)}: {state.meaning.said(face.language)}"
    if whole["due_on"]:
        yield face.say(_("Due on {day}.", day=date.fromisoformat(whole["due_on"])))
    yield from _fields(face, view, whole["fields"])
    for link in whole["links"]:
        yield f"{'→' if link['direction'] == 'to' else '←'} {link['link']} {link['ref']}"
    yield ""
    yield face.say(_("What can be done:"))
    for action in whole["actions"]:
        yield f"  {'✓' if action['possible'] else '·'} {action['action']} – {action['label']}"
        yield from (f"      {reason['reason']}" for reason in action["unmet"])
    yield ""
    yield face.say(_("What happened:"))
    yield from _told(face, view, whole["history"])


def _fields(face: Face, view: View, fields: dict[str, Any]) -> Iterator[str]:
    names = {body.key: body.name for body in people.bodies(face.session, view.case.partnership_id)}
    for name, value in fields.items():
        field = view.definition.fields[name]
        lines = _value(field, value, names, face.language).splitlines() or [""]
        yield f"  {face.say(field.label)}: {lines[0]}"
        yield from (f"    {line}" for line in lines[1:])


def _value(field: Field, value: Any, names: dict[str, str], language: str) -> str:
    """A field's value in words, bodies by their names."""
    if field.type.links_bodies:
        keys: list[str] = value if isinstance(value, list) else [str(value)]
        return ", ".join(names.get(key, key) for key in keys)
    return value_said(field, value, language)


def _told(face: Face, view: View, events: Iterable[dict[str, Any]]) -> Iterator[str]:
    definition = view.definition
    for event in events:
        labels = {action.name: action.label for action in definition.actions}
        label = definition.opening.label if event["kind"] == "opened" else labels.get(event["action"], event["action"])
        said = _("taken back: {action}", action=label) if event["kind"] == "corrected" else label
        when = local(datetime.fromisoformat(event["at"])).strftime("%Y-%m-%d %H:%M")
        who = event["by"] or "–"
        if event["on_behalf_of"]:
            who = face.say(_("{name} on behalf of {other}", name=who, other=event["on_behalf_of"]))
        yield f"  {event['seq']}. {when}  {face.say(said)} → {face.say(definition.states[event['to']].label)}  ({who})"
        for name in ("comment", "reason"):
            if event.get(name):
                yield f"       {event[name]}"


@click.command()
@click.argument("ref")
@command("json", "as", "at")
def history(face: Face, ref: str) -> None:
    """What happened to a case, oldest first, with the hash of each event."""
    case, definition = seen(face.session, ref, face.actor, face.now)
    view = View(face.session, case, definition, face.actor, face.now, face.language)
    events = list(view.history())
    face.answer(events, lambda: [f"{line}" for line in _told(face, view, events)])


@click.command()
@click.argument("ref")
@click.argument("action")
@click.option("--set", "given", multiple=True, metavar="NAME=VALUE", help="A field; may be repeated.")
@click.option("--meeting", type=int, metavar="M", help="The meeting that decided it.")
@click.option("--reason", default="", help="Why, where the action asks for it.")
@click.option("--version", type=int, help="The version you saw; refused when somebody was before you.")
@click.option("--key", help="A key of your own: the same key again gives the first answer.")
@command("json", "as", "at", "dry_run")
def do(
    face: Face,
    ref: str,
    action: str,
    given: tuple[str, ...],
    meeting: int | None,
    reason: str,
    version: int | None,
    key: str | None,
) -> None:
    """Take a case one step. A refusal says everything that stands in the way, and what is possible."""
    actor, session = face.someone(), face.session
    case, definition = seen(session, ref, actor, face.now)
    inputs = _inputs(given)
    if meeting is not None:
        inputs["meeting"] = meeting
    step = definition.action(case.state, action)
    if reason and step and "reason" in (*step.needs, *step.takes):
        inputs.setdefault("reason", reason)
    with session.savepoint(keep=not face.dry_run):
        if step is not None and meeting is not None:
            _decide(face, case, step, meeting, str(inputs.get("case_number", "")))
        event = cases.advance(
            session, case, action, by=actor, at=face.now, inputs=inputs, expected_version=version, comment=reason, key=key
        )
    label = definition.states[event.to_state].label
    said = (
        _("{ref} would be “{state}”.", ref=case.ref, state=label)
        if face.dry_run
        else _("{ref} is now “{state}”.", ref=case.ref, state=label)
    )
    face.answer({"ref": case.ref, "state": event.to_state, "version": event.seq, "event": event.hash}, lambda: [face.say(said)])


def _decide(face: Face, case: cases.Case, step: Any, number: int, case_number: str) -> None:
    """Record the decision of a held meeting together with the step, when its case number is given with it."""
    outcome = decides(step)
    if outcome is None or not case_number:
        return
    meeting = meetings.get(face.session, number)
    known = [t for t in meetings.treated(face.session, case.id) if t.meeting_id == number and t.outcome]
    if meeting.state != MeetingState.HELD or known:
        return
    rights.require(face.actor, "meetings", meeting.partnership_id, face.today)
    item = meetings.add_item(face.session, meeting, case=case, by=face.actor, at=face.now)
    decisions.record_outcome(face.session, meeting, item, Outcome(outcome), case_number, by=face.actor, at=face.now)


@click.command()
@click.argument("ref")
@click.option("--reason", default="", help="Why the step is taken back.")
@command("json", "as", "at", "dry_run")
def correct(face: Face, ref: str, reason: str) -> None:
    """Take back the last step of a case. Both stay in the history; those who were told are told."""
    actor, session = face.someone(), face.session
    case, definition = seen(session, ref, actor, face.now)
    with session.savepoint(keep=not face.dry_run):
        event = cases.correct(session, case, by=actor, at=face.now, reason=reason)
    said = _("{ref} is “{state}” again.", ref=case.ref, state=definition.states[event.to_state].label)
    face.answer({"ref": case.ref, "state": event.to_state, "version": event.seq, "event": event.hash}, lambda: [face.say(said)])
