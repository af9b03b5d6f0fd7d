"""The weekly digest: who gets one when, what is in it, and how far each reader has been told.

A run is made once for a partnership and a week, an entry once for a run and a person: unique keys
say so. What a digest holds is asked at its sending; how far it looked becomes what its reader has
been told only in the commit that records the sending.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Text, and_, bindparam, cast, exists, func, null, or_, select

from engine.days.calendar import local_day, week_period
from engine.people import rights
from engine.people.actors import Actor
from engine.people.seated import SeatsWanted, seats, sits_in
from engine.people.tables import Person
from engine.storage.columns import any_of
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of
from notifications.digest.collect import DigestWanted, collect
from notifications.digest.tables import DigestEntry, DigestRun
from notifications.digest.told import LookedAt
from notifications.letters.addressees import Readers, readers
from notifications.letters.letters import DigestLetter, Pointless, Recipient
from notifications.notices import planner, store
from notifications.notices.mail_days import MailDays, mail_days
from notifications.notices.notices import CancelReason
from notifications.outbox import deliveries
from notifications.outbox.deliveries import DeliveryKind, NewDelivery

WEEKLY = "weekly"
DAYS = range(7)

_run, _entry, _person = (table_of(model) for model in (DigestRun, DigestEntry, Person))
_BEGIN = Statement(
    lambda insert: (
        insert(_run)
        .values({n: bindparam(n) for n in ("kind", "partnership_id", "period", "started_at")})
        .on_conflict_do_nothing(index_elements=["kind", "partnership_id", "period"])
    )
)
_same_run = and_(
    _run.c.kind == WEEKLY,
    _run.c.partnership_id == bindparam("partnership_id"),
    _run.c.period == bindparam("period"),
)
_wants_digest = or_(
    _person.c.stopped.is_(null()),
    cast(_person.c.stopped, Text).not_like(f'%"{DeliveryKind.DIGEST.value}"%'),
)
_made = exists().where(_entry.c.person_id == _person.c.id, _entry.c.run_id == _run.c.id, _same_run)
_RUN = Statement(select(_run.c.id).where(_same_run))
_MISSING = Statement(
    select(
        _person.c.id,
        func.coalesce(_person.c.digest_day, bindparam("digest_day")),
        _person.c.added_at,
    )
    .where(
        _person.c.mail,
        _wants_digest,
        or_(_person.c.away_until.is_(None), _person.c.away_until < bindparam("on")),
        sits_in(_person.c.id),
        ~_made,
        any_of(func.coalesce(_person.c.digest_day, bindparam("digest_day")), "days"),
    )
    .order_by(_person.c.id)
)
_SITS = Statement(
    select(_person.c.id).where(_person.c.id == bindparam("person_id"), sits_in(_person.c.id))
)
_ENTER = Statement(
    lambda insert: (
        insert(_entry)
        .values({n: bindparam(n) for n in ("run_id", "person_id", "delivery_id")})
        .on_conflict_do_nothing(index_elements=["run_id", "person_id"])
    )
)
_OF_DELIVERIES = Statement(
    select(_entry.c.delivery_id, _entry.c.person_id, _run.c.partnership_id, _run.c.period)
    .join(_run, _run.c.id == _entry.c.run_id)
    .where(any_of(_entry.c.delivery_id, "deliveries"))
    .order_by(_entry.c.delivery_id)
)
_NEWEST = Statement(
    select(_entry.c.person_id, _run.c.partnership_id, func.max(_run.c.period))
    .join(_run, _run.c.id == _entry.c.run_id)
    .where(any_of(_entry.c.person_id, "persons"), _run.c.period <= bindparam("week"))
    .group_by(_entry.c.person_id, _run.c.partnership_id)
)


def plan_digests(session: Session, now: datetime, *, host: str = deliveries.HOST) -> int:
    """Put the digests whose day and hour have come into the outbox, each once; returns how many
    are new.

    What was missed while the clock stood is caught up within its week, on a working day at the
    partnership's hour or later.
    """
    made = 0
    for days in mail_days(session).values():
        for period, due in _due(days, now).items():
            run = PlannedRun(days, period, now)
            missing = _missing(session, run, due)
            if missing:
                with store.planning(session):
                    made += _make(session, run, missing, host)
    return made


class PlannedRun(NamedTuple):
    """The digest of a partnership for a period, as it is planned at a moment."""

    days: MailDays
    period: str
    now: datetime

    @property
    def key(self) -> dict[str, Any]:
        """What makes the run one."""
        return {"partnership_id": self.days.id, "period": self.period}


def _due(days: MailDays, now: datetime) -> dict[str, dict[int, datetime]]:
    """For each week whose digests may go now: the weekdays whose moment has come, with that moment.

    A digest whose day was closed may fall into the week after; it goes on that very day, unless
    that week's own has come too.
    """
    found: dict[str, dict[int, datetime]] = defaultdict(dict)
    today = local_day(now)
    if not days.open_at(now):
        return found
    monday = today - timedelta(days=today.weekday())
    for weekday in DAYS:
        this, last = (
            days.digest_moment(monday, weekday),
            days.digest_moment(monday - timedelta(days=7), weekday),
        )
        if this <= now:
            found[week_period(monday)][weekday] = this
        elif local_day(last) == today:
            found[week_period(monday - timedelta(days=7))][weekday] = last
    return found


def _missing(session: Session, run: PlannedRun, due: dict[int, datetime]) -> list[int]:
    """Those who are to have a digest of that week and have none; whoever was registered later
    waits for the next."""
    values = {**run.key, "digest_day": run.days.digest_day, "on": local_day(run.now)}
    rows = session.rows(_MISSING, {**values, "days": sorted(due)})
    return [person for person, day, added_at in rows if added_at <= due[day]]


def _make(session: Session, run: PlannedRun, persons: Iterable[int], host: str) -> int:
    session.run(_BEGIN, {**run.key, "kind": WEEKLY, "started_at": run.now})
    run_id = session.value(_RUN, run.key)
    wanted = {f"{DeliveryKind.DIGEST}:{run.days.key}:{run.period}:{who}": who for who in persons}
    new = [NewDelivery(DeliveryKind.DIGEST, key, run.days.id, who) for key, who in wanted.items()]
    numbers = deliveries.queue(session, new, run.now, host=host)
    entries = [
        {"run_id": run_id, "person_id": wanted[key], "delivery_id": number}
        for key, number in numbers.items()
    ]
    session.run_many(_ENTER, entries)
    return len(entries)


class DigestOfPerson(NamedTuple):
    """Somebody's digest in a run, with the mail that carries it."""

    delivery_id: int
    person_id: int
    partnership_id: int
    period: str


