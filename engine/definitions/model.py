"""What a workflow is: every key of a definition file and what may stand behind it.

Pydantic makes these from the plain values of a file and refuses what does not fit; the JSON Schema
for editors comes from the same. Nothing here runs or imports anything that a file names. Every key
is explained in docs/definitions.md.
"""

from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, ClassVar, Self

from pydantic import Field as Key
from pydantic import ValidationInfo, field_validator, model_validator
from pydantic.json_schema import SkipJsonSchema

from engine.definitions.field_types import TYPES, FieldType
from engine.definitions.lengths import Escalation, LengthOfDeadline, Warnings
from engine.definitions.options import Options, check_options
from engine.definitions.parts import (
    A_LIST,
    NAMED,
    NO_LABEL,
    ONCE,
    SOME,
    Entry,
    Flag,
    FromOne,
    Name,
    NameOfWorkflow,
    Part,
    Prefix,
    Words,
    Wrong,
    one_of,
)
from engine.definitions.references import (
    FieldName,
    GuardUses,
    Inputs,
    People,
    Pointing,
    Roles,
    Sources,
    Starts,
    StateName,
    States,
    Target,
    TellsLinked,
)
from engine.definitions.roles import Role
from engine.definitions.to_reporter import (
    DeadlineToReporter,
    FieldToReporter,
    StateToReporter,
    StepToReporter,
    all_to_reporter,
    to_reporter,
)
from engine.language.sentences import _

MAX_LENGTH = 4000
KEYS_OF_ONE = {"date": {"past"}, "case": {"to"}, "cases": {"to"}}


class CommentRule(StrEnum):
    """Whether the person who acts may, or must, say why."""

    NONE = "none"
    OPTIONAL = "optional"
    REQUIRED = "required"


class State(Entry):
    """Where a case can stand; `meaning` is the sentence that defines it. What `holds` there may
    no step break."""

    label: Words
    meaning: Words
    initial: Flag = False
    final: Flag = False
    holds: GuardUses = ()
    for_reporter: StateToReporter | None = None


class Field(Entry):
    """Something a case knows. `link` says as what bodies and cases are linked, `to` which cases it
    may point to. A day that is `past` never lies ahead of the step that gives it. Which `options`
    are valid, the date in the field `day` decides."""

    type: Annotated[FieldType, one_of(TYPES)]
    label: Words
    visible_to: People = ()
    help: Words | None = None
    max_length: FromOne = MAX_LENGTH
    link: Name | None = None
    options: Options = Key(default_factory=dict)
    day: FieldName | None = None
    past: Flag = False
    to: Pointing | None = None
    for_reporter: FieldToReporter | None = None

    @field_validator("max_length", "link", "options", "day", "past", "to")
    @classmethod
    def _fits_type(cls, value: Any, info: ValidationInfo) -> Any:
        kind: FieldType | None = info.data.get("type")
        keys = kind.keys | KEYS_OF_ONE.get(kind.name, set()) if kind else ()
        if kind is not None and info.field_name not in keys:
            raise Wrong(
                _("A field of type “{type}” cannot have “{key}”.", type=kind, key=info.field_name)
            )
        return value

    @model_validator(mode="after")
    def _whole_options(self) -> Self:
        if "options" in self.type.keys:
            check_options(self.options)
        return self


class Opening(Part):
    """What opening a case takes.

    The person who opens it is linked to it as `person`; a `public` one is open to anyone. Of one
    that came over from another partnership the field `comes_from` says what it was called there,
    `comes_on` since when it is here; `goes_to` says of one that went there what it is called now.
    """

    who: People
    label: Words = NO_LABEL
    done: Words | None = None
    public: Flag = False
    needs: Inputs = ()
    takes: Inputs = ()
    person: Name | None = None
    comes_from: FieldName | None = None
    comes_on: FieldName | None = None
    goes_to: FieldName | None = None
    tells: Roles = ()
    for_reporter: StepToReporter | None = None


class Action(Part):
    """What a person does with a case; `target` is None where it stays in its state. `done` is what
    its button says afterwards. Who takes it takes her bodies out of the field `takes_out`. What is
    done `for_good` nobody takes back."""

    name: Name = Key(alias="action")
    sources: Sources = Key(alias="from")
    target: Target = Key(alias="to")
    who: People
    label: Words
    done: Words | None = None
    needs: Inputs = ()
    takes: Inputs = ()
    clears: Inputs = ()
    takes_out: FieldName | None = None
    guards: GuardUses = ()
    comment: Annotated[CommentRule, one_of({rule.value: rule for rule in CommentRule})] = (
        CommentRule.NONE
    )
    tells: Roles = ()
    tells_linked: Annotated[tuple[TellsLinked, ...], A_LIST] = ()
    for_good: Flag = False
    for_reporter: StepToReporter | None = None

    def target_from(self, state: str) -> str:
        """The state the case is in afterwards."""
        return state if self.target is None else self.target


