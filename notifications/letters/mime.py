"""From a letter to the bytes that are sent: headers, text, page and calendar entry.

The same letter, Message-ID and moment always give the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address, HeaderRegistry
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime, parseaddr
from functools import cached_property, lru_cache
from hashlib import sha256
from typing import Any, NamedTuple, cast
from urllib.parse import quote

from engine.settings import MAIL_FROM, Settings
from notifications.letters import marks as marking
from notifications.letters import unsubscribe
from notifications.letters.calendar_files import calendar_entry, method_of
from notifications.letters.letters import (
    DigestLetter,
    Letter,
    MeetingLetter,
    NoticesLetter,
    ReporterLetter,
)
from notifications.letters.rendering import Rendered, kind_of, render

WIDTH = 78
_ONE_ADDRESS = re.compile(r"[!#-'*+\-./0-9=?A-Z^-~]+@[^\s@<>,;]+", re.ASCII)
# Identifiers and addresses of machines: a long one may be folded at a space, and never be written
# as an encoded word.
AT_SPACES_ONLY = {
    "message-id",
    "references",
    "in-reply-to",
    "list-id",
    "list-unsubscribe",
    "list-unsubscribe-post",
    "auto-submitted",
    marking.HEADER.lower(),
}


# Headers that stand alike in most mails of a tick.
IN_COMMON = {
    "From",
    "Reply-To",
    "Subject",
    "Date",
    "MIME-Version",
    "Content-Type",
    "Content-Language",
    "Content-Transfer-Encoding",
}
REMEMBERED = 1024  # headers


@dataclass(frozen=True)
class Letterhead:
    """What all mails of an installation have in common.

    `reply_to` is an address that somebody reads; the sender's own when empty. `secret` signs the
    links that stop a stream; they are only made when there is one and `base_url` is https, because
    mail readers follow no other.
    """

    mail_from: str = MAIL_FROM
    base_url: str = ""
    reply_to: str = ""
    secret: bytes = b""

    @classmethod
    def of(cls, settings: Settings) -> Letterhead:
        """The letterhead of this installation."""
        secret = settings.secret.encode()
        return cls(settings.mail_from, settings.base_url, settings.reply_to, secret)

    @cached_property
    def sender(self) -> Address:
        """Whom mails come from."""
        return mail_address(*parseaddr(self.mail_from))

    @cached_property
    def answers(self) -> Address:
        """Who reads answers."""
        return mail_address(*parseaddr(self.reply_to)) if self.reply_to else self.sender

    @property
    def host(self) -> str:
        """The right-hand side of the identifiers in mails."""
        return self.sender.domain

    def stop_url(self, letter: Letter) -> str | None:
        """The link that stops mails of this kind to this person, where there may be one."""
        if not optional(letter) or not self.secret or not self.base_url.startswith("https://"):
            return None
        assert letter.recipient.person_id is not None, "a digest or a notice goes to a person"
        stop = unsubscribe.Stop(letter.recipient.person_id, kind_of(letter).value)
        return f"{self.base_url}{unsubscribe.PATH}/{unsubscribe.token(stop, self.secret)}"


class Message(NamedTuple):
    """A mail as it goes."""

    address: str
    subject: str
    body: bytes


class _Policy(EmailPolicy):
    """SMTP's own, but identifiers are folded at spaces only (`policy.SMTP` breaks a long one
    into encoded words), and are not looked into for what no header of that kind holds.

    What many mails have in common is read and folded once.
    """

    def header_store_parse(self, name: str, value: Any) -> tuple[str, str]:
        if type(value) is not str:
            return super().header_store_parse(name, value)
        plain = name.lower() in AT_SPACES_ONLY and value.isprintable()
        return (name, value) if plain else _parsed(name, value)

    def fold_binary(self, name: str, value: str) -> bytes:
        if name.lower() in AT_SPACES_ONLY:
            return folded(name, value).encode("ascii")
        return _fold_common(name, value) if name in IN_COMMON else super().fold_binary(name, value)


@lru_cache(maxsize=REMEMBERED)
def _parsed(name: str, value: str) -> tuple[str, str]:
    return EmailPolicy.header_store_parse(POLICY, name, value)


@lru_cache(maxsize=REMEMBERED)
def _fold_common(name: str, value: str) -> bytes:
    return EmailPolicy.fold_binary(POLICY, name, value)


class _Headers(HeaderRegistry):
    """The library's own, which makes a class anew for each header of each mail."""

    def __init__(self) -> None:
        super().__init__()
        self._known: dict[str, type] = {}

    def __getitem__(self, name: str) -> type:
        if name not in self._known:
            self._known[name] = cast("type", super().__getitem__(name))
        return self._known[name]


POLICY = _Policy(linesep=SMTP.linesep, max_line_length=WIDTH, header_factory=_Headers())


