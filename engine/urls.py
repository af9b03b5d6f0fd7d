"""The addresses of the database, of the mail server and of the archive, as settings give them.

Each may hold a password. So no message repeats a part of one, and what could be split at the wrong
place is refused instead: a password with a letter that means something in an address.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from engine.errors import WrongSetting
from engine.language.sentences import AnyOf, _

SQLITE = "sqlite:///"
POSTGRESQL = "postgresql+psycopg://"
DATABASE_EXAMPLES = ["sqlite:///samsak.db", "postgresql://samsak:password@localhost/samsak"]
MAIL_EXAMPLES = ["smtp://user:password@mail.example.org:587?starttls=required", "maildir:mail"]
ARCHIVE_EXAMPLES = ["imaps://samsak:password@mail.example.org/INBOX"]
PING_EXAMPLES = ["https://watch.example.org/ping/number"]
STARTTLS = ("required", "optional", "no")
SMTP_PORTS, IMAP_PORTS = (25, 465), (143, 993)  # in the clear at first, encrypted from the start


@dataclass(frozen=True)
class Smtp:
    """A mail server: `tls` from the first byte (smtps), or `starttls` on the way."""

    host: str
    port: int
    tls: bool
    starttls: str
    user: str = ""
    password: str = field(default="", repr=False)
    timeout: float = 20.0


@dataclass(frozen=True)
class Maildir:
    """A folder that mails are put into, for trying things out and for those who send by other
    means."""

    path: Path


@dataclass(frozen=True)
class Imap:
    """A mailbox with a copy of everything that the mail server took: a `folder` in it."""

    host: str
    port: int
    tls: bool
    starttls: str
    user: str
    password: str = field(repr=False)
    folder: str = "INBOX"
    timeout: float = 10.0


def database_address(value: str) -> str:
    scheme, colon, rest = value.partition(":")
    if not colon or "/" in scheme or "\\" in scheme:
        return SQLITE + value
    match scheme:
        case "sqlite":
            return SQLITE + _sqlite_file(rest)
        case "postgresql" | "postgres" | "postgresql+psycopg" if rest.startswith("//"):
            split("SAMSAK_DATABASE_URL", value, DATABASE_EXAMPLES)
            return POSTGRESQL + rest.removeprefix("//")
        case _:
            raise WrongSetting(
                "SAMSAK_DATABASE_URL",
                _(
                    "SAMSAK_DATABASE_URL must be the name of a SQLite file or the address"
                    " of a PostgreSQL database,"
                    " for example {examples}.",
                    examples=AnyOf(DATABASE_EXAMPLES),
                ),
            )


def _sqlite_file(rest: str) -> str:
    path = rest.removeprefix("///")
    if not path or path.startswith((":memory:", "//")):
        raise WrongSetting(
            "SAMSAK_DATABASE_URL",
            _(
                "SAMSAK_DATABASE_URL must name a file when it begins with sqlite:, for example "
                "{example}.",
                example=DATABASE_EXAMPLES[0],
            ),
        )
    return path


def maildir_beside(database_url: str) -> str:
    if not database_url.startswith(SQLITE):
        return "maildir:mail"
    return f"maildir:{Path(database_url.removeprefix(SQLITE)).parent / 'mail'}"


def mail_server(url: str) -> Smtp | Maildir:
    scheme, _colon, rest = url.partition(":")
    match scheme:
        case "maildir" if rest:
            return Maildir(Path(rest.removeprefix("//")))
        case "smtp" | "smtps" if rest.startswith("//"):
            return _smtp(split("SAMSAK_MAIL_URL", url, MAIL_EXAMPLES))
        case _:
            raise WrongSetting(
                "SAMSAK_MAIL_URL",
                _(
                    "SAMSAK_MAIL_URL must begin with smtp://, smtps:// or maildir:, for example "
                    "{examples}.",
                    examples=AnyOf(MAIL_EXAMPLES),
                ),
            )


def _smtp(url: SplitResult) -> Smtp:
    name = "SAMSAK_MAIL_URL"
    if not url.hostname or url.path not in ("", "/"):
        raise _unreadable(name, MAIL_EXAMPLES)
    options = _options(name, url, ("starttls", "timeout"))
    return Smtp(
        host=url.hostname,
        port=url.port or SMTP_PORTS[url.scheme == "smtps"],
        tls=url.scheme == "smtps",
        starttls=_starttls(name, options.get("starttls"), url),
        user=unquote(url.username or ""),
        password=unquote(url.password or ""),
        timeout=_timeout(name, options.get("timeout", "20")),
    )


def archive_server(address: str) -> Imap:
    """The archive that an address names; a mailbox is nobody's without a user and a password."""
    name, url = "SAMSAK_ARCHIVE_URL", _archive_parts(address)
    options = _options(name, url, ("starttls", "timeout"))
    return Imap(
        host=url.hostname or "",
        port=url.port or IMAP_PORTS[url.scheme == "imaps"],
        tls=url.scheme == "imaps",
        starttls=_starttls(name, options.get("starttls"), url),
        user=unquote(url.username or ""),
        password=unquote(url.password or ""),
        folder=unquote(url.path.strip("/")) or "INBOX",
        timeout=_timeout(name, options.get("timeout", "10")),
    )


