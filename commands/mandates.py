"""Commands for mandates."""

from __future__ import annotations

from datetime import date

import click

from commands.face import Face
from commands.options import command
from commands.typed_values import TypedDay
from engine.days.dates import NEVER
from engine.errors import BadInput
from engine.language.sentences import Sentence, _
from engine.people import registry
from workflows.councils import mandates
from workflows.councils.mandates import Mandate
from workflows.partnerships.kind_labels import subject_label
from workflows.views import people_view


@click.group()
def mandate() -> None:
    """Who may decide which matter, from when to when."""


@mandate.command("list")
@click.argument("partnership")
@command("json", "as", "limit")
def list_mandates(face: Face, partnership: str) -> None:
    """The mandates that are written down, in force or not."""
    owner = registry.partnership(face.session, partnership)
    data = people_view.mandates_of(face.session, owner, face.actor, face.today)
    heads = (_("Number"), _("Matter"), _("Adopts"), _("Recommends"), _("From"), _("To"))
    rows = [
        (
            str(each["id"]),
            subject_label(each["subject"]),
            each["adopts"],
            each["recommends"] or "",
            each["from"] or _("not in force"),
            each["to"],
        )
        for each in data
    ]
    face.answer(data, lambda: face.table(heads, rows))


@mandate.command("set")
@click.argument("number", type=int)
@click.option(
    "--from", "since", type=TypedDay(), metavar="DATE", help="The first day on which it counts."
)
@click.option(
    "--to", "until", type=TypedDay(), metavar="DATE", help="The last day on which it counts."
)
@click.option("--no-end", is_flag=True, help="It counts on; an end that was set is undone.")
@command("json", "as", "at", "dry_run")
def set_mandate(
    face: Face, number: int, since: date | None, until: date | None, no_end: bool
) -> None:
    """Say from and to which day a mandate counts; the day of the meeting decides which one does."""
    if no_end and until is not None:
        raise BadInput(_("Give either a last day or that there is none."))
    last = NEVER if no_end else until
    found = mandates.set_days(face.session, number, since, last, face.act())
    data = {"id": number, "subject": found.subject, "from": found.valid_from, "to": found.valid_to}
    face.answer(data, lambda: [_counts(found)])


def _counts(found: Mandate) -> Sentence:
    """From and to which day a mandate counts."""
    number, first, last = found.id, found.valid_from, found.valid_to
    match first is None, last in (None, NEVER):
        case False, True:
            return _("Mandate {number} counts from {day}.", number=number, day=first)
        case False, False:
            return _(
                "Mandate {number} counts from {first} to {last}.",
                number=number,
                first=first,
                last=last,
            )
        case True, True:
            return _("Mandate {number} has no first day, so it is not in force.", number=number)
    return _(
        "Mandate {number} ends after {day}, but has no first day, so it is not in force.",
        number=number,
        day=last,
    )


@mandate.command("end")
@click.argument("number", type=int)
@click.option(
    "--on", "last", type=TypedDay(), metavar="DATE", help="The last day; today if left out."
)
@command("json", "as", "at", "dry_run")
def end_mandate(face: Face, number: int, last: date | None) -> None:
    """End a mandate; decisions already recorded stand."""
    found = mandates.end(face.session, number, last or face.today, face.act())
    data = {"id": number, "subject": found.subject, "from": found.valid_from, "to": found.valid_to}
    said = _("Mandate {number} ends after {day}.", number=number, day=found.valid_to)
    face.answer(data, lambda: [said])
