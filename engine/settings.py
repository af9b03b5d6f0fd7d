"""The one place that reads the environment, and explains itself when a value is wrong.

Every setting is a field here and is described in docs/settings.md. An address may hold a password,
so no message repeats one, and `repr` leaves it out.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, ValidationInfo, model_validator
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from engine.addresses import kept_as, named
from engine.errors import BadInput, WrongSetting
from engine.language.sentences import LANGUAGES, AnyOf, _
from engine.networks import LOOPBACK, networks
from engine.oidc import (
    OPENID_EMAIL,
    Oidc,
    check_whole,
    host_of,
    issuer_address,
    key_file,
    scope,
)
from engine.urls import (
    SQLITE,
    Imap,
    Maildir,
    Smtp,
    archive_server,
    database_address,
    mail_server,
    maildir_beside,
    ping_address,
    split,
)

PREFIX = "SAMSAK_"
ALMOST = 0.8  # of 1: SAMSAK_DATABASE is meant to be SAMSAK_DATABASE_URL, SAMSAK_COMMAND is not ours
MAIL_FROM = "Samsak <samsak@localhost>"
SHORTEST_SECRET = 32  # characters
Source = PydanticBaseSettingsSource


def _mail_url(value: str) -> str:
    mail_server(value)
    return value


def _archive_url(value: str) -> str:
    archive_server(value)
    return value


def _named(value: str, field: ValidationInfo) -> str:
    try:
        return named(value)
    except BadInput:
        name = f"{PREFIX}{field.field_name}".upper()
        example = "Samsak <samsak@example.org>"
        raise WrongSetting(
            name,
            _(
                "{setting} must be one email address, for example {example}.",
                setting=name,
                example=example,
            ),
        ) from None


def _base_url(value: str) -> str:
    url = split("SAMSAK_BASE_URL", value, ["https://samsak.example.org"])
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


def _secret(value: str) -> str:
    if len(value) >= SHORTEST_SECRET:
        return value
    raise WrongSetting(
        "SAMSAK_SECRET",
        _(
            "SAMSAK_SECRET must be at least {n} characters that nobody can guess.",
            n=SHORTEST_SECRET,
        ),
    )


def _workflows(value: Path) -> Path:
    if value.is_dir():
        return value
    raise WrongSetting(
        "SAMSAK_WORKFLOWS",
        _(
            "SAMSAK_WORKFLOWS must be a folder with workflow definitions; {folder} is "
            "not a folder.",
            folder=str(value),
        ),
    )


class Log(StrEnum):
    """How the log is written."""

    TEXT = "text"
    JSON = "json"


LEVELS = ("debug", "info", "warning", "error")


def _one_of(name: str, known: Sequence[str]) -> Callable[[str], str]:
    def checked(value: str) -> str:
        if value.lower() in known:
            return value.lower()
        said = _(
            "{name} must be one of {known}, not {value}.",
            name=name,
            known=AnyOf(known),
            value=value,
        )
        raise WrongSetting(name, said)

    return checked


def _actor(value: str) -> str:
    try:
        return kept_as(value)
    except BadInput:
        raise WrongSetting(
            "SAMSAK_AS",
            _(
                "SAMSAK_AS must be your email address, for example {example}.",
                example="kari@example.org",
            ),
        ) from None


class Settings(BaseSettings):
    """What this installation was told, checked. Made by hand it asks no environment."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
        populate_by_name=True,
        validate_default=False,
    )

    database_url: Annotated[str, AfterValidator(database_address)] = Field(
        default=SQLITE + "samsak.db", repr=False
    )
    mail_url: Annotated[str, AfterValidator(_mail_url)] = Field(
        default_factory=lambda told: maildir_beside(told["database_url"]), repr=False
    )
    archive_url: Annotated[str, AfterValidator(_archive_url)] = Field(default="", repr=False)
    mail_from: Annotated[str, AfterValidator(_named)] = MAIL_FROM
    reply_to: Annotated[str, AfterValidator(_named)] = ""
    base_url: Annotated[str, AfterValidator(_base_url)] = ""
    secret: Annotated[str, AfterValidator(_secret)] = Field(default="", repr=False)
    oidc_issuer: Annotated[str, AfterValidator(issuer_address)] = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = Field(default="", repr=False)
    oidc_key: Annotated[Path, AfterValidator(key_file)] | None = None
    oidc_name: str = ""
    oidc_scope: Annotated[str, AfterValidator(scope)] = OPENID_EMAIL
    workflows: Annotated[Path, AfterValidator(_workflows)] | None = None
    ping_url: Annotated[str, AfterValidator(ping_address)] = Field(default="", repr=False)
    proxies: Annotated[str, AfterValidator(networks("SAMSAK_PROXIES"))] = LOOPBACK
    metrics_from: Annotated[str, AfterValidator(networks("SAMSAK_METRICS_FROM"))] = LOOPBACK
    language: Annotated[str, AfterValidator(_one_of("SAMSAK_LANGUAGE", LANGUAGES))] = "nb"
    log: Annotated[str, AfterValidator(_one_of("SAMSAK_LOG", tuple(Log)))] = Log.TEXT
    log_level: Annotated[str, AfterValidator(_one_of("SAMSAK_LOG_LEVEL", LEVELS))] = "info"
    actor: Annotated[str, AfterValidator(_actor)] | None = Field(
        default=None, validation_alias="SAMSAK_AS"
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - the library names it
        init_settings: Source,
        env_settings: Source,  # noqa: ARG003
        dotenv_settings: Source,  # noqa: ARG003
        file_secret_settings: Source,  # noqa: ARG003
    ) -> tuple[Source, ...]:
        """Only what it is made with: `read_settings` asks the environment."""
        return (init_settings,)

    @property
    def mail(self) -> Smtp | Maildir:
        """Where mail goes."""
        return mail_server(self.mail_url)

    @property
    def archive(self) -> Imap | None:
        """Where a copy of each mail is found, where there is such a place."""
        return archive_server(self.archive_url) if self.archive_url else None

    @property
    def oidc(self) -> Oidc | None:
        """The provider of logins, where there is one."""
        if not self.oidc_issuer:
            return None
        return Oidc(
            issuer=self.oidc_issuer,
            client_id=self.oidc_client_id,
            name=self.oidc_name or host_of(self.oidc_issuer),
            scope=self.oidc_scope,
            secret=self.oidc_client_secret,
            key=self.oidc_key,
        )

    @model_validator(mode="after")
    def check_oidc(self) -> Settings:
        """Half a provider of logins is none."""
        check_whole({name: getattr(self, field) for name, field in FIELDS.items()})
        return self


