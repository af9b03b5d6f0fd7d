"""A mail server that is not ours: it takes mails, now and then says “later”, now and then hangs up
before it says anything, whether it took the mail or not. What it took stands in a file, which is
the archive as well."""

from __future__ import annotations

import json
import queue
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from random import Random
from time import time
from typing import Any, NamedTuple

from aiosmtpd.controller import Controller

from notifications.letters.marks import HEADER
from notifications.outbox.bounces import Bounce
from tests.dovecot import free_port
from tests.soak.said import said_in

PATIENCE = 300.0  # seconds; at least so long (RFC 5321, 4.5.3.2.7), so long Postfix and Exim wait
_HEADERS = re.compile(rb"^(?P<name>[\w-]+):(?P<value>.*(?:\r?\n[ \t].*)*)", re.MULTILINE)


class Taken(NamedTuple):
    """A mail that the server took: when, from which worker, and whether it hung up instead of
    saying so. `marks` name what the mail tells; `meeting` whether it calls one; `said` is what it
    says, where somebody wants to know."""

    at: float
    worker: int
    to: str
    message_id: str
    marks: list[str]
    meeting: bool
    dropped: bool
    said: Sequence[Sequence[Any]] = ()


@dataclass
class Faults:
    """How often of each hundred mails the server says later, takes one and hangs up, and hangs up
    without having taken it."""

    later: float = 2.0
    dropped: float = 2.0
    refused_silently: float = 0.0


@dataclass
class SoakRelay:
    """Listens on a port of its own until it is closed; `reads` what it takes, where somebody wants
    to know what was said. It waits `patience` seconds for a client that stands still."""

    journal: Path
    faults: Faults
    random: Random
    reads: bool = False
    patience: float = PATIENCE
    taken: list[Taken] = field(default_factory=list)
    fresh: queue.SimpleQueue[Taken] = field(default_factory=queue.SimpleQueue)

    def __post_init__(self) -> None:
        self._file = self.journal.open("w")
        self.port = free_port()
        self._controller = Controller(
            self, hostname="127.0.0.1", port=self.port, timeout=self.patience
        )
        self._controller.start()

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        """Take the mail, or not."""
        lot = self.random.uniform(0, 100)
        if lot < self.faults.later:
            return "451 4.3.0 later"
        lot -= self.faults.later
        if lot < self.faults.refused_silently:
            server.transport.abort()
            return "451 nobody hears this"
        dropped = lot - self.faults.refused_silently < self.faults.dropped
        mail = _read(envelope, dropped)
        self.take(mail._replace(said=said_in(envelope.content)) if self.reads else mail)
        if dropped:
            server.transport.abort()
        return "250 taken"

    def take(self, mail: Taken) -> None:
        """Keep it where everybody may look."""
        self._file.write(json.dumps(mail) + "\n")
        self._file.flush()
        self.taken.append(mail)
        self.fresh.put(mail)

    def close(self) -> None:
        """Take no more."""
        self._controller.stop()
        self._file.close()


def _read(envelope: Any, dropped: bool) -> Taken:
    body: bytes = envelope.content
    headers, _blank, _rest = body.replace(b"\r\n", b"\n").partition(b"\n\n")
    said = {
        m["name"].lower().decode(): m["value"].decode().split() for m in _HEADERS.finditer(headers)
    }
    return Taken(
        at=time(),
        worker=int(envelope.mail_from.partition("@")[0]),
        to=envelope.rcpt_tos[0],
        message_id=" ".join(said["message-id"]),
        marks=said.get(HEADER.lower(), []),
        meeting=b"text/calendar" in body,
        dropped=dropped,
    )


class Journal:
    """The archive: what the server took, read by a worker from the same file."""

    def __init__(self, path: Path) -> None:
        self._file, self._known = path.open(), set[str]()

    def found(self, message_id: str) -> bool:
        """Whether the server took it."""
        self._known.update(mail.message_id for mail in self._more())
        return message_id in self._known

    def _more(self) -> Iterator[Taken]:
        where = self._file.tell()
        while (line := self._file.readline()).endswith("\n"):
            yield Taken(*json.loads(line))
            where = self._file.tell()
        self._file.seek(where)  # a line that is half there is read when it is whole

    def bounces(self, _first: date) -> list[Bounce]:
        """Nothing comes back."""
        return []

    def words_of(self, _header: str, _first: date, _last: date) -> set[str]:
        """Nothing was restored."""
        return set()

    def close(self) -> None:
        """It is asked again."""
