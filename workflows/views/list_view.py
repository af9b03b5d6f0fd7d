"""The lists of a workflow as they are shown, and as files to begin a partnership's own with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from engine.definitions import versions
from engine.definitions.model import Definition, Field
from engine.definitions.options import Option
from engine.definitions.own_lists import lists_of
from engine.errors import BadInput, Reason
from engine.language.sentences import LANGUAGES, Label, Sentence, _, n_
from engine.people.tables import Partnership
from engine.storage.session import Session
from workflows.partnerships.own_lists import ListChange

# What a file says of an option besides its label, as it is written there.
BESIDE = ("valid_from", "valid_to", "newer")


class ListTold(NamedTuple):
    """A list that a partnership may replace: of which workflow, what its cases are called, of which
    field, whether it is the partnership's own, and its options."""

    workflow: str
    kind: Label
    field: str
    label: Label
    own: bool
    options: Mapping[str, Option]

    def answer(self) -> dict[str, Any]:
        """The list as `--json` answers it."""
        return {
            "workflow": self.workflow,
            "list": self.field,
            "label": self.label._asdict(),
            "own": self.own,
            "options": [_answered(name, each) for name, each in self.options.items()],
        }

    def file(self) -> str:
        """The list as the file of a partnership, to be changed there."""
        lines = [f"workflow: {self.workflow}", f"list: {self.field}", "options:"]
        for name, option in self.options.items():
            lines += [f"  {name}:", *_written(option)]
        return "\n".join(lines)


def lists_told(
    session: Session, workflow: str, owner: Partnership | None = None, field: str | None = None
) -> list[ListTold]:
    """The lists of a workflow that a partnership may replace, as that one has them; the one of that
    field alone where it is named."""
    definition = versions.newest(session, workflow, owner.number if owner else None)[1]
    own = versions.own_lists(session, workflow, owner.number) if owner else {}
    return [
        ListTold(
            workflow=definition.id,
            kind=definition.label,
            field=each.name,
            label=each.label,
            own=each.name in own,
            options=each.options,
        )
        for each in _fields(definition, field)
    ]


def all_lists(session: Session, owner: Partnership) -> list[ListTold]:
    """The lists of all workflows, as a partnership has them."""
    workflows = [definition.id for _number, definition in versions.in_use(session)]
    return [told for each in workflows for told in lists_told(session, each, owner)]


def change_words(done: ListChange) -> Iterator[Sentence]:
    """What another list changed."""
    if done.new or done.changed or done.gone:
        yield _("“{list}” has other choices from now on.", list=done.label)
    else:
        yield _("“{list}” has the same choices as before.", list=done.label)
    if done.new:
        yield _("New: {options}.", options=done.new)
    if done.changed:
        yield _("With other words or days: {options}.", options=done.changed)
    if done.gone:
        yield _("No longer there: {options}.", options=done.gone)
    if done.kept:
        yield n_("{n} choice stays as it was.", "{n} choices stay as they were.", done.kept)
    if done.open_cases:
        yield n_(
            "{n} open case goes on with the list that it began with.",
            "{n} open cases go on with the list that they began with.",
            done.open_cases,
        )


def _fields(definition: Definition, name: str | None) -> list[Field]:
    found = lists_of(definition)
    if name is not None and name not in found:
        said = _("There is no list “{list}”. Choose from: {known}.", list=name, known=[*found])
        raise BadInput(Reason("list", said))
    return [each for each in found.values() if name in (None, each.name)]


def _answered(name: str, option: Option) -> dict[str, Any]:
    meaning = option.meaning._asdict() if option.meaning else None
    beside = {key: getattr(option, key) for key in BESIDE}
    leaves_out = list(option.leaves_out)
    asks = {
        field: {key: said._asdict() for key, said in words.given.items()}
        for field, words in option.asks.items()
    }
    return {
        "name": name,
        "label": Label(*option)._asdict(),
        "meaning": meaning,
        **beside,
        "leaves_out": leaves_out,
        "asks": asks,
        "anew": option.anew,
    }


def _written(option: Option) -> Iterator[str]:
    yield from _label(option, 4)
    if option.meaning:
        yield "    meaning:"
        yield from _label(option.meaning, 6)
    for key in BESIDE:
        if (value := getattr(option, key)) is not None:
            yield f"    {key}: {value}"
    if option.leaves_out:
        yield f"    leaves_out: [{', '.join(option.leaves_out)}]"
    if option.anew:
        yield "    anew: true"
    yield from _asked(option)


def _asked(option: Option) -> Iterator[str]:
    if option.asks:
        yield "    asks:"
    for field, words in option.asks.items():
        yield f"      {field}:"
        for key, said in words.given.items():
            yield f"        {key}:"
            yield from _label(said, 10)


def _label(words: Label, indent: int) -> Iterator[str]:
    for key, said in zip(LANGUAGES, words, strict=True):
        yield f"{' ' * indent}{key}: {_quoted(said)}"


def _quoted(words: str) -> str:
    """The words as YAML reads them back, whatever signs are among them."""
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
