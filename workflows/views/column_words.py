"""What stands in the traced columns of people, seats, bodies and partnerships, in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import NamedTuple

from engine.days.dates import ALWAYS, NEVER
from engine.language.sentences import LANGUAGES, WEEKDAYS, Label, Sentence, _
from engine.people.tables import MAIL_UNTIL
from workflows.partnerships.kind_labels import kind_label

WORKING_DAYS = tuple(
    Label(*(WEEKDAYS[language][day] for language in LANGUAGES)) for day in range(5)
)
NOTHING = "–"
# Those that are told with what they were and are; the others are said in the sentence itself.
LABELS: Mapping[str, Sentence] = {
    "valid_from": _("From"),
    "valid_to": _("To"),
    "deputy_for": _("Deputy for"),
    "language": _("Language"),
    "digest_day": _("Day of the digest"),
    "mail_hour": _("Emails from"),
    "mail_until": _("Emails until"),
    "mail": _("Emails"),
    "public_since": _("Plans shown to everybody since"),
    "name": _("Name"),
    "abbreviation": _("Abbreviation"),
    "aliases": _("Other names"),
    "kind": _("Kind"),
    "successor_id": _("Successor"),
}
SPOKEN = {"nb": "bokmål", "nn": "nynorsk", "en": "English"}


class Named(NamedTuple):
    """What persons and bodies are called, by their numbers."""

    persons: Mapping[int | None, str]
    bodies: Mapping[int | None, str]


def in_column(name: str, value: object, names: Named) -> object:
    """What a value of that column is called; a dash for nothing."""
    if name == "mail_until":
        return time(int(str(value or MAIL_UNTIL)) % 24)
    if value is None or value == []:
        return NOTHING
    match name:
        case "valid_from" | "valid_to" | "public_since":
            day = date.fromisoformat(str(value))
            return NOTHING if day in (ALWAYS, NEVER) else day
        case "deputy_for":
            return names.persons.get(int(str(value)), NOTHING)
        case "successor_id":
            return names.bodies.get(int(str(value)), NOTHING)
        case "digest_day":
            return WORKING_DAYS[int(str(value))]
        case "mail_hour":
            return time(int(str(value)))
        case _:
            return _plain_words(name, value)


def _plain_words(name: str, value: object) -> object:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name == "kind":
        return kind_label(str(value))
    return SPOKEN.get(str(value), value) if name == "language" else value