def of_deliveries(session: Session, numbers: Sequence[int]) -> list[DigestOfPerson]:
    """The digests that these mails carry."""
    rows = session.rows(_OF_DELIVERIES, {"deliveries": sorted(numbers)})
    return [DigestOfPerson(*row) for row in rows]


def letters(
    session: Session, deliveries: Sequence[tuple[int, int]], now: datetime
) -> tuple[dict[int, DigestLetter | Pointless], LookedAt]:
    """The digests of these deliveries (number, partnership) as things stand now, and how far each
    looked, to be noted. An empty one counts as told and is not sent; one that the digest of a later
    week has overtaken is dropped, whichever was made first; so is one of somebody who left."""
    entries = of_deliveries(session, [number for number, _partnership in deliveries])
    known = readers(session, (entry.person_id for entry in entries))
    until, newest = planner.looked_at(session), _newest(session, entries, now)
    seated = _seated(session, entries, local_day(now))
    found: dict[int, DigestLetter | Pointless] = {}
    groups: dict[tuple[int, str], list[DigestOfPerson]] = defaultdict(list)
    for entry in entries:
        if (why := _unwanted(entry, known, newest, seated)) is not None:
            found[entry.delivery_id] = Pointless(why)
        else:
            groups[entry.partnership_id, entry.period].append(entry)
    for group in groups.values():
        found |= _of_run(session, group, known.persons, now, until)
    made = [entry.delivery_id for group in groups.values() for entry in group]
    empty = [n for n in made if found[n] == Pointless(CancelReason.EMPTY)]
    return found, LookedAt(tuple(made), until, tuple(empty))


def _unwanted(
    entry: DigestOfPerson,
    known: Readers,
    newest: Mapping[tuple[int, int], str],
    seated: set[tuple[int, int]],
) -> CancelReason | None:
    """Why the digest is not sent, or None when it is wanted."""
    if entry.person_id not in known.persons:
        return CancelReason.MAIL_OFF
    if known.without(entry.person_id, DeliveryKind.DIGEST):
        return CancelReason.STREAM_OFF
    if (entry.person_id, entry.partnership_id) not in seated:
        return CancelReason.LEFT
    overtaken = newest.get((entry.person_id, entry.partnership_id), "") > entry.period
    return CancelReason.OVERTAKEN if overtaken else None


def _seated(
    session: Session, entries: Iterable[DigestOfPerson], today: date
) -> set[tuple[int, int]]:
    """Who of them still sits where: whoever has left a partnership sees nothing of it."""
    wanted = SeatsWanted(persons=sorted({entry.person_id for entry in entries}))
    found = seats(session, wanted, since=today, until=today)
    return {(seat.person_id, seat.partnership_id) for seat in found}


def _newest(
    session: Session, entries: Iterable[DigestOfPerson], now: datetime
) -> dict[tuple[int, int], str]:
    """The latest week, none that lies ahead, for which each person has a digest, in each
    partnership."""
    persons = sorted({entry.person_id for entry in entries})
    asked = {"persons": persons, "week": week_period(local_day(now))}
    return {(row[0], row[1]): row[2] for row in session.rows(_NEWEST, asked)}


def _of_run(
    session: Session,
    entries: Sequence[DigestOfPerson],
    people: Mapping[int, Recipient],
    now: datetime,
    until: int,
) -> dict[int, DigestLetter | Pointless]:
    """The digests of one run; an empty one is pointless."""
    wanted = DigestWanted(entries[0].partnership_id, until, entries[0].period)
    made = collect(session, wanted, {e.person_id: people[e.person_id] for e in entries}, now)
    return {
        entry.delivery_id: Pointless(CancelReason.EMPTY) if letter.empty else letter
        for entry in entries
        for letter in [made[entry.person_id]]
    }


def digest_for(
    session: Session, person_id: int, now: datetime, reader: Actor
) -> Iterator[DigestLetter]:
    """What the person's digests would say now, one for each partnership they sit in; nothing is
    sent or noted.

    A person asks for her own; others for those of the people whom they keep.
    """
    on, own = local_day(now), reader.person_id == person_id
    seated = [
        number for number in sorted(mail_days(session)) if _sits(session, person_id, number, on)
    ]
    allowed = seated if own or not seated else rights.kept_by(reader, rights.PEOPLE, seated, on)
    nobody = Recipient("", "", "nb", person_id)
    recipient = readers(session, [person_id]).persons.get(person_id, nobody)
    wanted = [DigestWanted(number, planner.looked_at(session)) for number in sorted(allowed)]
    for each in wanted:
        yield collect(session, each, {person_id: recipient}, now)[person_id]


def _sits(session: Session, person_id: int, partnership_id: int, on: date) -> bool:
    sits = {"partnership_id": partnership_id, "person_id": person_id, "on": on}
    return session.row(_SITS, sits) is not None
