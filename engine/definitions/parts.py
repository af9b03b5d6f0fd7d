"""What any file that people write is made of: keys, names, words, lists, numbers, flags.

Pydantic reads it; what it finds wrong is said in sentences of ours, chosen by the type of its
error, and stands at file, line and key.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, ClassVar, TypeVar, get_args, get_origin

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    Strict,
    StringConstraints,
    ValidationError,
    WithJsonSchema,
    model_validator,
)
from pydantic.fields import FieldInfo
from pydantic.json_schema import SkipJsonSchema

from engine.definitions.yaml_text import Problems, Value, inside
from engine.language.sentences import Label, Sentence, _

NAME = r"^[a-z][a-z0-9_]{0,39}$"
WORKFLOW = r"^[a-z][a-z_]{0,39}$"
PREFIX = r"^[A-Z]{1,4}$"
OF_NAMES = {
    NAME: _(
        "“{word}” cannot be a name here: small letters a–z, digits and _, a letter first, at most"
        " 40 characters."
    ),
    WORKFLOW: _(
        "“{word}” cannot be a name here: small letters a–z and _, a letter first, at most 40"
        " characters."
    ),
    PREFIX: _("“{word}” cannot be a prefix: one to four capital letters A–Z."),
}
NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,5})")
UNFINISHED = re.compile(r"\b(TODO|TBD|FIXME|XXX)\b|^\W*$", re.IGNORECASE)
# How pydantic places a name that cannot be a name.
OF_A_KEY = "[key]"

Whole = TypeVar("Whole", bound="Part")
Place = tuple[int | str, ...]


class Wrong(ValueError):
    """Why a value is refused; `at` leads from the value to a key in it."""

    def __init__(self, sentence: Sentence, *at: int | str) -> None:
        super().__init__(sentence)
        self.sentence, self.at = sentence, at


class Part(BaseModel):
    """Named values at one place of a file, and no others; a key with nothing behind it is none.

    A field that is excluded is no key of the file: it is set by what is around the part.
    """

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, defer_build=True)
    may_be_null: ClassVar[frozenset[str]] = frozenset()

    @model_validator(mode="before")
    @classmethod
    def _without_what_is_empty(cls, values: Any) -> Any:
        if not isinstance(values, dict):
            return values
        known = keys(cls)
        for key in values.keys() & cls.model_fields.keys() - known.keys():
            raise Wrong(_unknown(key, cls), key)
        empty = {key for key, value in values.items() if value is None and key in known}
        return {key: values[key] for key in values.keys() - (empty - cls.may_be_null)}


@dataclass(frozen=True, slots=True)
class ReadAs:
    """What is written in a file, where a value has another type once it is read."""

    written: Any

    def __get_pydantic_core_schema__(self, _type: Any, handler: GetCoreSchemaHandler) -> Any:
        return handler.generate_schema(self.written)


def keys(part: type[Part]) -> dict[str, FieldInfo]:
    """The keys of a part as they stand in a file, with what belongs behind each."""
    fields = part.model_fields.items()
    return {field.alias or name: field for name, field in fields if not field.exclude}


def read(whole: type[Whole], values: Value, problems: Problems, context: Any = None) -> Whole:
    """The values as `whole`; raises DefinitionRefused with every problem, those found before too.

    `context` is what validators of references want to know of the rest of the file.
    """
    try:
        return whole.model_validate(values, context=context)
    except ValidationError as error:
        for each in error.errors(include_url=False):
            place = tuple(step for step in each["loc"] if step != OF_A_KEY)
            at = getattr(each.get("ctx", {}).get("error"), "at", ())
            problems.add(_path(place + at), _sentence(each, whole, place))
        problems.refuse()
        raise


def _path(place: Place) -> str:
    path = ""
    for step in place:
        path = f"{path}[{step}]" if isinstance(step, int) else inside(path, step)
    return path


def _sentence(error: Mapping[str, Any], whole: type[Part], place: Place) -> Sentence:
    value, context = error["input"], error.get("ctx", {})
    match error["type"]:
        case "value_error":
            wrong: Wrong = context["error"]
            return wrong.sentence
        case "missing":
            return _("The key “{key}” is missing or empty.", key=place[-1])
        case "extra_forbidden":
            return _unknown(place[-1], _part_at(whole, place[:-1]))
        case "greater_than_equal":
            least = context["ge"]
            return _("{number} is too small; the least is {least}.", number=value, least=least)
        case "string_pattern_mismatch":
            return replace(OF_NAMES[context["pattern"]], values={"word": value})
    return OF_SHAPE["string_too_short" if value is None else error["type"]]


OF_SHAPE = {
    "model_type": _("Named values are expected here, each as “name: value”."),
    "dict_type": _("Named values are expected here, each as “name: value”."),
    "list_type": _("A list is expected here, as “[one, two]”."),
    "tuple_type": _("A list is expected here, as “[one, two]”."),
    "string_type": _("A single value is expected here."),
    "string_too_short": _("This cannot be empty."),
    "too_short": _("This cannot be empty."),
}


def _unknown(key: int | str, part: type[Part]) -> Sentence:
    known = list(keys(part))
    return _("The key “{key}” is not known here. Possible keys: {known}.", key=key, known=known)


def _part_at(whole: type[Part], place: Place) -> type[Part]:
    kind: Any = whole
    for step in place:
        if isinstance(kind, type) and issubclass(kind, Part):
            field = keys(kind)[str(step)]
            kind = _written(field.annotation, field.metadata)
        else:
            kind = _written(get_args(kind)[0 if isinstance(step, int) else -1])
    found: type[Part] = kind
    return found


def _written(kind: Any, metadata: Sequence[Any] = ()) -> Any:
    """The type of what is written, without what is asked of it."""
    for note in metadata:
        if isinstance(note, ReadAs):
            return _written(note.written)
    if get_origin(kind) is Annotated:
        return _written(kind.__origin__, kind.__metadata__)
    return _written(get_args(kind)[0]) if type(None) in get_args(kind) else kind


def _number(value: Value) -> int:
    if not NUMBER.fullmatch(word := _single(value)):
        raise Wrong(_("A whole number is expected here, not “{word}”.", word=word))
    return int(word)


def _flag(value: Value) -> bool:
    if (word := _single(value)) not in ("true", "false"):
        raise Wrong(_("Write true or false here, not “{word}”.", word=word))
    return word == "true"


def _single(value: Value) -> str:
    if isinstance(value, str):
        return value
    raise Wrong(OF_SHAPE["string_type"])


def one_of(kinds: Mapping[str, Any]) -> ReadAs:
    """What a word stands for, where only these words are known."""

    def find(word: str) -> Any:
        if word not in kinds:
            raise Wrong(
                _("“{word}” is not known here. Choose from: {known}.", word=word, known=[*kinds])
            )
        return kinds[word]

    schema = WithJsonSchema({"type": "string", "enum": [*kinds]})
    return ReadAs(Annotated[str, AfterValidator(find), schema])


def _whole_words(words: str) -> str:
    if UNFINISHED.search(words) or words != words.strip():
        raise Wrong(_("Here a text that people can read is needed, not “{words}”.", words=words))
    return words


def _each_once(words: Value) -> Value:
    for index, word in enumerate(words if isinstance(words, list) else ()):
        if isinstance(words, list) and word in words[:index]:
            raise Wrong(_("“{word}” appears twice here.", word=word), index)
    return words


Name = Annotated[str, StringConstraints(pattern=NAME)]
NameOfWorkflow = Annotated[str, StringConstraints(pattern=WORKFLOW)]
Prefix = Annotated[str, StringConstraints(pattern=PREFIX)]
Word = Annotated[str, StringConstraints(min_length=1)]
Said = Annotated[str, AfterValidator(_whole_words)]
Flag = Annotated[bool, BeforeValidator(_flag)]
FromZero = Annotated[int, Field(ge=0), BeforeValidator(_number)]
FromOne = Annotated[int, Field(ge=1), BeforeValidator(_number)]
# A list comes as a list, and is kept as what nobody changes.
A_LIST = Strict(False)
SOME = Field(min_length=1)
ONCE = BeforeValidator(_each_once)
NO_LABEL = Label("", "", "")


class WrittenLabel(Part):
    """A name in whole words, in all three languages."""

    nb: Said
    nn: Said
    en: Said


Words = Annotated[
    Label, ReadAs(Annotated[WrittenLabel, AfterValidator(lambda said: Label(**said.__dict__))])
]


class Entry(Part):
    """A part that stands under a name of the file's own choosing."""

    name: SkipJsonSchema[str] = Field("", exclude=True)


def _named(entries: dict[str, Any]) -> dict[str, Any]:
    return {name: entry.model_copy(update={"name": name}) for name, entry in entries.items()}


NAMED = AfterValidator(_named)
