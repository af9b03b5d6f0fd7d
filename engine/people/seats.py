"""Seats in bodies: taking one, ending it, and whether anyone sits there who can act."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import bindparam, exists
from sqlalchemy import select as select_columns
from sqlmodel import col, select

from engine.days.calendar import local_day
from engine.days.dates import ALWAYS, NEVER
from engine.errors import BadInput, Reason, Refused
from engine.language.sentences import Sentence, _
from engine.people.actors import Actor
from engine.people.acts import Act
from engine.people.keepers import require_keepers
from engine.people.logins import end_logins_of
from engine.people.registry import PEOPLE_KEPT, require_keeper
from engine.people.rights import PEOPLE, acts, require
from engine.people.systems import no_system
from engine.people.tables import Body, Membership, Person
from engine.people.trace import REMOVED, events_of_kind, told, trace, trace_of, traced
from engine.storage.columns import any_of
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of

SEAT = traced(
    "seat",
    Membership,
    "person_id",
    "body_id",
    "role",
    "acts",
    "deputy_for",
    "valid_from",
    "valid_to",
)

DEPUTY = "deputy"
_membership, _body = table_of(Membership), table_of(Body)
_successor = _body.alias("successor")
_SEATED = Statement(
    select_columns(
        _body.c.parts,
        _successor.c.key,
        exists()
        .where(_membership.c.body_id == _body.c.id, _membership.c.acts)
        .where(
            _membership.c.valid_from <= bindparam("on"), _membership.c.valid_to >= bindparam("on")
        )
        .where(no_system(_membership.c.person_id)),
    )
    .outerjoin(_successor, _successor.c.id == _body.c.successor_id)
    .where(_body.c.partnership_id == bindparam("partnership_id"), any_of(_body.c.key, "keys"))
)
_ENDED = Statement(
    select_columns(_body.c.name, _body.c.valid_to)
    .where(any_of(_body.c.id, "bodies"), _body.c.valid_to < bindparam("day"))
    .order_by(_body.c.id)
)


class SeatIn(NamedTuple):
    """A seat that is given: as what, from when to when (both days included), for whom as deputy.

    `since` left out means always, `until` for ever.
    """

    body: Body
    role: str
    since: date | None = None
    until: date | None = None
    deputy_for: int | None = None


def join_body(session: Session, person: Person, given: SeatIn, act: Act) -> bool:
    """Give a person a seat in a body; False when there was one in those days already, which grows
    to the days given now (`_grown`).

    Somebody who sits elsewhere is seated by those who keep the people there too, or by the
    operator: else a seat of theirs would make her one of their own to change.
    """
    first, last = _days(given)
    refuse_ended(given.body)
    with session.begin():
        require(act, PEOPLE, given.body.partnership_id)
        session.take_turns(PEOPLE_KEPT)
        require_keeper(session, person, act)
        known = _seat(session, person, given, first, last)
        seat = known or _new_seat(person, given, first)
        seat.acts = acts(given.role)
        if known is not None:
            seat.valid_from, seat.valid_to = _grown(known, person, given, act)
        if given.deputy_for is not None:
            seat.deputy_for = _member(session, person, given, (first, last))
        session.orm.add(seat)
        trace(session, SEAT, seat, "changed" if known else "taken", act)
        if known is not None:
            require_keepers(session, given.body, seat.valid_to)
    return known is None


def _grown(known: Membership, person: Person, given: SeatIn, act: Act) -> tuple[date, date]:
    """The days of a seat once others are given that touch it.

    A term that begins later leaves the present one, an old one does not end it. Only a last day
    that is still to come, for the seat that begins on the same day or where no first day is given,
    ends it earlier. Refused where other days would be lost: what she did in them was done.
    """
    first, last = given.since or known.valid_from, given.until or NEVER
    if last >= known.valid_to:
        return min(first, known.valid_from), last
    if first < known.valid_from:
        return first, known.valid_to
    if first == known.valid_from and last >= local_day(act.recorded):
        return first, last
    raise Refused([Reason("seat", _cut_short(known, person, given.body, last))])


def _cut_short(known: Membership, person: Person, body: Body, last: date) -> Sentence:
    """What is lost, with the seat that there is and the day that was given."""
    said = {"name": person.name, "body": body.name, "last": last}
    said |= {"since": known.valid_from, "until": known.valid_to}
    match known.valid_from == ALWAYS, known.valid_to == NEVER:
        case True, True:
            return _("{name} has a seat in {body} without end; days to {last} lie in it.", **said)
        case False, True:
            return _(
                "{name} has a seat in {body} from {since} without end; days to {last} lie in it.",
                **said,
            )
        case True, False:
            return _("{name} has a seat in {body} to {until}; days to {last} lie in it.", **said)
        case _:
            return _(
                "{name} has a seat in {body} from {since} to {until}; days to {last} lie in it.",
                **said,
            )


def _member(session: Session, person: Person, given: SeatIn, days: tuple[date, date]) -> int | None:
    """Whose deputy she is; refuses one who has no seat of her own in that body in those days."""
    if given.role != DEPUTY:
        raise BadInput(_("Only a deputy acts on behalf of a member."))
    first, last = days
    own = select(Membership).where(
        col(Membership.person_id) == given.deputy_for,
        col(Membership.person_id) != person.id,
        col(Membership.body_id) == given.body.id,
        col(Membership.role) != DEPUTY,
        col(Membership.acts).is_(True),
        col(Membership.valid_from) <= last,
        col(Membership.valid_to) >= first,
    )
    if session.orm.exec(own).first() is None:
        sentence = _(
            "A deputy acts for another person who has a seat in {body}.", body=given.body.name
        )
        raise Refused([Reason("deputy_for", sentence)])
    return given.deputy_for


def _days(given: SeatIn) -> tuple[date, date]:
    """The first and the last day of the seat; refuses those that end before they begin."""
    first, last = given.since or ALWAYS, given.until or NEVER
    if last < first:
        raise BadInput(
            _(
                "A membership cannot end ({last}) before it begins ({first}).",
                first=first,
                last=last,
            )
        )
    return first, last


def _new_seat(person: Person, given: SeatIn, first: date) -> Membership:
    return Membership(
        person_id=person.number,
        body_id=given.body.number,
        role=given.role,
        valid_from=first,
        valid_to=given.until or NEVER,
    )


def _seat(
    session: Session, person: Person, given: SeatIn, first: date, last: date
) -> Membership | None:
    """The seat that the person has in the body as that, some time in those days: the one that
    begins on the same day, else the one that ends last."""
    same = select(Membership).where(
        col(Membership.person_id) == person.id,
        col(Membership.body_id) == given.body.id,
        col(Membership.role) == given.role,
        col(Membership.valid_from) <= last,
        col(Membership.valid_to) >= first,
    )
    found = session.orm.exec(
        same.order_by(col(Membership.valid_to), col(Membership.id)),
        execution_options={"populate_existing": True},
    )
    return max(found, key=lambda seat: (seat.valid_from == first, seat.valid_to), default=None)


def started_before(session: Session, person: Person, given: SeatIn) -> date | None:
    """The first day of the seat that is given, where the person had it before the first day that is
    given; else None."""
    if given.since is None:
        return None
    known = _seat(session, person, given, *_days(given))
    return known.valid_from if known and ALWAYS < known.valid_from < given.since else None


def seats_after(
    session: Session, body: Body, last: date, person: Actor | None = None
) -> list[Membership]:
    """The seats in a body that count on that day or later, of everyone or of one person, for
    whoever holds the turn of those who change seats."""
    wanted = select(Membership).where(
        col(Membership.body_id) == body.id, col(Membership.valid_to) >= last
    )
    if person is not None:
        wanted = wanted.where(col(Membership.person_id) == person.person_id)
    found = session.orm.exec(
        wanted.order_by(col(Membership.id)), execution_options={"populate_existing": True}
    )
    return list(found)


def end_seats(
    session: Session, ending: Iterable[Membership], last: date, act: Act, **more: int
) -> None:
    """End these seats with that day, and remove those that would begin after it; the right is the
    caller's to ask. `more` is kept in their traces. Whoever sits there no more is logged out."""
    ending = list(ending)
    with session.begin():
        if last < local_day(act.recorded):
            end_logins_of(session, {seat.person_id for seat in ending}, act.recorded)
        for seat in ending:
            _end_seat(session, seat, last, act, **more)


