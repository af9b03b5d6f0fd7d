"""The world as those see it who are mailed: a small office of Fjord, what its people do, and what
Samsak mails for it.

People and bodies are the world's own; `open_mailroom` only moves some of them to other seats, so
that a notice finds two in the secretariat, and nobody beside those who are named here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import text

from engine.cases.events import Event
from engine.cases.lists import Wanted, every
from engine.cases.opening import open_case
from engine.cases.records import Case
from engine.definitions import versions
from engine.people import registry
from engine.people.actors import ANYONE, OPERATOR, Actor, find_actor
from engine.people.acts import Act
from engine.people.seats import end_seats, seats_after
from engine.people.tables import Body, Partnership
from engine.storage.session import Session
from notifications.digest import runs
from notifications.letters.forgetting import forget_reporter
from notifications.letters.letters import Letter, Pointless
from notifications.notices import bundles, planner
from notifications.outbox.deliveries import DeliveryState
from notifications.sending import compose
from tests.world import SETTING_UP, World, found
from workflows.councils import agenda, decisions, meetings
from workflows.councils.agenda import ItemIn, Outcome
from workflows.councils.ever_called import ever_called
from workflows.councils.meetings import Meeting
from workflows.deviations import reports
from workflows.deviations.contacts import AnswerTo
from workflows.known_definitions import load_definitions
from workflows.partnerships.closing import ClosedIn, close
from workflows.partnerships.leaving import leave_body

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # 10:00 in Oslo, an ordinary working day
SATURDAY = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)
BEFORE = datetime(2026, 1, 2, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)

# Where each of the office sits, beside or instead of where the world seats them.
SEATS = {
    "stranger": ("sekretariat", "secretary"),
    "observer": ("asu", "observer"),
    "other": ("fagrad-1", "member"),
    "gp": ("sengepost", "member"),
}
LEFT = {
    "observer": "fjord/fagrad-1",
    "other": "fjord/fagrad-2",
    "gp": "fjord/fastleger",
    "mayor": "fjord/psu",
    "deputy": "fjord/fagrad-1",
    "neighbour": "nabo/sekretariat",
}
PEOPLE = ("secretary", "stranger", "member", "observer", "owner", "other", "handler", "gp")


@dataclass
class Mail:
    """A mail that was sent in this world."""

    to: str
    kind: str
    letter: Letter
    at: datetime


@dataclass
class Mailroom:
    """What a test looks at. `mails` collects what was sent."""

    session: Session
    fjord: World
    partnership: Partnership
    mails: list[Mail] = field(default_factory=list)

    def __getattr__(self, name: str) -> Actor:
        """A person of the office as one who acts."""
        if name not in PEOPLE:
            raise AttributeError(name)
        return find_actor(self.session, f"{name}@example.no")

    @property
    def world(self) -> World:
        """The world on the session of now."""
        return self.fjord.on(self.session)

    def id(self, name: str) -> int:
        number = getattr(self, name).person_id
        assert number is not None
        return int(number)

    @property
    def bodies(self) -> dict[str, Body]:
        """The bodies of the partnership, by their keys."""
        return {each.key: each for each in registry.bodies(self.session, self.partnership.number)}

    def name_of(self, address: str) -> str:
        return address.partition("@")[0]

    # What people do

    def measure(
        self,
        title: str = "Felles opplæring",
        *,
        at: datetime = MONDAY,
        by: str = "owner",
        **inputs: Any,
    ) -> Case:
        return self.world.measure(title, by=getattr(self, by), at=at, **{"years": [2027], **inputs})

    def deviation(
        self,
        *,
        at: datetime = MONDAY,
        email: str | None = None,
        by: Actor = ANYONE,
        **inputs: Any,
    ) -> Case:
        given = {"what": "En hemmelig fortelling", "kind": "breach", "wants_answer": True, **inputs}
        unit = self.bodies["mottak"]
        return reports.report(self.session, unit, given, Act(by, at), AnswerTo(email, "nn")).case

    def do(
        self,
        case: Case,
        action: str,
        *,
        by: str = "secretary",
        at: datetime = MONDAY,
        comment: str = "",
        **inputs: Any,
    ) -> Event:
        return self.world.step(case, action, getattr(self, by), at=at, comment=comment, **inputs)

    def closed_matter(self, owner: str, *, at: datetime = MONDAY) -> Case:
        """A case of the tests' own workflow: its owners hear of it, the council may see it."""
        files = load_definitions(Path(__file__).parent / "notifications" / "workflows")
        versions.store(self.session, files.values(), SETTING_UP)
        given = {"title": "Lukket sak", "owner": owner}
        act = Act(self.secretary, at)
        return open_case(self.session, "closed_matter", self.partnership.number, act, given)

    def fresh(self, case: Case) -> Case:
        return self.world.now(case)

    def meeting(
        self,
        day: date,
        *bodies: str,
        by: str = "secretary",
        at: datetime = MONDAY,
        clock: str = "10:00",
    ) -> Meeting:
        called = [self.bodies[name] for name in bodies or ("asu",)]
        return meetings.add(self.session, called, day, clock, Act(getattr(self, by), at))

    def approve(
        self, case: Case, *, at: datetime = MONDAY, outcome: Outcome = Outcome.APPROVED
    ) -> None:
        """Through a held meeting of the council."""
        day = at.date()
        known = ever_called(self.session, self.partnership.number)
        minute = sum(day in each.days for each in known)
        meeting = self.meeting(day, "asu", at=at, clock=f"10:{minute:02}")
        act = Act(self.secretary, at)
        item = agenda.add_item(self.session, meeting, ItemIn(ref=case.ref), act)
        decisions.decide(self.session, meeting, item, outcome, "1/26", act)
        decisions.hold(self.session, meeting, act)

    def ongoing(
        self,
        title: str = "Felles opplæring",
        *,
        at: datetime = MONDAY,
        starter: str = "owner",
        **inputs: Any,
    ) -> Case:
        case = self.measure(title, at=at, **inputs)
        self.approve(case, at=at)
        self.do(case, "assign", at=at)
        self.do(case, "start", by=starter, at=at)
        return self.fresh(case)

    def close(self, first: date, last: date | None = None) -> None:
        """New closed days; what runs is reckoned anew, as the command does."""
        given = ClosedIn(first, last or first, "Stengt")
        close(self.session, self.partnership, given, Act(OPERATOR, MONDAY))

    def leave(self, name: str, last: date, body: str | None = None) -> None:
        """Out of one body, or of all."""
        who = getattr(self, name)
        own = {post.body_id for post in who.posts if post.valid_to >= last}
        for each in [self.bodies[body]] if body else self.bodies.values():
            if each.id in own:
                leave_body(self.session, who, each, last, Act(OPERATOR, MONDAY))

    def join(
        self,
        name: str,
        body: str,
        *,
        role: str = "member",
        since: date | None = None,
    ) -> None:
        self.world.seat(name, body, role, since)

    def forget_reporters(self) -> None:
        """Remove where the reporters of all deviations are answered."""
        act = Act(self.secretary, MONDAY)
        for listed in every(self.session, Wanted("deviation"), OPERATOR, MONDAY.date()):
            forget_reporter(self.session, listed.case, act)

    def silence(self, name: str) -> None:
        self.world.change(name, mail=False)

    def speak_to(self, name: str) -> None:
        self.world.change(name, mail=True)

    # What Samsak does

    def plan(self, now: datetime = MONDAY) -> int:
        return planner.plan(self.session, now)

    def tick(
        self, now: datetime = MONDAY, *, deliver: Callable[[Letter], bool] = lambda _letter: True
    ) -> list[Mail]:
        """All of a tick, with a mail server that takes what `deliver` says; the mails that were
        sent."""
        planner.plan(self.session, now)
        runs.plan_digests(self.session, now)
        bundles.bundle(self.session, now)
        return self.send(now, deliver=deliver)

    def send(
        self, now: datetime, *, deliver: Callable[[Letter], bool] = lambda _letter: True
    ) -> list[Mail]:
        """Send what is in the outbox, as the sender does it."""
        sent = []
        for delivery in self.queued():
            letter = compose.letters_for(self.session, [delivery], now)[delivery.id]
            if isinstance(letter, Pointless):
                self.record(delivery.id, DeliveryState.CANCELLED, str(letter.reason))
            elif deliver(letter):
                with self.session.begin():
                    self.record(delivery.id, DeliveryState.SENT)
                    compose.settle(self.session, [delivery], now)
                sent.append(
                    Mail(self.name_of(letter.recipient.address), delivery.kind, letter, now)
                )
        self.mails += sent
        return sent

    def queued(self) -> list[Any]:
        return list(
            self.session.execute(
                text(
                    "SELECT id, kind, partnership_id, person_id, contact_id, 1 = 0 AS doubtful"
                    " FROM delivery WHERE state = 'queued' ORDER BY id"
                )
            ).all()
        )

    def record(self, number: int, state: DeliveryState, reply: str = "") -> None:
        with self.session.begin():
            self.session.execute(
                text("UPDATE delivery SET state = :s, reply = :r WHERE id = :id"),
                {"s": state.value, "r": reply, "id": number},
            )

    def replies(self, person: int | None) -> set[str]:
        """What was noted with the mails to that person that were cancelled."""
        rows = self.session.execute(
            text("SELECT person_id, reply FROM delivery WHERE state = 'cancelled'")
        )
        return {row.reply for row in rows if row.person_id == person}

    def notices(self, **wanted: Any) -> list[Any]:
        """The notices with these values, oldest first."""
        where = " AND ".join(f"{name} = :{name}" for name in wanted) or "1 = 1"
        return list(
            self.session.execute(
                text(f"SELECT * FROM notice WHERE {where} ORDER BY id"), wanted
            ).all()
        )

    def told(self, kind: str | None = None) -> list[tuple[str, str]]:
        """Who is to be told what: (name, kind), sorted; those that were cancelled left out."""
        names = {self.id(name): name for name in PEOPLE}
        found = [
            (names.get(n.person_id, "reporter"), n.kind)
            for n in self.notices()
            if n.state != "cancelled"
        ]
        return sorted(each for each in found if kind in (None, each[1]))


def open_mailroom(session: Session) -> Mailroom:
    """The office before anything happened in it, in a database where the world is."""
    world = found(session)
    for name, key in LEFT.items():
        body = registry.body(session, key)
        who = find_actor(session, f"{name}@example.no")
        ending = seats_after(session, body, BEFORE.date(), who)
        end_seats(session, ending, BEFORE.date(), SETTING_UP)  # the one next door is alone there
    room = Mailroom(session, world, registry.partnership(session, "fjord"))
    for name, (key, role) in SEATS.items():
        world.seat(name, key, role)
    world.change("gp", language="nn")
    return room
