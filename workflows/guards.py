"""The conditions of the domain, each of which says what is missing and how to get it. Importing this module registers them."""

from __future__ import annotations

import re

from sqlalchemy import bindparam, select

from engine import case_records, people, versions
from engine.definitions import FieldType
from engine.guards import Answer, Question, guard
from engine.languages import _
from engine.people import Body, Person
from engine.seats import someone_acts
from engine.statements import Statement, table_of
from workflows import mandates, meetings, plans
from workflows.meetings import MeetingState, Outcome, Treated

_body = table_of(Body)
_person = table_of(Person)
_KEYS_OF_KIND = Statement(
    select(_body.c.id).where(_body.c.partnership_id == bindparam("partnership_id"), _body.c.kind == bindparam("kind"))
)
_BODY_NAME = Statement(select(_body.c.name).where(_body.c.id == bindparam("id")))
_BODY_BY_KEY = Statement(
    select(_body.c.id).where(_body.c.partnership_id == bindparam("partnership_id"), _body.c.key == bindparam("key"))
)
_NAMES = Statement(select(_person.c.name).order_by(_person.c.id))
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")
TELEPHONE = re.compile(r"(?<![\d/])(?:\+47[ ]?)?[2-9]\d(?:[ ]?\d{2}){3}(?![\d/])")


@guard("decided", "outcome", "mandate", "kind")
def decided(question: Question) -> Answer:
    """A held meeting of a body that had the mandate that day came to this outcome on the case, or on its whole plan.

    Source: the revised agreement, chapter 5.2; until a mandate is in force the competent body is the one of the given kind.
    """
    wanted = question.params.get("outcome", Outcome.APPROVED)
    chosen = question.inputs.get("meeting", question.fields.get("meeting"))
    items = meetings.treated(question.session, question.case.id, plans.plan_of(question.session, question.case.id))
    treated = [item for item in items if not item.report]  # what a working group reported decides nothing on the measure
    if not chosen:
        return _no_meeting(question, [t for t in treated if t.outcome == wanted])
    meeting = question.session.orm.get(meetings.Meeting, chosen)
    if meeting is None or meeting.partnership_id != question.case.partnership_id:
        return _("There is no meeting {number}. See `samsak meeting list`.", number=chosen)
    if meeting.state != MeetingState.HELD:
        return _not_held(meeting)
    if not any(t.meeting_id == chosen and t.outcome == wanted for t in treated):
        return _(
            "Meeting {number} ({day}) has no such decision on {ref}. Record it first:"
            " `samsak meeting decide {number} {ref} {outcome}`.",
            number=chosen, day=meeting.day, ref=question.case.ref, outcome=wanted,
        )  # fmt: skip
    return _incompetent(question, meeting, treated)


def _no_meeting(question: Question, decided_in: list[Treated]) -> Answer:
    if decided_in:
        return _("Say which meeting decided it: --meeting {number}.", number=decided_in[-1].meeting_id)
    return _(
        "{ref} has no decision yet. Put it on an agenda (`samsak meeting item add M {ref}`), record the decision"
        " (`samsak meeting decide`), and record that the meeting was held (`samsak meeting hold`).",
        ref=question.case.ref,
    )


def _not_held(meeting: meetings.Meeting) -> Answer:
    if meeting.state == MeetingState.CANCELLED:
        return _("Meeting {number} ({day}) was cancelled and decided nothing.", number=meeting.id, day=meeting.day)
    return _(
        "Meeting {number} ({day}) is not recorded as held; a decision counts from then on: `samsak meeting hold {number}`.",
        number=meeting.id, day=meeting.day,
    )  # fmt: skip


def _incompetent(question: Question, meeting: meetings.Meeting, treated: list[Treated]) -> Answer:
    session, params = question.session, question.params
    rules = mandates.competent(
        session, question.case.partnership_id, params.get("mandate", ""), params.get("kind", ""), meeting.day
    )
    met = {body_id for body_id, _key, _name in meetings.bodies_of(session, meeting.id or 0)}
    fitting = [rule for rule in rules if rule.body_id in met]
    if not fitting:
        names = [session.value(_BODY_NAME, {"id": rule.body_id}) for rule in rules]
        return _("On {day} this could be decided by {bodies}, not by meeting {number}.",
                 day=meeting.day, bodies=names, number=meeting.id)  # fmt: skip
    if any(rule.recommended_by is None or _recommended(question, rule.recommended_by, meeting, treated) for rule in fitting):
        return None
    name = session.value(_BODY_NAME, {"id": fitting[0].recommended_by})
    return _("{body} must recommend it first, in a meeting held no later than {day}.", body=name, day=meeting.day)


def _recommended(question: Question, body_id: int, meeting: meetings.Meeting, treated: list[Treated]) -> bool:
    said_yes = [
        item
        for item in treated
        if item.state == MeetingState.HELD and item.day <= meeting.day and item.outcome in (Outcome.RECOMMENDED, Outcome.APPROVED)
    ]
    met = {body for item in said_yes for body, _key, _name in meetings.bodies_of(question.session, item.meeting_id)}
    return body_id in met


