"""Commands for what a partnership decides for itself."""

from __future__ import annotations

from collections.abc import Iterable

import click

from commands.face import Face
from commands.options import command
from engine.language.sentences import _
from engine.people import registry
from engine.people.tables import Partnership
from workflows.partnerships.partnership_settings import SettingsIn, change_settings
from workflows.views.column_words import WORKING_DAYS
from workflows.views.people_view import settings


@click.group()
def partnership() -> None:
    """The settings of a partnership."""


@partnership.command("set")
@click.argument("key", metavar="PARTNERSHIP")
@click.option("--digest-day", type=click.IntRange(1, 5), help="Weekday of digests, 1 is Monday.")
@click.option("--mail-hour", type=click.IntRange(0, 23), help="The hour at which emails go.")
@click.option("--public/--no-public", default=None, help="Whether everybody may see its plans.")
@command("json", "as", "at", "dry_run")
def set_partnership(
    face: Face, key: str, digest_day: int | None, mail_hour: int | None, public: bool | None
) -> None:
    """Say when emails and digests go, and whether plans are shown to everybody; what is left out
    stays as it is."""
    found = registry.partnership(face.session, key)
    day = digest_day - 1 if digest_day is not None else None
    given = SettingsIn(day, mail_hour, public)
    kept = change_settings(face.session, found, given, face.act())
    face.answer(settings(kept), lambda: _words(kept))


def _words(kept: Partnership) -> Iterable[object]:
    yield _(
        "{partnership}: emails at {hour} o'clock, digests on {day}.",
        partnership=kept.name,
        hour=kept.mail_hour,
        day=WORKING_DAYS[kept.digest_day],
    )
    if kept.public_since is None:
        yield _("Its plans are shown to those who have a seat.")
    else:
        yield _("Its plans are shown to everybody since {day}.", day=kept.public_since)
