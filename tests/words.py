"""All that Samsak says to people, by language: the catalogues, and the labels of the definitions,
milestones and rights that come with it. `python -m tests.words` spells it."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache

from pydantic import BaseModel

from engine.language import catalogues
from engine.language.sentences import LANGUAGES, Label
from notifications.notices.milestones import milestones
from tests.house import ROOT
from workflows.known_definitions import load_definitions

DICTIONARIES = {"nb": "nb_NO", "nn": "nn_NO", "en": "en_GB"}
KNOWN = ROOT / "tests" / "known_words.txt"
# What is no word: commands, placeholders, options, settings, addresses, endings of files.
NO_WORDS = re.compile(
    r"`[^`]*`|\{\w*\}|%\(\w+\)s|--[\w-]+(=\S+)?|\S+@\S+|\S*[_=/\\]\S*|\S*://\S*|\.\w+\b"
    r"|\b[A-Z]{2,}\w*\b|\ba–z\b"
)


@cache
def texts(language: str) -> tuple[str, ...]:
    """Every text in that language, as it is translated or labelled."""
    return (*said(language), *labels(language))


def said(language: str) -> Iterator[str]:
    """The sentences of the catalogue; in English these are the msgids."""
    for message in catalogues.catalogue("nb" if language == "en" else language):
        forms = message.id if language == "en" else message.string
        if message.id:
            yield from forms if isinstance(forms, tuple | list) else (forms,)


def labels(language: str) -> Iterator[str]:
    """The labels of all that carries its own."""
    known = _labels([*load_definitions().values(), milestones()])
    return (label.said(language) for label in known)


def _labels(value: object) -> Iterator[Label]:
    if isinstance(value, Label):
        yield value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _labels(getattr(value, name))
    elif is_dataclass(value):
        for field in fields(value):
            yield from _labels(getattr(value, field.name))
    elif isinstance(value, dict):
        yield from _labels(list(value.values()))
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _labels(each)


def misspelt(language: str) -> set[str]:
    """The words that hunspell does not know, and we do not either."""
    words = NO_WORDS.sub(" ", "\n".join(texts(language)))
    asked = ["hunspell", "-d", DICTIONARIES[language], "-i", "utf-8", "-l"]
    answer = subprocess.run(asked, input=words, text=True, capture_output=True, check=True)
    known = set(KNOWN.read_text(encoding="utf-8").split())
    return {word for word in answer.stdout.split() if len(word) > 1} - known


if __name__ == "__main__":
    unknown = [
        f"{each}: {', '.join(sorted(misspelt(each)))}" for each in LANGUAGES if misspelt(each)
    ]
    sys.exit("\n".join(unknown) or None)
