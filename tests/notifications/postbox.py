"""A mail server that keeps what it takes, refuses and breaks off as it is told, and the archive of
the same; each mail is looked at as it comes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.message import Message
from typing import Any, NamedTuple

from notifications.letters.marks import HEADER
from notifications.outbox.bounces import Bounce
from notifications.outbox.mailer import Reply, ReplyKind

_FOLD = re.compile(r"\r?\n[ \t]")


class Died(BaseException):
    """The process ends here; nobody catches it."""


class Entry(NamedTuple):
    """What a mail puts into a calendar."""

    uid: str
    method: str
    starts: datetime


class Letter(NamedTuple):
    """A mail that was taken."""

    at: datetime
    to: str
    message_id: str
    marks: tuple[str, ...]
    text: str
    entry: Entry | None


# What happens to a mail: the usual answer is None.
TROUBLES: dict[str, tuple[bool, Reply | type[Died]]] = {
    "away": (False, Reply(ReplyKind.LATER, "connection refused", down=True)),
    "later": (False, Reply(ReplyKind.LATER, "451 later")),
    "silent, taken": (True, Reply(ReplyKind.UNKNOWN, "timed out")),
    "silent, not taken": (False, Reply(ReplyKind.UNKNOWN, "timed out")),
    "dies before": (False, Died),
    "dies after": (True, Died),
}


@dataclass
class Postbox:
    """`trouble` comes to the mails whose turn it is, counted from now on, and to no others."""

    clock: Callable[[], datetime]
    look: Callable[[Letter], None] = lambda _letter: None
    letters: list[Letter] = field(default_factory=list)
    trouble: dict[int, str] = field(default_factory=dict)

    def send(
        self,
        address: str,
        message_id: str,
        body: bytes,
        still_mine: Callable[[], bool],
        slow: Callable[[], object],
    ) -> Reply:
        """Take the mail, or do what is to happen to it."""
        if not still_mine():
            return Reply(ReplyKind.LOST_LEASE, "")
        takes, answer = True, Reply(ReplyKind.ACCEPTED, "250 ok")
        if self.trouble:
            self.trouble = {turn - 1: what for turn, what in self.trouble.items()}
            takes, answer = TROUBLES.get(self.trouble.pop(-1, ""), (takes, answer))
        if takes:
            letter = read(self.clock(), address, message_id, body)
            self.look(letter)
            self.letters.append(letter)
        if isinstance(answer, Reply):
            return answer
        raise answer

    def found(self, message_id: str) -> bool:
        """Whether the archive has that mail."""
        return any(letter.message_id == message_id for letter in self.letters)

    def bounces(self, _first: date) -> list[Bounce]:
        """Nothing comes back."""
        return []

    def words_of(self, header: str, first: date, last: date) -> set[str]:
        """The words of a header in the mails of these days."""
        assert header == HEADER
        between = (each for each in self.letters if first <= each.at.date() <= last)
        return {mark for letter in between for mark in letter.marks}

    def close(self) -> None:
        """It is asked again."""

    def last_entries(self) -> dict[tuple[str, str], Entry]:
        """What each reader's calendar says of each meeting."""
        return {(m.to, m.entry.uid): m.entry for m in self.letters if m.entry is not None}

    def marks(self) -> dict[str, set[str]]:
        """What each reader was told."""
        found: dict[str, set[str]] = defaultdict(set)
        for letter in self.letters:
            found[letter.to].update(letter.marks)
        return found


def read(at: datetime, to: str, message_id: str, body: bytes) -> Letter:
    """The mail as its reader has it."""
    mail = message_from_bytes(body)
    parts = {part.get_content_type(): part for part in mail.walk()}
    calendar, marks = parts.get("text/calendar"), str(mail.get(HEADER, "")).split()
    text = " ".join([str(mail["Subject"]), *_words(parts["text/plain"]).split()])
    entry = _entry(_words(calendar)) if calendar is not None else None
    return Letter(at, to, message_id, tuple(marks), text, entry)


def _words(part: Message) -> str:
    words: Any = part.get_payload(decode=True)
    return str(words, "utf-8")


def _entry(calendar: str) -> Entry:
    lines = (line.partition(":") for line in _FOLD.sub("", calendar).splitlines())
    said = {name.partition(";")[0]: value for name, _colon, value in lines}
    starts = next(
        line.partition(":")[2]
        for line in _FOLD.sub("", calendar).splitlines()
        if line.startswith("DTSTART")
    )
    moment = datetime.strptime(starts.rstrip("Z"), "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    return Entry(said["UID"], said["METHOD"], moment)
