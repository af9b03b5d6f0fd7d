"""What a mail says of meetings and measures, as its reader takes it: the calendar part, and each
measure with its state."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from typing import NamedTuple

from icalendar import Calendar

# A measure's heading, and the lines that belong to it.
_MEASURE = re.compile(r"^(?P<ref>T-\d+-\d+) .*\n(?P<lines>(?:[- ] .*\n)*)", re.MULTILINE)
_STATE = re.compile(r"^- Status: (?P<state>.*)\.$", re.MULTILINE)


class Said(NamedTuple):
    """What is said of something, in which version of it; calendars go by the highest one."""

    of: str
    version: int
    words: str


def said_in(body: bytes) -> list[Said]:
    """What the mail says, each thing once."""
    mail = message_from_bytes(body, policy=policy.default)
    text = mail.get_body(("plain",))
    assert text is not None
    entries = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    invited = [_invitation(part.get_content()) for part in entries]
    return [*dict.fromkeys(invited), *_measures(text.get_content().replace("\r\n", "\n"))]


def _invitation(content: str) -> Said:
    calendar = Calendar.from_ical(content)
    entry = calendar.walk("VEVENT")[0]
    words = f"{calendar['METHOD']} {entry['DTSTART'].dt.isoformat()}"
    if calendar["METHOD"] == "CANCEL":
        words = "CANCEL"
    return Said(str(entry["UID"]), int(entry["SEQUENCE"]), words)


def _measures(text: str) -> Iterator[Said]:
    for found in _MEASURE.finditer(text):
        if state := _STATE.search(found["lines"]):
            yield Said(found["ref"], 0, state["state"])
