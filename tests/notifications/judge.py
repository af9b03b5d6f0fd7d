"""What must be true of what was mailed, whatever happened: asked of the mails themselves, of cases,
seats and meetings as they stand, and of the trace; of notices only what they say came of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text

from engine.cases.events import CORRECTED, OPENED, Event, events_of
from engine.cases.reading import visible_refs
from engine.cases.records import CASE_COLUMNS, Case
from engine.cases.role_holders import Asked, Circle
from engine.days.calendar import local, local_day
from engine.definitions import machine, versions
from engine.errors import NotFound
from engine.people.actors import OPERATOR, Actor, find_actor
from engine.seals import moment_as_text
from engine.storage.session import Session
from engine.storage.statements import Statement
from notifications import checks
from notifications.letters.marks import marks_of
from notifications.notices import meetings_ahead
from notifications.notices.mail_days import mail_days
from notifications.notices.meetings_ahead import Coming
from notifications.notices.notices import NoticeKind, Planned
from notifications.notices.of_meetings import BACK
from notifications.notices.quiet import QUIET
from notifications.notices.store import COLUMNS
from tests.notifications.postbox import Letter, Postbox
from workflows import health

SECRET = "hemmelig"  # stands in what is reported, and so in no mail
TIMES = range(6)  # so often a notice may have been planned anew
ANEW = timedelta(days=25)  # what comes back does so within so long
NEXT = """
    SELECT min(moment) FROM (
        SELECT CASE WHEN lease_until > next_at THEN lease_until ELSE next_at END AS moment
        FROM delivery WHERE state IN ('queued', 'in_doubt')
        UNION ALL SELECT send_at FROM notice
        WHERE state = 'planned' AND delivery_id IS NULL AND send_at <= :soon
    )
"""
WAITS = """
    SELECT 'mail ' || id || ' ' || kind || ' ' || state || ' ' || reply
    FROM delivery WHERE state NOT IN ('sent', 'cancelled')
    UNION ALL SELECT 'notice ' || id || ' ' || kind || ' ' || send_at
    FROM notice WHERE state = 'planned' AND (send_at <= :now OR delivery_id IS NOT NULL)
