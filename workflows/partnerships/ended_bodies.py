"""The end of a body: its seats end with it, its old cases keep it, and its successor has them from
then on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlmodel import col, select

from engine.cases import records, ties
from engine.days.calendar import ONE_DAY, local_day
from engine.definitions import versions
from engine.errors import Reason, Refused
from engine.language.sentences import _, n_
from engine.people.acts import Act
from engine.people.keepers import without_keepers
from engine.people.registry import PEOPLE_KEPT
from engine.people.rights import PARTNERSHIP, require
from engine.people.seats import end_seats, give_back, seats_after
from engine.people.tables import Body
from engine.people.trace import trace, trace_of
from engine.storage.session import Session
from workflows.councils.mandates import Mandate
from workflows.councils.meetings import CALLED, Meeting, MeetingBody, MeetingState
from workflows.partnerships.leaving import acted_after, before_first_day
from workflows.partnerships.organisations import follow_body
from workflows.partnerships.structure import BODY, bodies_kept

MOST_NAMED = 5  # of the cases that stand in the way


def end_body(session: Session, body: Body, last: date, successor: Body | None, act: Act) -> Body:
    """End a body with that day, and name the one that has its cases from now on.

    Refused with everything that stands in the way: of its day, its successor, its meetings and
    mandates, the partnership that would have no secretariat.
    """
    with session.begin():
        body = _held_fast(session, body, act)
        session.take_turns(PEOPLE_KEPT)
        reasons = [
            *_untimely(session, body, last, act),
            *_unfit(body, successor),
            *_left_alone(session, body, successor),
            *_without_secretariat(session, body, last),
            *_still_wanted(session, body, last),
        ]
        if reasons:
            raise Refused(reasons)
        ending = seats_after(session, body, last + ONE_DAY)
        end_seats(session, ending, last, act, with_body=body.number)
        body.valid_to, body.successor_id = last, successor.id if successor else None
        trace(session, BODY, body, "ended", act)
        follow_body(session, body, "ended", act)
        ties.follow_again(session, [body.number])
    return body


def revive_body(session: Session, body: Body, act: Act) -> Body:
    """Take back that a body ended: its cases are its own again, and the seats that ended by that
    very act go on."""
    with session.begin():
        body = _held_fast(session, body, act)
        if body.valid_to is None:
            raise Refused([Reason("body", _("{body} has not ended.", body=body.name))])
        body.valid_to = body.successor_id = None
        revived = [
            each.id for each in trace_of(session, BODY, body.number) if each.kind == "revived"
        ]
        give_back(session, body.number, max(revived, default=0), act)
        trace(session, BODY, body, "revived", act)
        follow_body(session, body, "revived", act)
        ties.follow_again(session, [body.number])
    return body


def _held_fast(session: Session, body: Body, act: Act) -> Body:
    require(act, PARTNERSHIP, body.partnership_id)
    session.take_turns(bodies_kept(body.partnership_id))
    return session.orm.get_one(Body, body.number, populate_existing=True)


def _untimely(session: Session, body: Body, last: date, act: Act) -> Iterator[Reason]:
    if body.valid_to is not None:
        yield Reason("body", _("{body} ended on {day}.", body=body.name, day=body.valid_to))
    yield from before_first_day(last)
    if last > local_day(act.at):
        yield Reason(
            "day", _("{day} lies ahead. A body is ended on its last day or later.", day=last)
        )
    yield from acted_after(session, body, seats_after(session, body, last), last)


def _without_secretariat(session: Session, body: Body, last: date) -> Iterator[Reason]:
    reason = without_keepers(session, body, last, besides=body)
    if reason is not None:
        yield reason


def _unfit(body: Body, successor: Body | None) -> Iterator[Reason]:
    if successor is None:
        return
    names = {"successor": successor.name, "body": body.name}
    if successor.id == body.id or successor.partnership_id != body.partnership_id:
        sentence = _("The successor must be another body of the same partnership.")
        yield Reason("successor", sentence)
    elif successor.kind != body.kind:
        sentence = _("{successor} is of another kind than {body}.", **names)
        yield Reason("successor", sentence)
    elif successor.valid_to is not None:
        ended = _("{body} ended on {day}.", body=successor.name, day=successor.valid_to)
        yield Reason("successor", ended)


def _left_alone(session: Session, body: Body, successor: Body | None) -> Iterator[Reason]:
    """Cases that nobody would have any more."""
    cases = [] if successor else records.locked_tied(session, [body.number])
    final = {case.id: versions.by_id(session, case.definition_id).final for case in cases}
    refs = [case.ref for case in cases if case.state not in final[case.id]]
    if refs:
        sentence = n_(
            "{body} still has a case: {refs}. Name the body that has it from now on.",
            "{body} still has {n} cases: {refs}. Name the body that has them from now on.",
            len(refs),
            body=body.name,
            refs=refs[:MOST_NAMED],
        )
        yield Reason("successor", sentence)


def _still_wanted(session: Session, body: Body, last: date) -> Iterator[Reason]:
    """Meetings of the body, planned and held, and its mandates, after its last day."""
    yield from _later_meetings(session, body, last)
    yield from _later_mandates(session, body, last)


def _later_meetings(session: Session, body: Body, last: date) -> Iterator[Reason]:
    later = (
        select(Meeting)
        .join(MeetingBody, col(MeetingBody.meeting_id) == col(Meeting.id))
        .where(col(MeetingBody.body_id) == body.id, col(Meeting.day) > last)
        .order_by(col(Meeting.day), col(Meeting.id))
    )
    session.take_turns(CALLED)
    for meeting in session.orm.exec(later):
        about = {"number": meeting.id, "day": meeting.day}
        if meeting.state == MeetingState.PLANNED:
            sentence = _("Meeting {number} is planned for {day}. Move or cancel it.", **about)
            yield Reason("meeting", sentence)
        elif meeting.state == MeetingState.HELD:
            sentence = _(
                "Meeting {number} was held on {day}. The body ends then or later.", **about
            )
            yield Reason("meeting", sentence)


def _later_mandates(session: Session, body: Body, last: date) -> Iterator[Reason]:
    after = col(Mandate.valid_to)
    in_force = (
        select(Mandate)
        .where(col(Mandate.body_id) == body.id, col(Mandate.valid_from).is_not(None))
        .where(after.is_(None) | (after > last))
    )
    for mandate in session.orm.exec(in_force.order_by(col(Mandate.id))):
        sentence = _("Mandate {number} counts after {day}. End it.", number=mandate.id, day=last)
        yield Reason("mandate", sentence)
