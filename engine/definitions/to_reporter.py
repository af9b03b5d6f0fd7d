"""What a definition says to whoever reported, where its ordinary words speak of her as of somebody
else: “the reporter was asked” is “you were asked” on her own page and in mails to her."""

from collections.abc import Mapping
from typing import Any, TypeVar

from engine.definitions.parts import Entry, Part, Words

Told = TypeVar("Told", bound=Part)


class StateToReporter(Part):
    """A state as whoever reported reads of it."""

    label: Words | None = None
    meaning: Words | None = None


class FieldToReporter(Part):
    """A field as whoever reported reads of it."""

    label: Words | None = None
    help: Words | None = None


class StepToReporter(Part):
    """Opening or an action as whoever reported reads of it."""

    label: Words | None = None
    done: Words | None = None


class DeadlineToReporter(Part):
    """A deadline as whoever reported reads of it."""

    label: Words | None = None
    due: Words | None = None
    late: Words | None = None


def to_reporter(part: Told) -> Told:
    """A part as whoever reported reads it."""
    said: Part | None = getattr(part, "for_reporter", None)
    if said is None:
        return part
    return part.model_copy(update={k: w for k, w in said.__dict__.items() if w is not None})


def all_to_reporter(parts: Mapping[str, Any]) -> dict[str, Entry]:
    """The same of all parts that stand under names."""
    return {name: to_reporter(part) for name, part in parts.items()}
