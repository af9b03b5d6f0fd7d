"""Whoever reported is spoken to, and not of."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from engine.definitions.loader import load_stored
from engine.definitions.model import Definition
from engine.definitions.to_reporter import to_reporter
from engine.errors import DefinitionRefused
from engine.language.sentences import Label
from tests.world import definitions

SPOKEN_OF = re.compile(r"\bmeldaren|\bmelderen|\breporter", re.IGNORECASE)


@pytest.fixture(scope="module")
def deviation() -> Definition:
    """The workflow that people report in."""
    return definitions()["deviation"]


def read_by_her(told: Definition) -> Iterator[Label | None]:
    """All that can stand on her page and in mails to her."""
    for state in told.states.values():
        yield from (state.label, state.meaning)
    for field in told.fields.values():
        if "reporter" in field.visible_to:
            yield from (field.label, field.help, *field.options.values())
    yield from (told.opening.label, told.opening.done)
    for action in told.actions:
        yield action.done
        if "reporter" in action.who:
            yield action.label
    for deadline in told.deadlines.values():
        yield from (deadline.label, deadline.due, deadline.late)


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_no_word_to_her_speaks_of_her(deviation: Definition, language: str) -> None:
    said = [label.said(language) for label in read_by_her(deviation.to_reporter) if label]

    assert [words for words in said if SPOKEN_OF.search(words)] == []
    assert len(said) > 50


def test_everybody_else_reads_what_stands_beside(deviation: Definition) -> None:
    asked, told = deviation.states["asked"], deviation.to_reporter.states["asked"]

    assert (asked.label.nb, told.label.nb) == ("Venter på melderen", "Venter på deg")
    assert deviation.to_reporter.states["learning"] == deviation.states["learning"]
    assert to_reporter(asked) == told


def test_what_it_is_for_a_reporter_has_no_other_keys(deviation: Definition) -> None:
    source = deviation.source.replace("for_reporter:\n      label", "for_reporter:\n      because")

    with pytest.raises(DefinitionRefused, match="because"):
        load_stored(source, "deviation.yaml")