"""
TIES = {"bodies", "supporting", "handler"}
NO_MAIL = "SELECT 1 FROM person WHERE id = ? AND NOT mail"
UNMAILED = "SELECT message_id FROM delivery WHERE state = 'sent' AND reply <> :found"
# Seats are left, councils do not adopt and days pass: of that doctor tells, and no mail is wrong.
EXPLAINED = {"no_seat", "waits_for_nobody", "not_adopted", "runs_on", "search_behind", "no_tick"}
_CASES = Statement(CASE_COLUMNS[0].table.select().with_only_columns(*CASE_COLUMNS))
_NOTICES = Statement(COLUMNS[0].table.select().with_only_columns(*COLUMNS))


@dataclass
class Judge:
    """`left` are those whose seats changed and `silenced` those who wanted no mail at some time;
    `spoiled` are the meetings of which a database that was restored does not know what was told."""

    box: Postbox
    left: set[str] = field(default_factory=set)
    silenced: set[str] = field(default_factory=set)
    spoiled: set[str] = field(default_factory=set)
    restored: bool = False
    seen: list[str] = field(default_factory=list)

    def cases(self, session: Session) -> list[Case]:
        """Every case, as it stands."""
        return [Case(*row) for row in session.rows(_CASES)]

    def meetings(self, session: Session, now: datetime) -> list[Coming]:
        """Every meeting, as it stands."""
        numbers = [row[0] for row in session.driver.execute("SELECT id FROM meeting").fetchall()]
        return [*meetings_ahead.by_ids(session, numbers, local_day(now)).values()]

    # As a mail comes

    def look(self, session: Session, letter: Letter) -> None:
        """Keep what is wrong with a mail that comes."""
        self.seen += [f"{each}: {letter}" for each in self._wrong_with(session, letter)]

    def _wrong_with(self, session: Session, letter: Letter) -> Iterator[str]:
        known = self.box.marks()[letter.to]
        moved = letter.entry is not None and letter.entry.uid in self.spoiled
        if self.box.found(letter.message_id) and not moved:
            yield "the same mail came before"
        if again := known & set(letter.marks):
            yield f"told before: {again}"
        if len(set(letter.marks)) < len(letter.marks):
            yield "told twice in one mail"
        if not any(days.open_at(letter.at) for days in mail_days(session).values()):
            yield f"no mail goes at {local(letter.at)}"
        if SECRET in letter.text:
            yield "what was reported stands in it"
        yield from self._not_for(session, letter)
        yield from self._calls(session, letter)

    def _not_for(self, session: Session, letter: Letter) -> Iterator[str]:
        try:
            reader = find_actor(session, letter.to)
        except NotFound:
            return  # whoever reported without an account
        titles = {case.ref: case.title for case in self.cases(session)}
        named = {ref for ref, title in titles.items() if title and title in letter.text}
        for ref in named - visible_refs(session, named, reader, local_day(letter.at)):
            yield f"{ref} is nothing for this reader"
        if session.driver.execute(NO_MAIL, (reader.person_id,)).fetchall():
            yield "wants no mail"

    def _calls(self, session: Session, letter: Letter) -> Iterator[str]:
        """A calendar entry says how the meeting stands, to somebody whom it concerns."""
        if letter.entry is None:
            return
        known = {meeting.uid: meeting for meeting in self.meetings(session, letter.at)}
        meeting = known[letter.entry.uid]
        method = "REQUEST" if meeting.planned else "CANCEL"
        if letter.entry[1:] != (method, meeting.begins):
            yield f"stands otherwise: {meeting}"
        if meeting.planned and meeting.begins <= letter.at:
            yield "the meeting has begun"
        told = (letter.to, letter.entry.uid) in self.box.last_entries()
        reader = find_actor(session, letter.to).person_id
        if not told and not meeting.concerns(reader, None):
            yield "the meeting is nothing for this reader"

    # When all is quiet

    def next_moment(self, session: Session, latest: datetime) -> datetime | None:
        """When something goes that was planned by that moment, the latest that any clock has shown;
        None where nothing waits. What must rest in the evening goes in the morning."""
        rested = latest + QUIET
        soon = max(days.soon(rested) for days in mail_days(session).values())
        with session.begin():
            found = session.execute(text(NEXT), {"soon": moment_as_text(soon)}).scalar()
        return datetime.fromisoformat(found) if found else None

    def wrong(self, session: Session, now: datetime) -> list[str]:
        """What is not as it must be, once all is quiet."""
        with session.begin():
            found = session.execute(text(WAITS), {"now": moment_as_text(now)}).scalars().all()
            sent = session.execute(text(UNMAILED), {"found": "found in the archive"}).scalars()
            ids = {letter.message_id for letter in self.box.letters}
            wrong = [*found, *(f"{each} was never taken" for each in sent if each not in ids)]
        wrong += [str(each) for each in health.breaks(session, OPERATOR, local_day(now))]
        wrong += self._steps(session, now)
        wrong += self._as_recorded(session)
        wrong += self._calendars(session, now)
        return [*wrong, *self._doctor(session, now)]

    def _doctor(self, session: Session, now: datetime) -> Iterator[str]:
        found = [*health.faults(session, OPERATOR, local_day(now))]
        found += checks.faults(session, OPERATOR, now)
        return (f"doctor: {code} {said}" for code, said in found if code not in EXPLAINED)

    def _steps(self, session: Session, now: datetime) -> Iterator[str]:
        """Whoever is told of a step by the definition, and may still hear of it, was."""
        told = self.box.marks()
        for case in self.cases(session):
            events = events_of(session, case.id)
            undone = {event.parts.get("corrects") for event in events if event.kind == CORRECTED}
            # Who had it before it went to others cannot be asked of the ties that stand.
            given = [event.seq for event in events if TIES & event.parts.get("changes", {}).keys()]
            for event in events[max(given, default=1) - 1 :]:
                if event.kind == CORRECTED or event.seq in undone or event.at < now - ANEW:
                    continue  # what is taken back is told by what it took back
                for reader in self._hearing(session, case, event, now):
                    if not self._marks(session, event, reader) & told[reader.email]:
                        yield f"{case.ref} event {event.seq} was never told to {reader.email}"

    def _hearing(
        self, session: Session, case: Case, event: Event, now: datetime
    ) -> Iterator[Actor]:
        definition = versions.by_id(session, case.definition_id)
        action = machine.action(definition, event.from_state or "", event.action)
        tells = definition.opening.tells if event.kind == OPENED else action.tells if action else ()
        asked = Asked(case.id, case.partnership_id, definition, tuple(definition.roles))
        then, today = local_day(event.at), local_day(now)
        circle = Circle(session, [asked], min(then, today))
        both = circle.any_of(asked, tells, then) & circle.any_of(asked, tells, today)
        for number in both - {event.by}:
            reader = find_actor(session, person_id=number)
            sees = visible_refs(session, [case.ref], reader, today)
            if sees and reader.email not in self.silenced | self.left:
                yield reader

    def _marks(self, session: Session, event: Event, reader: Actor) -> set[str]:
        """Those of which a mail has one that told it."""
        moment = event.recorded_at
        notice = Planned(
            key=f"{NoticeKind.STEP}:{event.id}:{reader.person_id}",
            kind=NoticeKind.STEP,
            occurrence=str(event.seq),
            partnership_id=0,
            data={},
            planned_at=moment,
            send_at=moment,
            case_id=event.case_id,
            event_id=event.id,
        )
        planned = [notice._replace(id=times, times=times) for times in TIMES]
        return set(marks_of(session, planned, {}, lambda _notice: reader.email).values())

    def _as_recorded(self, session: Session) -> Iterator[str]:
        """What stands as told was told, and what stands as not told was not."""
        notices = [Planned(*row) for row in session.rows(_NOTICES)]
        of_cases = [n for n in notices if n.meeting_id is None and n.person_id is not None]
        addresses = {
            number: find_actor(session, person_id=number).email
            for number in {n.person_id for n in of_cases}
        }
        told = self.box.marks()
        marks = marks_of(session, of_cases, {}, lambda n: addresses[n.person_id])
        for notice in of_cases:
            came = marks[notice.id] in told[addresses[notice.person_id]]
            if came and notice.state == "cancelled" and not self.restored:
                yield f"{notice.key} came, and stands as {notice.reason}"
            if not came and notice.state == "told":
                yield f"{notice.key} stands as told and never came"

    def _calendars(self, session: Session, now: datetime) -> Iterator[str]:
        """The calendar of whoever sits there says how the meeting stands."""
        entries, today = self.box.last_entries(), local_day(now)
        days = mail_days(session)
        for meeting in self.meetings(session, now):
            if meeting.uid in self.spoiled or meeting.begins <= now or meeting.state == "held":
                continue
            calendar = days[meeting.partnership_id].calendar
            called = meeting.planned and calendar.add(meeting.day, -3) <= today
            for number in meeting.members - {meeting.mover}:
                reader = find_actor(session, person_id=number)
                if reader.email in self.silenced:
                    continue
                entry = entries.get((reader.email, meeting.uid))
                if entry and not meeting.planned and entry.starts < now - BACK:
                    continue  # that a day long past was cancelled nobody need hear
                right = ("REQUEST", meeting.begins) if meeting.planned else ("CANCEL",)
                if (entry is None and called) or (
                    entry is not None and (entry.method, entry.starts)[: len(right)] != right
                ):
                    yield f"{reader.email} has {entry} of {meeting}"

    # When a backup comes back

    def standing(self, session: Session, now: datetime) -> dict[str, Any]:
        """How each meeting stands, by what calendars know it by."""
        return {m.uid: (m.day, m.clock, m.state, m.sequence) for m in self.meetings(session, now)}

    def lost(self, before: dict[str, Any], session: Session, now: datetime) -> None:
        """Nobody knows any more what happened since: what was told of these meetings is told."""
        after = self.standing(session, now)
        self.spoiled |= {uid for uid in before if before[uid] != after.get(uid)}
        self.restored = True
