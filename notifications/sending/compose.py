"""From deliveries to letters at the moment of sending: whatever no longer applies is left out,
and cancelled with a reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from engine.cases.records import Case
from engine.days.calendar import local_day
from engine.definitions import wording
from engine.definitions.model import Definition
from engine.definitions.wording import Clause
from engine.storage.session import Session
from notifications.digest import runs
from notifications.digest.told import settle as settle_digests
from notifications.letters import case_lines
from notifications.letters.addressees import Readers, readers
from notifications.letters.letters import (
    CaseLine,
    DigestLetter,
    Letter,
    MeetingLetter,
    NoticesLetter,
    Pointless,
    Recipient,
    SendingPartnership,
)
from notifications.letters.marks import mark_of_digest, marks_of
from notifications.letters.meeting_lines import meeting_line
from notifications.notices import meetings_ahead, reporters_told, store
from notifications.notices.kinds import by_weight
from notifications.notices.notices import CancelReason, Planned
from notifications.notices.told import tell
from notifications.outbox.deliveries import DeliveryKind
from notifications.sending import login_links, said_in_doubt
from notifications.sending.composed import Composed, Letters
from notifications.sending.reporter_letter import (
    days_to_reporter,
    due_to_reporter,
    reporter_letter,
)
from notifications.sending.still_applies import BatchFacts
from notifications.sending.to_write import OfKind, ToWrite
from workflows.deviations.heard import HeardState


def compose(session: Session, deliveries: Sequence[ToWrite], now: datetime) -> Composed:
    """The letter of each delivery as things stand now, or that it became pointless. Nothing is
    written: what is to be noted comes along.

    That is which notices no longer apply, what is about to be told of a meeting, how far a digest
    looked. A fixed number of queries, however many deliveries.
    """
    digests = [d for d in deliveries if d.kind == DeliveryKind.DIGEST]
    links = [d for d in deliveries if d.kind == DeliveryKind.LOGIN]
    others = [d for d in deliveries if d.kind not in (DeliveryKind.DIGEST, DeliveryKind.LOGIN)]
    composed = Composed({})
    if digests:
        wanted = [(d.id, d.partnership_id) for d in digests]
        letters, looked = runs.letters(session, wanted, now)
        marks = {
            number: (mark_of_digest(said.partnership.key, said.period, said.recipient.address),)
            for number, said in letters.items()
            if isinstance(said, DigestLetter)
        }
        composed = composed.beside(Composed(letters, (looked,), marks))
    if links:
        composed = composed.beside(login_links.letters(session, links, now))
    return composed.beside(_told(session, others, now)) if others else composed


def letters_for(session: Session, deliveries: Sequence[ToWrite], now: datetime) -> Letters:
    """The same with what is to be noted, noted."""
    with session.begin():
        composed = compose(session, deliveries, now)
        composed.note(session)
        return composed.letters


def settle(session: Session, sent: Sequence[OfKind], now: datetime) -> None:
    """Record, in the commit that records `sent`, that the notices are told and that the digests
    have told what they looked at."""
    digests = [mail.id for mail in sent if mail.kind == DeliveryKind.DIGEST]
    others = [mail.id for mail in sent if mail.kind != DeliveryKind.DIGEST]
    with session.begin():
        if digests:
            settle_digests(session, digests)
        if others:
            tell(session, others)
            reporters_told.note(session, others, HeardState.TOLD, now)


def _told(session: Session, deliveries: Sequence[ToWrite], now: datetime) -> Composed:
    of_delivery: dict[int, list[Planned]] = defaultdict(list)
    for notice in store.carried(session, [delivery.id for delivery in deliveries]):
        assert notice.delivery_id is not None
        of_delivery[notice.delivery_id].append(notice)
    carried = [notice for told in of_delivery.values() for notice in told]
    facts, found = BatchFacts(session, carried, now), _readers(session, deliveries)
    verdicts = {
        notice.id: _absent(delivery, found) or said_in_doubt.pointless(delivery, notice, facts)
        for delivery in deliveries
        for notice in of_delivery[delivery.id]
    }
    dropped = {number: why for number, why in verdicts.items() if why is not None}
    told = said_in_doubt.as_told([n for n in carried if n.id not in dropped], facts)
    letters = {
        delivery.id: _letter_or_pointless(delivery, found, of_delivery[delivery.id], dropped, facts)
        for delivery in deliveries
    }
    doubtful = [of_delivery[delivery.id] for delivery in deliveries if delivery.doubtful]
    notes = (told, *said_in_doubt.notes(doubtful, dropped, facts))
    standing = {
        number: [notice for notice in carried if notice.id not in dropped]
        for number, carried in of_delivery.items()
    }
    return Composed(letters, notes, _marks(session, deliveries, standing, found, facts))


def _marks(
    session: Session,
    deliveries: Sequence[ToWrite],
    of_delivery: Mapping[int, list[Planned]],
    found: Readers,
    facts: BatchFacts,
) -> dict[int, tuple[str, ...]]:
    """The marks of what each of these mails tells, and of nothing that was dropped from it: a
    database that is restored takes for told what is marked."""
    addresses: dict[int | None, str] = {}
    for delivery in deliveries:
        reader = found.of(delivery)
        addresses[delivery.id] = reader.address if reader else ""
    carried = [notice for told in of_delivery.values() for notice in told]
    known = marks_of(session, carried, facts.meetings, lambda notice: addresses[notice.delivery_id])
    return {
        number: tuple(known[notice.id] for notice in told) for number, told in of_delivery.items()
    }


def _readers(session: Session, deliveries: Sequence[ToWrite]) -> Readers:
    persons = (d.person_id for d in deliveries if d.person_id is not None)
    contacts = (d.contact_id for d in deliveries if d.contact_id is not None)
    return readers(session, persons, contacts)


def _absent(delivery: ToWrite, found: Readers) -> CancelReason | None:
    """Why there is nobody to write to, or None when there is."""
    if found.of(delivery) is not None:
        return None
    if delivery.contact_id is not None:
        return CancelReason.NO_ADDRESS
    return CancelReason.STREAM_OFF if delivery.person_id in found.persons else CancelReason.MAIL_OFF


def _letter_or_pointless(
    delivery: ToWrite,
    found: Readers,
    told: list[Planned],
    dropped: Mapping[int, CancelReason],
    facts: BatchFacts,
) -> Letter | Pointless:
    reader, left = found.of(delivery), [n for n in told if n.id not in dropped]
    otherwise = delivery.doubtful and not said_in_doubt.still_stands(told, dropped, facts)
    if reader is None or not left or otherwise:
        reasons = (dropped[n.id] for n in told if n.id in dropped)
        return Pointless(next(reasons, CancelReason.OVERTAKEN))
    return _letter(delivery, reader, left, facts)


def _letter(delivery: ToWrite, reader: Recipient, told: list[Planned], facts: BatchFacts) -> Letter:
    days = facts.mail_days[delivery.partnership_id]
    partnership = SendingPartnership(days.id, days.key, days.name)
    match delivery.kind:
        case DeliveryKind.MEETING:
            return _meeting_letter(reader, partnership, told, facts)
        case DeliveryKind.REPORTER:
            return reporter_letter(reader, partnership, told, facts)
        case _:
            why = _why_all(told, facts)
            lines = _case_lines(reader, told, facts, why=not why)
            return NoticesLetter(reader, partnership, tuple(lines), why)


def _why_all(told: list[Planned], facts: BatchFacts) -> tuple[Clause, ...]:
    """Why the reader hears of several cases, where it is the same for all; else nothing."""
    cases = {facts.case(notice).id for notice in told}
    alike = {
        tuple(wording.because(facts.definition(facts.case(n)), n.data.get("roles", ())))
        for n in told
    }
    return alike.pop() if len(cases) > 1 and len(alike) == 1 else ()


def _case_lines(
    reader: Recipient, told: list[Planned], facts: BatchFacts, *, why: bool
) -> Iterable[CaseLine]:
    """A line for each case; each says why the reader hears of it, where that is asked for."""
    today = local_day(facts.now)
    of_case: dict[int, list[Planned]] = defaultdict(list)
    for notice in told:
        beside = {"there": facts.linked_ref(notice), "by": facts.actor(notice)}
        more = beside | facts.outcome(notice)
        of_case[facts.case(notice).id].append(notice._replace(data=notice.data | more))
    cases = [facts.cases[number] for number in of_case]
    for case in sorted(cases, key=lambda case: (case.due_on or date.max, case.id)):
        definition = facts.definition(case)
        hers = _is_hers(definition, of_case[case.id])
        definition = definition.to_reporter if hers else definition
        said = of_case[case.id] if why else [_without_why(each) for each in of_case[case.id]]
        if facts.sees(reader.person_id, case):
            known = {day: name for name, day in facts.running(case)}
            line = case_lines.line(definition, case, said, today, known)
            yield _to_reporter(line, case, definition, said, facts) if hers else line
        else:
            yield case_lines.hidden_line(definition, case, said)


def _to_reporter(
    line: CaseLine, case: Case, definition: Definition, told: list[Planned], facts: BatchFacts
) -> CaseLine:
    """The line as whoever reported reads it: the deadlines of others, and that of an answer which
    she has or did not want, do not stand there."""
    due = next(iter(due_to_reporter(case, definition, told, facts)), None)
    day = next((day for day, _name in days_to_reporter(case, definition, told, facts)), None)
    late = day is not None and day < local_day(facts.now)
    return replace(line, due=due, due_on=day, overdue=late)


def _is_hers(definition: Definition, told: Iterable[Planned]) -> bool:
    """Whether all is told to whoever reported as that: in the words for her."""
    hers = [definition.reporting_role]
    return all(notice.data.get("roles") == hers for notice in told)


def _without_why(notice: Planned) -> Planned:
    return notice._replace(data=notice.data | {"roles": ()})


def _meeting_letter(
    reader: Recipient, partnership: SendingPartnership, told: list[Planned], facts: BatchFacts
) -> MeetingLetter:
    meeting, kinds = facts.meeting(told[0]), by_weight(told)
    moved = next((n.data for n in told if "from" in n.data), None)
    calendar = facts.mail_days[partnership.id].calendar
    asked = (meetings_ahead.asks(kind, meeting, calendar) for kind in kinds)
    return MeetingLetter(
        recipient=reader,
        partnership=partnership,
        what=kinds[0],
        meeting=meeting_line(meeting),
        moved_from=date.fromisoformat(moved["from"]) if moved else None,
        items=tuple(facts.items(meeting.id, reader.person_id)),
        reasons=tuple(each for each in asked if each is not None),
        why=facts.seat(meeting, reader.person_id),
        moved_clock=moved.get("from_clock", "") if moved else "",
    )
