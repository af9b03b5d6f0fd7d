"""What an operator sees in each trouble: `python -m tests.transcripts` writes docs/troubles.md anew
from what the commands really say, and a test compares the two."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from unittest.mock import patch

from click.testing import CliRunner

from cli import main
from engine.storage.database import Database
from engine.storage.migrate import upgrade
from engine.storage.session import Session
from notifications.outbox.bounces import Bounce
from notifications.outbox.mailer import Reply, ReplyKind
from notifications.sending import clock_check
from notifications.sending.bounced import fail_bounced
from notifications.sending.tick import tick
from tests.mailbox import MONDAY, open_mailroom
from tests.world import build

PAGE = Path(__file__).parent.parent / "docs" / "troubles.md"
LOOKED = MONDAY + timedelta(minutes=40)
AT = f"{LOOKED:%Y-%m-%dT%H:%M}+00:00"
HEAD = """# What the operator sees

Each trouble with what the commands print, on a small database for rehearsal in which a measure is
new and the digests of the week are due. `make troubles` writes this page anew, and a test compares
it with what is said. What each means, and what becomes of the mails, stands in
[mail.md](mail.md#mails-that-did-not-go).
"""


class Trouble(NamedTuple):
    """What goes wrong, what to do then, and how it comes about in a database."""

    title: str
    remedy: str
    begin: Callable[[Database], object]


def answered(*reply: object, **more: bool) -> Callable[[Database], object]:
    """A tick whose mail server says that of every mail."""

    class Server:
        def send(self, *_mail: object) -> Reply:
            return Reply(*reply, **more)

        def close(self) -> None:
            pass

    return lambda database: tick(database, MONDAY, mailer=Server())


def came_back(database: Database) -> None:
    """Everything was taken, and one mail is reported as given up by a later server."""
    answered(ReplyKind.ACCEPTED, "250 ok")(database)
    with database.session() as session:
        found = "SELECT message_id FROM delivery ORDER BY id LIMIT 1"
        (message_id,) = session.driver.execute(found).fetchone()
        said = "550 5.1.1 no such user here"
        fail_bounced(session, [Bounce(message_id, said, LOOKED, "5.1.1")], LOOKED)


TROUBLES = (
    Trouble(
        "The mail server refuses us",
        "Put the login or the sender's address right ([settings.md](settings.md)); every mail"
        " waits, and goes by itself then.",
        answered(ReplyKind.LATER, "535 5.7.8 authentication failed", down=True),
    ),
    Trouble(
        "The mail server is away",
        "Look whether it runs; every mail waits, and goes by itself once it answers.",
        answered(ReplyKind.LATER, "connection refused", down=True),
    ),
    Trouble(
        "A mail is in doubt",
        "Where an archive is set Samsak looks there by itself. Else ask the reader, and say"
        " `samsak mail arrived` or `samsak mail retry`.",
        answered(ReplyKind.UNKNOWN, "no answer after the final dot"),
    ),
    Trouble(
        "A recipient is refused",
        "Put the address right (`samsak person address`), and what was refused goes again by"
        " itself; or say `samsak mail give-up`.",
        answered(ReplyKind.REFUSED, "550 5.1.1 no such user here"),
    ),
    Trouble(
        "A mail came back",
        "As where a recipient is refused.",
        came_back,
    ),
)


def transcripts() -> str:
    """The whole page. What is logged is left out: it has the time of day."""
    logging.disable()
    try:
        parts = [HEAD, *map(_transcript, TROUBLES), _clock_off(), _away(), _full(), _held()]
    finally:
        logging.disable(logging.NOTSET)
    return "\n".join(parts)


def _transcript(trouble: Trouble) -> str:
    with _office() as (database, url):
        trouble.begin(database)
        return _part(trouble.title, trouble.remedy, url, ["doctor"], ["mail", "list"])


def _clock_off() -> str:
    def ahead(_session: Session) -> timedelta:
        return timedelta(minutes=20)

    real = {"is_rehearsal": lambda _session: False, "ahead": ahead}
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


def _held() -> str:
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


def _part(title: str, remedy: str, url: str, *commands: list[str]) -> str:
    lines = [f"## {title}", "", remedy, "", "```"]
    for words in commands:
        lines += [f"$ samsak {' '.join(words)}", *_said(url, words), ""]
    return "\n".join([*lines[:-1], "```", ""])


def _said(url: str, words: list[str]) -> list[str]:
    env = {"SAMSAK_DATABASE_URL": url, "SAMSAK_LANGUAGE": "en"}
    told = CliRunner().invoke(main, [*words, "--at", AT], env=env)
    return [line.rstrip() for line in told.output.splitlines()] + [
        f"(leaves with {told.exit_code})"
    ]


if __name__ == "__main__":
    PAGE.write_text(transcripts(), "utf-8")