@guard("item_in_held_meeting", "kind")
def item_in_held_meeting(question: Question) -> Answer:
    """The case was an item in a held meeting of a body of this kind."""
    chosen = question.inputs.get("meeting")
    if not chosen:
        return None  # the missing meeting is already asked for
    meeting = question.session.orm.get(meetings.Meeting, chosen)
    if meeting is None or meeting.partnership_id != question.case.partnership_id:
        return _("There is no meeting {number}. See `samsak meeting list`.", number=chosen)
    if meeting.state != MeetingState.HELD:
        return _not_held(meeting)
    met = {body_id for body_id, _key, _name in meetings.bodies_of(question.session, chosen)}
    of_kind = {"partnership_id": question.case.partnership_id, "kind": question.params.get("kind", "")}
    if not met & {row[0] for row in question.session.rows(_KEYS_OF_KIND, of_kind)}:
        return _("Meeting {number} is not a meeting of the council that deviations are reported to.", number=chosen)
    if not any(t.meeting_id == chosen for t in meetings.treated(question.session, question.case.id)):
        return _(
            "{ref} was not an item in meeting {number}. Put it there: `samsak meeting item add {number} {ref}`.",
            ref=question.case.ref, number=chosen,
        )  # fmt: skip
    return None


@guard("has_members")
def has_members(question: Question) -> Answer:
    """At least one responsible body has a member who can act."""
    keys = question.fields.get("bodies") or []
    if not keys:
        return _("No body is responsible yet: give one with --set bodies=ID. See `samsak body list`.")
    if someone_acts(question.session, question.case.partnership_id, keys, question.on):
        return None
    found = [people.body(question.session, key, question.case.partnership_id) for key in keys]
    return _(
        "None of those responsible ({bodies}) has a member who can act. Add one:"
        " `samsak person add EMAIL NAME --body {key}:member`.",
        bodies=[body.name for body in found], key=keys[0],
    )  # fmt: skip


@guard("has_years")
def has_years(question: Question) -> Answer:
    """It is settled when the measure is to be done: years, or without end."""
    if question.fields.get("years") or question.fields.get("ongoing"):
        return None
    return _("It is not settled when: give --set years=2026-2027, or --set ongoing=yes for work without an end.")


@guard("not_blocked")
def not_blocked(question: Question) -> Answer:
    """Nothing that the case depends on is still open."""
    blocking = []
    for ref in question.fields.get("depends_on") or []:
        other = case_records.find(question.session, ref)
        if other is None:
            continue
        definition = versions.by_id(question.session, other.definition_id)
        if other.state not in definition.final:
            blocking.append(_("{ref} ({state})", ref=ref, state=definition.states[other.state].label))
    return _("It depends on what is not finished: {cases}.", cases=blocking) if blocking else None


@guard("group_has_reported")
def group_has_reported(question: Question) -> Answer:
    """A measure that sets up a working group ends only after the group's report was an item in a held meeting."""
    if not question.fields.get("sets_up_group"):
        return None
    for item in meetings.treated(question.session, question.case.id):
        if item.report and item.state == MeetingState.HELD:
            return None
    return _(
        "The measure sets up a working group, and the group's report has not been an item in a held meeting:"
        " `samsak meeting item add M {ref} --report`.",
        ref=question.case.ref,
    )


@guard("routed")
def routed(question: Question) -> Answer:
    """Somebody has been given the deviation to handle."""
    return None if question.fields.get("handler") else _("The deviation has not been routed to a unit that handles it.")


@guard("answered")
def answered(question: Question) -> Answer:
    """The reporter has an answer, unless the reporter asked for none."""
    if question.fields.get("answer") or question.fields.get("wants_answer") is False:
        return None
    return _("The reporter waits for an answer: give it with --set answer=…")


@guard("learning_or_reason")
def learning_or_reason(question: Question) -> Answer:
    """There is a learning point, or a reason why there is none."""
    learning, reason = question.fields.get("learning"), question.fields.get("no_learning_reason")
    if learning and reason:
        return _("Give a learning point or a reason why there is none, not both.")
    if learning or reason:
        return None
    return _("Write what can be learnt (--set learning=…), or why there is nothing to learn (--set no_learning_reason=…).")


@guard("names_no_one")
def names_no_one(question: Question) -> Answer:
    """What will be read by others names nobody who is registered here, and carries no address or telephone number."""
    for name, field in question.definition.fields.items():
        text = question.inputs.get(name)
        if not text or field.type not in (FieldType.TEXT, FieldType.LINE):
            continue
        if ADDRESS.search(text) or TELEPHONE.search(text):
            return _("{field} holds an address or a telephone number. Others will read it: leave it out.", field=field.label)
        words = " ".join(text.casefold().split())
        for (person,) in question.session.rows(_NAMES):
            if re.search(rf"\b{re.escape(' '.join(person.casefold().split()))}\b", words):
                return _("{field} names {person}. Others will read it: name no one.", field=field.label, person=person)
    return None
