"""Guards that ask the councils: what was decided, in which held meeting, by whose mandate."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from engine.cases.guards import Answer, Question, guard
from engine.errors import WayOut
from engine.language.sentences import _
from engine.people.tables import Body
from engine.storage.statements import Statement, table_of
from workflows.councils import agenda, mandates, meetings
from workflows.councils.agenda import Outcome, Treated
from workflows.councils.meetings import Meeting, MeetingState

MEETING = "meeting"  # the field: in which meeting it was decided

_body = table_of(Body)

_KEYS_OF_KIND = Statement(
    select(_body.c.id).where(
        _body.c.partnership_id == bindparam("partnership_id"), _body.c.kind == bindparam("kind")
    )
)
_BODY_NAME = Statement(select(_body.c.name).where(_body.c.id == bindparam("id")))


@guard("decided", "outcome", "mandate", "kind")
def decided(question: Question) -> Answer:
    """A held meeting of a body that had the mandate that day came to this outcome on the case,
    or on its whole plan.

    Source: the revised agreement, chapter 5.2; until a mandate is in force the competent body is
    the one of the given kind.
    """
    wanted = question.params.get("outcome", Outcome.APPROVED)
    chosen = question.inputs.get(MEETING, question.fields.get(MEETING))
    items = agenda.treated_with_plans(question.session, question.case.id)
    # What a working group reported decides nothing on the measure.
    treated = [item for item in items if not item.report]
    if not chosen:
        return _no_meeting(question, [t for t in treated if t.outcome == wanted])
    meeting = _meeting_here(question, chosen)
    if not isinstance(meeting, Meeting):
        return meeting
    if not any(t.meeting_id == chosen and t.outcome == wanted for t in treated):
        return _otherwise(question, meeting, wanted)
    return _incompetent(question, meeting, treated)


def _meeting_here(question: Question, number: int) -> Meeting | Answer:
    """The meeting, held and of the case's partnership; else what is wrong with it."""
    meeting = question.session.orm.get(Meeting, number)
    if meeting is None or meeting.partnership_id != question.case.partnership_id:
        sentence = _("There is no meeting {number}.", number=number)
        return question.unmet(sentence, WayOut.LIST_MEETINGS)
    return meeting if meeting.state == MeetingState.HELD else _not_held(question, meeting)


def _no_meeting(question: Question, decided_in: list[Treated]) -> Answer:
    ref = question.case.ref
    if decided_in and MEETING not in (*question.action.needs, *question.action.takes):
        return _adopted_elsewhere(question, decided_in[-1].meeting_id)
    if decided_in:
        sentence = _("It was decided in a meeting. Give the meeting.")
        number = decided_in[-1].meeting_id
        return question.unmet(
            sentence, WayOut.GIVE_FIELD, field=MEETING, asked_with="meeting", value=number
        )
    sentence = _("{ref} has no decision yet.", ref=ref)
    return question.unmet(sentence, WayOut.PUT_ON_AGENDA, ref=ref)


def _adopted_elsewhere(question: Question, number: int) -> Answer:
    """The step takes no meeting: the decision counts once its meeting is held, and is then recorded
    with another step."""
    meeting = _meeting_here(question, number)
    if not isinstance(meeting, Meeting):
        return meeting
    sentence = _(
        "It was decided in meeting {number} ({day}), but the decision is not on {ref}. Record it"
        " there with that meeting first.",
        number=number,
        day=meeting.day,
        ref=question.case.ref,
    )
    return question.unmet(sentence)


def _not_held(question: Question, meeting: Meeting) -> Answer:
    if meeting.state == MeetingState.CANCELLED:
        return question.unmet(
            _(
                "Meeting {number} ({day}) was cancelled and decided nothing.",
                number=meeting.id,
                day=meeting.day,
            )
        )
    sentence = _(
        "Meeting {number} ({day}) is not recorded as held; a decision counts from then on.",
        number=meeting.id,
        day=meeting.day,
    )
    return question.unmet(sentence, WayOut.HOLD_MEETING, meeting=meeting.id)


