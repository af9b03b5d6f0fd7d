"""What an operator sees in each trouble: `python -m tests.transcripts` writes docs/troubles.md anew
from what the commands really say, and a test compares the two."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from click.testing import CliRunner

from cli import main
from engine.storage.database import Database
from engine.storage.migrate import upgrade
from engine.storage.session import Session
from notifications.outbox.mailer import ReplyKind
from notifications.restore import restore
from notifications.sending import clock_check, tick_parts
from notifications.sending.tick_parts import keep_next_tick
from tests.mailbox import MONDAY, open_mailroom
from tests.troubles import LOOKED, OTHER_TABLES, TROUBLES, Trouble, answered
from tests.world import build
from workflows.backups import back_up

PAGE = Path(__file__).parent.parent / "docs" / "troubles.md"
HEAD = """# What the operator sees

Each trouble with what the commands print, on a small database for rehearsal in which a measure is
new and the digests of the week are due. `make troubles` writes this page anew, and a test compares
it with what is said. What each means, and what becomes of the mails, stands in
[mail.md](mail.md#mails-that-did-not-go).
"""


def transcripts() -> str:
    """The whole page. What is logged is left out: it has the time of day."""
    logging.disable()
    try:
        parts = [HEAD, *map(_transcript, TROUBLES), _restored(), _no_tick(), _clock_off()]
        parts += [_away(), *map(_refused, OTHER_TABLES), _full(), _locked()]
    finally:
        logging.disable(logging.NOTSET)
    return "\n".join(parts)


def _transcript(trouble: Trouble) -> str:
    with _office() as (database, url):
        trouble.begin(database)
        looks = (["doctor"], ["mail", "list"])
        return _part(trouble.title, trouble.remedy, url, *looks, at=trouble.looked)


def _refused(trouble: Trouble) -> str:
    with _office() as (database, url):
        trouble.begin(database)
        return _part(trouble.title, trouble.remedy, url, ["doctor"])


def _restored() -> str:
    remedy = (
        "What is due as of the backup may have gone since: look through the list, say `samsak mail"
        " arrived` of what you know went and `samsak mail give-up` of what need not go, then"
        " `samsak mail release` for the rest ([for-operators.md](for-operators.md#restoring))."
    )
    with _office() as (database, _url), TemporaryDirectory() as folder:
        url, file = f"sqlite:///{folder}/samsak.db", Path(folder) / "backup.zip"
        back_up(database, file, MONDAY)
        restore(url, file, LOOKED)
        looks = (["tick"], ["doctor"], ["mail", "list"])
        return _part("The database was restored", remedy, url, *looks)


def _no_tick() -> str:
    remedy = "See whether `samsak run` goes, and what it logged. What is due goes with the next."
    with _office() as (database, url), patch.object(tick_parts, "is_rehearsal", _in_real_use):
        answered(ReplyKind.ACCEPTED, "250 ok")(database)
        with database.session() as session:
            keep_next_tick(session, MONDAY + timedelta(seconds=30))
        return _part("No tick comes", remedy, url, ["doctor"])


def _in_real_use(_session: Session) -> bool:
    return False


def _clock_off() -> str:
    def ahead(_session: Session) -> timedelta:
        return timedelta(minutes=20)

    real = {"is_rehearsal": _in_real_use, "ahead": ahead}
    with _office() as (_database, url), patch.multiple(clock_check, **real):
        remedy = "Set the machine's clock (`timedatectl`). The other nodes go on meanwhile."
        return _part("A node's clock is off", remedy, url, ["doctor"])


def _away() -> str:
    url = "postgresql://127.0.0.1:1/samsak"
    remedy = "Look whether the database's server runs. Nothing is lost: what is due goes then."
    return _part("The database is away", remedy, url, ["doctor"])


def _full() -> str:
    remedy = (
        "Free some space; older backups are the first to go. Nothing is half-done: what is due goes"
        " with the next tick, and what a person wanted to say she says again."
    )
    with _office() as (_database, url), _connected_with("max_page_count=1"):
        return _part("The disk is full", remedy, url, ["tick"], ["doctor"])


def _locked() -> str:
    remedy = (
        "Samsak waits half a minute first. See who holds it (`fuser samsak.db`), such as a tool"
        " that was left open in a transaction, and end that; what is due goes with the next tick."
    )
    with _office() as (database, url), _connected_with("busy_timeout=1"):
        other = sqlite3.connect(str(database.url.database), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        try:
            return _part("Somebody else holds the database", remedy, url, ["tick"], ["doctor"])
        finally:
            other.close()


@contextmanager
def _connected_with(pragma: str) -> Iterator[None]:
    """Every connection to SQLite is told that besides."""
    usual = Database._on_sqlite_connect

    def told(self: Database, connection: sqlite3.Connection, record: object) -> None:
        usual(self, connection, record)
        connection.execute(f"PRAGMA {pragma}")

    with patch.object(Database, "_on_sqlite_connect", told):
        yield


@contextmanager
def _office() -> Iterator[tuple[Database, str]]:
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/samsak.db"
        upgrade(url)
        database = Database(url, durable=False)
        with database.session() as session:
            build(session)
            open_mailroom(session).measure()
        yield database, url
        database.close()


def _part(title: str, remedy: str, url: str, *commands: list[str], at: datetime = LOOKED) -> str:
    lines = [f"## {title}", "", remedy, "", "```"]
    for words in commands:
        lines += [f"$ samsak {' '.join(words)}", *_said(url, words, at), ""]
    return "\n".join([*lines[:-1], "```", ""])


def _said(url: str, words: list[str], at: datetime) -> list[str]:
    env = {"SAMSAK_DATABASE_URL": url, "SAMSAK_LANGUAGE": "en"}
    told = CliRunner().invoke(main, [*words, "--at", f"{at:%Y-%m-%dT%H:%M}+00:00"], env=env)
    return [line.rstrip() for line in told.output.splitlines()] + [
        f"(leaves with {told.exit_code})"
    ]


if __name__ == "__main__":
    PAGE.write_text(transcripts(), "utf-8")
