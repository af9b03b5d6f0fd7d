"""No free text gets into a mail: what letters are made of, and what templates can reach of them."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest
from jinja2 import Environment, nodes

from notifications.letters import letters
from notifications.letters.rendering import TEMPLATES

FILES = sorted(
    str(file.relative_to(TEMPLATES))
    for end in ("txt", "html")
    for file in TEMPLATES.rglob(f"*.{end}")
)
# Every text that a letter carries as it was typed, and why none of them was typed in a deviation.
# A case without a title is called by its workflow's label, and what was written with a step is told
# of workflows with titles alone: `tests/notifications/judge.py` holds both, whatever happens.
TEXTS = {
    "Recipient": {"name", "address", "language"},  # the reader's own
    "SendingPartnership": {"key", "name"},
    "OtherStep": {"action"},  # a name in a definition
    "CaseLine": {"ref", "title", "link_path", "next_step", "written", "bodies"},
    "HappenedLine": {"ref", "title", "link_path", "before"},
    "MeetingLine": {"bodies", "clock", "state", "link_path", "uid", "place"},
    "NoticesLetter": {"why"},  # words of roles
    "MeetingLetter": {"items", "moved_clock"},  # titles of an agenda, as the reader may see them
    "ReporterLetter": {"ref", "link_path", "reported_as"},
    "DigestLetter": {"period"},
    "LoginLetter": {"link_path"},
}
FILTERS = {"say", "link", "weekday", "clock", "underlined", "length"}
CALLED = {"case_line", "more", "news", "path_of", "split"}
PLACES = {"letter", "language", "subject", "stop_url", "pages", "week", "loop"}


def made_of() -> Iterator[type[Any]]:
    """The classes that letters are made of."""
    for _name, each in inspect.getmembers(letters, inspect.isclass):
        if each.__module__ == letters.__name__ and get_type_hints(each):
            yield each


def holds_text(kind: Any) -> bool:
    """Whether a value of that type may be a text as somebody typed it."""
    if get_origin(kind) in (tuple, Union, UnionType):
        return any(map(holds_text, get_args(kind)))
    return kind is str


def test_every_text_that_a_letter_carries_is_known():
    found = {
        each.__name__: {name for name, kind in get_type_hints(each).items() if holds_text(kind)}
        for each in made_of()
    }

    assert {name: texts for name, texts in found.items() if texts} == TEXTS


def parsed(name: str) -> nodes.Template:
    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    return environment.parse((TEMPLATES / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", FILES)
def test_a_template_reaches_nothing_but_what_letters_are_made_of(name):
    tree = parsed(name)
    parts = {part for each in made_of() for part in (*get_type_hints(each), *vars(each))}
    given = {each.name for each in tree.find_all(nodes.Name) if each.ctx in ("store", "param")}
    read = {each.name for each in tree.find_all(nodes.Name) if each.ctx == "load"}

    assert {each.attr for each in tree.find_all(nodes.Getattr)} <= parts | CALLED | {"index"}
    assert read <= PLACES | given | CALLED | {"gettext", "ngettext"}
    assert {each.name for each in tree.find_all(nodes.Filter)} <= FILTERS
    assert all(isinstance(each.arg, nodes.Const) for each in tree.find_all(nodes.Getitem))


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith(".txt")])
def test_each_turn_of_a_loop_has_a_line_of_its_own(name):
    """The line break after a tag is not part of a mail: a translated line needs one more."""
    assert "{% endtrans %}\n{% endfor %}" not in (TEMPLATES / name).read_text(encoding="utf-8")
