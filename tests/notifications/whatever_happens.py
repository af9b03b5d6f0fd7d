"""A partnership that lives at random: people do what they may, seats and days change, ticks die,
mail servers are away, backups come back; and what is mailed meanwhile is judged."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any
from unittest.mock import patch

from hypothesis import HealthCheck, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from engine.cases.records import Case
from engine.cases.steps import correct
from engine.days.calendar import local_day
from engine.definitions import machine, versions
from engine.errors import BadInput, NotFound, Refused
from engine.people import registry
from engine.people.actors import OPERATOR
from engine.people.acts import Act
from engine.storage.database import Database
from engine.storage.session import Session
from notifications.letters.mime import Letterhead
from notifications.notices.mail_days import mail_days
from notifications.restore import restore
from notifications.sending import hold
from notifications.sending.tick import TickWith, tick
from tests.mailbox import MONDAY, Mailroom, open_mailroom
from tests.notifications.judge import Judge
from tests.notifications.postbox import TROUBLES, Died, Letter, Postbox
from tests.world import INPUTS, build, found
from workflows.backups import back_up
from workflows.councils import agenda, decisions, meetings, reviving
from workflows.councils.agenda import ItemIn, Outcome
from workflows.councils.meetings import Meeting
from workflows.partnerships.closing import ClosedIn, close

ACTING = ("secretary", "owner", "handler", "gp")
SEATED = ("member", "observer", "owner", "other", "handler", "gp", "stranger")
BODIES = ("asu", "fagrad-1", "fagrad-2", "mottak", "sekretariat")
COUNCILS = ("asu", "fagrad-1")
PAUSES = [timedelta(minutes=20), timedelta(hours=2), *map(timedelta, (1, 2, 5, 9, 25))]
AHEAD = [timedelta(minutes=number) for number in (1, 20, 55)]  # a jump of an hour is refused
MOST_COMMITS = 40
NUMBERS = st.integers(0, 9)


def begun(database: Database) -> None:
    """In a peopled database: a measure that is worked on, a report that waits, a meeting ahead. A
    life begins before any of it is told."""
    with database.session() as session:
        office = open_mailroom(session)
        office.ongoing("Tiltak nummer 0 ferdig")
        office.do(office.deviation(email="fastlege@example.no"), "route", handler="mottak")
        office.meeting(MONDAY.date() + timedelta(days=9))
        office.meeting(MONDAY.date() + timedelta(days=30), "fagrad-1")
        session.driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # the file is all of it


class Whatever(RuleBasedStateMachine):
    """`template` is a database with the office in it."""

    template: Path

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="whatever-"))
        self.now = self.latest = MONDAY
        self.lives = self.named = 0
        self.backup: Path | None = None
        shutil.copyfile(self.template, self.place)
        self.box = Postbox(lambda: self.now, self.come)
        self.judge = Judge(self.box)
        self.open()

    @property
    def place(self) -> Path:
        """Where the database is; each that was restored lies elsewhere."""
        return self.folder / f"{self.lives}.db"

    def open(self) -> None:
        self.database = Database(f"sqlite:///{self.place}", durable=False)
        self.session = self.database.session()
        world = found(self.session)
        self.office = Mailroom(self.session, world, registry.partnership(self.session, "fjord"))

    def close(self) -> None:
        self.session.close()
        self.database.close()

    def teardown(self) -> None:
        if hasattr(self, "session"):
            try:
                self.settle()
            finally:
                self.close()
                shutil.rmtree(self.folder)

    def come(self, letter: Letter) -> None:
        self.judge.look(self.session, letter)

    def attempt(self, act: Callable[[], object]) -> None:
        with suppress(Refused, BadInput, NotFound):
            act()

    def act(self, who: str = "secretary") -> Act:
        return Act(getattr(self.office, who), self.now, reason="Feil")

    # What people do

    @rule(who=st.sampled_from(("owner", "other", "secretary", "", "fastlege@example.no")))
    def begin_a_case(self, who: str) -> None:
        """A measure is proposed, or something is reported, with an address or without."""
        self.named += 1
        title = f"Tiltak nummer {self.named} ferdig"
        if who in ACTING or who == "other":
            self.attempt(lambda: self.office.measure(title, at=self.now, by=who))
        else:
            self.attempt(lambda: self.office.deviation(at=self.now, email=who or None))

    def cases(self) -> list[Case]:
        return self.judge.cases(self.session)

    @rule(number=NUMBERS, step=NUMBERS)
    def step(self, number: int, step: int) -> None:
        """One that is possible, by the first who may."""
        if cases := self.cases():
            case = cases[number % len(cases)]
            definition = versions.by_id(self.session, case.definition_id)
            if names := [action.name for action in machine.possible(definition, case.state)]:
                name = names[step % len(names)]
                said = {"comment": "Rettet", "at": self.now, **INPUTS.get(name, {})}
                self.attempt(lambda: self.by_anyone(case, name, said))

    def by_anyone(self, case: Case, name: str, said: dict[str, Any]) -> None:
        for who in ACTING:
            with suppress(Refused, BadInput):
                self.office.do(case, name, by=who, **said)
                return

    @rule(number=NUMBERS, body=st.sampled_from(("asu", "fagrad-1", "fagrad-2")))
    def give_to(self, number: int, body: str) -> None:
        if cases := [case for case in self.cases() if case.title]:
            case = cases[number % len(cases)]
            said = {"comment": "Feil råd", "at": self.now, "bodies": [body]}
            self.attempt(lambda: self.office.do(case, "change", **said))

    @rule(number=NUMBERS, outcome=st.sampled_from(Outcome))
    def decide(self, number: int, outcome: Outcome) -> None:
        if cases := [case for case in self.cases() if case.title]:
            self.attempt(lambda: self.meet(cases[number % len(cases)], outcome))

    def meet(self, case: Case, outcome: Outcome) -> None:
        """A council meets today, and decides."""
        self.named += 1
        clock = f"{8 + self.named // 60 % 12:02}:{self.named % 60:02}"
        meeting = self.office.meeting(local_day(self.now), "asu", at=self.now, clock=clock)
        item = agenda.add_item(self.session, meeting, ItemIn(ref=case.ref), self.act())
        decisions.decide(self.session, meeting, item, outcome, "1/26", self.act())
        decisions.hold(self.session, meeting, self.act())

    @rule(number=NUMBERS)
    def take_back(self, number: int) -> None:
        if cases := self.cases():
            case = cases[number % len(cases)]
            self.attempt(lambda: correct(self.session, case, self.act()))

    @rule(ahead=st.integers(0, 40), body=st.sampled_from(COUNCILS), hour=st.integers(8, 18))
    def call(self, ahead: int, body: str, hour: int) -> None:
        self.named += 1
        day, clock = self.ahead(ahead), f"{hour:02}:{self.named % 60:02}"
        self.attempt(lambda: self.office.meeting(day, body, at=self.now, clock=clock))

    def ahead(self, days: int) -> date:
        return local_day(self.now) + timedelta(days=days)

    def meeting(self, number: int) -> Meeting | None:
        known = self.judge.meetings(self.session, self.now)
        if not known:
            return None
        found = known[-1 - number % len(known)]
        return meetings.get(self.session, found.id, OPERATOR, local_day(self.now))

    @rule(number=NUMBERS, ahead=st.integers(-10, 40))
    def change_a_meeting(self, number: int, ahead: int) -> None:
        """It is moved, cancelled, or held after all."""
        if meeting := self.meeting(number):
            day = self.ahead(ahead)
            if meeting.state == "cancelled":
                self.attempt(lambda: reviving.revive(self.session, meeting, self.act()))
            elif ahead < 0:
                self.attempt(lambda: meetings.cancel(self.session, meeting, self.act()))
            else:
                self.attempt(
                    lambda: meetings.move(self.session, meeting, day, None, act=self.act())
                )

    @rule(who=st.sampled_from(SEATED), body=st.sampled_from(BODIES), joins=st.booleans())
    def change_a_seat(self, who: str, body: str, joins: bool) -> None:
        self.judge.left.add(f"{who}@example.no")
        if joins:
            self.attempt(lambda: self.office.join(who, body, since=local_day(self.now)))
        else:
            self.attempt(lambda: self.office.leave(who, self.ahead(-1), body))

    @rule(days=st.integers(0, 20), who=st.sampled_from(("deputy", "gp", "handler")))
    def stand_in(self, days: int, who: str) -> None:
        """Somebody acts for a member who is away."""
        world, since = self.office.world, local_day(self.now)
        away, until = self.office.owner, self.ahead(days)
        self.attempt(lambda: world.stand_in(who, away, "fagrad-1", since, until))
        self.judge.left.add(f"{who}@example.no")

    @rule(first=st.integers(1, 20), length=st.integers(0, 5))
    def close_days(self, first: int, length: int) -> None:
        given = ClosedIn(self.ahead(first), self.ahead(first + length), "Stengt")
        here, act = self.office.partnership, Act(OPERATOR, self.now)
        self.attempt(lambda: close(self.session, here, given, act))

    @rule(who=st.sampled_from(("member", "other", "gp")))
    def silence(self, who: str) -> None:
        self.office.silence(who)
        self.judge.silenced.add(f"{who}@example.no")

    # What happens to the machine

    @rule(pause=st.sampled_from(PAUSES))
    def time_passes(self, pause: timedelta) -> None:
        self.now += pause

    @rule(ahead=st.sampled_from(AHEAD))
    def clock_is_put_right(self, ahead: timedelta) -> None:
        """It was ahead, and goes back."""
        self.latest = max(self.latest, self.now)
        self.now -= ahead

    @rule()
    def tick(self) -> None:
        report = tick(
            self.database,
            self.now,
            mailer=self.box,
            clock=lambda: self.now,
            given=TickWith(self.box),
        )
        wrong = [*self.judge.seen, *map(str, report.failures.items())]
        assert not wrong, "\n".join(wrong)

    @rule(turn=st.integers(0, 3), what=st.sampled_from(sorted(TROUBLES)), again=st.booleans())
    def tick_in_trouble(self, turn: int, what: str, again: bool) -> None:
        self.box.trouble = {turn: what} | ({turn + 2: what} if again else {})
        with suppress(Died):
            self.tick()
        self.box.trouble = {}

    @rule(commit=st.integers(0, MOST_COMMITS), after=st.booleans())
    def tick_that_dies(self, commit: int, after: bool) -> None:
        left, keep = commit, Session.keep

        def dying(session: Session) -> None:
            nonlocal left
            left -= 1
            if left < 0 and not after:
                raise Died
            keep(session)
            if left < 0:
                raise Died

        with suppress(Died), patch.object(Session, "keep", dying):
            self.tick()

    @rule()
    @precondition(lambda self: self.backup is None)
    def back_up(self) -> None:
        self.backup = self.folder / f"{self.lives}.zip"
        back_up(self.database, self.backup, self.now)

    @rule()
    @precondition(lambda self: self.backup is not None)
    def come_back(self) -> None:
        """The database is lost, and the backup is what there is."""
        assert self.backup is not None
        before = self.judge.standing(self.session, self.now)
        self.close()
        self.lives += 1
        place, host = f"sqlite:///{self.place}", Letterhead().host
        restore(place, self.backup, self.now, archive=self.box, host=host)
        self.backup = None
        self.open()
        self.judge.lost(before, self.session, self.now)

    @rule()
    @precondition(lambda self: self.lives)
    def release(self) -> None:
        self.attempt(lambda: hold.release(self.session, Act(OPERATOR, self.now)))

    @rule()
    def settle(self) -> None:
        """Ticks come, and mail goes, until nothing waits any more: then everything must be told."""
        self.release()
        for _each in range(40):  # a lease of before the clock went back lasts for hours
            self.now = self.open_from(self.now)
            self.tick()
            latest = max(self.latest, self.now)  # from then on goes what was planned then
            later = self.judge.next_moment(self.session, latest)
            if later is None:
                break
            self.now = max(later, self.now + timedelta(minutes=5))
        wrong = self.judge.wrong(self.session, self.now)
        assert not wrong, "\n".join(wrong)

    def open_from(self, moment: datetime) -> datetime:
        """When mail goes next."""
        return mail_days(self.session)[self.office.partnership.number].soon(moment)


def play(database: Database, lives: int, steps: int, which: int) -> None:
    """So many lives of so many steps, each from a copy of that peopled SQLite database; the same
    ones each time for the same number."""
    begun(database)
    Whatever.template = Path(str(database.url.database))
    run_state_machine_as_test(
        seed(which)(Whatever),
        settings=settings(
            max_examples=lives,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def soak(url: str, lives: int, which: int) -> None:
    """Play so many long lives in that empty database; fails with the steps of the shortest life in
    which something is wrong."""
    database, started = Database(url, durable=False), monotonic()
    with database.session() as session:
        build(session)
    play(database, lives, 50, which)
    database.close()
    took = round(monotonic() - started)
    print(f"| whatever happens | SQLite | {which} | {lives} lives | {took} s |", flush=True)
