"""Reports that a mail did not arrive (RFC 3464), as mail servers send them to its sender: of
which mail, and why."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes
from email.message import Message
from typing import NamedTuple

MOST_SAID = 200


class Bounce(NamedTuple):
    """A mail that a later mail server gave up: its Message-ID, why in that server's words, and when
    that was reported."""

    message_id: str
    said: str
    at: datetime


def read_bounce(report: bytes, at: datetime) -> Bounce | None:
    """The mail that a report says was given up; None where it says nothing of the kind, such as
    that a mail is late or arrived."""
    parts = list(message_from_bytes(report).walk())
    said = next(_failures(parts), None)
    message_id = next(_message_ids(parts), "")
    return Bounce(message_id, said, at) if said is not None and message_id else None


def _failures(parts: list[Message]) -> Iterator[str]:
    """What is said of each recipient who is not reached."""
    for part in parts:
        if part.get_content_type() == "message/delivery-status":
            for about in part.get_payload():
                if isinstance(about, Message) and _first_word(about, "Action") == "failed":
                    yield _why(about)


def _why(about: Message) -> str:
    """The status code, and the words of the server that gave up (RFC 3464, 2.3)."""
    _kind, _semicolon, words = str(about.get("Diagnostic-Code", "")).partition(";")
    status = _first_word(about, "Status")
    return " ".join(f"{status} {words}".split())[:MOST_SAID]


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