class Correcting(Part):
    """Who may take back a mistaken step."""

    who: People


class ContactKept(Part):
    """The address of whoever opened a case is kept for so many months after it and all that it is
    linked with have ended; where one of them still goes on, `at_most` so many after its own end."""

    months: FromOne
    at_most: FromOne


class Deadline(Entry):
    """A clock of the case, that runs while it is in a state that neither is in `ends` nor is final.

    It starts when a state in `starts` is entered for the first time, or each time (`starts_anew`);
    the first step of `starts_with` goes before that, a date in `field`, once set, before both, and
    the last step of `starts_again_with` before all. To the end of a year it needs none; a date in
    `day`, once set, is its last day. It stands still in `stops_in`, ends too when `ends_with` is
    set or what it `runs_with` is empty, and on a working day where it is to. `due` and `late` say
    what is to be done by then. What `answers` a reporter is none where she wants no answer.
    """

    label: Words
    due: Words | None = None
    late: Words | None = None
    length: LengthOfDeadline
    to: People
    starts: Starts = ()
    starts_anew: Flag = False
    starts_with: Annotated[tuple[Name, ...], A_LIST, ONCE] = ()
    starts_again_with: Annotated[tuple[Name, ...], A_LIST, ONCE] = ()
    field: FieldName | None = None
    day: FieldName | None = None
    ends: States = frozenset()
    ends_with: FieldName | None = None
    runs_with: FieldName | None = None
    stops_in: States = frozenset()
    ends_on_working_day: Flag = False
    warn: Warnings = ()
    escalate: Annotated[tuple[Escalation, ...], A_LIST] = ()
    answers: Flag = False
    for_reporter: DeadlineToReporter | None = None


class Definition(Part):
    """One version of one workflow. `title` is None where a case's title may carry no free text."""

    may_be_null: ClassVar[frozenset[str]] = frozenset({"title"})

    id: NameOfWorkflow
    version: FromOne
    prefix: Prefix
    label: Words
    title: FieldName | None
    visible_to: People
    roles: Annotated[dict[Name, Role], SOME, NAMED]
    states: Annotated[dict[StateName, State], SOME, NAMED]
    fields: Annotated[dict[Name, Field], NAMED]
    opening: Opening
    actions: Annotated[tuple[Action, ...], A_LIST, SOME]
    correcting: Correcting
    deadlines: Annotated[dict[Name, Deadline], NAMED] = Key(default_factory=dict)
    contact_kept: ContactKept | None = None
    source: SkipJsonSchema[str] = Key("", exclude=True, repr=False)
    """The text it was read from, kept with the cases that began with it."""

    def __hash__(self) -> int:
        return hash(self.source)

    def completed(self, source: str) -> Self:
        """The definition with what a file may leave out, and with the text it was read from."""
        fields = {
            field.name: field.model_copy(
                update={
                    "visible_to": field.visible_to or self.visible_to,
                    "link": field.link or (field.name if field.type.links else None),
                }
            )
            for field in self.fields.values()
        }
        label = self.opening.label if self.opening.label != NO_LABEL else self.label
        opening = self.opening.model_copy(update={"label": label})
        return self.model_copy(update={"fields": fields, "opening": opening, "source": source})

    @cached_property
    def to_reporter(self) -> Self:
        """The definition in the words for whoever reported: `for_reporter` of each part that has
        it, instead of what stands beside."""
        told = {
            "states": all_to_reporter(self.states),
            "fields": all_to_reporter(self.fields),
            "opening": to_reporter(self.opening),
            "actions": tuple(to_reporter(action) for action in self.actions),
            "deadlines": all_to_reporter(self.deadlines),
        }
        return self.model_copy(update=told)

    @cached_property
    def reporting_role(self) -> str | None:
        """The role of whoever opened the case, where anyone may open one; an address may stand for
        that person."""
        link = self.opening.person
        return next(
            (role.name for role in self.roles.values() if link and role.person == link), None
        )

    @cached_property
    def asking(self) -> frozenset[str]:
        """The fields with an option that has words of its own for others."""
        options = {name: field.options.values() for name, field in self.fields.items()}
        return frozenset(name for name, each in options.items() if any(o.asks for o in each))

    @cached_property
    def initial(self) -> str:
        """The state a case begins in."""
        return next((state.name for state in self.states.values() if state.initial), "")

    @cached_property
    def final(self) -> frozenset[str]:
        """The states a case ends in."""
        return frozenset(state.name for state in self.states.values() if state.final)

    @cached_property
    def names(self) -> frozenset[str]:
        """The names of all actions; which are possible where, the machine knows."""
        return frozenset(action.name for action in self.actions)
