"""The weekly digest: who gets one when, what is in it, and how far each reader has been told.

A run is made once for a partnership and a week, an entry once for a run and a person: unique keys
say so. What a digest holds is asked at its sending; how far it looked becomes what its reader has
been told only in the commit that records the sending.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, exists, func, select, update

from engine.days.calendar import local_day, week_period
from engine.people.tables import Body, Membership, Person
from engine.storage.columns import any_of
from engine.storage.session import Session
from engine.storage.statements import Statement
from notifications.digest.collect import collect
from notifications.digest.tables import DigestEntry, DigestRun
from notifications.letters.addressees import readers
from notifications.letters.letters import DigestLetter, Pointless, Recipient
from notifications.notices import planner
from notifications.notices.mail_days import Office, offices
from notifications.notices.notices import Reason
from notifications.outbox import deliveries
from notifications.outbox.deliveries import DeliveryKind

WEEKLY = "weekly"
DAYS = range(7)

_run, _entry, _person, _membership, _body = (
    t.__table__  # type: ignore[union-attr]
    for t in (DigestRun, DigestEntry, Person, Membership, Body)
)
_BEGIN = Statement(
    lambda insert: (
        insert(_run)
        .values({n: bindparam(n) for n in ("kind", "partnership_id", "period", "started_at")})
        .on_conflict_do_nothing(index_elements=["kind", "partnership_id", "period"])
    )
)
_RUN = Statement(
    select(_run.c.id).where(
        _run.c.kind == WEEKLY,
        _run.c.partnership_id == bindparam("partnership_id"),
        _run.c.period == bindparam("period"),
    )
)
_sits = (
    exists()
    .where(_membership.c.person_id == _person.c.id, _body.c.id == _membership.c.body_id)
    .where(_body.c.partnership_id == bindparam("partnership_id"))
    .where(_membership.c.valid_from <= bindparam("on"), _membership.c.valid_to >= bindparam("on"))
)
_made = exists().where(
    _entry.c.person_id == _person.c.id,
    _entry.c.run_id == _run.c.id,
    _run.c.kind == WEEKLY,
    _run.c.partnership_id == bindparam("partnership_id"),
    _run.c.period == bindparam("period"),
)
_MISSING = Statement(
    select(
        _person.c.id,
        func.coalesce(_person.c.digest_day, bindparam("digest_day")),
        _person.c.added_at,
    )
    .where(
        _person.c.mail,
        _sits,
        ~_made,
        any_of(func.coalesce(_person.c.digest_day, bindparam("digest_day")), "days"),
    )
    .order_by(_person.c.id)
)
_ENTER = Statement(
    lambda insert: (
        insert(_entry)
        .values({n: bindparam(n) for n in ("run_id", "person_id", "delivery_id")})
        .on_conflict_do_nothing(index_elements=["run_id", "person_id"])
    )
)
_OF_DELIVERIES = Statement(
    select(
        _entry.c.delivery_id, _entry.c.person_id, _run.c.partnership_id, _run.c.period, _run.c.id
    )
    .join(_run, _run.c.id == _entry.c.run_id)
    .where(any_of(_entry.c.delivery_id, "deliveries"))
    .order_by(_entry.c.delivery_id)
)
_NEWEST = Statement(
    select(_entry.c.person_id, _run.c.partnership_id, func.max(_run.c.id))
    .join(_run, _run.c.id == _entry.c.run_id)
    .where(any_of(_entry.c.person_id, "persons"))
    .group_by(_entry.c.person_id, _run.c.partnership_id)
)
_RENDERED = Statement(
    update(_entry)
    .where(_entry.c.delivery_id == bindparam("_delivery"))
    .values(rendered_until=bindparam("until"))
)
_TOLD = Statement(
    update(_entry)
    .where(_entry.c.delivery_id == bindparam("_delivery"))
    .values(told_until=_entry.c.rendered_until)
)


def plan_digests(session: Session, now: datetime, *, host: str = deliveries.HOST) -> int:
    """Put the digests whose day and hour have come into the outbox, each once; returns how many
    are new.

    What was missed while the clock stood is caught up within its week, on a working day at the
    partnership's hour or later.
    """
    made = 0
    for office in offices(session).values():
        for period, due in _due(office, now).items():
            missing = _missing(session, office, period, due, now)
            if missing:
                with session.begin():
                    made += _make(session, office, period, missing, now, host)
    return made


def _due(office: Office, now: datetime) -> dict[str, dict[int, datetime]]:
    """For each week whose digests may go now: the weekdays whose moment has come, with that moment.

    A digest whose day was closed may fall into the week after; it goes on that very day, unless
    that week's own has come too.
    """
    found: dict[str, dict[int, datetime]] = defaultdict(dict)
    today = local_day(now)
    if not office.open_on(now) or now < office.opens(today):
        return found
    monday = today - timedelta(days=today.weekday())
    for weekday in DAYS:
        this, last = (
            office.digest_moment(monday, weekday),
            office.digest_moment(monday - timedelta(days=7), weekday),
        )
        if this <= now:
            found[week_period(monday)][weekday] = this
        elif local_day(last) == today:
            found[week_period(monday - timedelta(days=7))][weekday] = last
    return found


def _missing(
    session: Session, office: Office, period: str, due: dict[int, datetime], now: datetime
) -> list[int]:
    """Those who are to have a digest of that week and have none; whoever was registered later
    waits for the next."""
    values = {
        "partnership_id": office.id,
        "period": period,
        "digest_day": office.digest_day,
        "on": local_day(now),
    }
    rows = session.rows(_MISSING, {**values, "days": sorted(due)})
    return [person for person, day, added_at in rows if added_at <= due[day]]


def _make(
    session: Session, office: Office, period: str, persons: Iterable[int], now: datetime, host: str
) -> int:
    session.run(
        _BEGIN, {"kind": WEEKLY, "partnership_id": office.id, "period": period, "started_at": now}
    )
    run_id = session.value(_RUN, {"partnership_id": office.id, "period": period})
    entries = []
    for person in persons:
        key = f"{DeliveryKind.DIGEST}:{office.key}:{period}:{person}"
        number = deliveries.queue(
            session,
            DeliveryKind.DIGEST,
            key,
            partnership_id=office.id,
            person_id=person,
            now=now,
            host=host,
        )
        if number is not None:
            entries.append({"run_id": run_id, "person_id": person, "delivery_id": number})
    session.run_many(_ENTER, entries)
    return len(entries)


def letters(
    session: Session, deliveries: Sequence[tuple[int, int]], now: datetime
) -> dict[int, DigestLetter | Pointless]:
    """The digests of these deliveries (number, partnership) as things stand now; notes how far
    each looked. An empty one counts as told and is not sent; one that a later digest has
    overtaken is dropped."""
    rows = session.rows(
        _OF_DELIVERIES, {"deliveries": sorted(number for number, _partnership in deliveries)}
    )
    people = readers(session, (row[1] for row in rows)).persons
    newest = {
        row[:2]: row[2]
        for row in session.rows(_NEWEST, {"persons": sorted({row[1] for row in rows})})
    }
    until = planner.looked_at(session)
    found: dict[int, DigestLetter | Pointless] = {}
    groups: dict[tuple[int, str], dict[int, int]] = defaultdict(dict)
    for delivery, person, partnership, period, run in rows:
        if person not in people:
            found[delivery] = Pointless(Reason.MAIL_OFF)
        elif newest[person, partnership] != run:
            found[delivery] = Pointless(Reason.OVERTAKEN)
        else:
            groups[partnership, period][person] = delivery
    for (partnership, period), of_person in groups.items():
        made = collect(
            session, partnership, {p: people[p] for p in of_person}, now, until=until, period=period
        )
        found |= {
            of_person[p]: Pointless(Reason.EMPTY) if letter.empty else letter
            for p, letter in made.items()
        }
        session.run_many(
            _RENDERED,
            [{"_delivery": number, "until": until} for number in sorted(of_person.values())],
        )
    empty = [number for number, each in found.items() if each == Pointless(Reason.EMPTY)]
    session.run_many(_TOLD, [{"_delivery": number} for number in sorted(empty)])
    return found


def settle(session: Session, delivery_id: int) -> None:
    """The digest was sent: its reader has been told up to where it looked."""
    session.run(_TOLD, {"_delivery": delivery_id})


def digest_for(session: Session, person_id: int, now: datetime) -> Iterator[DigestLetter]:
    """What the person's digests would say now, one for each partnership they sit in; nothing is
    sent or noted."""
    reader = Recipient("", "", "nb", person_id)
    reader = readers(session, [person_id]).persons.get(person_id, reader)
    for office in offices(session).values():
        if session.row(
            _SITS, {"partnership_id": office.id, "person_id": person_id, "on": local_day(now)}
        ):
            made = collect(
                session, office.id, {person_id: reader}, now, until=planner.looked_at(session)
            )
            yield made[person_id]


_SITS = Statement(select(_person.c.id).where(_person.c.id == bindparam("person_id"), _sits))


def next_moments(office: Office, after: datetime, until: date) -> Iterator[datetime]:
    """The moments at which digests of the partnership go, after one moment and up to a day."""
    monday = local_day(after) - timedelta(days=local_day(after).weekday() + 7)
    while monday <= until:
        yield from (
            m
            for weekday in DAYS
            if (m := office.digest_moment(monday, weekday)) > after and local_day(m) <= until
        )
        monday += timedelta(days=7)