def _otherwise(question: Question, meeting: Meeting, outcome: str) -> Answer:
    """The meeting was held and came to no such outcome on the case."""
    number, ref = meeting.id, question.case.ref
    sentence = _(
        "Meeting {number} ({day}) has made no such decision on {ref}.",
        number=number,
        day=meeting.day,
        ref=ref,
    )
    return question.unmet(
        sentence, WayOut.RECORD_DECISION, meeting=number, ref=ref, outcome=outcome
    )


def _incompetent(question: Question, meeting: Meeting, treated: list[Treated]) -> Answer:
    """Whether the meeting had the mandate, and the recommendation that it needs."""
    session, params = question.session, question.params
    matter = (params.get("mandate", ""), params.get("kind", ""))
    rules = mandates.competent(session, question.case.partnership_id, *matter, meeting.day)
    met = {body_id for body_id, _key, _name in meetings.bodies_of(session, meeting.number)}
    fitting = [rule for rule in rules if rule.body_id in met]
    if not fitting:
        sentence = _(
            "On {day}, this decision belonged to {bodies}. Meeting {number} could not take it.",
            day=meeting.day,
            bodies=[session.value(_BODY_NAME, {"id": rule.body_id}) for rule in rules],
            number=meeting.id,
        )
        return question.unmet(sentence)
    wanted = [rule.recommended_by for rule in fitting]
    if any(body is None or _recommended(question, body, meeting, treated) for body in wanted):
        return None
    sentence = _(
        "{body} must recommend it first, in a meeting held no later than {day}.",
        body=session.value(_BODY_NAME, {"id": wanted[0]}),
        day=meeting.day,
    )
    return question.unmet(sentence)


def _recommended(
    question: Question, body_id: int, meeting: Meeting, treated: list[Treated]
) -> bool:
    said_yes = [
        item
        for item in treated
        if item.state == MeetingState.HELD
        and item.day <= meeting.day
        and item.outcome in (Outcome.RECOMMENDED, Outcome.APPROVED)
    ]
    met = {
        body
        for item in said_yes
        for body, _key, _name in meetings.bodies_of(question.session, item.meeting_id)
    }
    return body_id in met


@guard("item_in_held_meeting", "kind")
def item_in_held_meeting(question: Question) -> Answer:
    """The case was an item in a held meeting of a body of this kind."""
    chosen = question.inputs.get(MEETING)
    if not chosen:
        return None  # the missing meeting is already asked for
    meeting = _meeting_here(question, chosen)
    if not isinstance(meeting, Meeting):
        return meeting
    if not _meets(question, meeting):
        sentence = _(
            "Meeting {number} is not a meeting of the council that deviations are reported to.",
            number=chosen,
        )
        return question.unmet(sentence)
    if any(t.meeting_id == chosen for t in agenda.treated(question.session, question.case.id)):
        return None
    ref = question.case.ref
    sentence = _("{ref} was not an item in meeting {number}.", ref=ref, number=chosen)
    return question.unmet(sentence, WayOut.PUT_ON_AGENDA, ref=ref, meeting=chosen)


def _meets(question: Question, meeting: Meeting) -> bool:
    """Whether a body of the kind that the definition names meets there."""
    kind, partnership_id = question.params.get("kind", ""), question.case.partnership_id
    rows = question.session.rows(_KEYS_OF_KIND, {"partnership_id": partnership_id, "kind": kind})
    met = {body_id for body_id, _key, _name in meetings.bodies_of(question.session, meeting.number)}
    return bool(met & {row[0] for row in rows})


@guard("group_has_reported")
def group_has_reported(question: Question) -> Answer:
    """A measure that sets up a working group ends only after the group's report was an item in a
    held meeting."""
    if not question.fields.get("sets_up_group"):
        return None
    for item in agenda.treated(question.session, question.case.id):
        if item.report and item.state == MeetingState.HELD:
            return None
    sentence = _(
        "The measure sets up a working group, and the group's report has not been an item"
        " in a held meeting."
    )
    return question.unmet(sentence, WayOut.PUT_ON_AGENDA, ref=question.case.ref, report=True)
