"""What the parts of a structure file are made of: ids, names of its bodies, spellings."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import Annotated, Self

from pydantic import AfterValidator, ConfigDict, ValidationInfo, model_validator

from engine.definitions.parts import ONCE, Part, Word, Wrong
from engine.language.sentences import _

LIKE = 0.85  # from there on difflib finds a slip of one or two letters, and no other word


def _known_body(name: str, info: ValidationInfo) -> str:
    if name not in (info.context or ()):
        raise Wrong(_("There is no body “{name}” in this file.", name=name))
    return name


def _one_word(key: str) -> str:
    """What a command takes as one word: `partnership/body`, `body:role`."""
    if not ONE_WORD.fullmatch(key):
        sentence = _(
            "“{key}” cannot be an id: it has no space and none of / : , ; and at most 80"
            " characters.",
            key=key,
        )
        raise Wrong(sentence)
    return key


def _in_a_partnership(name: str) -> str:
    """`partnership/body`, as a command takes a body of any partnership."""
    partnership, slash, body = name.partition("/")
    if not (slash and ONE_WORD.fullmatch(partnership) and ONE_WORD.fullmatch(body)):
        sentence = _(
            "“{name}” names no body of another partnership: write `partnership/body`.", name=name
        )
        raise Wrong(sentence)
    return name


ONE_WORD = re.compile(r"[^\s/:,;]{1,80}")
Id = Annotated[str, AfterValidator(_one_word)]
BodyId = Annotated[Word, AfterValidator(_known_body)]
BodyIds = Annotated[list[BodyId], ONCE]
Spellings = Annotated[list[Word], ONCE]
OthersBodies = Annotated[list[Annotated[Word, AfterValidator(_in_a_partnership)]], ONCE]


class OpenPart(Part):
    """Named values of which some are known, and others may stand beside them; but none that looks
    like a known one, for that is a slip, and what stands behind it would be lost."""

    model_config = ConfigDict(extra="allow")

    @model_validator(mode="after")
    def _no_slip(self) -> Self:
        known = [field.alias or name for name, field in type(self).model_fields.items()]
        for key in self.model_extra or ():
            if likely := get_close_matches(key, known, 1, LIKE):
                sentence = _(
                    "The key “{key}” is not known here. Did you mean “{likely}”?",
                    key=key,
                    likely=likely[0],
                )
                raise Wrong(sentence, key)
        return self
