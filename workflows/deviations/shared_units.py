"""Units that are in two partnerships, as both of them say in their structure files: a report on one
may be sent over to the other partnership."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from engine.people import registry
from engine.people.actors import Actor
from engine.people.tables import Body, Partnership
from engine.storage.session import Session

ALSO_IN = "also_in"
SEND_OVER, SENT_TO = "send_over", "sent_to"  # the step, and its field: where the report goes
BEFORE_REF = ": "


class OtherUnit(NamedTuple):
    """A unit as another partnership has it; `own` is its id here."""

    own: str
    body: Body
    partnership: Partnership

    @property
    def key(self) -> str:
        """`partnership/body`, as a command takes it."""
        return f"{self.partnership.key}/{self.body.key}"


def other_units(session: Session, partnership_id: int, key: str, on: date) -> list[OtherUnit]:
    """The same unit where it is in other partnerships that day; only where they say so too."""
    here = session.orm.get_one(Partnership, partnership_id)
    if not _named(here, key):
        return []
    by_key = {each.key: each for each in registry.partnerships(session)}
    return [
        OtherUnit(key, body, there)
        for named in _named(here, key)
        if (there := by_key.get(named.partition("/")[0])) and _says(there, named, here, key)
        for body in registry.bodies(session, there.number)
        if body.key == named.partition("/")[2] and (body.valid_to is None or body.valid_to >= on)
    ]


def one_sided(session: Session, reader: Actor, on: date) -> Iterator[tuple[str, str]]:
    """Units of the reader's partnerships that another one does not call its own, each with what it
    is called there."""
    known = registry.partnerships(session)
    by_key = {each.key: each for each in known}
    for here in known:
        if not reader.sits_in(here.number, on):
            continue
        for key in here.structure.get(ALSO_IN) or ():
            for named in _named(here, key):
                there = by_key.get(named.partition("/")[0])
                if there is None or not _says(there, named, here, key):
                    yield f"{here.key}/{key}", named


def name_of(partnership: Partnership, ref: str) -> str:
    """What is kept of a case in another partnership: `partnership: ref`."""
    return f"{partnership.name}{BEFORE_REF}{ref}"


def ref_in(said: Any) -> str:
    """The ref in what is kept of the other case."""
    return str(said).rpartition(BEFORE_REF)[2]


def partnership_in(said: Any) -> str:
    """The partnership in what is kept of the other case."""
    return str(said).rpartition(BEFORE_REF)[0]


def _named(partnership: Partnership, key: str) -> list[str]:
    """What a unit of that partnership is called in others, by what it says itself."""
    return list((partnership.structure.get(ALSO_IN) or {}).get(key) or ())


def _says(there: Partnership, named: str, here: Partnership, key: str) -> bool:
    """Whether the other partnership says the same of its own unit."""
    return f"{here.key}/{key}" in _named(there, named.partition("/")[2])
