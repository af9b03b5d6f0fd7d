"""Real mailboxes that a tick mails into, read as a mail reader reads them: a folder, and a mail
server of another library."""

from __future__ import annotations

import mailbox
import socket
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from engine.storage.database import Database
from notifications.letters.mime import Letterhead
from notifications.outbox.maildir import MaildirMailer
from notifications.outbox.mailer import Mailer, Reply, ReplyKind
from notifications.outbox.smtp import Smtp, SmtpMailer
from notifications.sending.tick import TickPart, TickReport, TickWith, tick
from tests.mailbox import MONDAY, PEOPLE, Mailroom


@dataclass(frozen=True)
class Arrived:
    """A mail as its reader sees it: to whom, and every word of it, wherever its lines end."""

    to: str
    words: str

    def says(self, phrase: str) -> bool:
        return phrase in self.words


@lru_cache(maxsize=4096)  # a mailbox is looked through after each tick
def read(content: bytes) -> Arrived:
    """The first word of the address, and the subject with the text."""
    mail = message_from_bytes(content, policy=policy.default)
    text = mail.get_body(("plain",))
    assert text is not None
    words = f"{mail['Subject']} {text.get_content()}".split()
    return Arrived(mail["To"].addresses[0].username, " ".join(words))


class Mailbox(Protocol):
    """What a test asks of a mailbox."""

    mailer: Mailer

    def mails(self) -> list[Arrived]:
        """Everything that ever came, in no order."""
        ...

    def close(self) -> None: ...


class Folder:
    """A Maildir."""

    def __init__(self, path: Path) -> None:
        self.mailer, self._path = MaildirMailer(path), path

    def mails(self) -> list[Arrived]:
        if not self._path.exists():
            return []
        found = mailbox.Maildir(self._path, create=False)
        return [
            read(found.get_bytes(key))
            for key in found.keys()  # noqa: SIM118 - a mailbox iterates over its mails
        ]

    def close(self) -> None:
        """Nothing is open."""


class Server:
    """A mail server that keeps what it is given."""

    def __init__(self) -> None:
        from aiosmtpd.controller import Controller

        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self._taken: list[bytes] = []
        self._controller = Controller(self, hostname="127.0.0.1", port=port)
        self._controller.start()
        server = Smtp("127.0.0.1", port, tls=False, starttls="optional", timeout=5)
        self.mailer = SmtpMailer(server, "Samsak <samsak@helse.example.no>")

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        self._taken.append(envelope.content)
        return "250 kept"

    def mails(self) -> list[Arrived]:
        return [read(each) for each in self._taken]

    def close(self) -> None:
        self._controller.stop()


class NoServer:
    """There is nobody to hand a mail to."""

    def send(self, *_mail: object) -> Reply:
        return Reply(ReplyKind.LATER, "nobody listens", down=True)

    def close(self) -> None:
        """Nothing is open."""


@dataclass
class Office:
    """A world whose mail really goes. `now` is what its clock shows."""

    world: Mailroom
    database: Database
    box: Mailbox
    now: datetime = MONDAY
    letterhead: Letterhead = field(
        default_factory=lambda: Letterhead(
            "Samsak <samsak@helse.example.no>", "https://samsak.example.no", secret=b"of this test"
        )
    )

    def tick(self, at_sending: Any = None, *, mailer: Mailer | None = None) -> list[Arrived]:
        """A real tick at `now`, and the mails that came of it; `at_sending` happens after all
        was queued, before anything is sent."""

        def watch(part: TickPart) -> None:
            if part.name == "send" and at_sending is not None:
                at_sending()

        before = self.box.mails()
        report: TickReport = tick(
            self.database,
            self.now,
            mailer=mailer or self.box.mailer,
            letterhead=self.letterhead,
            clock=lambda: self.now,
            given=TickWith(watch=watch),
        )
        assert report.failures == {}
        came = self.box.mails()
        for mail in before:
            came.remove(mail)
        return came

    def later(self, by: timedelta) -> None:
        self.now += by

    def reasons(self, name: str) -> set[str]:
        """Why notices and mails to that person, or to the reporter, were cancelled."""
        person = self.world.id(name) if name in PEOPLE else None
        cancelled = self.world.notices(state="cancelled")
        notices = {notice.reason for notice in cancelled if notice.person_id == person}
        return notices | self.world.replies(person)


def at(day: date, hour: int = 6) -> datetime:
    """An hour of that day; at 6 in winter the mail goes."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def heard(mails: Iterable[Arrived], phrase: str) -> list[str]:
    """Who was told so, once for each mail that says it."""
    return sorted(mail.to for mail in mails if mail.says(phrase))
