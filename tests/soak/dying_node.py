"""A node that has much to tell, and dies at a COMMIT, before it or after, or at a word to the mail
server."""

from __future__ import annotations

import json
import os
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

from engine.people import logins
from engine.people.acts import Act
from engine.storage.database import Database
from engine.storage.session import Session
from engine.urls import Smtp
from notifications.outbox.bounces import Bounce
from notifications.outbox.smtp import SmtpMailer
from notifications.sending.tick import TickWith, tick
from tests.mailbox import HOUR, MONDAY, open_mailroom
from tests.notifications.relay import Outbox
from tests.soak.relay import Taken
from workflows.councils import meetings

NOW = datetime(2026, 12, 14, 8, 0, tzinfo=UTC)  # a Monday on which a digest and a warning are due
DEAD, NOBODY = 9, -1


def set_the_scene(database: Database) -> None:
    """In a peopled database: what a tick has to tell in each kind of mail."""
    with database.session() as session:
        office = open_mailroom(session)
        office.do(office.deviation(), "route", handler="mottak")  # due in three weeks
        ahead = office.meeting(date(2026, 12, 17), clock="12:00")
        tick(database, MONDAY + HOUR, mailer=Outbox(), clock=lambda: MONDAY + HOUR)
        act = Act(office.secretary, NOW - HOUR)
        meetings.cancel(session, ahead, act)
        office.meeting(date(2026, 12, 16), at=NOW - HOUR)
        office.measure(at=NOW - HOUR)
        office.deviation(at=NOW - HOUR, email="fastlege@example.no")
        logins.ask_for_link(session, "handler@example.no", "/", NOW)


@dataclass(frozen=True)
class Kept:
    """The archive: what the server took."""

    journal: Path

    def found(self, message_id: str) -> bool:
        """Whether the server took it."""
        lines = self.journal.read_text().splitlines()
        return message_id in {Taken(*json.loads(line)).message_id for line in lines}

    def bounces(self, _first: date) -> list[Bounce]:
        """Nothing comes back."""
        return []

    def words_of(self, _header: str, _first: date, _last: date) -> set[str]:
        """Nothing was restored."""
        return set()

    def close(self) -> None:
        """Nothing is open."""


@dataclass(frozen=True)
class Node:
    """Where a node finds what it works with, at which point it dies, and where it says which
    points it passed; it lives on where there is no such point."""

    url: str
    port: int
    journal: Path | None
    passed: Path
    dies_at: int = NOBODY

    def tick(self, now: datetime) -> None:
        """All that is due."""
        server = Smtp("127.0.0.1", self.port, tls=False, starttls="no", timeout=10)
        plain = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # the usual one reads the machine's own
        mailer = SmtpMailer(server, f"{os.getpid()}@samsak.example.no", plain)
        database = Database(self.url, durable=False)
        given = TickWith(Kept(self.journal) if self.journal else None)
        report = tick(database, now, mailer=mailer, given=given)
        database.close()
        assert report.failures == {}


@dataclass
class Watch:
    """Counts the points that this process passes, and ends it at one of them."""

    node: Node
    count: int = 0
    verb: str = ""

    def point(self, name: str) -> None:
        with self.node.passed.open("a") as passed:
            passed.write(name + "\n")
        if self.count == self.node.dies_at:
            os._exit(DEAD)
        self.count += 1

    def tick(self) -> None:
        """The tick of the node, watched."""
        with (
            patch.object(Session, "keep", self.kept(Session.keep)),
            patch.object(smtplib.SMTP, "send", self.sent(smtplib.SMTP.send)),
            patch.object(smtplib.SMTP, "getreply", self.answered(smtplib.SMTP.getreply)),
        ):
            self.node.tick(NOW)

    def kept(self, keep: Callable[[Session], None]) -> Callable[[Session], None]:
        def watched(session: Session) -> None:
            self.point("before COMMIT")
            keep(session)
            self.point(AFTER_COMMIT)

        return watched

    def sent(self, send: Callable[..., None]) -> Callable[..., None]:
        def watched(connection: smtplib.SMTP, said: str | bytes) -> None:
            self.verb = _verb(said)
            self.point(f"before {self.verb}")
            send(connection, said)

        return watched

    def answered(self, answer: Callable[..., Any]) -> Callable[..., Any]:
        def watched(connection: smtplib.SMTP) -> Any:
            dot, self.verb = self.verb == DOT, ""
            if dot:
                self.point(AFTER_DOT)
            reply = answer(connection)
            if dot:
                self.point(f"after the answer to {DOT}")
            return reply

        return watched


DOT, AFTER_DOT, AFTER_COMMIT = "the dot", "after the dot", "after COMMIT"


def _verb(said: str | bytes) -> str:
    line = said if isinstance(said, bytes) else said.encode()
    if line == b".\r\n":
        return DOT
    first, _end, rest = line.partition(b"\r\n")
    return "the text" if rest else first.split()[0].decode().upper()


def die(node: Node) -> None:
    """What the process does that dies."""
    Watch(node).tick()
