"""The one place that reads the environment, and explains itself when a value is wrong.

A URL of a database or mail server may hold a password, so no message repeats one, and `repr` leaves
it out. Every setting is described in docs/settings.md.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from engine.errors import WrongSetting
from engine.language.sentences import LANGUAGES, _

SETTINGS = (
    "SAMSAK_DATABASE_URL",
    "SAMSAK_MAIL_URL",
    "SAMSAK_MAIL_FROM",
    "SAMSAK_BASE_URL",
    "SAMSAK_WORKFLOWS",
    "SAMSAK_LANGUAGE",
    "SAMSAK_AS",
)
# These may hold a password, and may therefore stand in a file that `NAME_FILE` points to.
SECRETS = ("SAMSAK_DATABASE_URL", "SAMSAK_MAIL_URL")

SQLITE = "sqlite:///"
POSTGRESQL = "postgresql+psycopg://"
DATABASE_EXAMPLES = ["sqlite:///samsak.db", "postgresql://samsak:password@localhost/samsak"]
MAIL_EXAMPLES = ["smtp://user:password@mail.example.org:587?starttls=required", "maildir:mail"]
STARTTLS = ("required", "optional", "no")


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
class Settings:
    """What this installation was told, checked."""

    database_url: str = field(default=SQLITE + "samsak.db", repr=False)
    mail_url: str = field(default="maildir:mail", repr=False)
    mail_from: str = "Samsak <samsak@localhost>"
    base_url: str = ""
    workflows: Path | None = None
    language: str = "nb"
    actor: str | None = None

    @property
    def mail(self) -> Smtp | Maildir:
        """Where mail goes."""
        return _mail(self.mail_url)


def read_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings of the environment; WrongSetting, which explains itself, for the first that
    cannot be used."""
    database_url = _database_url(_value(environ, "SAMSAK_DATABASE_URL") or Settings.database_url)
    mail_url = _value(environ, "SAMSAK_MAIL_URL") or _maildir_beside(database_url)
    _mail(mail_url)
    return Settings(
        database_url=database_url,
        mail_url=mail_url,
        mail_from=_mail_from(_value(environ, "SAMSAK_MAIL_FROM") or Settings.mail_from),
        base_url=_base_url(value)
        if (value := _value(environ, "SAMSAK_BASE_URL"))
        else Settings.base_url,
        workflows=_workflows(_value(environ, "SAMSAK_WORKFLOWS")),
        language=_language(_value(environ, "SAMSAK_LANGUAGE") or Settings.language),
        actor=_actor(_value(environ, "SAMSAK_AS")),
    )


def _value(environ: Mapping[str, str], name: str) -> str:
    """The setting, or the text of the file that `NAME_FILE` points to; an empty one counts as
    not set."""
    value = environ.get(name, "").strip()
    file = environ.get(f"{name}_FILE", "").strip() if name in SECRETS else ""
    if not file:
        return value
    if value:
        raise WrongSetting(
            name, _("{name} and {name}_FILE are both set; set one of them.", name=name)
        )
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        why = _(
            "{name}_FILE points to {file}, which cannot be read as a text file.",
            name=name,
            file=file,
        )
        raise WrongSetting(name, why) from None


