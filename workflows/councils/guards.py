"""Guards that ask the councils: what was decided, in which held meeting, by whose mandate."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from engine.cases.guards import Answer, Question, guard
from engine.language.sentences import _
from engine.people.tables import Body
from engine.storage.statements import Statement, table_of
from workflows import plans
from workflows.councils import agenda, mandates, meetings
from workflows.councils.agenda import Outcome, Treated
from workflows.councils.meetings import Meeting, MeetingState

_body = table_of(Body)

_KEYS_OF_KIND = Statement(
    select(_body.c.id).where(
        _body.c.partnership_id == bindparam("partnership_id"), _body.c.kind == bindparam("kind")
    )
)
_BODY_NAME = Statement(select(_body.c.name).where(_body.c.id == bindparam("id")))
_BODY_BY_KEY = Statement(
    select(_body.c.id).where(
        _body.c.partnership_id == bindparam("partnership_id"), _body.c.key == bindparam("key")
    )
)


@guard("decided", "outcome", "mandate", "kind")
def decided(question: Question) -> Answer:
    """A held meeting of a body that had the mandate that day came to this outcome on the case,
    or on its whole plan.

    Source: the revised agreement, chapter 5.2; until a mandate is in force the competent body is
    the one of the given kind.
    """
    wanted = question.params.get("outcome", Outcome.APPROVED)
    chosen = question.inputs.get("meeting", question.fields.get("meeting"))
    items = agenda.treated(
        question.session, question.case.id, plans.plan_of(question.session, question.case.id)
    )
    treated = [
        item for item in items if not item.report
    ]  # what a working group reported decides nothing on the measure
    if not chosen:
        return _no_meeting(question, [t for t in treated if t.outcome == wanted])
    meeting = question.session.orm.get(Meeting, chosen)
    if meeting is None or meeting.partnership_id != question.case.partnership_id:
        return _("There is no meeting {number}. See `samsak meeting list`.", number=chosen)
    if meeting.state != MeetingState.HELD:
        return _not_held(meeting)
    if not any(t.meeting_id == chosen and t.outcome == wanted for t in treated):
        return _(
            "Meeting {number} ({day}) has no such decision on {ref}. Record it first:"
            " `samsak meeting decide {number} {ref} {outcome}`.",
            number=chosen,
            day=meeting.day,
            ref=question.case.ref,
            outcome=wanted,
        )
    return _incompetent(question, meeting, treated)


def _no_meeting(question: Question, decided_in: list[Treated]) -> Answer:
    if decided_in:
        return _(
            "Say which meeting decided it: --meeting {number}.", number=decided_in[-1].meeting_id
        )
    return _(
        "{ref} has no decision yet. Put it on an agenda (`samsak meeting item add M"
        " {ref}`), record the decision"
        " (`samsak meeting decide`), and record that the meeting was held (`samsak meeting hold`).",
        ref=question.case.ref,
    )


def _not_held(meeting: Meeting) -> Answer:
    if meeting.state == MeetingState.CANCELLED:
        return _(
            "Meeting {number} ({day}) was cancelled and decided nothing.",
            number=meeting.id,
            day=meeting.day,
        )
    return _(
        "Meeting {number} ({day}) is not recorded as held; a decision counts from then "
        "on: `samsak meeting hold {number}`.",
        number=meeting.id,
        day=meeting.day,
    )


def _incompetent(question: Question, meeting: Meeting, treated: list[Treated]) -> Answer:
    session, params = question.session, question.params
    rules = mandates.competent(
        session,
        question.case.partnership_id,
        params.get("mandate", ""),
        params.get("kind", ""),
        meeting.day,
    )
    met = {body_id for body_id, _key, _name in meetings.bodies_of(session, meeting.id or 0)}
    fitting = [rule for rule in rules if rule.body_id in met]
    if not fitting:
        names = [session.value(_BODY_NAME, {"id": rule.body_id}) for rule in rules]
        return _(
            "On {day} this could be decided by {bodies}, not by meeting {number}.",
            day=meeting.day,
            bodies=names,
            number=meeting.id,
        )
    if any(
        rule.recommended_by is None or _recommended(question, rule.recommended_by, meeting, treated)
        for rule in fitting
    ):
        return None
    name = session.value(_BODY_NAME, {"id": fitting[0].recommended_by})
    return _(
        "{body} must recommend it first, in a meeting held no later than {day}.",
        body=name,
        day=meeting.day,
    )


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
    chosen = question.inputs.get("meeting")
    if not chosen:
        return None  # the missing meeting is already asked for
    meeting = question.session.orm.get(Meeting, chosen)
    if meeting is None or meeting.partnership_id != question.case.partnership_id:
        return _("There is no meeting {number}. See `samsak meeting list`.", number=chosen)
    if meeting.state != MeetingState.HELD:
        return _not_held(meeting)
    met = {body_id for body_id, _key, _name in meetings.bodies_of(question.session, chosen)}
    of_kind = {
        "partnership_id": question.case.partnership_id,
        "kind": question.params.get("kind", ""),
    }
    if not met & {row[0] for row in question.session.rows(_KEYS_OF_KIND, of_kind)}:
        return _(
            "Meeting {number} is not a meeting of the council that deviations are reported to.",
            number=chosen,
        )
    if not any(t.meeting_id == chosen for t in agenda.treated(question.session, question.case.id)):
        return _(
            "{ref} was not an item in meeting {number}. Put it there: `samsak meeting item "
            "add {number} {ref}`.",
            ref=question.case.ref,
            number=chosen,
        )
    return None


@guard("group_has_reported")
def group_has_reported(question: Question) -> Answer:
    """A measure that sets up a working group ends only after the group's report was an item in a
    held meeting."""
    if not question.fields.get("sets_up_group"):
        return None
    for item in agenda.treated(question.session, question.case.id):
        if item.report and item.state == MeetingState.HELD:
            return None
    return _(
        "The measure sets up a working group, and the group's report has not been an item"
        " in a held meeting:"
        " `samsak meeting item add M {ref} --report`.",
        ref=question.case.ref,
    )
