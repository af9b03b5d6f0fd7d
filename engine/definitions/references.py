"""KnownNames in a definition that speak of something else in it: roles, states, fields and guards.

Each is held against the names that the file and the code have. A definition that was checked when
its first case began is read without them.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    ValidationInfo,
    model_validator,
)

from engine.definitions.parts import (
    A_LIST,
    ONCE,
    SOME,
    Flag,
    FromOne,
    Name,
    NameOfWorkflow,
    Part,
    ReadAs,
    Word,
    Wrong,
)
from engine.definitions.yaml_text import Value
from engine.language.sentences import Sentence, _

Guards = Mapping[str, Collection[str]]

SAME = "same"
UNKNOWN = {
    "roles": _("There is no role “{name}”. Choose from: {known}."),
    "states": _("There is no status “{name}”. Choose from: {known}."),
    "fields": _("There is no field “{name}”. Choose from: {known}."),
    "guards": _("There is no guard “{name}”. Choose from: {known}."),
    "workflows": _("There is no workflow “{name}”. Choose from: {known}."),
    "actions": _("There is no action “{name}”. Choose from: {known}."),
    "deadlines": _("There is no deadline “{name}”. Choose from: {known}."),
    "links": _("No field links cases as “{name}”. Choose from: {known}."),
}


# The parameters of guards that speak of something else in the file: which of its names they are.
NAMING = {"deadline": "deadlines", "after": "actions"}


def unknown(kind: str, name: str, known: Collection[str]) -> Sentence:
    """That nothing of that kind has that name, and which names there are."""
    return replace(UNKNOWN[kind], values={"name": name, "known": sorted(known)})


@dataclass(frozen=True)
class KnownNames:
    """The names that a file may speak of; none of a kind where the file lacks that part, for then
    that is the problem, and not each mention of one."""

    roles: Collection[str]
    states: Collection[str]
    fields: Collection[str]
    guards: Guards
    deadlines: Collection[str] = ()
    actions: Collection[str] = ()

    @classmethod
    def of(cls, values: Value, guards: Guards) -> "KnownNames":
        """The names that stand in the values of a file."""
        given = values if isinstance(values, dict) else {}
        kinds = ("roles", "states", "fields", "deadlines")
        parts = [given.get(kind) for kind in kinds]
        named = [list(part) if isinstance(part, dict) else [] for part in parts]
        roles, states, fields, deadlines = named
        steps = _actions(given.get("actions"))
        return cls(roles, states, fields, guards, deadlines=deadlines, actions=steps)


def _actions(given: Value) -> list[str]:
    steps = given if isinstance(given, list) else []
    names = [step.get("action") for step in steps if isinstance(step, dict)]
    return [name for name in names if isinstance(name, str)]


def check_known(kind: str, name: str, info: ValidationInfo) -> str:
    """The name; refused where the file or the code has none such of that kind."""
    known = getattr(info.context, kind, None)
    if known and name not in known:
        raise Wrong(unknown(kind, name, known))
    return name


def _one(kind: str) -> AfterValidator:
    return AfterValidator(lambda name, info: check_known(kind, name, info))


def _states(names: tuple[str, ...], info: ValidationInfo) -> frozenset[str]:
    return frozenset(check_known("states", name, info) for name in names)


def _target(name: str, info: ValidationInfo) -> str | None:
    return None if name == SAME else check_known("states", name, info)


def _not_same(name: str) -> str:
    if name == SAME:
        raise Wrong(_("No state may be called “{name}”: it means staying where one is.", name=SAME))
    return name


RoleName = Annotated[Name, _one("roles")]
FieldName = Annotated[Name, _one("fields")]
StateName = Annotated[Name, AfterValidator(_not_same)]
Target = Annotated[str | None, ReadAs(Annotated[Name, AfterValidator(_target)])]
Roles = Annotated[tuple[Annotated[Word, _one("roles")], ...], A_LIST, ONCE]
People = Annotated[tuple[Annotated[Word, _one("roles")], ...], SOME, A_LIST, ONCE]
Inputs = Annotated[tuple[Annotated[Word, _one("fields")], ...], A_LIST, ONCE]
Starts = Annotated[tuple[Annotated[Word, _one("states")], ...], A_LIST, ONCE]
Sources = Annotated[tuple[Annotated[Word, _one("states")], ...], SOME, A_LIST, ONCE]
States = Annotated[
    frozenset[str], ReadAs(Annotated[tuple[Word, ...], A_LIST, ONCE, AfterValidator(_states)])
]


class TellsLinked(Part):
    """Who else is told: those with these roles in the cases that are linked so, whichever points to
    the other, or in those alone that are `pointing` here themselves; also in those that were linked
    so with a case whose place this one took, by the link `after`. Another file may describe
    them."""

    link: Name
    roles: Annotated[tuple[Name, ...], SOME, A_LIST, ONCE]
    pointing: Flag = False
    after: Name | None = None


class Pointing(Part):
    """What cases a field may point to: of one workflow, only `alive` ones (which have not ended),
    and never so that the cases point in a `ring`, where that is false. What they say in the fields
    it `shares` is shown in the case that points to them; what that one says in the fields it
    `lends` is shown in them, which are of its workflow."""

    workflow: NameOfWorkflow
    alive: Flag = False
    ring: Flag = True
    shares: Annotated[tuple[Name, ...], A_LIST, ONCE] = ()
    lends: Annotated[tuple[Name, ...], A_LIST, ONCE] = ()


@dataclass(frozen=True, slots=True)
class GuardUse:
    """A registered condition, by name, with what this definition tells it."""

    name: str
    params: Mapping[str, str] = field(default_factory=dict, hash=False)


class WrittenGuard(Part):
    """A condition's name and what it is told, side by side."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Name]

    name: Name
    days: FromOne | None = None

    @model_validator(mode="after")
    def _known(self, info: ValidationInfo) -> Self:
        check_known("guards", self.name, info)
        if info.context is not None:
            known = sorted(info.context.guards[self.name])
            self._check_told(known)
            for key in NAMING.keys() & set(known):
                self._check_named(key, getattr(info.context, NAMING[key]))
        return self

    def _check_told(self, known: list[str]) -> None:
        for key in self._told.keys() - set(known):
            sentence = _(
                "The guard “{guard}” has no “{key}”. Possible keys: {known}.",
                guard=self.name,
                key=key,
                known=known,
            )
            raise Wrong(sentence, key)

    def _check_named(self, key: str, known: Collection[str]) -> None:
        name = self._told.get(key)
        if name is None:
            raise Wrong(_("The guard “{guard}” needs “{key}”.", guard=self.name, key=key))
        if not known:
            raise Wrong(_("There is no deadline “{name}”: the file names none.", name=name), key)
        if name not in known:
            raise Wrong(unknown(NAMING[key], name, known), key)

    @property
    def _told(self) -> dict[str, str]:
        days = {} if self.days is None else {"days": str(self.days)}
        return self.__pydantic_extra__ | days

    @property
    def use(self) -> GuardUse:
        return GuardUse(self.name, self._told)


def _alone(guard: Value) -> Value:
    return {"name": guard} if isinstance(guard, str) else guard


Guard = Annotated[
    WrittenGuard,
    BeforeValidator(_alone, json_schema_input_type=Name | WrittenGuard),
    AfterValidator(lambda written: written.use),
]
GuardUses = Annotated[tuple[GuardUse, ...], ReadAs(Annotated[tuple[Guard, ...], A_LIST])]
