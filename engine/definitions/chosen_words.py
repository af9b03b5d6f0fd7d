"""What an option that was chosen says of other fields: which are not asked for, and which are asked
for in other words. A proposal is not asked what happened, and what it says is not called so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.definitions.model import Definition
from engine.definitions.options import Option
from engine.language.sentences import Sentence, _


def chosen_words(definition: Definition, fields: Mapping[str, Any]) -> Definition:
    """The definition in the words that belong to what is chosen."""
    if not definition.asking:
        return definition
    known = definition.fields
    said = {
        name: known[name].model_copy(update=words.given)
        for option in chosen_options(definition, fields)
        for name, words in option.asks.items()
        if name in known
    }
    return definition.model_copy(update={"fields": known | said}) if said else definition


def left_out(definition: Definition, fields: Mapping[str, Any]) -> frozenset[str]:
    """The fields that what is chosen leaves out: they are not asked for, and kept where they are
    given all the same."""
    chosen = chosen_options(definition, fields)
    return frozenset(name for option in chosen for name in option.leaves_out)


def chosen_options(definition: Definition, fields: Mapping[str, Any]) -> Iterator[Option]:
    """What is chosen in each field that takes one option, as far as it is there still."""
    for name, value in fields.items():
        if name in definition.fields and isinstance(value, str):
            option = definition.fields[name].options.get(value)
            if option is not None:
                yield option


def wrong_options(
    definition: Definition, field: str, options: Mapping[str, Option]
) -> Iterator[tuple[str, Sentence]]:
    """What an option says of other fields and cannot: under which key, and why it is refused."""
    needed = {*definition.opening.needs} | {n for act in definition.actions for n in act.needs}
    for option, label in options.items():
        for index, name in enumerate(label.leaves_out):
            if name in needed:
                sentence = _("“{field}” must be filled; it cannot be left out.", field=name)
                yield f"options.{option}.leaves_out[{index}]", sentence
        for name in label.asks:
            if name in label.leaves_out:
                sentence = _("“{field}” is left out here, so nobody is asked for it.", field=name)
                yield f"options.{option}.asks.{name}", sentence
            elif not _seen(definition, name) <= _seen(definition, field):
                sentence = _(
                    "Whoever sees “{field}” must see “{choice}” too,"
                    " for its words tell the choice.",
                    field=name,
                    choice=field,
                )
                yield f"options.{option}.asks.{name}", sentence


def _seen(definition: Definition, name: str) -> set[str]:
    """The roles that see a field."""
    known = definition.fields[name].visible_to if name in definition.fields else ()
    return {*(known or definition.visible_to)}
