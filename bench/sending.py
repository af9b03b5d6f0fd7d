"""What sending costs beside handing the same bytes over."""

from __future__ import annotations

import smtplib
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from bench import world
from bench.measure import Figure, pairs, speed
from bench.setting import Setting
from bench.world import NOW, World
from engine.cases.records import by_ids
from engine.cases.steps import advance
from engine.people.acts import Act
from engine.storage.server_clock import server_clock
from engine.storage.session import Session
from engine.urls import Smtp
from notifications.letters.mime import Letterhead
from notifications.notices import bundles, planner
from notifications.outbox.smtp import SmtpMailer
from notifications.sending.send_with import SendWith
from notifications.sending.sender import send_due

MEMBERS = 12
SENDER = "Samsak <samsak@helse.example.no>"
BACK = "state = 'queued', body = NULL, attempts = 0, doubts = 0, tried_at = NULL"
SERVERS = {
    "a mail server on aiosmtpd": "bench.mail_server",
    "one that looks at nothing": "bench.relay",
}
ANEW = (
    "UPDATE notice SET state = 'planned' WHERE state = 'told'",
    f"UPDATE delivery SET {BACK}, next_at = queued_at",
)


def thousand(setting: Setting) -> Iterator[Figure]:
    """1,000 notices to a server on loopback, written, kept, handed over and recorded,
    against a plain loop that hands the same bytes over on one connection."""
    for kind in ("SQLite", "PostgreSQL"):
        ours = _office(setting, kind, 1_000 // setting.smaller)
        session = setting.stack.enter_context(ours.database.session())
        for name, module in SERVERS.items():
            with mail_server(module) as port:
                yield Figure(
                    f"send 1,000 notices, {kind}, to {name}, against a smtplib loop",
                    speed(pairs(_ours(ours, session, port), _theirs(session, port), 5, 1)),
                    0.15,
                    0.3,
                    more=True,
                )


@contextmanager
def mail_server(module: str) -> Iterator[int]:
    """A mail server meanwhile; its port."""
    with subprocess.Popen(
        [sys.executable, "-m", module], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin
        assert process.stdout
        yield int(process.stdout.readline())
        process.stdin.close()


def _office(setting: Setting, kind: str, mails: int) -> World:
    """A partnership in which so many people are to hear of a step."""
    url = (
        world.fresh(setting.folder, "sending")
        if kind == "SQLite"
        else setting.database("sending")[0]
    )
    bodies = mails // MEMBERS + 1
    ours = world.build(url, cases=bodies, bodies=bodies, members=MEMBERS)
    with ours.database.session() as session:
        act, given = Act(ours.secretary, NOW), {"reason": "Venter på data fra to av partene."}
        for case in by_ids(session, range(1, bodies + 1)).values():
            advance(session, case, "defer", act=act, inputs=given)
        planner.plan(session, NOW)
        bundles.bundle(session, NOW)
    return ours


def _ours(ours: World, session: Session, port: int) -> Callable[[int], object]:
    server = Smtp("127.0.0.1", port, tls=False, starttls="no")
    head = Letterhead(SENDER, "https://samsak.example.no", secret=b"of this measurement")
    clock = _clock(session)

    def send(_round: int) -> None:
        for statement in ANEW:
            session.driver.execute(statement)
        given = SendWith(SmtpMailer(server, SENDER), head, "bench")
        report = send_due(ours.database, given, clock)
        assert report.sent >= 10, report

    return send


def _clock(session: Session) -> Callable[[], datetime]:
    """How time passes for a node: on PostgreSQL by the server, which is asked each time."""

    def asked() -> datetime:
        return server_clock(session) or datetime.now(UTC)

    real = asked()
    return lambda: NOW + (asked() - real)


def _theirs(session: Session, port: int) -> Callable[[int], object]:
    def send(_round: int) -> None:
        rows = session.driver.execute("SELECT address, body FROM delivery").fetchall()
        with smtplib.SMTP("127.0.0.1", port) as connection:
            for address, body in rows:
                connection.sendmail(SENDER, [address or "a@example.no"], bytes(body or b"Hei\r\n"))

    return send