def write(
    letter: Letter,
    letterhead: Letterhead,
    *,
    message_id: str,
    now: datetime,
    marks: Sequence[str] = (),
) -> Message:
    """The mail that says this letter, to be frozen; with the marks of what it tells."""
    recipient = letter.recipient
    to = mail_address(recipient.name, recipient.address)
    stop_url = letterhead.stop_url(letter)
    words = render(letter, letterhead.base_url, stop_url)
    mail = EmailMessage(policy=POLICY)
    said = _addressed(to, letterhead, words.subject, now)
    told = [(marking.HEADER, " ".join(marks))] if marks else []
    threads, streams = _threads(letter, letterhead), _streams(letter, letterhead, stop_url)
    for name, value in [*said, ("Message-ID", message_id), *threads, *streams, *told]:
        mail[name] = value
    calendar = _calendar(letter, letterhead, now)
    _fill(mail, words, calendar, _boundary(message_id))
    mail["Content-Language"] = recipient.language
    return Message(to.addr_spec, words.subject, mail.as_bytes())


def _addressed(
    to: Address, letterhead: Letterhead, subject: str, now: datetime
) -> list[tuple[str, Any]]:
    """From whom to whom, about what, when."""
    return [
        ("From", str(letterhead.sender)),
        ("To", to),
        ("Reply-To", str(letterhead.answers)),
        ("Subject", subject),
        ("Date", format_datetime(now)),
    ]


def optional(letter: Letter) -> bool:
    """Whether its reader may do without mails of this kind; not without a seat's meetings or a
    report's answer."""
    return isinstance(letter, DigestLetter | NoticesLetter)


def mail_address(name: str, address: str) -> Address:
    """An address as mail servers take it; a ValueError for anything that is not exactly one."""
    if not _ONE_ADDRESS.fullmatch(address):
        raise ValueError("not a mail address")
    local, domain = address.split("@")
    return Address(
        " ".join(name.split()), addr_spec=f"{local}@{domain.encode('idna').decode('ascii')}"
    )


def folded(name: str, value: str) -> str:
    """A header on as many lines as it needs, broken at spaces only."""
    lines = [f"{name}:"]
    for word in value.split():
        if len(lines[-1]) + 1 + len(word) > WIDTH and lines[-1].strip() != f"{name}:":
            lines.append("")
        lines[-1] += f" {word}"
    return "\r\n".join(lines) + "\r\n"


def root_of(what: str, letterhead: Letterhead) -> str:
    """The Message-ID at the root of all mails about one thing.

    No such mail exists; readers gather the others there.
    """
    return f"<{sha256(what.encode()).hexdigest()[:32]}.root@{letterhead.host}>"


def _threads(letter: Letter, letterhead: Letterhead) -> list[tuple[str, str]]:
    match letter:
        case NoticesLetter(lines=(line,)):
            what = f"case:{line.ref}"
        case ReporterLetter(ref=ref):
            what = f"case:{ref}"
        case MeetingLetter(meeting=meeting):
            what = f"meeting:{meeting.id}"
        case _:
            return []
    root = root_of(f"{letter.partnership.key}:{what}", letterhead)
    return [("References", root), ("In-Reply-To", root)]


def _streams(letter: Letter, letterhead: Letterhead, stop_url: str | None) -> list[tuple[str, str]]:
    stream = kind_of(letter).value
    partnership = (
        re.sub(r"[^a-z0-9-]+", "-", letter.partnership.key.lower()).strip("-") or "partnership"
    )
    headers = [
        ("Auto-Submitted", "auto-generated"),
        ("List-Id", f"<{stream}.{partnership}.{letterhead.host}>"),
    ]
    if not optional(letter):
        return headers
    by_mail = f"<mailto:{letterhead.answers.addr_spec}?subject={quote(f'unsubscribe {stream}')}>"
    if stop_url is None:
        return [*headers, ("List-Unsubscribe", by_mail)]
    one_click = ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
    return [*headers, ("List-Unsubscribe", f"<{stop_url}>, {by_mail}"), one_click]


class _CalendarPart(NamedTuple):
    text: str
    method: str


def _calendar(letter: Letter, letterhead: Letterhead, now: datetime) -> _CalendarPart | None:
    method = method_of(letter) if isinstance(letter, MeetingLetter) else None
    if method is None or not isinstance(letter, MeetingLetter):
        return None
    link = letterhead.base_url + letter.meeting.link_path if letterhead.base_url else ""
    organiser = letterhead.answers.addr_spec
    text = calendar_entry(letter, method=method, organiser=organiser, link=link, now=now)
    return _CalendarPart(text, method)


def _fill(
    mail: EmailMessage, words: Rendered, calendar: _CalendarPart | None, boundary: str
) -> None:
    """The plain text first: a reader shows the last part it understands."""
    how: dict[str, Any] = {"charset": "utf-8", "cte": "quoted-printable"}
    mail.set_content(words.text, **how)
    mail.make_alternative(boundary=boundary)
    mail.add_alternative(words.html, subtype="html", **how)
    if calendar is not None:
        mail.add_alternative(
            calendar.text, subtype="calendar", params={"method": calendar.method}, **how
        )


def _boundary(message_id: str) -> str:
    """What stands between the parts, the same for the same mail."""
    return f"samsak-{sha256(message_id.encode()).hexdigest()[:32]}"
