"""Deviations beside the measures of a world, and readers of whom each sees another part of them."""

from __future__ import annotations

import random
from datetime import date
from typing import NamedTuple

from bench import world
from bench.world import PORTION, SETTING_UP, Row, World
from engine.cases.search_index import BLOCK, take_in
from engine.definitions import versions
from engine.people.actors import Actor, find_actor
from engine.people.registry import PersonIn, register_person
from engine.people.seats import SeatIn, join_body
from engine.people.tables import Body
from engine.storage.columns import compact
from engine.storage.session import Session

UNITS = 40
FEW = 10  # deviations that the first unit handles, and that hold the rare word
RARE = "kvasirprøve"
FIRST = ("epikrise", "legemiddel", "henvisnings", "utskrivings", "medisin", "lab", "røntgen")
THEN = ("liste", "skjema", "svar", "melding", "kontroll", "rutine", "notat", "avtale", "time")
ODD = ("sykehus", "kommune", "fastlege", "hjemmetjeneste", "pårørende", "ambulanse", "ernæring")
EVENT_TYPES = (
    *("admission", "discharge_papers", "medicines", "ready_for_discharge", "equipment"),
    *("access", "other"),
)


class Readers(NamedTuple):
    """Who looks: one who sees everything, one who sees ten deviations, one who stands in for a
    member."""

    secretariat: Actor
    unit: Actor
    deputy: Actor


class _Deviations(NamedTuple):
    """What all deviations have in common."""

    partnership_id: int
    definition_id: int
    units: list[Body]
    before: int
    every: int


def add(where: World, measures: int, count: int) -> Readers:
    """As many deviations behind so many measures, spread over all units but the first, which has
    ten; all of it taken into the index of searches."""
    with where.database.session() as session:
        units, readers = people(session, where)
        definition_id, _definition = versions.newest(session, "deviation")
        common = _Deviations(where.partnership_id, definition_id, units, measures, count // FEW)
        for first in range(0, count, PORTION):
            rows: tuple[list[Row], ...] = ([], [], [])
            for n in range(first, min(first + PORTION, count)):
                for made, kept in zip(_deviation(session, n, common), rows, strict=True):
                    kept.extend(made)
            world.write(session, rows)
        world.settle(session)
        take_in(session, measures + count, at_once=BLOCK)
        session.driver.execute("ANALYZE")
    return readers


def people(session: Session, where: World) -> tuple[list[Body], Readers]:
    """The units of a world, and its readers."""
    with session.begin():
        units = [
            Body(
                partnership_id=where.partnership_id,
                key=f"enhet-{n}",
                name=f"Enhet {n}",
                kind="unit",
            )
            for n in range(UNITS)
        ]
        session.orm.add_all(units)
        session.orm.flush()
        council = session.orm.get_one(Body, where.bodies[1])
        assert where.owner.person_id is not None
        for name, seat in (
            ("unit", SeatIn(units[0], "member")),
            ("deputy", SeatIn(council, "deputy", deputy_for=where.owner.person_id)),
        ):
            given = PersonIn(f"{name}@example.no", name.title(), "nb")
            person = register_person(session, given, SETTING_UP, [where.partnership_id])
            join_body(session, person, seat, SETTING_UP)
    known = [find_actor(session, f"{name}@example.no") for name in ("unit", "deputy")]
    return units, Readers(where.secretary, *known)


def _deviation(
    session: Session, n: int, common: _Deviations
) -> tuple[list[Row], list[Row], list[Row]]:
    """One deviation that waits for its unit: the rows of its case, its body and its event."""
    number, few = common.before + n + 1, n % common.every == 0
    unit = common.units[0] if few else common.units[1 + n % (UNITS - 1)]
    ref, fields = f"A-B{n}", {"what": _text(n, RARE if few else ""), "handler": unit.key}
    fields |= {"event_type": EVENT_TYPES[n % 7], "clause": f"guideline_{1 + n % 6}"}
    first = {
        "changes": {name: [None, value] for name, value in fields.items()},
        "born": {
            "definition_id": common.definition_id,
            "partnership_id": common.partnership_id,
            "number": "",
        },
    }
    told, head = world.events_of(session, (number, ref), "reported", 1, first)
    day = date(2027 + n // 37 % 10, 1 + n % 12, 15)
    due = day.isoformat() if session.sqlite else day
    opened = world.moment(session, world.began(1))
    numbers = (number, ref, "deviation", common.definition_id, common.partnership_id, "")
    stands = ("", "reported", 1, compact(fields), due, due, head, opened, opened)
    return [(*numbers, *stands)], [(number, "handler", unit.id, "reported", due)], told


def _text(n: int, planted: str) -> str:
    """Twelve words, compound and plain, others in each deviation."""
    chosen = random.Random(n)
    words = [chosen.choice(FIRST) + chosen.choice(THEN) for _number in range(6)]
    words += [chosen.choice(ODD) for _number in range(5)]
    return " ".join([*words, planted or f"journalpunkt{n}"])
