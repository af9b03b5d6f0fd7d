"""What people were told or will be: lists for the secretariat, and the proof for a meeting."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, select

from engine.cases.records import case_table
from engine.people import rights
from engine.people.actors import Actor
from engine.people.seated import SeatsWanted, seats
from engine.people.tables import Person
from engine.storage.columns import any_of
from engine.storage.session import Session
from engine.storage.statements import Statement, Values, table_of
from notifications.notices.notices import Notice, NoticeKind, NoticeState
from notifications.outbox.deliveries import Delivery, DeliveryState
from workflows.councils.meetings import Meeting, MeetingState, bodies_of

_notice, _delivery, _person = (table_of(model) for model in (Notice, Delivery, Person))
_COLUMNS = {
    **{name: _notice.c[name] for name in ("id", "kind", "state", "reason")},
    **{name: _person.c[name] for name in ("name", "email")},
    "ref": case_table.c.ref,
    "meeting": _notice.c.meeting_id,
    "send_at": _notice.c.send_at,
    **{name: _delivery.c[name] for name in ("sent_at", "message_id")},
    "mail": _delivery.c.state,
    "reply": _delivery.c.reply,
    "data": _notice.c.data,
}
_NOTICES = (
    select(*_COLUMNS.values())
    .select_from(
        _notice.outerjoin(_person, _person.c.id == _notice.c.person_id)
        .outerjoin(case_table, case_table.c.id == _notice.c.case_id)
        .outerjoin(_delivery, _delivery.c.id == _notice.c.delivery_id)
    )
    .order_by(_notice.c.send_at, _notice.c.id)
)
_OF_PARTNERSHIP = _NOTICES.where(_notice.c.partnership_id == bindparam("partnership_id"))
_ALL = Statement(_OF_PARTNERSHIP)
_IN_STATE = Statement(_OF_PARTNERSHIP.where(_notice.c.state == bindparam("state")))
_OF_MEETING = Statement(_NOTICES.where(_notice.c.meeting_id == bindparam("meeting_id")))
_NAMED = Statement(
    select(_person.c.name, _person.c.email, _person.c.mail)
    .where(any_of(_person.c.id, "persons"))
    .order_by(_person.c.name)
)


@dataclass(frozen=True)
class NoticeWithMail:
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
    data: dict[str, Any]


@dataclass(frozen=True)
class Coverage:
    """Somebody who should be told of a meeting, and the mails that told them.

    A proof names what was told: it is a mail with the day and the hour that the meeting has now,
    and there is none once the last mail said something else. Of a cancelled meeting it is the mail
    which says so. `perhaps` are mails that say it and of which nobody knows whether they arrived.
    """

    name: str
    email: str
    wants_mail: bool
    proofs: tuple[NoticeWithMail, ...]
    perhaps: tuple[NoticeWithMail, ...]
    coming: tuple[NoticeWithMail, ...]

    @property
    def told(self) -> bool:
        """Whether a mail about the meeting was accepted by the mail server."""
        return bool(self.proofs)


def notices(
    session: Session, partnership_id: int, state: str | None, reader: Actor, on: date
) -> list[NoticeWithMail]:
    """The notices of a partnership whose people the reader keeps, in the order of their sending;
    in one state where that is asked."""
    rights.kept_by(reader, rights.PEOPLE, [partnership_id], on)
    values = {"partnership_id": partnership_id}
    if state is None:
        return _read(session, _ALL, values)
    return _read(session, _IN_STATE, {**values, "state": state})


def coverage(session: Session, meeting: Meeting, reader: Actor, on: date) -> list[Coverage]:
    """Everyone who has a seat in what meets on its day, with what they were told and the
    Message-ID that proves it; for those who keep the partnership's meetings."""
    rights.kept_by(reader, rights.MEETINGS, [meeting.partnership_id], on)
    about = _read(session, _OF_MEETING, {"meeting_id": meeting.number})
    bodies = [body_id for body_id, _key, _name in bodies_of(session, meeting.number)]
    sitting = seats(session, SeatsWanted(bodies=bodies), since=meeting.day, until=meeting.day)
    persons = {"persons": sorted({seat.person_id for seat in sitting})}
    found = []
    for name, email, mail in session.rows(_NAMED, persons):
        mine = [each for each in about if each.email == email]
        proofs = tuple(_proofs(meeting, mine))
        coming = tuple(each for each in mine if each.state == NoticeState.PLANNED)
        found.append(
            Coverage(
                name=name,
                email=email,
                wants_mail=mail,
                proofs=proofs,
                perhaps=tuple(each for each in mine if _perhaps(each) and _tells(meeting, each)),
                coming=coming,
            )
        )
    return found


def _proofs(meeting: Meeting, mine: Iterable[NoticeWithMail]) -> list[NoticeWithMail]:
    """What told somebody how the meeting stands, unless something else was told after it."""
    told = [each for each in mine if each.state == NoticeState.TOLD]
    heard = [*told, *(each for each in mine if _perhaps(each))]
    newest = max((each.data["sequence"] for each in heard), default=0)
    proofs = [each for each in told if _tells(meeting, each)]
    return proofs if any(each.data["sequence"] == newest for each in proofs) else []


def _perhaps(notice: NoticeWithMail) -> bool:
    """Whether nobody knows if the mail with it arrived."""
    in_doubt = notice.mail == DeliveryState.IN_DOUBT and notice.state == NoticeState.PLANNED
    return notice.state == NoticeState.PERHAPS or in_doubt


def _tells(meeting: Meeting, told: NoticeWithMail) -> bool:
    """Whether the mail said that the meeting is on its day and hour, in its place, or that it is
    cancelled."""
    cancelled = meeting.state == MeetingState.CANCELLED
    place = told.data.get("place", "")
    named = told.data["day"], told.data.get("clock", meeting.clock), place
    return (told.kind == NoticeKind.MEETING_CANCELLED) == cancelled and (
        named == (meeting.day.isoformat(), meeting.clock, meeting.place or "")
    )


def answer(notice: NoticeWithMail) -> dict[str, Any]:
    """A notice for JSON."""
    kept = asdict(notice)
    told = kept.pop("data")
    return {
        **kept,
        "day": told.get("day"),
        "clock": told.get("clock"),
        "place": told.get("place", ""),
        "send_at": notice.send_at.isoformat(),
        "sent_at": notice.sent_at and notice.sent_at.isoformat(),
    }


def _read(session: Session, statement: Statement, values: Values) -> list[NoticeWithMail]:
    rows = session.rows(statement, values)
    return [NoticeWithMail(**dict(zip(_COLUMNS, row, strict=True))) for row in rows]
