"""What a workflow is, once read and checked: frozen data, and lookups that cost nothing.

`engine.definition_files` makes these from YAML; nothing here reads, runs or imports anything. Every
key is explained in docs/definitions.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from engine.language.sentences import Label

MAX_LENGTH = 4000


class FieldType(StrEnum):
    """What a field holds, and so how an input is read."""

    LINE = "line"
    TEXT = "text"
    TEXTS = "texts"
    NUMBER = "number"
    FLAG = "flag"
    DATE = "date"
    YEARS = "years"
    CHOICE = "choice"
    BODY = "body"
    BODIES = "bodies"
    CASE = "case"
    CASES = "cases"
    MEETING = "meeting"

    @property
    def links(self) -> bool:
        """Whether setting the field links the case to bodies or to other cases."""
        return self.links_bodies or self.links_cases

    @property
    def links_bodies(self) -> bool:
        return self in (FieldType.BODY, FieldType.BODIES)

    @property
    def links_cases(self) -> bool:
        return self in (FieldType.CASE, FieldType.CASES)

    @property
    def is_words(self) -> bool:
        """Whether a person writes freely in it, so that `max_length` bounds it."""
        return self in (FieldType.LINE, FieldType.TEXT, FieldType.TEXTS)


class RoleKind(StrEnum):
    """How the people of a role are found."""

    KIND = "kind"
    LINK = "link"
    PERSON = "person"
    EVERYONE = "everyone"


class CommentRule(StrEnum):
    """Whether the person who acts may, or must, say why."""

    NONE = "none"
    OPTIONAL = "optional"
    REQUIRED = "required"


class Unit(StrEnum):
    """What a length of time is counted in."""

    DAYS = "days"
    WEEKS = "weeks"
    WORKING_DAYS = "working_days"
    END_OF_YEAR = "end_of_year"


@dataclass(frozen=True, slots=True)
class Role:
    """Who someone is to a case.

    `value` is the kind of body, the kind of link or the kind of person link.

    `not_as` names a role that takes this one away: someone who has both has only the other.
    """

    name: str
    found_by: RoleKind
    value: str
    label: Label
    not_as: str | None = None


@dataclass(frozen=True, slots=True)
class State:
    """Where a case can stand; `meaning` is the sentence that defines it."""

    name: str
    label: Label
    meaning: Label
    initial: bool = False
    final: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """Something a case knows. `link` is set for bodies and cases: as what they are linked."""

    name: str
    type: FieldType
    label: Label
    visible_to: tuple[str, ...]
    help: Label | None = None
    max_length: int = MAX_LENGTH
    link: str | None = None
    options: Mapping[str, Label] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Opening:
    """What opening a case takes.

    The person who opens it is linked to it as `person`, if that is set.
    """

    who: tuple[str, ...]
    label: Label
    needs: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    person: str | None = None
    tells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GuardUse:
    """A registered condition, by name, with what this definition tells it."""

    name: str
    params: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Action:
    """What a person does with a case. `target` is None where the case stays in its state."""

    name: str
    sources: tuple[str, ...]
    target: str | None
    who: tuple[str, ...]
    label: Label
    needs: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    guards: tuple[GuardUse, ...] = ()
    comment: CommentRule = CommentRule.NONE
    tells: tuple[str, ...] = ()

    def target_from(self, state: str) -> str:
        """The state the case is in afterwards."""
        return state if self.target is None else self.target


@dataclass(frozen=True, slots=True)
class Correcting:
    """Who may take back a mistaken step."""

    who: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time: `count` of `unit`, or until 31 December of the last year in `field`."""

    unit: Unit
    count: int = 0
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Escalation:
    """Who else hears of it, `after` the due day."""

    after: Length
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Deadline:
    """A clock of the case.

    It runs while the case is in a state that neither is in `ends` nor is final.

    It starts when a state in `starts` is entered for the first time; a date in `field`, once set,
    is its start instead. With a length to the end of a year it needs no start. It stands still in
    `stops_in`, and ends too when the field `ends_with` is set.
    """

    name: str
    label: Label
    length: Length
    to: tuple[str, ...]
    starts: tuple[str, ...] = ()
    field: str | None = None
    ends: frozenset[str] = frozenset()
    ends_with: str | None = None
    stops_in: frozenset[str] = frozenset()
    warn: tuple[Length, ...] = ()
    escalate: tuple[Escalation, ...] = ()


@dataclass(frozen=True, slots=True)
class Definition:
    """One version of one workflow. `title` is None where a case's title may carry no free text."""

    id: str
    version: int
    prefix: str
    label: Label
    title: str | None
    visible_to: tuple[str, ...]
    roles: Mapping[str, Role]
    states: Mapping[str, State]
    fields: Mapping[str, Field]
    opening: Opening
    actions: tuple[Action, ...]
    correcting: Correcting
    deadlines: Mapping[str, Deadline]
    source: str = field(default="", compare=False, repr=False)
    """The text it was read from, kept with the cases that began with it."""

    initial: str = field(init=False, compare=False, repr=False)
    final: frozenset[str] = field(init=False, compare=False, repr=False)
    names: frozenset[str] = field(init=False, compare=False, repr=False)
    """The names of all actions."""

    _by_state_and_name: Mapping[tuple[str, str], Action] = field(
        init=False, compare=False, repr=False
    )
    _by_state: Mapping[str, tuple[Action, ...]] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        steps = [(source, action) for action in self.actions for source in action.sources]
        computed = {
            "initial": next((state.name for state in self.states.values() if state.initial), ""),
            "final": frozenset(state.name for state in self.states.values() if state.final),
            "names": frozenset(action.name for action in self.actions),
            "_by_state_and_name": {(source, action.name): action for source, action in steps},
            "_by_state": {
                name: tuple(act for source, act in steps if source == name) for name in self.states
            },
        }
        for name, value in computed.items():
            object.__setattr__(self, name, value)

    def __hash__(self) -> int:
        return hash((self.id, self.version))

    def action(self, state: str, name: str) -> Action | None:
        """The action of that name from that state, if there is one."""
        return self._by_state_and_name.get((state, name))

    def possible(self, state: str) -> tuple[Action, ...]:
        """All actions from a state, in the order of the file."""
        return self._by_state.get(state, ())