FIELDS = {
    str(field.validation_alias or f"{PREFIX}{name.upper()}"): name
    for name, field in Settings.model_fields.items()
}
SETTINGS = tuple(FIELDS)
# These may hold a password, and may therefore stand in a file that `NAME_FILE` points to.
SECRETS = tuple(name for name, field in FIELDS.items() if not Settings.model_fields[field].repr)


def read_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings of the environment; WrongSetting, which explains itself, for the first that
    cannot be used."""
    _refuse_slips(environ)
    told = EnvSettingsSource(Settings)
    found = {name.lower(): _value(environ, name) for name in SETTINGS}
    told.env_vars = {name: value for name, value in found.items() if value}
    return Settings(**told())


def _refuse_slips(environ: Mapping[str, str]) -> None:
    """Refuse a name that is almost one of ours: passed over, it would mean another database."""
    known = [*SETTINGS, *(f"{name}_FILE" for name in SECRETS)]
    for name, value in environ.items():
        if name.startswith(PREFIX) and name not in known and value.strip():
            for meant in get_close_matches(name, known, 1, ALMOST):
                why = _("{name} is not a setting. Did you mean {meant}?", name=name, meant=meant)
                raise WrongSetting(name, why)


def environment_with(**more: str) -> dict[str, str]:
    """The environment of a program that is run from here, with these beside it."""
    return {**os.environ, **more}


def _value(environ: Mapping[str, str], name: str) -> str:
    """The setting, or the text of the file that `NAME_FILE` points to; an empty one counts as
    not set."""
    value = environ.get(name, "").strip()
    file = environ.get(f"{name}_FILE", "").strip() if name in SECRETS else ""
    if not file:
        return value
    if value:
        why = _("{name} and {name}_FILE are both set; set one of them.", name=name)
        raise WrongSetting(name, why)
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        why = _(
            "{name}_FILE points to {file}, which cannot be read as a text file.",
            name=name,
            file=file,
        )
        raise WrongSetting(name, why) from None
