"""A partnership of any size, written in bulk with true chains, for measuring on."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import workflows  # noqa: F401 - registers the conditions that definitions name
from engine.cases.events import ADVANCED, OPENED, sealed
from engine.definitions import versions
from engine.people.actors import OPERATOR, Actor, find_actor
from engine.people.acts import Act
from engine.people.registry import PersonIn, register_person
from engine.people.seats import SeatIn, join_body
from engine.people.tables import Body, Partnership
from engine.storage import migrate
from engine.storage.columns import compact
from engine.storage.database import Database
from engine.storage.session import Session
from workflows.known_definitions import load_definitions

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
SETTING_UP = Act(OPERATOR, NOW - timedelta(days=30))
STATES = ("assigned", "ongoing", "approved", "proposed")
PORTION = 20_000


@dataclass
class World:
    """A database with a partnership in it, and who acts."""

    database: Database
    url: str
    partnership_id: int
    definition_id: int
    bodies: list[int]
    owner: Actor
    secretary: Actor


def build(
    url: str,
    *,
    cases: int = 0,
    events: int = 1,
    bodies: int = 40,
    members: int = 12,
    durable: bool = True,
) -> World:
    """A partnership with a secretariat, expert councils with members, and that many measures,
    each with that many events."""
    migrate.upgrade(url)
    database = Database(url, durable=durable)
    with database.session() as session:
        number, councils = _partnership(session, bodies, members)
        definition_id, _definition = versions.newest(session, "measure")
        if cases:
            _cases(session, _Measures(number, definition_id, councils, events), cases)
        owner = find_actor(session, "p1-1@example.no")
        secretary = find_actor(session, "p0-1@example.no")
    numbers = [body.number for body in councils]
    return World(database, url, number, definition_id, numbers, owner, secretary)


def _partnership(session: Session, bodies: int, members: int) -> tuple[int, list[Body]]:
    """The partnership's number, and its bodies with their members."""
    with session.begin():
        versions.store(session, load_definitions().values(), SETTING_UP)
        partnership = Partnership(key="bench", name="Bench")
        session.orm.add(partnership)
        session.orm.flush()
        councils = _bodies(session, partnership.number, bodies)
        _members(session, councils, members)
    return partnership.number, councils


def _bodies(session: Session, partnership_id: int, count: int) -> list[Body]:
    made = [
        Body(
            partnership_id=partnership_id, key="sekretariat", name="Sekretariat", kind="secretariat"
        )
    ]
    made += [
        Body(
            partnership_id=partnership_id,
            key=f"fagrad-{n}",
            name=f"Fagråd {n}",
            kind="expert_council",
        )
        for n in range(1, count + 1)
    ]
    session.orm.add_all(made)
    session.orm.flush()
    return [session.orm.get_one(Body, each.id) for each in made]


def _members(session: Session, councils: list[Body], members: int) -> None:
    for number, body in enumerate(councils):
        for member in range(1, members + 1):
            language = ("nb", "nn", "en")[member % 3]
            address = f"p{number}-{member}@example.no"
            given = PersonIn(address, f"Person {number} {member}", language)
            person = register_person(session, given, SETTING_UP, [body.partnership_id])
            join_body(session, person, SeatIn(body, "member"), SETTING_UP)


Row = tuple[object, ...]


class _Measures(NamedTuple):
    """What all measures have in common."""

    partnership_id: int
    definition_id: int
    councils: list[Body]
    events: int


def _cases(session: Session, common: _Measures, count: int) -> None:
    """Measures in four states, spread evenly over the councils and over ten years of due days,
    none of them due now."""
    for first in range(0, count, PORTION):
        rows: tuple[list[Row], ...] = ([], [], [])
        for n in range(first + 1, min(first + PORTION, count) + 1):
            for made, kept in zip(_case(session, n, common), rows, strict=True):
                kept.extend(made)
        write(session, rows)
    settle(session)


