"""Lists that a partnership has of its own: what can be chosen in one field of a workflow, in a
small file, instead of what the workflow's own file offers.

A workflow with such lists is kept as one text, its own and theirs, so that each case has the lists
that it began with.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Self

from pydantic import Field as Key
from pydantic import model_validator
from pydantic.json_schema import SkipJsonSchema

from engine.definitions import parts, yaml_text
from engine.definitions.chosen_words import wrong_options
from engine.definitions.model import Definition, Field
from engine.definitions.numbers_in_files import refuse_numbers
from engine.definitions.options import Option, Options, check_options
from engine.definitions.parts import Name, NameOfWorkflow, Part
from engine.definitions.references import KnownNames, unknown
from engine.definitions.unfit_in_files import refuse_no_text
from engine.definitions.yaml_text import Problems, Value
from engine.language.sentences import LANGUAGES, Label, Sentence, _

# Between the text of a workflow and those of its lists.
SEAM = "\n--- # a list of the partnership\n"

MOST_OPTIONS, LONGEST_LABEL, LONGEST_TEXT = 200, 200, 1000
ALIKE = {
    "nb": _("Another option is called the same in bokmål."),
    "nn": _("Another option is called the same in nynorsk."),
    "en": _("Another option is called the same in English."),
}


class OwnList(Part):
    """What can be chosen in the field `list` of a workflow, in one partnership."""

    workflow: NameOfWorkflow
    field: Name = Key(alias="list")
    options: Options
    source: SkipJsonSchema[str] = Key("", exclude=True, repr=False)
    """The text it was read from."""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        check_options(self.options)
        return self


def is_list(text: str) -> bool:
    """Whether the text of a file is meant as a list, and not as a whole workflow."""
    return any(line.startswith("list:") for line in text.splitlines())


def read_list(text: str, file: str, known: Mapping[str, Definition]) -> OwnList:
    """The list in the text, which fits the workflow that it is for; DefinitionRefused with all
    problems, each with line and key."""
    problems = Problems(file)
    value = yaml_text.read(text, problems)
    refuse_numbers(text, value, problems)
    refuse_no_text(text, value, problems)
    found = parts.read(OwnList, value, problems, _names(value, known))
    _check(found, known, problems)
    problems.refuse()
    return found.model_copy(update={"source": text.replace(SEAM.strip(), "---")})


def stored_list(text: str, file: str) -> OwnList:
    """A list as it was kept; rules that came later do not judge it again."""
    problems = Problems(file)
    found = parts.read(OwnList, yaml_text.read(text, problems), problems)
    return found.model_copy(update={"source": text})


def _names(value: Value, known: Mapping[str, Definition]) -> KnownNames | None:
    name = value.get("workflow") if isinstance(value, dict) else None
    definition = known.get(name) if isinstance(name, str) else None
    return KnownNames([], [], list(definition.fields), {}) if definition else None


def _check(found: OwnList, known: Mapping[str, Definition], problems: Problems) -> None:
    if found.workflow not in known:
        problems.add("workflow", unknown("workflows", found.workflow, known))
        return
    definition = known[found.workflow]
    fields = lists_of(definition)
    if found.field not in fields:
        values = {"name": found.field, "known": sorted(fields)}
        sentence = _("The list “{name}” cannot be another one here. Choose from: {known}.")
        problems.add("list", replace(sentence, values=values))
        return
    for option, language in _called_alike(found.options):
        problems.add(f"options.{option}.{language}", ALIKE[language])
    for path, why in _too_large(found.options):
        problems.add(path, why)
    for path, why in wrong_options(definition, found.field, found.options):
        problems.add(path, why)


def _called_alike(options: Mapping[str, Option]) -> Iterator[tuple[str, str]]:
    """The options that are called as one before them, each with the language; those that are chosen
    no more may be."""
    chosen = {name: option for name, option in options.items() if option.valid_to is None}
    for language in LANGUAGES:
        seen = set[str]()
        for name, option in chosen.items():
            said = option.said(language).casefold()
            if said in seen:
                yield name, language
            seen.add(said)


def _too_large(options: Mapping[str, Option]) -> Iterator[tuple[str, Sentence]]:
    """What no form and no report has room for: under which key, and why it is refused."""
    if len(options) > MOST_OPTIONS:
        many = {"most": MOST_OPTIONS, "count": len(options)}
        yield "options", _("A list may have at most {most} options; this has {count}.", **many)
        return
    for path, label, most in _labels(options):
        for language in LANGUAGES:
            said = label.said(language)
            if len(said.splitlines()) > 1:
                yield f"{path}.{language}", _("This must be on one line.")
            elif len(said) > most:
                long = {"most": most, "length": len(said)}
                why = _("This may have at most {most} characters; it has {length}.", **long)
                yield f"{path}.{language}", why


def _labels(options: Mapping[str, Option]) -> Iterator[tuple[str, Label, int]]:
    """All words of a list, each with its key and how long it may be."""
    for name, option in options.items():
        path = f"options.{name}"
        yield path, option, LONGEST_LABEL
        if option.meaning:
            yield f"{path}.meaning", option.meaning, LONGEST_TEXT
        for field, asked in option.asks.items():
            for key, words in asked.given.items():
                most = LONGEST_LABEL if key == "label" else LONGEST_TEXT
                yield f"{path}.asks.{field}.{key}", words, most


def lists_of(definition: Definition) -> dict[str, Field]:
    """The fields whose lists a partnership may replace. What anybody is asked who opens a case is
    the same for all, for then it is not known yet which partnership it concerns."""
    opening = definition.opening
    asked = {*opening.needs, *opening.takes} if opening.public else set()
    fields = definition.fields.items()
    return {name: field for name, field in fields if field.options and name not in asked}


def with_lists(definition: Definition, lists: Iterable[OwnList]) -> Definition:
    """The workflow with these lists instead of its own."""
    own = {each.field: each for each in lists}
    texts = (each.source for each in own.values())
    fields = {
        name: field.model_copy(update={"options": own[name].options}) if name in own else field
        for name, field in definition.fields.items()
    }
    source = SEAM.join([definition.source, *texts])
    return definition.model_copy(update={"fields": fields, "source": source})
