"""Every way Samsak says no.

An error keeps its parts as sentences; the outermost face says them in the reader's language.

SamsakError
├── BadInput            what was given cannot be used
│   ├── IdentityNumber  a national identity number stood in it
│   └── WrongSetting    a setting of the environment is wrong
├── NotFound            there is no such thing, or you may not know of it
├── Refused             a step that may not be taken now: what stands in the way, what is possible
│   └── Conflict        somebody else was first
└── DefinitionRefused   a workflow definition with problems, each with file, line and key
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from engine.language.sentences import Label, Sentence, _, say


class Problem(NamedTuple):
    """One thing wrong in a definition file: where it stands, and why it is refused."""

    file: str
    line: int
    key: str
    sentence: Sentence


class Unmet(NamedTuple):
    """One thing that stands in the way of an action: the guard's or field's name, and the
    sentence that explains it."""

    name: str
    sentence: Sentence


class SamsakError(Exception):
    """Something could not be done; `sentences` say what and why."""

    def __init__(self, *sentences: Sentence) -> None:
        super().__init__(*sentences)
        self.sentences = sentences

    def __str__(self) -> str:
        return " ".join(say(sentence, "en") for sentence in self.sentences)


class BadInput(SamsakError):
    """What was given cannot be used as it stands."""


class IdentityNumber(BadInput):
    """A national identity number was typed; it is refused where it is typed and repeated
    nowhere."""

    def __init__(self, field: str) -> None:
        super().__init__(
            _(
                "The field “{field}” holds what looks like a national identity number."
                " Samsak never stores one:"
                " remove it, and describe the matter without naming the patient.",
                field=field,
            )
        )
        self.field = field


class WrongSetting(BadInput):
    """A setting has a value that cannot be used; `name` is the setting's."""

    def __init__(self, name: str, sentence: Sentence) -> None:
        super().__init__(sentence)
        self.name = name


class NotFound(SamsakError):
    """There is no such thing, or the one who asks may not know of it."""


class Refused(SamsakError):
    """The action may not be taken now; carries everything that is unmet and the actions that are
    possible instead."""

    def __init__(
        self, unmet: Iterable[Unmet], possible: Iterable[Sentence | Label] = (), action: str = ""
    ) -> None:
        self.reasons = tuple(unmet)
        self.possible = tuple(possible)
        self.action = action
        way_out = (
            (_("Possible now: {actions}.", actions=list(self.possible)),) if self.possible else ()
        )
        super().__init__(*(reason.sentence for reason in self.reasons), *way_out)

    @property
    def unmet(self) -> list[str]:
        """The names of what is unmet, in the order they were asked."""
        return [reason.name for reason in self.reasons]


class Conflict(Refused):
    """Somebody else changed the case first; nothing of this attempt was kept."""


class DefinitionRefused(SamsakError):
    """A definition that may not be used; every problem at once, with file, line and key."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(
            *(
                _(
                    "{file}, line {line}, {key}: {why}",
                    file=p.file,
                    line=p.line,
                    key=p.key,
                    why=p.sentence,
                )
                for p in self.problems
            )
        )
