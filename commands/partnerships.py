"""Commands for what a partnership decides for itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

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
@click.option("--mail-hour", type=click.IntRange(0, 23), help="No email goes before this hour.")
@click.option("--mail-until", type=click.IntRange(1, 24), help="No email goes from this hour on.")
@click.option("--public/--no-public", default=None, help="Whether everybody may see its plans.")
@command("json", "as", "at", "dry_run")
def set_partnership(face: Face, key: str, digest_day: int | None, **given: Any) -> None:
    """Say when emails and digests go, and whether plans are shown to everybody; what is left out
    stays as it is."""
    found = registry.partnership(face.session, key)
    day = digest_day - 1 if digest_day is not None else None
    kept = change_settings(face.session, found, SettingsIn(day, **given), face.act())
    told = settings(kept)
    face.answer(told, lambda: _words(kept, told["mail_until"]))


def _words(kept: Partnership, mail_until: int) -> Iterable[object]:
    yield _(
        "{partnership}: emails from {hour} to {last} o'clock, digests on {day}.",
        partnership=kept.name,
        hour=kept.mail_hour,
        last=mail_until,
        day=WORKING_DAYS[kept.digest_day],
    )
    if kept.public_since is None:
        yield _("Its plans are shown to those who have a seat.")
    else:
        yield _("Its plans are shown to everybody since {day}.", day=kept.public_since)
