"""A secretariat that changes its mind: it moves, cancels and revives meetings, and decides on
measures and takes that back, mostly while nobody knows whether the mails about it arrived."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import TypeVar

from sqlalchemy import text

from engine.cases.records import Case, by_ids
from engine.days.calendar import at_local
from engine.definitions import versions
from engine.errors import Refused
from engine.language.sentences import say
from engine.people.acts import Act
from tests.soak.last_words import Stands, wrong_last_words
from tests.soak.relay import Taken
from tests.soak.secretariat import Secretariat, working
from workflows.councils import meetings, reviving
from workflows.councils.agenda import Outcome
from workflows.councils.meetings import Meeting, MeetingState

SOON = timedelta(minutes=25)  # within which a change comes: a mail in doubt rests for fifteen
CHANGES = (0, 1, 1, 2, 3)  # how often a meeting is changed
BETWEEN = timedelta(minutes=8)  # two measures, so that a mail has room for all that are new
TRIES = 50  # until a time is found at which nobody meets
UNTOLD = "proposed"  # nobody need hear of a measure that stands so
# The last that was called, where nobody has planned who hears of it.
_UNSEEN = """
    SELECT count(*) FROM meeting WHERE state = 'planned' AND sequence = 0
    AND id IN (SELECT max(id) FROM meeting)
    AND NOT EXISTS (SELECT 1 FROM notice WHERE notice.meeting_id = meeting.id)
"""

_ACCOUNT = """
    SELECT n.kind, n.occurrence, n.times, n.state, n.reason, n.planned_at, n.send_at, n.data,
        d.id, d.state, d.attempts, d.doubts, d.tried_at, d.sent_at, d.reply, d.message_id
    FROM notice n JOIN person p ON p.id = n.person_id
    LEFT JOIN meeting m ON m.id = n.meeting_id LEFT JOIN "case" c ON c.id = n.case_id
    LEFT JOIN delivery d ON d.id = n.delivery_id
    WHERE p.email = :reader AND :of IN (m.uid, c.ref) ORDER BY n.id
