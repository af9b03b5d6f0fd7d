"""Mails as files in a Maildir, which any mail reader opens.

The same Message-ID is the same file, never a second.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from notifications.outbox.mailer import Reply, ReplyKind


@dataclass(frozen=True)
class MaildirMailer:
    """Puts each mail into `new/`, whole or not at all."""

    path: Path

    def send(
        self,
        address: str,  # noqa: ARG002 - a folder needs none
        message_id: str,
        body: bytes,
        still_mine: Callable[[], bool],
        slow: Callable[[], object] = lambda: None,  # noqa: ARG002 - a folder answers at once
    ) -> Reply:
        """Write it beside, then move it in; moving is what cannot be taken back."""
        name = file_name(message_id)
        try:
            self._make()
            if self._has(name):
                return Reply(ReplyKind.ACCEPTED, f"already in {self.path}")
            written = self._write(name, body)
            if not still_mine():
                written.unlink()
                return Reply(ReplyKind.LOST_LEASE, "")
            written.rename(self.path / "new" / name)
        except OSError as error:
            return Reply(ReplyKind.LATER, f"{self.path}: {error.strerror}", down=True)
        return self._landed(name)

    def close(self) -> None:
        """Nothing is kept open."""

    def _landed(self, name: str) -> Reply:
        try:
            _sync(self.path / "new")
        except OSError as error:
            return Reply(ReplyKind.UNKNOWN, f"{self.path}: {error.strerror}")
        return Reply(ReplyKind.ACCEPTED, f"{self.path / 'new' / name}")

    def _make(self) -> None:
        for folder in ("tmp", "new", "cur"):
            (self.path / folder).mkdir(mode=0o700, parents=True, exist_ok=True)

    def _has(self, name: str) -> bool:
        # A reader that has seen a mail moves it to cur/ and adds its flags to the name.
        if (self.path / "new" / name).exists():
            return True
        with os.scandir(self.path / "cur") as seen:
            return any(entry.name.partition(":")[0] == name for entry in seen)

    def _write(self, name: str, body: bytes) -> Path:
        path = self.path / "tmp" / f"{name}.{os.getpid()}"
        with path.open("wb") as file:
            # Files hold their lines as this machine does; SMTP's line ends are for the wire.
            file.write(body.replace(b"\r\n", b"\n"))
            file.flush()
            os.fsync(file.fileno())
        return path


def file_name(message_id: str) -> str:
    """The name that a mail always has."""
    return f"{sha256(message_id.encode()).hexdigest()[:32]}.samsak"


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
