"""Reports that a mail did not arrive (RFC 3464), as mail servers send them to its sender: of
which mail, and why."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes
from email.message import Message
from typing import NamedTuple

MOST_SAID = 200
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")


class Bounce(NamedTuple):
    """A mail that a later mail server gave up: its Message-ID, why in that server's words, when
    that was reported, and why by its number (RFC 3463), '' where it gave none."""

    message_id: str
    said: str
    at: datetime
    status: str = ""


def read_bounce(report: bytes, at: datetime) -> Bounce | None:
    """The mail that a report says was given up; None where it says nothing of the kind, such as
    that a mail is late or arrived."""
    parts = list(message_from_bytes(report).walk())
    failure = next(_failures(parts), None)
    message_id = next(_message_ids(parts), "")
    if failure is None or not message_id:
        return None
    status = _status(failure)
    return Bounce(message_id, f"{status} {_words(failure)}".strip()[:MOST_SAID], at, status)


def _failures(parts: list[Message]) -> Iterator[Message]:
    """What is said of each recipient who is not reached (RFC 3464, 2.3)."""
    for part in parts:
        if part.get_content_type() == "message/delivery-status":
            for about in part.get_payload():
                if isinstance(about, Message) and _first_word(about, "Action") == "failed":
                    yield about


def _status(failure: Message) -> str:
    found = _STATUS.match(_first_word(failure, "Status"))
    return found[0] if found else ""


def _words(failure: Message) -> str:
    """What the server said that gave up; an address may be among it."""
    _kind, _semicolon, words = str(failure.get("Diagnostic-Code", "")).partition(";")
    return " ".join(words.split())


def _message_ids(parts: list[Message]) -> Iterator[str]:
    """The Message-ID of what came back, whole or its headers alone (RFC 3462)."""
    for part in parts:
        match part.get_content_type(), part.get_payload():
            case "message/rfc822", [Message() as whole, *_rest]:
                yield _first_word(whole, "Message-ID")
            case "text/rfc822-headers", _:
                headers = part.get_payload(decode=True)
                if isinstance(headers, bytes):
                    yield _first_word(message_from_bytes(headers), "Message-ID")


def _first_word(message: Message, header: str) -> str:
    words = str(message.get(header, "")).split()
    if not words:
        return ""
    return words[0] if header == "Message-ID" else words[0].lower()
