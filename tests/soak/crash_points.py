"""A node dies at each COMMIT of a tick, before it and after, and at each word to the mail server;
then another one goes on until all is quiet."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from random import Random
from time import monotonic
from typing import Any, NamedTuple

from sqlalchemy import URL, bindparam, make_url, text

from engine.cases.chain import verify_chains
from engine.storage.columns import UTCDateTime
from engine.storage.database import Database
from tests.postgresql import copy_of, drop
from tests.soak.driver import FORKED
from tests.soak.dying_node import (
    AFTER_COMMIT,
    AFTER_DOT,
    DEAD,
    NOBODY,
    NOW,
    Node,
    die,
    set_the_scene,
)
from tests.soak.relay import Faults, SoakRelay, Taken
from tests.world import build

# When the other node looks: after any lease and hold, and when a next mail of notices may go.
AFTER = [timedelta(minutes=m) for m in (16, 80, 140)]
LONGEST = 120  # seconds
FORKED.set_forkserver_preload(["tests.soak.worker", "tests.soak.dying_node"])
UNSETTLED = text("""
    SELECT 'mail ' || kind || ' ' || state FROM delivery WHERE state NOT IN ('sent', 'cancelled')
    UNION ALL SELECT 'notice ' || kind FROM notice WHERE state = 'planned' AND send_at <= :now
""").bindparams(bindparam("now", type_=UTCDateTime()))
BECAME = """
    SELECT kind, case_id, meeting_id, occurrence, person_id, contact_id, state, reason FROM notice
    UNION ALL SELECT 'digest', told_until, NULL, period, person_id, NULL, '', ''
    FROM digest_entry JOIN digest_run ON digest_run.id = run_id
"""


class Ended(NamedTuple):
    """What came of one death: the points that were passed, the last of them the one of the death;
    what the mail server took; what still waits; what became of every notice and digest; where the
    record does not hold."""

    points: list[str]
    taken: list[Taken]
    unsettled: list[str]
    became: list[tuple[Any, ...]]
    broken: list[Any]

    @property
    def copies(self) -> dict[str, int]:
        """By how many more than one copy a mail came."""
        counted = Counter(mail.message_id for mail in self.taken)
        return {number: n - 1 for number, n in counted.items() if n > 1}

    @property
    def told(self) -> Counter[tuple[str, str]]:
        """How often each thing was told to each reader, copies of one mail apart. A mail without
        marks is itself a thing."""
        mails = {mail.message_id: mail for mail in self.taken}
        return Counter((m.to, each) for m in mails.values() for each in m.marks or [m.message_id])

    @property
    def in_flight(self) -> bool:
        """Whether the server may have had a mail of which the database did not know yet."""
        last = [p for p in self.points if p in (AFTER_COMMIT, AFTER_DOT)]
        return last[-1:] == [AFTER_DOT]


def _ended(url: str, taken: Sequence[Taken], points: list[str]) -> Ended:
    database = Database(url, durable=False)
    with database.session() as session, session.begin():
        rows = session.execute(UNSETTLED, {"now": NOW + AFTER[-1]}).all()
        became = sorted((tuple(row) for row in session.execute(text(BECAME)).all()), key=repr)
        ended = Ended(points, list(taken), [row[0] for row in rows], became, verify_chains(session))
    database.close()
    return ended


def _name(address: URL, folder: Path) -> str:
    return f"{address.database}_{folder.name}".lower().replace("-", "_")


@contextmanager
def copied(url: str, folder: Path) -> Iterator[str]:
    """A copy of a database that nobody is connected to, for as long as it is asked for."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        copy = folder / "samsak.db"
        here, there = (sqlite3.connect(str(each)) for each in (address.database, copy))
        with closing(here), closing(there):
            here.backup(there)
        yield f"sqlite:///{copy}"
        copy.unlink()
        return
    plain, name = address.set(drivername="postgresql", database="postgres"), _name(address, folder)
    server = plain.render_as_string(hide_password=False)
    copy_of(server, str(address.database), name)
    yield address.set(database=name).render_as_string(hide_password=False)
    drop(server, name)


@dataclass
class Play:
    """Deaths that begin from the same database, and the tick in which nobody died."""

    url: str
    folder: Path

    @cached_property
    def undisturbed(self) -> Ended:
        """What comes of it when nobody dies."""
        return self.death(NOBODY, archive=False)

    def death(self, at: int, *, archive: bool) -> Ended:
        """A tick of one process that dies at that point, and then those of another one."""
        folder = self.folder / f"{at}_{archive}"
        folder.mkdir(parents=True)
        relay = SoakRelay(folder / "taken", Faults(0, 0), Random(0))
        journal = relay.journal if archive else None
        try:
            with copied(self.url, folder) as url:
                node = Node(url, relay.port, journal, folder / "passed", at)
                return self.ended(node, relay)
        finally:
            relay.close()

    def ended(self, node: Node, relay: SoakRelay) -> Ended:
        process = FORKED.Process(target=die, args=(node,))
        process.start()
        process.join(LONGEST)
        assert process.exitcode == (0 if node.dies_at == NOBODY else DEAD)
        points = node.passed.read_text().splitlines()
        for later in AFTER:
            node.tick(NOW + later)
        return _ended(node.url, relay.taken, points)

    def wrong(self, ended: Ended, *, archive: bool) -> list[str]:
        """What is not as it must be after a death: only a mail between dot and commit may be
        doubled, by one copy, and only where no archive can be asked for it."""
        whole, told = self.undisturbed, ended.told
        found = [f"waits: {each}" for each in ended.unsettled]
        found += [f"does not hold: {each}" for each in ended.broken]
        found += [f"lost: {each}" for each in whole.told - told]
        found += [f"told again: {each}" for each in told - whole.told]
        if ended.became != whole.became:
            found.append(f"became: {set(ended.became) ^ set(whole.became)}")
        if sum(ended.copies.values()) > int(ended.in_flight and not archive):
            found.append(f"doubled: {ended.copies}")
        return [f"point {len(ended.points)}, {ended.points[-1]}: {each}" for each in found]


def soak(kind: str, url: str, folder: Path, share: float) -> None:
    """Die at every point, or at a share of them, with an archive and without, and print how each
    ended."""
    database = Database(url, durable=False)
    with database.session() as session:
        build(session)
    set_the_scene(database)
    database.close()
    play = Play(url, folder / "deaths")
    points = range(0, len(play.undisturbed.points), round(1 / share))
    for archive in (True, False):
        begun, doubled = monotonic(), 0
        for at in points:
            ended = play.death(at, archive=archive)
            doubled += bool(ended.copies)
            for each in play.wrong(ended, archive=archive):
                print(f"  {each}", flush=True)
        said = ("crash points", kind, "archive" if archive else "no archive")
        cells = (*said, f"{len(points)} points", f"{doubled} doubled", round(monotonic() - begun))
        print("| " + " | ".join(map(str, cells)) + " |", flush=True)