"""

Done = TypeVar("Done")


@dataclass
class ChangingSecretariat(Secretariat):
    """Members of ASU sit in Fagråd 1 too, and hear of its measures."""

    seats: tuple[tuple[str, str], ...] = (("asu", "member"), ("fagrad-1", "leader"))
    later: list[tuple[datetime, int, Callable[[], None]]] = field(default_factory=list)
    called: list[int] = field(default_factory=list)
    decided: list[Case] = field(default_factory=list)
    numbers: count[int] = field(default_factory=count)

    def acts(self) -> Iterator[bool]:
        """What is due to be changed, else something new while not too much is still to go."""
        self.in_a_while(self.decide_one, self.clock())
        while len(self.called) < self.size.meetings or self.later:
            if self.later and self.later[0][0] <= self.clock():
                heapq.heappop(self.later)[-1]()
            elif len(self.called) < self.size.meetings and self.has_room():
                self.call_one()
            yield True

    def has_room(self) -> bool:
        """Whether not too much is still to go, that of which no tick has seen yet either."""
        return self.waiting <= 5 * self.size.members and not self.count(_UNSEEN)

    def in_a_while(self, what: Callable[[], None], since: datetime) -> datetime:
        """Do it some minutes after that moment."""
        at = since + self.random.uniform(0.05, 1) * SOON
        heapq.heappush(self.later, (at, next(self.numbers), what))
        return at

    def call_one(self) -> None:
        """A meeting, and what becomes of it."""
        at = self.clock()
        days = [working(at.date() + timedelta(days=ahead)) for ahead in (2, 3)]
        number = self.at_some_time(lambda clock: self.call(days[0], clock).number)
        self.called.append(number)
        for _change in range(self.random.choice(CHANGES)):
            at = self.in_a_while(lambda: self.change(number, days), at)

    def change(self, number: int, days: Sequence[date]) -> None:
        """Move the meeting or cancel it; hold it after all where it was cancelled."""
        meeting = self.session.orm.get_one(Meeting, number, populate_existing=True)
        act = Act(self.world.secretary, self.clock())
        if meeting.state == MeetingState.CANCELLED:
            with suppress(Refused):  # another meets at that time by now
                reviving.revive(self.session, meeting, act)
        elif self.random.random() < 0.4:
            meetings.cancel(self.session, meeting, act)
        else:
            day = self.random.choice(days)
            self.at_some_time(lambda clock: meetings.move(self.session, meeting, day, clock, act))

    def at_some_time(self, do: Callable[[str], Done]) -> Done:
        """Do it at a time at which nobody meets."""
        for _try in range(TRIES):
            try:
                return do(f"{self.random.randint(8, 17):02}:{self.random.randint(0, 59):02}")
            except Refused:
                continue
        raise AssertionError("every time is taken")

    def decide_one(self) -> None:
        """A measure that ASU adopts, or that is put off; as likely as not it is taken back, and
        then put off. Another one while meetings are called."""
        world, at = replace(self.world, at=self.clock()), self.clock()
        with self.session.begin():
            case = world.measure(f"Tiltak {next(self.numbers)}")
            if self.random.random() < 0.5:
                self.adopt(case)
            else:
                self.put_off(case)
        self.decided.append(case)
        if self.random.random() < 0.6:
            at = self.in_a_while(lambda: self.take_back(case), at)
            if self.random.random() < 0.5:
                self.in_a_while(lambda: self.put_off(case), at)
        if len(self.called) < self.size.meetings:
            heapq.heappush(self.later, (world.at + BETWEEN, next(self.numbers), self.decide_one))

    def adopt(self, case: Case) -> None:
        """By a meeting of today that nobody was called to."""
        now = self.clock()
        meeting_of = replace(self.world, at=now)
        number = self.at_some_time(lambda clock: self.call(now.date(), clock).number)
        meeting = self.session.orm.get_one(Meeting, number)
        meeting_of.item(meeting, case, Outcome.APPROVED)
        meeting_of.hold(meeting)

    def put_off(self, case: Case) -> None:
        """Whatever was decided of it before."""
        self.world.step(self.world.now(case), "defer", at=self.clock(), reason="Venter")

    def take_back(self, case: Case) -> None:
        """What was decided last."""
        self.world.correct(self.world.now(case), at=self.clock())

    def due(self) -> dict[str, int]:
        """How often somebody hears of a meeting depends on what they heard before."""
        return {}

    def wrong(self, taken: Sequence[Taken]) -> list[str]:
        """Whose last word is wrong, of a meeting or of a measure."""
        stands = dict(map(self._of_meeting, self.called)) | dict(self._of_cases())
        return [
            "; ".join([said, *self._account(reader, of)])
            for (reader, of), said in wrong_last_words(taken, self.members, stands)
        ]

    def _account(self, reader: str, of: str) -> list[str]:
        """What became of every notice that told that reader of it, and of the mail it went with."""
        rows = self.session.execute(text(_ACCOUNT), {"reader": reader, "of": of}).all()
        return [" ".join(map(str, row)) for row in rows]

    def _of_meeting(self, number: int) -> tuple[str, Stands]:
        meeting = self.session.orm.get_one(Meeting, number, populate_existing=True)
        if meeting.state == MeetingState.CANCELLED:
            return meeting.uid, Stands("CANCEL", heard_by_all=False)
        starts = at_local(meeting.day, time.fromisoformat(meeting.clock))
        return meeting.uid, Stands(f"REQUEST {starts.isoformat()}", heard_by_all=True)

    def _of_cases(self) -> Iterator[tuple[str, Stands]]:
        for case in by_ids(self.session, [each.id for each in self.decided]).values():
            states = versions.by_id(self.session, case.definition_id).states
            said = str(say(states[case.state].label, "nb"))
            yield case.ref, Stands(said, heard_by_all=case.state != UNTOLD)
