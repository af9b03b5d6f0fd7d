"""The language of whoever types, before anything else is known of her: for help, and for what was
typed wrongly."""

from __future__ import annotations

import click

from engine.language.sentences import LANGUAGES, say

# click reads them, the first that is set: the setting, then what the terminal goes by.
TOLD = click.Option(["--language"], envvar=["SAMSAK_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"])
NORWEGIAN = {"no": "nb"}


def reader_language() -> str:
    """The language that SAMSAK_LANGUAGE says, else that of the terminal; English where it is none
    that is spoken here."""
    told = TOLD.resolve_envvar_value(click.Context(click.Command("samsak"))) or ""
    language = told.strip().lower().replace("-", "_").split("_")[0].split(".")[0]
    language = NORWEGIAN.get(language, language)
    return language if language in LANGUAGES else "en"


def in_words(sentence: object) -> str:
    """A sentence in that language."""
    return say(sentence, reader_language())
