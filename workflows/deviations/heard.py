"""Whether whoever reported has heard of the answer: what became of the mails that tell her, as
whoever sends them notes it here, and whether she has opened her page since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import Column, and_, bindparam, exists, select
from sqlmodel import Field, SQLModel

from engine.cases.events import CORRECTED, Event, events_of, standing
from engine.cases.records import Case, case_person
from engine.definitions import machine
from engine.definitions.model import Definition
from engine.people.tables import Person
from engine.storage.columns import UTCDateTime, any_of
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of
from workflows.deviations.answers import ANSWER
from workflows.deviations.contacts import Contact


class HeardBy(StrEnum):
    """How whoever reported hears of a step."""

    ADDRESS = "address"  # a mail to the address left with the report
    ACCOUNT = "account"  # a mail to the address of her account
    PAGE = "page"  # she opened her page


class HeardState(StrEnum):
    """What became of it: `told` where a mail server has taken the mail, or she read it."""

    TOLD = "told"
    REFUSED = "refused"
    CAME_BACK = "came_back"
    GIVEN_UP = "given_up"


class Heard(SQLModel, table=True):
    """What became of telling whoever reported of a step, by one way; no row while it is not known.

    Nothing of who she is, and not where it went.
    """

    event_id: int = Field(foreign_key="event.id", primary_key=True)
    way: str = Field(primary_key=True, max_length=20)
    became: str = Field(max_length=20)
    at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))


_heard, _contact, _person = table_of(Heard), table_of(Contact), table_of(Person)
_KEEP = Statement(
    lambda insert: (
        keep := insert(_heard).values(
            {n: bindparam(n) for n in ("event_id", "way", "became", "at")}
        )
    ).on_conflict_do_update(
        index_elements=["event_id", "way"],
        set_={"became": keep.excluded.became, "at": keep.excluded.at},
    )
)
_OF = Statement(
    select(_heard.c.way, _heard.c.became).where(_heard.c.event_id == bindparam("event_id"))
)
_KNOWN = Statement(select(_heard.c.event_id).where(any_of(_heard.c.event_id, "events")))
_REACHED = Statement(
    select(_heard.c.event_id, _heard.c.way)
    .where(any_of(_heard.c.event_id, "events"), _heard.c.became == HeardState.TOLD.value)
    .order_by(_heard.c.event_id)
)
_ALL = Statement(
    select(*(_heard.c[name] for name in ("event_id", "way", "became", "at")))
    .where(any_of(_heard.c.event_id, "events"))
    .order_by(_heard.c.event_id, _heard.c.way)
)
_own = and_(case_person.c.case_id == bindparam("case_id"), case_person.c.link == "reporter")
_LEFT = Statement(
    select(_contact.c.case_id).where(
        _contact.c.case_id == bindparam("case_id"),
        _contact.c.email.is_not(None),
        _contact.c.removed_at.is_(None),
        ~exists().where(
            _own, _person.c.id == case_person.c.person_id, _person.c.email == _contact.c.email
        ),
    )
)
_ACCOUNTS = Statement(
    select(_person.c.id, _person.c.mail, _person.c.stopped)
    .join(case_person, case_person.c.person_id == _person.c.id)
    .where(_own)
)
STREAM = "notices"  # the stream of mails that says what happened; whoever stopped it gets none


class Hearing(NamedTuple):
    """How it stands with an answer: since when it is there, by which ways its reporter is told, and
    what became of each."""

    since: datetime
    ways: frozenset[str]
    became: dict[str, str]

    @property
    def delivered(self) -> bool:
        """She has read it, or a mail server took the mail that says so; where no mail can go to
        her, the answer on her page is all that can be done."""
        return not self.ways or HeardState.TOLD in self.became.values()

    @property
    def lost(self) -> bool:
        """No mail of it reached her, and none is on its way."""
        return not self.delivered and self.ways <= self.became.keys()


def keep(session: Session, event_id: int, way: HeardBy, became: HeardState, at: datetime) -> None:
    """Note what became of telling her of a step."""
    session.run(_KEEP, {"event_id": event_id, "way": way, "became": became, "at": at})


def told(session: Session, events: Iterable[int]) -> set[int]:
    """Those of these steps of which it is known what became of a mail about them."""
    return {row[0] for row in session.rows(_KNOWN, {"events": sorted(events)})}


def hearing(session: Session, case_id: int, definition: Definition) -> Hearing | None:
    """How it stands with the last answer to whoever reported; None where there is none."""
    event = answering(definition, events_of(session, case_id))
    if event is None:
        return None
    became: dict[str, str] = dict(session.rows(_OF, {"event_id": event.id}))
    return Hearing(event.at, frozenset(_ways(session, case_id, event)), became)


def answering(definition: Definition, events: Iterable[Event]) -> Event | None:
    """The step that gave the answer that stands."""
    given = None
    for event in standing(events):
        action = machine.action(definition, event.from_state or "", event.action)
        if ANSWER in event.parts.get("changes", {}) or (action and ANSWER in action.needs):
            given = event
    return given


def _ways(session: Session, case_id: int, event: Event) -> Iterable[HeardBy]:
    """The ways by which mail tells her: none of what was written down later, nor of what she did
    herself."""
    if event.quiet:
        return
    if session.value(_LEFT, {"case_id": case_id}) is not None:
        yield HeardBy.ADDRESS
    for number, mail, stopped in session.rows(_ACCOUNTS, {"case_id": case_id}):
        if number == event.by:
            return
        if mail and STREAM not in (stopped or ()):
            yield HeardBy.ACCOUNT


def reached(session: Session, events: Iterable[int]) -> dict[int, bool]:
    """Those of these steps of which whoever reported has heard, each with whether she opened her
    page since; else a mail alone told her that something waits there."""
    ways: dict[int, set[str]] = defaultdict(set)
    for number, way in session.rows(_REACHED, {"events": sorted(events)}):
        ways[number].add(way)
    return {number: HeardBy.PAGE in found for number, found in ways.items()}


def taken_back(
    session: Session, definition: Definition, events: Iterable[Event]
) -> dict[int, bool]:
    """Those of these steps that were taken back when whoever reported had heard of what they said,
    as `reached` tells it."""
    known = list(events)
    undone = {event.parts.get("corrects") for event in known if event.kind == CORRECTED}
    back = reporter_texts(definition, [event for event in known if event.seq in undone])
    found = reached(session, [event.id for event in back]) if back else {}
    return _heard_elsewhere(known, back) | found


def _heard_elsewhere(events: list[Event], back: list[Event]) -> dict[int, bool]:
    """Of a case that came over: what she had heard of before, and what was taken back since."""
    if "carried_from" not in events[0].parts:
        return {}
    here = {e.parts.get("corrects") for e in events if not e.parts.get("carried")}
    return {event.id: True for event in back if event.quiet and event.seq in here}


def carry(session: Session, steps: Mapping[int, int]) -> None:
    """What she had heard of steps, by number, goes on being so of those that they are elsewhere."""
    for number, way, became, at in session.rows(_ALL, {"events": sorted(steps)}):
        keep(session, steps[number], HeardBy(way), HeardState(became), at)


def reporter_texts(definition: Definition, events: Iterable[Event]) -> list[Event]:
    """Those of these steps that gave whoever reported something to read: questions, messages and
    answers."""
    return [event for event in events if _is_written(definition, event)]


def _is_written(definition: Definition, event: Event) -> bool:
    if ANSWER in event.parts.get("changes", {}):
        return True
    action = machine.action(definition, event.from_state or "", event.action)
    if action is None or definition.reporting_role not in action.tells:
        return False
    return any(definition.fields[name].type.is_words for name in action.needs)


def read_page(session: Session, case: Case, definition: Definition, at: datetime) -> None:
    """Whoever reported opened her page: what was written to her there has reached her. Noted
    once."""
    written = reporter_texts(definition, standing(events_of(session, case.id)))
    numbers = [each.id for each in written]
    read = reached(session, numbers) if numbers else {}
    if unread := [number for number in numbers if not read.get(number)]:
        with session.begin():
            for number in unread:
                keep(session, number, HeardBy.PAGE, HeardState.TOLD, at)
