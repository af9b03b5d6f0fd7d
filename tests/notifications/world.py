"""A small named world: one partnership with a secretariat, a council, an expert group and a
unit, and the people in them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import text

from engine.cases import records
from engine.cases.events import Event
from engine.cases.opening import open_case
from engine.cases.records import Case
from engine.cases.steps import advance
from engine.definitions import versions
from engine.people.actors import ANYONE, OPERATOR, Actor, find_actor
from engine.people.acts import Act
from engine.people.registry import PersonIn, register_person
from engine.people.seats import SeatIn, join_body
from engine.people.tables import Body, Partnership, Person
from engine.storage.session import Session
from notifications.digest import runs
from notifications.letters.letters import Letter, Pointless
from notifications.notices import bundles, planner
from notifications.outbox.deliveries import DeliveryState
from notifications.sending import compose
from workflows.councils import agenda, decisions, meetings
from workflows.councils.agenda import ItemIn, Outcome
from workflows.councils.meetings import Meeting
from workflows.deviations import reports
from workflows.deviations.reports import AnswerTo
from workflows.known_definitions import load_definitions
from workflows.partnerships.closing import ClosedIn, close

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # 10:00 in Oslo, an ordinary working day
SATURDAY = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)
BEFORE = datetime(2026, 1, 2, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)

BODIES = {
    "sekretariat": "secretariat",
    "asu": "administrative_council",
    "fagrad": "expert_council",
    "avdeling": "unit",
    "legekontor": "unit",
}
PEOPLE = {  # name: (language, body, role)
    "siri": ("nb", "sekretariat", "secretary"),
    "stein": ("nb", "sekretariat", "secretary"),
    "arne": ("nb", "asu", "leader"),
    "odd": ("en", "asu", "observer"),
    "nina": ("nn", "fagrad", "leader"),
    "bjorn": ("nb", "fagrad", "member"),
    "hanne": ("nb", "avdeling", "leader"),
    "gunn": ("nn", "legekontor", "member"),  # a GP
}


@dataclass
class Mail:
    """A mail that was sent in this world."""

    to: str
    kind: str
    letter: Letter
    at: datetime


@dataclass
class World:
    """What a test looks at. `mails` collects what was sent."""

    session: Session
    partnership: Partnership
    bodies: dict[str, Body]
    persons: dict[str, Person]
    mails: list[Mail] = field(default_factory=list)

    def __getattr__(self, name: str) -> Actor:
        """A person of this world as one who acts."""
        if name not in PEOPLE:
            raise AttributeError(name)
        return find_actor(self.session, f"{name}@example.no")

    def id(self, name: str) -> int:
        number = self.persons[name].id
        assert number is not None
        return number

    def name_of(self, address: str) -> str:
        return address.partition("@")[0]

    # What people do

    def measure(
        self,
        title: str = "Felles opplæring",
        *,
        at: datetime = MONDAY,
        by: str = "nina",
        **inputs: Any,
    ) -> Case:
        given = {"title": title, "bodies": ["fagrad"], "years": [2027], **inputs}
        return open_case(
            self.session,
            "measure",
            self.partnership.number,
            Act(getattr(self, by), at),
            {n: v for n, v in given.items() if v is not None},
        )

    def deviation(
        self,
        *,
        at: datetime = MONDAY,
        email: str | None = None,
        by: Actor = ANYONE,
        **inputs: Any,
    ) -> Case:
        given = {"what": "En hemmelig fortelling", "kind": "breach", "wants_answer": True, **inputs}
        unit = self.bodies["avdeling"]
        return reports.report(self.session, unit, given, Act(by, at), AnswerTo(email, "nn")).case

    def do(
        self,
        case: Case,
        action: str,
        *,
        by: str = "siri",
        at: datetime = MONDAY,
        comment: str = "",
        **inputs: Any,
    ) -> Event:
        return advance(
            self.session,
            case,
            action,
            Act(getattr(self, by), at, reason=comment),
            inputs,
        )

    def closed_matter(self, owner: str, *, at: datetime = MONDAY) -> Case:
        """A case of the tests' own workflow: its owners hear of it, the council may see it."""
        files = load_definitions(Path(__file__).parent / "workflows")
        versions.store(self.session, files.values(), Act(OPERATOR, BEFORE))
        given = {"title": "Lukket sak", "owner": owner}
        act = Act(self.siri, at)
        return open_case(self.session, "closed_matter", self.partnership.number, act, given)

    def fresh(self, case: Case) -> Case:
        return records.by_ids(self.session, [case.id])[case.id]

    def meeting(
        self, day: date, *bodies: str, by: str = "siri", at: datetime = MONDAY, clock: str = "10:00"
    ) -> Meeting:
        called = [self.bodies[name] for name in bodies or ("asu",)]
        return meetings.add(self.session, called, day, clock, Act(getattr(self, by), at))

    def approve(self, case: Case, *, at: datetime = MONDAY) -> None:
        """Through a held meeting of the council."""
        day = at.date()
        meeting = self.meeting(day, "asu", at=at)
        act = Act(self.siri, at)
        item = agenda.add_item(self.session, meeting, ItemIn(ref=case.ref), act)
        decisions.decide(self.session, meeting, item, Outcome.APPROVED, "1/26", act)
        decisions.hold(self.session, meeting, act)

    def ongoing(
        self,
        title: str = "Felles opplæring",
        *,
        at: datetime = MONDAY,
        starter: str = "nina",
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
        left = [self.bodies[body].id] if body else [each.id for each in self.bodies.values()]
        with self.session.begin():
            for number in left:
                self.session.execute(
                    text(
                        "UPDATE membership SET valid_to = :last"
                        " WHERE person_id = :person AND body_id = :body"
                    ),
                    {
                        "last": last.isoformat() if self.session.sqlite else last,
                        "person": self.id(name),
                        "body": number,
                    },
                )

    def join(
        self,
        name: str,
        body: str,
        *,
        role: str = "member",
        since: date | None = None,
    ) -> None:
        seat = SeatIn(self.bodies[body], role, since)
        join_body(self.session, self.persons[name], seat, Act(OPERATOR, MONDAY))

    def body(self, kind: str) -> str:
        """Another body, of that kind and by that name."""
        with self.session.begin():
            made = Body(
                partnership_id=self.partnership.id or 0, key=kind, name=kind.upper(), kind=kind
            )
            self.session.orm.add(made)
            self.session.orm.flush()
        self.bodies[kind] = made
        return kind

    def forget_reporters(self) -> None:
        with self.session.begin():
            self.session.execute(text("UPDATE contact SET email = NULL"))

    def silence(self, name: str) -> None:
        self._wants_mail(name, wants=False)

    def speak_to(self, name: str) -> None:
        self._wants_mail(name, wants=True)

    def _wants_mail(self, name: str, *, wants: bool) -> None:
        with self.session.begin():
            self.session.execute(
                text("UPDATE person SET mail = :wants WHERE id = :id"),
                {"wants": wants, "id": self.id(name)},
            )

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
                    compose.settle(self.session, [delivery.id], now)
                sent.append(
                    Mail(self.name_of(letter.recipient.address), delivery.kind, letter, now)
                )
        self.mails += sent
        return sent

    def queued(self) -> list[Any]:
        return list(
            self.session.execute(
                text(
                    "SELECT id, kind, partnership_id, person_id, contact_id FROM delivery WHERE "
                    "state = 'queued' ORDER BY id"
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
        names = {person.id: name for name, person in self.persons.items()}
        found = [
            (names.get(n.person_id, "reporter"), n.kind)
            for n in self.notices()
            if n.state != "cancelled"
        ]
        return sorted(each for each in found if kind in (None, each[1]))


def make_world(session: Session) -> World:
    """The world before anything happened in it."""
    versions.store(session, load_definitions().values(), Act(OPERATOR, BEFORE))
    with session.begin():
        partnership = Partnership(key="nord", name="Helsefellesskapet i nord")
        session.orm.add(partnership)
        session.orm.flush()
        bodies = {
            key: Body(partnership_id=partnership.id or 0, key=key, name=key.upper(), kind=kind)
            for key, kind in BODIES.items()
        }
        session.orm.add_all(bodies.values())
        session.orm.flush()
    persons = {}
    act = Act(OPERATOR, BEFORE)
    for name, (language, body, role) in PEOPLE.items():
        given = PersonIn(f"{name}@example.no", name.title(), language)
        persons[name] = register_person(session, given, act, [])
        join_body(session, persons[name], SeatIn(bodies[body], role), act)
    return World(session, partnership, bodies, persons)
