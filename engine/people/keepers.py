"""A partnership is never left without anybody who keeps its people and routes its deviations."""

from __future__ import annotations

from datetime import date

from engine.days.calendar import ONE_DAY
from engine.errors import Reason, Refused, Remedy, WayOut
from engine.language.sentences import _
from engine.people.rights import PEOPLE, kinds_with
from engine.people.seated import Seat, SeatsWanted, seats
from engine.people.systems import systems
from engine.people.tables import Body
from engine.storage.session import Session


def keepers(session: Session, partnership_id: int, on: date) -> list[Seat]:
    """The seats in the secretariats of a partnership in which somebody can act that day; another
    system is nobody."""
    wanted = SeatsWanted(partnerships=[partnership_id], kinds=kinds_with(PEOPLE))
    found, no_people = seats(session, wanted, on, on), systems(session)
    return [seat for seat in found if seat.acts and seat.person_id not in no_people]


def without_keepers(
    session: Session, body: Body, last: date, besides: Body | None = None
) -> Reason | None:
    """Why a seat or a body cannot end with that day: nobody would sit in a secretariat of the
    partnership, those in `besides` not counted. None where somebody does, or where the body is no
    secretariat."""
    if body.kind not in kinds_with(PEOPLE) or last == date.max:
        return None
    left = keepers(session, body.partnership_id, last + ONE_DAY)
    if any(besides is None or seat.body_id != besides.id for seat in left):
        return None
    sentence = _(
        "After {day} nobody would sit in a secretariat, and deviations would reach no one."
        " Give somebody else a seat there first.",
        day=last,
    )
    return Reason("secretariat", sentence, Remedy(WayOut.ADD_MEMBER, {"body": body.key}))


def require_keepers(session: Session, body: Body, last: date) -> None:
    """Refuse what has just been ended where it leaves nobody."""
    reason = without_keepers(session, body, last)
    if reason is not None:
        raise Refused([reason])
