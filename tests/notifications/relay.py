"""A mail server of a few lines on a real socket that does as a test tells it, and a mailer that
collects."""

from __future__ import annotations

import re
import socketserver
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from notifications.outbox.archive import ArchiveAway
from notifications.outbox.bounces import Bounce
from notifications.outbox.mailer import Reply, ReplyKind

PATIENCE = 0.3  # seconds a mailer under test waits; silence is longer
ANSWERS = {
    "GREETING": "220 relay",
    "RSET": "250 ok",
    "MAIL": "250 ok",
    "RCPT": "250 ok",
    "DATA": "354 go on",
    "DOT": "250 queued as 42",
    "QUIT": "221 bye",
    "AUTH": "235 welcome",
    "STARTTLS": "220 go ahead",
}


class Dropped(Exception):
    """The connection ends here."""


@dataclass
class Relay:
    """Takes mails, except where `faults` say otherwise: verb → an answer, `drop`, `silence`, `late`
    (the usual answer), or several in turn.

    A verb with an argument (`RCPT ola@`) is meant only where that stands in it.
    """

    faults: dict[str, str | list[str]] = field(default_factory=dict)
    offers: tuple[str, ...] = ()
    context: ssl.SSLContext | None = None
    taken: list[tuple[str, bytes]] = field(default_factory=list)
    verbs: list[str] = field(default_factory=list)
    before_dot: Callable[[], None] = lambda: None
    connections: int = 0

    def __enter__(self) -> Relay:
        relay = self

        class Talk(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                try:
                    relay.connections += 1
                    Conversation(relay, self).run()
                except (Dropped, OSError):
                    pass
                finally:
                    self.request.close()  # the encrypted one, where there is one

        self._server = socketserver.ThreadingTCPServer(
            ("127.0.0.1", 0), Talk, bind_and_activate=True
        )
        self._server.daemon_threads = True
        self._ended = threading.Event()
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}
        )
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._server.server_address[1])

    def wait(self) -> None:
        """Silence."""
        self._ended.wait(PATIENCE * 3)
        raise Dropped

    def answer(self, verb: str, line: str, usual: str) -> str:
        """What is said to this line."""
        for wanted, fault in self.faults.items():
            name, _blank, about = wanted.partition(" ")
            if name == verb and about in line:
                said = fault if isinstance(fault, str) else (fault.pop(0) if fault else usual)
                if said == "drop":
                    raise Dropped
                if said == "late":
                    self._ended.wait(PATIENCE * 2)
                    return usual
                if said == "silence":
                    self.wait()
                return said
        return usual


class Conversation:
    """One connection."""

    def __init__(self, relay: Relay, handler: socketserver.StreamRequestHandler) -> None:
        self.relay, self.handler = relay, handler
        self.address = ""

    def say(self, text: str) -> None:
        self.handler.wfile.write(text.encode() + b"\r\n")
        if text.startswith("421"):
            raise Dropped

    def run(self) -> None:
        self.say(self.relay.answer("GREETING", "", ANSWERS["GREETING"]))
        while line := self.handler.rfile.readline().decode():
            verb = line.split()[0].upper()
            self.relay.verbs.append(verb)
            said = self.relay.answer(verb, line, self.usual(verb))
            if verb == "RCPT":
                self.address = re.findall("<(.*)>", line)[0]
            self.say(said)
            if verb == "STARTTLS" and said.startswith("220"):
                self.encrypt()
            elif verb == "DATA" and said.startswith("354"):
                self.receive()
            elif verb == "QUIT":
                return

    def usual(self, verb: str) -> str:
        if verb in ("EHLO", "HELO"):
            return "\r\n".join(
                ["250-relay", *(f"250-{offer}" for offer in self.relay.offers), "250 8BITMIME"]
            )
        return ANSWERS.get(verb, "502 what?")

    def receive(self) -> None:
        lines = []
        self.relay.answer("BODY", "", "")
        while (line := self.handler.rfile.readline()) != b".\r\n":
            if not line:
                raise Dropped
            lines.append(line[1:] if line.startswith(b".") else line)
        said = self.relay.answer("DOT", self.address, ANSWERS["DOT"])
        if said.startswith("250"):
            self.relay.taken.append((self.address, b"".join(lines)))
            self.relay.answer("TAKEN", self.address, "")
        self.say(said)

    def encrypt(self) -> None:
        assert self.relay.context is not None
        self.handler.request = self.relay.context.wrap_socket(
            self.handler.request, server_side=True
        )
        self.handler.rfile = self.handler.request.makefile("rb", 0)
        self.handler.wfile = self.handler.request.makefile("wb", 0)


@dataclass
class Outbox:
    """A mailer that collects. `before_dot` runs at the last moment before a mail is handed over."""

    mails: list[tuple[str, str, bytes]] = field(default_factory=list)
    refuses: dict[str, Reply] = field(default_factory=dict)
    always: Reply | None = None
    before_dot: Callable[[], None] = lambda: None
    closed: int = 0

    def send(
        self,
        address: str,
        message_id: str,
        body: bytes,
        still_mine: Callable[[], bool],
        slow: Callable[[], object],
    ) -> Reply:
        if refused := self.refuses.get(address, self.always):
            return refused
        self.before_dot()
        if not still_mine():
            return Reply(ReplyKind.LOST_LEASE, "")
        self.mails.append((address, message_id, body))
        return Reply(ReplyKind.ACCEPTED, "250 ok")

    def close(self) -> None:
        self.closed += 1


@dataclass
class Copies:
    """An archive that has what it is told to have, or that nobody reaches."""

    has: set[str] = field(default_factory=set)
    away: str = ""
    asked: list[str] = field(default_factory=list)
    closed: int = 0

    def found(self, message_id: str) -> bool:
        self.asked.append(message_id)
        if self.away:
            raise ArchiveAway(self.away)
        return message_id in self.has

    def bounces(self, first: date) -> list[Bounce]:
        return []

    def close(self) -> None:
        self.closed += 1


def certificate(folder: Path) -> Path:
    """A key and a certificate for 127.0.0.1 that nobody vouches for, in one file."""
    import subprocess

    path = folder / "relay.pem"
    subprocess.run(
        [
            *[
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-nodes",
            ],
            *["-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"],
            *["-keyout", str(path), "-out", str(folder / "relay.crt")],
        ],
        check=True,
        capture_output=True,
    )
    path.write_bytes(path.read_bytes() + (folder / "relay.crt").read_bytes())
    return path
