from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from engine.storage.database import Database
from engine.storage.session import Session
from notifications.sending.send_with import SendWith
from notifications.sending.sender import send_due
from tests.mailbox import Mailroom, open_mailroom
from tests.notifications.mailboxes import Folder, Office
from tests.notifications.post import LETTERHEAD, Clock, Writer, open_office, put


@pytest.fixture
def world(session: Session, peopled: None) -> Mailroom:
    """A small named world, nothing has happened in it yet."""
    return open_mailroom(session)


@pytest.fixture
def post(sqlite_url: str):
    """A database with one mail to send; answers what stands in its row after the mailer was at
    it."""
    database = Database(sqlite_url, durable=False)
    with database.session() as session:
        open_office(session)
        put(session, "a")

        def send(mailer, writer: Writer | None = None, clock: Clock | None = None) -> dict:
            given = SendWith(mailer, LETTERHEAD, worker="w", composer=writer or Writer())
            send_due(database, given, clock or Clock())
            with session.begin():
                return dict(session.execute(text("SELECT * FROM delivery")).mappings().one())

        yield send
    database.close()


@pytest.fixture
def maildir(sqlite_url, peopled, tmp_path) -> Iterator[Office]:
    """On SQLite alone: the rules are the same, and each kind of notice is told on both."""
    database = Database(sqlite_url, durable=False)
    with database.session() as session:
        yield Office(open_mailroom(session), database, Folder(tmp_path / "mails"))
    database.close()