def _end_seat(session: Session, seat: Membership, last: date, act: Act, **more: int) -> None:
    if seat.valid_from > last:
        trace(session, SEAT, seat, REMOVED, act, **more)
        session.orm.delete(seat)
        session.orm.flush()
    else:
        seat.valid_to = last
        trace(session, SEAT, seat, "left", act, **more)


def give_back(session: Session, body_id: int, after: int, act: Act) -> None:
    """Give back the seats that ended with a body, by events later than that number, as they were;
    the right is the caller's to ask."""
    ended = [*events_of_kind(session, SEAT, "left"), *events_of_kind(session, SEAT, REMOVED)]
    for event in ended:
        if event.id <= after or event.parts.get("with_body") != body_id:
            continue
        old = told(trace_of(session, SEAT, event.subject_id)[:-1])
        days = {name: date.fromisoformat(old[name]) for name in ("valid_from", "valid_to")}
        seat = session.orm.get(Membership, event.subject_id) or Membership(**{**old, **days})
        seat.valid_to = days["valid_to"]
        session.orm.add(seat)
        trace(session, SEAT, seat, "given_back", act)


def refuse_ended(body: Body) -> None:
    """Refuse a body that has ended, for what only one that lives can have."""
    if body.valid_to is not None:
        raise BadInput(_("{body} ended on {day}.", body=body.name, day=body.valid_to))


def refuse_ended_before(session: Session, bodies: Iterable[int], day: date) -> None:
    """Refuse a day on which one of these bodies is there no more; whoever holds the turn of what is
    given to bodies knows that none ends meanwhile."""
    over = session.rows(_ENDED, {"bodies": sorted(bodies), "day": day})
    if over:
        ended = [_("{body} ended on {day}.", body=name, day=last) for name, last in over]
        raise Refused([Reason("body", each) for each in ended])


def someone_acts(session: Session, partnership_id: int, keys: Sequence[str], on: date) -> bool:
    """Whether one of these bodies, of the bodies that they stand for or of their successors has
    someone who can act that day; another system is nobody."""
    values = {"partnership_id": partnership_id, "on": on}
    while keys:
        seated = session.rows(_SEATED, {**values, "keys": keys})
        parts = [part for parts, _after, _found in seated for part in parts]
        stand_for = session.rows(_SEATED, {**values, "keys": parts}) if parts else []
        if any(found for _parts, _after, found in [*seated, *stand_for]):
            return True
        keys = [after for _parts, after, _found in seated if after]
    return False
