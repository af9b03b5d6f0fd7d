"""What somebody typed and chose in a form, to be read where the form cannot be shown: each with the
words of its input, as far as they are known without a database."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import NamedTuple

from starlette.datastructures import FormData

from engine.definitions.model import Field
from engine.identity_numbers import hidden
from engine.language.sentences import Label, Sentence, _
from workflows.known_definitions import load_definitions

# What a form gives by itself, and nobody typed; names that begin with OF_A_ROW too.
GIVEN_BY_FORMS = frozenset(
    {
        *("key", "version", "seen", "content", "short", "whole", "to", "iss", "state", "table"),
        *("list", "workflow", "year", "partnership", "import"),
    }
)
OF_A_ROW = ("seen-", "column.")
BESIDE = {"name": "content", "code": "state"}  # given by a form where that stands beside it
LABELS = {
    "name": _("Name"),
    "email": _("Email address"),
    "reason": _("Reason"),
    "day": _("Day"),
    "clock": _("Time"),
    "place": _("Place"),
    "first": _("First day"),
    "last": _("Last day"),
}
OF_CASES = ("/report/", "/cases/", "/lists/")


class Typed(NamedTuple):
    """Words that were typed or chosen, and what their input is called where that is known."""

    label: Label | Sentence | None
    words: Label | str


def typed_in(path: str, form: FormData) -> list[Typed]:
    """Everything that was typed and chosen in the form that goes to a path; never an identity
    number."""
    fields = _fields() if path.startswith(OF_CASES) else {}
    return [
        _typed(fields.get(name), name, value)
        for name, value in form.multi_items()
        if isinstance(value, str) and value.strip() and not _is_given(form, name)
    ]


def _typed(field: Field | None, name: str, value: str) -> Typed:
    option = field.options.get(value) if field else None
    label = field.label if field else LABELS.get(name)
    return Typed(label, option or hidden(value))


def _is_given(form: FormData, name: str) -> bool:
    return name in GIVEN_BY_FORMS or name.startswith(OF_A_ROW) or BESIDE.get(name) in form


@lru_cache(maxsize=1)
def _fields() -> dict[str, Field]:
    """The fields of the workflows that come with Samsak by their names, where one name is one
    label."""
    every = [item for each in load_definitions().values() for item in each.fields.items()]
    labels = Counter(name for name, _label in {(name, field.label) for name, field in every})
    return {name: field for name, field in every if labels[name] == 1}
