"""A partnership of any size, written in bulk with true chains, for measuring on."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

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
        with session.begin():
            versions.store(session, load_definitions().values(), SETTING_UP)
            partnership = Partnership(key="bench", name="Bench")
            session.orm.add(partnership)
            session.orm.flush()
            number = partnership.id or 0
            councils = _bodies(session, number, bodies)
            _members(session, councils, members)
        definition_id, _definition = versions.newest(session, "measure")
        if cases:
            _cases(session, number, definition_id, councils, cases, events)
        owner = find_actor(session, "p1-1@example.no")
        secretary = find_actor(session, "p0-1@example.no")
    return World(
        database, url, number, definition_id, [b.id or 0 for b in councils], owner, secretary
    )


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


def _cases(
    session: Session,
    partnership_id: int,
    definition_id: int,
    councils: list[Body],
    count: int,
    events: int,
) -> None:
    """Measures in four states, spread evenly over the councils and over ten years of due days,
    none of them due now."""
    mark = "?" if session.sqlite else "%s"
    for first in range(0, count, PORTION):
        rows: tuple[list[tuple[object, ...]], ...] = ([], [], [])
        for n in range(first + 1, min(first + PORTION, count) + 1):
            _case(session, n, partnership_id, definition_id, councils, events, *rows)
        with session.begin():
            cursor = session.driver.cursor()
            for table, columns, values in zip(TABLES, COLUMNS, rows, strict=True):
                cursor.executemany(
                    f'INSERT INTO "{table}" ({columns}) VALUES ({",".join([mark] * len(values[0]))})',
                    values,
                )
    if not session.sqlite:
        session.driver.execute(
            "SELECT setval(pg_get_serial_sequence('\"case\"', 'id'), (SELECT max(id) FROM \"case\"))"
        )
        session.driver.execute("ANALYZE")
    else:
        session.driver.execute("ANALYZE")


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


def _case(
    session: Session,
    n: int,
    partnership_id: int,
    definition_id: int,
    councils: list[Body],
    events: int,
    cases: list[tuple[object, ...]],
    tied: list[tuple[object, ...]],
    told: list[tuple[object, ...]],
) -> None:
    body = councils[1 + n % (len(councils) - 1)]
    state = STATES[(n // (len(councils) - 1)) % len(STATES)]
    year = 2027 + (n // (4 * (len(councils) - 1))) % 10
    fields = {
        "title": f"Tiltak {n}: felles rutine for utskriving og oppfølging",
        "bodies": [body.key],
        "years": [year],
    }
    ref, head = f"T-B{n}", ""
    for seq in range(1, events + 1):
        data = compact(
            {"changes": {k: [None, v] for k, v in fields.items()}, "quiet": True}
            if seq == 1
            else {"comment": f"steg {seq}", "quiet": True}
        )
        at = NOW - timedelta(days=100 - seq)
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
            "data": data,
        }
        head = sealed(head, ref, event)
        when = at if not session.sqlite else at.isoformat(timespec="microseconds")
        told.append((n, *{**event, "at": when, "recorded_at": when}.values(), head))
    due, wake = date(year, 12, 31), date(year, 11, 16)
    days = (due, wake) if not session.sqlite else (due.isoformat(), wake.isoformat())
    opened = NOW if not session.sqlite else NOW.isoformat(timespec="microseconds")
    stored = json.dumps(fields, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    cases.append(
        (
            n,
            ref,
            "measure",
            definition_id,
            partnership_id,
            str(n),
            fields["title"],
            state,
            events,
            stored,
            *days,
            head,
            opened,
            opened,
        )
    )
    tied.append((n, "responsible", body.id, state, days[0]))


def fresh(folder: Path, name: str) -> str:
    """The address of a SQLite database that is not there yet."""
    return f"sqlite:///{folder / name}.db"
