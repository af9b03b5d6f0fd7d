"""What people were told or will be: lists for the secretariat, and the proof for a meeting."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select

from engine.people.tables import Body, Membership, Person
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of
from notifications.notices.notices import Notice, NoticeState
from notifications.outbox.deliveries import Delivery
from workflows.councils.meetings import Meeting, MeetingBody

_notice, _delivery, _person, _membership, _body, _meeting, _meeting_body = (
    table_of(t) for t in (Notice, Delivery, Person, Membership, Body, Meeting, MeetingBody)
)
_case = Notice.metadata.tables["case"]
_NOTICES = (
    select(
        _notice.c.id,
        _notice.c.kind,
        _notice.c.state,
        _notice.c.reason,
        _person.c.name,
        _person.c.email,
        _case.c.ref,
        _notice.c.meeting_id,
        _notice.c.send_at,
        _delivery.c.sent_at,
        _delivery.c.message_id,
        _delivery.c.state,
        _delivery.c.reply,
    )
    .select_from(
        _notice.outerjoin(_person, _person.c.id == _notice.c.person_id)
        .outerjoin(_case, _case.c.id == _notice.c.case_id)
        .outerjoin(_delivery, _delivery.c.id == _notice.c.delivery_id)
    )
    .order_by(_notice.c.send_at, _notice.c.id)
)
_ALL = Statement(_NOTICES.where(_notice.c.partnership_id == bindparam("partnership_id")))
_IN_STATE = Statement(
    _NOTICES.where(
        _notice.c.partnership_id == bindparam("partnership_id"),
        _notice.c.state == bindparam("state"),
    )
)
_OF_MEETING = Statement(_NOTICES.where(_notice.c.meeting_id == bindparam("meeting_id")))
_EXPECTED = Statement(
    select(_person.c.name, _person.c.email, _person.c.mail)
    .distinct()
    .join(_membership, _membership.c.person_id == _person.c.id)
    .join(_meeting_body, _meeting_body.c.body_id == _membership.c.body_id)
    .where(_meeting_body.c.meeting_id == bindparam("meeting_id"))
    .where(_membership.c.valid_from <= bindparam("on"), _membership.c.valid_to >= bindparam("on"))
    .order_by(_person.c.name)
)


class Told(NamedTuple):
    """A notice with what became of the mail that carries it."""

    id: int
    kind: str
    state: str
    reason: str
    name: str | None
    email: str | None
    ref: str | None
    meeting: int | None
    send_at: datetime
    sent_at: datetime | None
    message_id: str | None
    mail: str | None
    reply: str | None


class Coverage(NamedTuple):
    """Somebody who should be told of a meeting, and the mails that told them."""

    name: str
    email: str
    wants_mail: bool
    proofs: tuple[Told, ...]
    coming: tuple[Told, ...]

    @property
    def told(self) -> bool:
        """Whether a mail about the meeting was accepted by the mail server."""
        return bool(self.proofs)


def notices(session: Session, partnership_id: int, state: str | None = None) -> list[Told]:
    """The notices of a partnership, in the order of their sending; in one state where that is
    asked."""
    if state is None:
        return [Told(*row) for row in session.rows(_ALL, {"partnership_id": partnership_id})]
    return [
        Told(*row)
        for row in session.rows(_IN_STATE, {"partnership_id": partnership_id, "state": state})
    ]


def coverage(session: Session, meeting_id: int, on: date) -> list[Coverage]:
    """Everyone who has a seat in what meets on its day, with what they were told and the
    Message-ID that proves it."""
    about = [Told(*row) for row in session.rows(_OF_MEETING, {"meeting_id": meeting_id})]
    found = []
    for name, email, mail in session.rows(_EXPECTED, {"meeting_id": meeting_id, "on": on}):
        mine = [each for each in about if each.email == email]
        proofs = tuple(each for each in mine if each.state == NoticeState.TOLD)
        coming = tuple(each for each in mine if each.state == NoticeState.PLANNED)
        found.append(Coverage(name, email, mail, proofs, coming))
    return found


def answer(told: Told) -> dict[str, Any]:
    """A notice for JSON."""
    return {
        **told._asdict(),
        "send_at": told.send_at.isoformat(),
        "sent_at": told.sent_at and told.sent_at.isoformat(),
    }