def settle(session: Session) -> None:
    """Let the database know what it holds now."""
    if not session.sqlite:
        session.driver.execute(
            "SELECT setval(pg_get_serial_sequence('\"case\"', 'id'), (SELECT max(id) FROM \"case\"))"
        )
    session.driver.execute("ANALYZE")


def write(session: Session, rows: tuple[list[Row], ...]) -> None:
    """Rows of cases, of their bodies and of their events, in one transaction."""
    mark = "?" if session.sqlite else "%s"
    with session.begin():
        cursor = session.driver.cursor()
        for table, columns, values in zip(TABLES, COLUMNS, rows, strict=True):
            marks = ",".join([mark] * len(values[0]))
            cursor.executemany(f'INSERT INTO "{table}" ({columns}) VALUES ({marks})', values)


TABLES = ("case", "case_body", "event")
COLUMNS = (
    (
        "id, ref, workflow, definition_id, partnership_id, number, title, state, version,"
        " fields, due_on, wake_on, head, opened_at, moved_at"
    ),
    "case_id, link, body_id, state, due_on",
    (
        'case_id, seq, kind, action, "by", behalf_of, at, recorded_at, from_state, to_state, data,'
        " hash"
    ),
)


def _case(session: Session, n: int, common: _Measures) -> tuple[list[Row], list[Row], list[Row]]:
    """One measure: the rows of its case, its body and its events."""
    others = len(common.councils) - 1
    body, state = common.councils[1 + n % others], STATES[(n // others) % len(STATES)]
    year = 2027 + (n // (4 * others)) % 10
    title = f"Tiltak {n}: felles rutine for utskriving og oppfølging"
    fields = {"title": title, "bodies": [body.key], "years": [year]}
    born = {
        "definition_id": common.definition_id,
        "partnership_id": common.partnership_id,
        "number": str(n),
    }
    first = {"changes": {name: [None, value] for name, value in fields.items()}, "born": born}
    told, head = events_of(session, (n, f"T-B{n}"), state, common.events, first)
    days = [date(year, 12, 31), date(year, 11, 16)]
    due, wake = [day.isoformat() for day in days] if session.sqlite else days
    opened, moved = (moment(session, began(seq)) for seq in (1, common.events))
    stored = json.dumps(fields, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    numbers = (n, f"T-B{n}", "measure", common.definition_id, common.partnership_id, str(n))
    stands = (title, state, common.events, stored, due, wake, head, opened, moved)
    return [(*numbers, *stands)], [(n, "responsible", body.id, state, due)], told


def events_of(
    session: Session, case: tuple[int, str], state: str, count: int, first: dict[str, Any]
) -> tuple[list[Row], str]:
    """The events of a case, known by number and ref, as rows, and the hash of the last; `first` is
    what the first of them carries."""
    n, ref = case
    told, head = list[Row](), ""
    for seq in range(1, count + 1):
        at = began(seq)
        event = {
            "seq": seq,
            "kind": OPENED if seq == 1 else ADVANCED,
            "action": "open",
            "by": 1 + n % 400,
            "behalf_of": None,
            "at": at,
            "recorded_at": at,
            "from_state": None,
            "to_state": state,
            "data": compact({**(first if seq == 1 else {"comment": f"steg {seq}"}), "quiet": True}),
        }
        head, when = sealed(head, ref, event), moment(session, at)
        told.append((n, *{**event, "at": when, "recorded_at": when}.values(), head))
    return told, head


def began(seq: int) -> datetime:
    """When the so-and-so-manieth event of a case happened."""
    return NOW - timedelta(days=100 - seq)


def moment(session: Session, moment: datetime) -> datetime | str:
    """A moment as the driver takes it."""
    return moment.isoformat(timespec="microseconds") if session.sqlite else moment


def fresh(folder: Path, name: str) -> str:
    """The address of a SQLite database that is not there yet."""
    return f"sqlite:///{folder / name}.db"
