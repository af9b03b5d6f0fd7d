"""From deliveries to letters at the moment of sending: whatever no longer applies is left out,
and cancelled with a reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from engine.cases.records import Case
from engine.days.calendar import local_day
from engine.definitions.model import Definition
from engine.language.sentences import _
from engine.storage.session import Session
from notifications.digest import runs
from notifications.letters import case_lines
from notifications.letters.addressees import readers
from notifications.letters.letters import (
    CaseLine,
    Letter,
    MeetingLetter,
    NoticesLetter,
    Partnership,
    Pointless,
    ReporterLetter,
)
from notifications.letters.letters import Recipient as Reader
from notifications.letters.meeting_lines import meeting_line
from notifications.notices import milestones, notices
from notifications.notices.notices import NoticeKind, Planned, Reason
from notifications.outbox.deliveries import DeliveryKind
from notifications.sending.still_applies import Judgement

# The weightiest first: what a mail about one meeting, or to one reporter, is called after.
WEIGHT = (
    NoticeKind.MEETING_CANCELLED,
    NoticeKind.MEETING_MOVED,
    NoticeKind.MEETING_REMINDER,
    NoticeKind.MEETING_PAPERS,
    NoticeKind.MEETING_ITEMS,
    NoticeKind.ANSWERED,
    NoticeKind.CORRECTED,
    NoticeKind.STEP,
    NoticeKind.DUE,
    NoticeKind.RECEIVED,
)


class Claimed(Protocol):
    """What `letters_for` must know of a delivery."""

    @property
    def id(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def partnership_id(self) -> int: ...
    @property
    def person_id(self) -> int | None: ...
    @property
    def contact_id(self) -> int | None: ...


def letters_for(
    session: Session, deliveries: Sequence[Claimed], now: datetime
) -> dict[int, Letter | Pointless]:
    """The letter of each delivery as things stand now, or that it became pointless.

    Call it in the write transaction of the one who holds these deliveries: it cancels the notices
    that no longer apply, and keeps what is about to be told of a meeting and how far a digest
    looked. A fixed number of queries, however many deliveries.
    """
    with session.begin():
        digests = [d for d in deliveries if d.kind == DeliveryKind.DIGEST]
        others = [d for d in deliveries if d.kind != DeliveryKind.DIGEST]
        letters = (
            runs.letters(session, [(d.id, d.partnership_id) for d in digests], now)
            if digests
            else {}
        )
        return letters | (_told(session, others, now) if others else {})


def settle(session: Session, delivery_id: int, now: datetime) -> None:  # noqa: ARG001 - one call for whatever is settled
    """Record, in the commit that records `sent`, that the notices are told and that a digest has
    told what it looked at."""
    with session.begin():
        notices.tell(session, delivery_id)
        runs.settle(session, delivery_id)


def _told(
    session: Session, deliveries: Sequence[Claimed], now: datetime
) -> dict[int, Letter | Pointless]:
    carried = notices.carried(session, [d.id for d in deliveries])
    found = readers(
        session,
        (d.person_id for d in deliveries if d.person_id is not None),
        (d.contact_id for d in deliveries if d.contact_id is not None),
    )
    judgement = Judgement(session, carried, now)
    of_delivery: dict[int, list[Planned]] = defaultdict(list)
    for notice in carried:
        assert notice.delivery_id is not None
        of_delivery[notice.delivery_id].append(notice)
    letters: dict[int, Letter | Pointless] = {}
    dropped: dict[int, Reason] = {}
    for delivery in deliveries:
        person, contact = delivery.person_id, delivery.contact_id
        reader = found.persons.get(person or 0) if contact is None else found.contacts.get(contact)
        absent = None if reader else Reason.NO_ADDRESS if contact is not None else Reason.MAIL_OFF
        verdicts = {n.id: absent or judgement.pointless(n) for n in of_delivery[delivery.id]}
        dropped |= {number: why for number, why in verdicts.items() if why is not None}
        left = [n for n in of_delivery[delivery.id] if verdicts[n.id] is None]
        if reader is None or not left:
            letters[delivery.id] = Pointless(
                next(iter(filter(None, verdicts.values())), Reason.OVERTAKEN)
            )
        else:
            letters[delivery.id] = _letter(delivery, reader, left, judgement, now)
    notices.drop(session, dropped)
    _remember(session, carried, dropped, judgement)
    return letters


def _remember(
    session: Session, carried: list[Planned], dropped: Mapping[int, Reason], judgement: Judgement
) -> None:
    """Keep which day of a meeting is about to be told, so that only a later move is told as one."""
    changed = {}
    for notice in carried:
        if notice.meeting_id is not None and notice.id not in dropped:
            meeting = judgement.meetings[notice.meeting_id]
            data = {**notice.data, "sequence": meeting.sequence, "day": meeting.day.isoformat()}
            if data != notice.data:
                changed[notice.id] = data
    notices.remember(session, changed)


def _letter(
    delivery: Claimed, reader: Reader, told: list[Planned], judgement: Judgement, now: datetime
) -> Letter:
    office = judgement.offices[delivery.partnership_id]
    partnership = Partnership(office.id, office.key, office.name)
    match delivery.kind:
        case DeliveryKind.MEETING:
            return _meeting_letter(reader, partnership, told, judgement)
        case DeliveryKind.REPORTER:
            case = judgement.case(told[0])
            label = judgement.definition(case).label
            return ReporterLetter(
                reader, partnership, _weightiest(told), case.ref, label, "/report/receipt"
            )
        case _:
            lines = _case_lines(reader, told, judgement, local_day(now))
            return NoticesLetter(reader, partnership, tuple(lines))


def _case_lines(
    reader: Reader, told: list[Planned], judgement: Judgement, today: date
) -> Iterable[CaseLine]:
    of_case: dict[int, list[Planned]] = defaultdict(list)
    for notice in told:
        assert notice.case_id is not None
        of_case[notice.case_id].append(notice)
    cases: list[tuple[Case, Definition]] = [
        (c, judgement.definition(c)) for c in map(judgement.cases.__getitem__, of_case)
    ]
    for case, definition in sorted(
        cases, key=lambda each: (each[0].due_on or date.max, each[0].id)
    ):
        if judgement.sees(reader.person_id, case):
            yield case_lines.line(definition, case, of_case[case.id], today)
        else:
            yield case_lines.hidden_line(definition, case, of_case[case.id])


def _meeting_letter(
    reader: Reader, partnership: Partnership, told: list[Planned], judgement: Judgement
) -> MeetingLetter:
    assert told[0].meeting_id is not None
    meeting = judgement.meetings[told[0].meeting_id]
    what = _weightiest(told)
    moved = next((n.data["from"] for n in told if n.kind == NoticeKind.MEETING_MOVED), None)
    items = judgement.items(meeting.id, reader.person_id)
    labels = [
        label
        for kind in WEIGHT
        if kind in {n.kind for n in told} and (label := milestones.label(kind))
    ]
    reasons = [_("This is about: {milestones}.", milestones=labels)] if labels else []
    return MeetingLetter(
        reader,
        partnership,
        what,
        meeting_line(meeting),
        date.fromisoformat(moved) if moved else None,
        tuple(items),
        (*reasons, judgement.seat(meeting, reader.person_id)),
    )


def _weightiest(told: Iterable[Planned]) -> NoticeKind:
    kinds = {notice.kind for notice in told}
    return next(kind for kind in WEIGHT if kind in kinds)