def _archive_parts(address: str) -> SplitResult:
    name, examples = "SAMSAK_ARCHIVE_URL", AnyOf(ARCHIVE_EXAMPLES)
    if not address.startswith(("imap://", "imaps://")):
        said = _(
            "SAMSAK_ARCHIVE_URL must begin with imap:// or imaps://, for example {examples}.",
            examples=examples,
        )
        raise WrongSetting(name, said)
    url = split(name, address, ARCHIVE_EXAMPLES)
    if not (url.hostname and url.username and url.password):
        said = _(
            "SAMSAK_ARCHIVE_URL must name a server, a user and a password, for example {examples}.",
            examples=examples,
        )
        raise WrongSetting(name, said)
    return url


def _options(name: str, url: SplitResult, known: Sequence[str]) -> dict[str, str]:
    options = dict(parse_qsl(url.query, keep_blank_values=True))
    if options.keys() <= set(known):
        return options
    said = _(
        "{name} has an option that does not exist. The options are {options}.",
        name=name,
        options=list(known),
    )
    raise WrongSetting(name, said)


def _starttls(name: str, value: str | None, url: SplitResult) -> str:
    tls = url.scheme.endswith("s")
    # A password never travels in the clear unless somebody asked for it.
    value = value or ("no" if tls else "required" if url.username else "optional")
    if value in STARTTLS and not (tls and value != "no"):
        return value
    why = (
        _(
            "{name} begins with {scheme}://, which is encrypted from the start; leave"
            " starttls out.",
            name=name,
            scheme=url.scheme,
        )
        if tls
        else _("In {name}, starttls must be required, optional or no.", name=name)
    )
    raise WrongSetting(name, why)


def _timeout(name: str, value: str) -> float:
    if value.isascii() and value.isdecimal() and int(value) > 0:
        return float(value)
    raise WrongSetting(
        name,
        _(
            "In {name}, timeout must be a whole number of seconds, for example timeout=20.",
            name=name,
        ),
    )


def ping_address(value: str) -> str:
    """The address that is called after each tick; WrongSetting where it is none of the web."""
    url = split("SAMSAK_PING_URL", value, PING_EXAMPLES)
    if url.scheme in ("http", "https") and url.hostname:
        return value
    raise WrongSetting(
        "SAMSAK_PING_URL",
        _(
            "SAMSAK_PING_URL must be an address that begins with https:// or http://, for example"
            " {example}.",
            example=PING_EXAMPLES[0],
        ),
    )


def split(name: str, url: str, examples: list[str]) -> SplitResult:
    """The parts of an address; WrongSetting where it could be understood in two ways."""
    try:
        parts = urlsplit(url)
        # Reading the port is what checks it. An @ or # that is not the first may be part of a
        # password, and the rest of it would be taken for a server's name.
        if parts.port == 0 or url.count("@") > ("@" in parts.netloc) or "#" in url:
            raise ValueError
    except ValueError:
        # The cause repeats the address, with its password.
        raise _unreadable(name, examples) from None
    return parts


def _unreadable(name: str, examples: list[str]) -> WrongSetting:
    return WrongSetting(
        name,
        _(
            "{name} cannot be read as an address, for example {examples}. Characters such as"
            " @ : / # ? % in a password are written as %40 %3A %2F %23 %3F %25.",
            name=name,
            examples=AnyOf(examples),
        ),
    )