def _database_url(value: str) -> str:
    scheme, colon, rest = value.partition(":")
    if not colon or "/" in scheme or "\\" in scheme:
        return SQLITE + value
    match scheme:
        case "sqlite":
            return SQLITE + _sqlite_file(rest)
        case "postgresql" | "postgres" | "postgresql+psycopg" if rest.startswith("//"):
            _split("SAMSAK_DATABASE_URL", value, DATABASE_EXAMPLES)
            return POSTGRESQL + rest.removeprefix("//")
        case _:
            raise WrongSetting(
                "SAMSAK_DATABASE_URL",
                _(
                    "SAMSAK_DATABASE_URL must be the name of a SQLite file or the address"
                    " of a PostgreSQL database,"
                    " for example {examples}.",
                    examples=DATABASE_EXAMPLES,
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


def _maildir_beside(database_url: str) -> str:
    if not database_url.startswith(SQLITE):
        return Settings.mail_url
    return f"maildir:{Path(database_url.removeprefix(SQLITE)).parent / 'mail'}"


def _mail(url: str) -> Smtp | Maildir:
    scheme, _colon, rest = url.partition(":")
    match scheme:
        case "maildir" if rest:
            return Maildir(Path(rest.removeprefix("//")))
        case "smtp" | "smtps" if rest.startswith("//"):
            return _smtp(_split("SAMSAK_MAIL_URL", url, MAIL_EXAMPLES))
        case _:
            raise WrongSetting(
                "SAMSAK_MAIL_URL",
                _(
                    "SAMSAK_MAIL_URL must begin with smtp://, smtps:// or maildir:, for example "
                    "{examples}.",
                    examples=MAIL_EXAMPLES,
                ),
            )


def _smtp(url: SplitResult) -> Smtp:
    if not url.hostname or url.path not in ("", "/"):
        raise _unreadable("SAMSAK_MAIL_URL", MAIL_EXAMPLES)
    tls = url.scheme == "smtps"
    options = dict(parse_qsl(url.query, keep_blank_values=True))
    starttls = _starttls(options.pop("starttls", None), tls=tls, login=bool(url.username))
    timeout = _timeout(options.pop("timeout", "20"))
    if options:
        raise WrongSetting(
            "SAMSAK_MAIL_URL",
            _(
                "SAMSAK_MAIL_URL has an option that does not exist: {options}. There are starttls"
                " and timeout.",
                options=sorted(options),
            ),
        )
    return Smtp(
        host=url.hostname,
        port=url.port or (465 if tls else 25),
        tls=tls,
        starttls=starttls,
        user=unquote(url.username or ""),
        password=unquote(url.password or ""),
        timeout=timeout,
    )


def _starttls(value: str | None, *, tls: bool, login: bool) -> str:
    # A password never travels in the clear unless somebody asked for it.
    value = value or ("no" if tls else "required" if login else "optional")
    if value in STARTTLS and not (tls and value != "no"):
        return value
    why = (
        _(
            "SAMSAK_MAIL_URL begins with smtps://, which is encrypted from the start; leave "
            "starttls out."
        )
        if tls
        else _("In SAMSAK_MAIL_URL, starttls must be required, optional or no.")
    )
    raise WrongSetting("SAMSAK_MAIL_URL", why)


def _timeout(value: str) -> float:
    if value.isascii() and value.isdecimal() and int(value) > 0:
        return float(value)
    raise WrongSetting(
        "SAMSAK_MAIL_URL",
        _("In SAMSAK_MAIL_URL, timeout must be a whole number of seconds, for example timeout=20."),
    )


def _split(name: str, url: str, examples: list[str]) -> SplitResult:
    try:
        parts = urlsplit(url)
        # Reading the port is what checks it.
        if parts.port == 0:
            raise ValueError
    except ValueError:
        # The cause repeats the address, with its password.
        raise _unreadable(name, examples) from None
    return parts


def _unreadable(name: str, examples: list[str]) -> WrongSetting:
    return WrongSetting(
        name,
        _(
            "{name} cannot be read as an address. It looks like {examples}; characters"
            " such as @ : / # ? % in a"
            " password are written as %40 %3A %2F %23 %3F %25.",
            name=name,
            examples=examples,
        ),
    )


def _mail_from(value: str) -> str:
    _name, address = parseaddr(value)
    user, at, host = address.partition("@")
    if user and at and host and value.isprintable():
        return value
    raise WrongSetting(
        "SAMSAK_MAIL_FROM",
        _(
            "SAMSAK_MAIL_FROM must be a mail address, for example {example}.",
            example="Samsak <samsak@example.org>",
        ),
    )


def _base_url(value: str) -> str:
    url = _split("SAMSAK_BASE_URL", value, ["https://samsak.example.org"])
    if (
        url.scheme in ("http", "https")
        and url.hostname
        and not url.query
        and not url.fragment
        and not url.username
    ):
        return value.rstrip("/")
    raise WrongSetting(
        "SAMSAK_BASE_URL",
        _(
            "SAMSAK_BASE_URL must be the address people open Samsak at, for example {example}.",
            example="https://samsak.example.org",
        ),
    )


def _workflows(value: str) -> Path | None:
    if not value or Path(value).is_dir():
        return Path(value) if value else None
    raise WrongSetting(
        "SAMSAK_WORKFLOWS",
        _(
            "SAMSAK_WORKFLOWS must be a folder with workflow definitions; {folder} is none.",
            folder=value,
        ),
    )


def _language(value: str) -> str:
    if value in LANGUAGES:
        return value
    raise WrongSetting(
        "SAMSAK_LANGUAGE",
        _(
            "SAMSAK_LANGUAGE must be one of {languages}, not {value}.",
            languages=list(LANGUAGES),
            value=value,
        ),
    )


def _actor(value: str) -> str | None:
    if not value or "@" in value:
        return value or None
    raise WrongSetting(
        "SAMSAK_AS",
        _(
            "SAMSAK_AS must be the mail address of the person who acts, for example {example}.",
            example="kari@example.org",
        ),
    )
