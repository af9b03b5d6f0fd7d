"""Whoever calls meetings while the workers send, and sees what is still to go."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from sqlalchemy import text

from engine.errors import Refused
from engine.people.actors import OPERATOR
from engine.people.acts import Act
from engine.storage.database import Database
from engine.storage.migrate import upgrade
from notifications import mails
from notifications.outbox.deliveries import DeliveryState
from notifications.sending.tick_parts import done_since
from tests.soak.relay import Taken
from tests.soak.trouble import SoakSize
from tests.soak.worker import SoakClock
from tests.world import build, found
from workflows.councils import meetings
from workflows.councils.meetings import Meeting

_OPEN = "SELECT count(*) FROM delivery WHERE state IN ('queued', 'in_doubt')"
_WAITING = "SELECT count(*) FROM notice WHERE state = 'planned'"
_ENDED = "SELECT count(*) FROM delivery WHERE state NOT IN ('queued', 'in_doubt')"
_ODD = "SELECT count(*) FROM delivery WHERE state = 'failed'"
_ANY_HOUR = "UPDATE partnership SET mail_hour = 0, mail_until = 24"


@dataclass
class Secretariat:
    """The secretary of Fjord at a connection of her own."""

    database: Database
    clock: SoakClock
    size: SoakSize
    random: Random
    seats: tuple[tuple[str, str], ...] = (("asu", "member"),)
    members: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.session = self.database.session()
        self.world = found(self.session)

    def come_back(self) -> None:
        """On a new connection: the server of the old one is gone."""
        self.session.connection.invalidate()
        self.session.close()
        self.session = self.database.session()
        self.world = self.world.on(self.session)

    def gather(self) -> None:
        """The members of ASU; mail goes at any hour."""
        with self.session.begin():
            self.session.execute(text(_ANY_HOUR))
        for number in range(self.size.members):
            self.world.person(f"Medlem {number}", *self.seats)
            self.members.append(f"medlem.{number}@example.no")

    def acts(self) -> Iterator[bool]:
        """A meeting whenever the mails about the earlier ones have mostly gone, those too that no
        tick has planned yet: each is two days ahead, and one that begins tells nobody any more."""
        for number in range(self.size.meetings):
            while number * self.size.members - self.count(_ENDED) > 3 * self.size.members:
                yield True
            now = self.clock()
            self.call(working(now.date() + timedelta(days=2)), time_of(number))
            yield True

    def call(self, day: date, clock: str) -> Meeting:
        """A meeting of ASU."""
        act = Act(self.world.secretary, self.clock())
        return meetings.add(self.session, [self.world.body("asu")], day, clock, act)

    @property
    def waiting(self) -> int:
        """How many mails are still to go."""
        return self.count(_OPEN)

    @property
    def settled(self) -> bool:
        """Whether nothing is to go any more."""
        return not (self.waiting or self.count(_WAITING))

    def ticked_since(self, moment: datetime) -> bool:
        """Whether a tick that began then or later has planned."""
        return done_since(self.session, "plan", moment)

    @property
    def refused(self) -> int:
        """How many mails a person would have to look at."""
        return self.count(_ODD)

    def answer(self, taken: Collection[str]) -> None:
        """What waits for a person: she asks the readers, and knows whether it came."""
        act = Act(OPERATOR, self.clock())
        doubtful = mails.mails(self.session, [DeliveryState.IN_DOUBT], OPERATOR, act.at.date())
        for mail in doubtful:
            if not mail.goes_again:
                settle = mails.mark_arrived if mail.message_id in taken else mails.send_again
                with suppress(Refused):  # somebody holds it
                    settle(self.session, mail.id, act)

    def count(self, query: str) -> int:
        return int(self.session.execute(text(query)).scalar() or 0)

    def due(self) -> dict[str, int]:
        """Of how many meetings each member is to hear, by their addresses."""
        return dict.fromkeys(self.members, self.size.meetings)

    def wrong(self, _taken: Sequence[Taken]) -> list[str]:
        """Whose last word is wrong: nobody's, where nothing is changed."""
        return []

    def close(self) -> None:
        """The day is over."""
        self.session.close()


def working(day: date) -> date:
    """That day, or the Monday after it."""
    while day.weekday() > 4:
        day += timedelta(days=1)
    return day


def time_of(number: int) -> str:
    """The time of the meeting with that number: no two are at one time."""
    return f"{8 + number % 10:02}:{number // 10 % 60:02}"


def open_office(url: str) -> None:
    """Fjord and its neighbour in an empty database."""
    upgrade(url)
    database = Database(url, durable=False)
    with database.session() as session:
        build(session)
    database.close()
