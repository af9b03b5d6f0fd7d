"""The units that a report may concern, found by any of their spellings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from engine.errors import BadInput, Reason
from engine.language.sentences import AnyOf, _
from engine.people import registry
from engine.people.tables import Body
from engine.storage.session import Session

# Those who meet patients, or speak for them; councils and groups report to nobody.
KINDS = frozenset({"hospital_trust", "municipality", "unit", "network", "role", "user_body"})
NAMED = 5  # so many are named where several could be meant
FIELD = "unit"


def units(session: Session, partnership_id: int, on: date) -> list[Body]:
    """The units of a partnership on that day, by name."""
    there = [
        body
        for body in registry.bodies(session, partnership_id)
        if body.kind in KINDS and (body.valid_to is None or body.valid_to >= on)
    ]
    return sorted(there, key=lambda body: body.name.casefold())


def spellings(body: Body) -> list[str]:
    """Everything that a unit is called, its name first."""
    return list(dict.fromkeys(filter(None, (body.name, body.abbreviation, *body.aliases))))


def find_unit(session: Session, typed: str, partnership_id: int, on: date) -> Body:
    """The unit that is meant by part of any of its spellings; BadInput where it is none, or could
    be several, naming them."""
    known, wanted = units(session, partnership_id, on), " ".join(typed.split()).casefold()
    if not wanted:
        raise BadInput(Reason(FIELD, _("Say which unit it concerns.")))
    found = _called(known, wanted) or list(_containing(known, wanted))
    if len(found) == 1:
        return found[0]
    if not found:
        sentence = _("No unit is called “{typed}”. Type a part of its name.", typed=typed)
        raise BadInput(Reason(FIELD, sentence))
    names = AnyOf([body.name for body in found[:NAMED]])
    sentence = _("Several units could be meant by “{typed}”: {names}.", typed=typed, names=names)
    raise BadInput(Reason(FIELD, sentence))


def _called(known: Iterable[Body], wanted: str) -> list[Body]:
    return [
        body
        for body in known
        if wanted in (body.key.casefold(), *(each.casefold() for each in spellings(body)))
    ]


def _containing(known: Iterable[Body], wanted: str) -> Iterator[Body]:
    for body in known:
        if any(wanted in each.casefold() for each in spellings(body)):
            yield body
