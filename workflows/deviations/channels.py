"""Where else something serious must or can be told, with what each is for: a report replaces none
of it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from engine.cases.records import Case
from engine.definitions import yaml_text
from engine.definitions.chosen_words import left_out
from engine.definitions.model import Definition
from engine.definitions.parts import A_LIST, SOME, Part, Said, Words, read
from engine.definitions.yaml_text import Problems

CONSEQUENCE = "consequence"  # the field for what it led to
FILE = Path(__file__).parent / "statutory_channels.yaml"


class Channel(Part):
    """One of them: its name, what it is for, what it rests on, where it is found."""

    name: Words
    what: Words
    source: Words
    url: Said


class Channels(Part):
    """All of them, in the order in which they are told."""

    channels: Annotated[tuple[Channel, ...], A_LIST, SOME]


def read_channels(text: str, file: str) -> tuple[Channel, ...]:
    """The channels in a file; DefinitionRefused with each problem at its line."""
    problems = Problems(file)
    return read(Channels, yaml_text.read(text, problems), problems).channels


@lru_cache
def statutory_channels() -> tuple[Channel, ...]:
    """Those that come with Samsak."""
    return read_channels(FILE.read_text(encoding="utf-8"), FILE.name)


def channels_beside(asked: Iterable[str]) -> tuple[Channel, ...]:
    """Those that are told beside a report for which these fields are asked: all where one is what
    it led to, else none."""
    return statutory_channels() if CONSEQUENCE in asked else ()


def channels_of(definition: Definition, case: Case) -> tuple[Channel, ...]:
    """Those that are told with the receipt of a report."""
    return channels_beside({*definition.fields} - {*left_out(definition, case.fields)})
