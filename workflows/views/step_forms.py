"""An action as a form: what is asked with it, by the definition's fields; what stands there now;
what was given, read back as the fields want it."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, TypeVar

from engine.cases.guards import asked_for
from engine.cases.inputs import day_of_options
from engine.cases.records import Case
from engine.cases.unmet import Possibility, reason_label
from engine.days.calendar import local_day
from engine.definitions.chosen_words import chosen_words, left_out
from engine.definitions.model import Action, CommentRule, Definition, Field
from engine.definitions.options import options_on
from engine.errors import Reason
from engine.language.sentences import Sentence, say

REASON = "comment"  # what a reason that an action asks for is called in its form
SEVERAL = ("bodies", "checkboxes")  # how fields are asked for that take several choices
Given = Mapping[str, Sequence[str]]


class Choice(NamedTuple):
    """One thing that can be chosen: what is kept, what it is called, and what that means."""

    value: str
    label: object
    meaning: object = None


@dataclass(frozen=True)
class Input:
    """One input of a form. `value` is what stands in it, each line or choice by itself; of an
    `alternative` another input may be answered instead."""

    name: str
    label: object
    asked_with: str
    required: bool
    value: tuple[str, ...] = ()
    help: object = None
    max_length: int | None = None
    choices: tuple[Choice, ...] = ()
    wrong: tuple[Sentence, ...] = ()
    alternative: bool = False

    @property
    def text(self) -> str:
        """What stands in it, as one text."""
        return "\n".join(self.value) if self.asked_with == "textarea" else ", ".join(self.value)

    def told(self, language: str) -> dict[str, Any]:
        """As answers have it that programs read: what to give it, and not what stands in it."""
        return {
            "name": self.name,
            "label": say(self.label, language),
            "help": say(self.help, language) if self.help else None,
            "required": self.required,
            "choices": {each.value: say(each.label, language) for each in self.choices},
        }


@dataclass(frozen=True)
class InputForm:
    """Inputs, and what is wrong with what was given in them; `wrong` belongs to no input."""

    inputs: tuple[Input, ...] = ()
    wrong: tuple[Sentence, ...] = ()

    @property
    def every_wrong(self) -> list[tuple[str, Sentence]]:
        """Everything wrong with the input it belongs to, for the summary above the form."""
        of_inputs = [(each.name, said) for each in self.inputs for said in each.wrong]
        return [*(("", said) for said in self.wrong), *of_inputs]


@dataclass(frozen=True)
class StepForm(InputForm):
    """An action of a case as a form. `open` where whoever reads it may take it once it is filled;
    else `reasons` say what stands in the way."""

    action: Action = field(kw_only=True)
    open: bool = field(kw_only=True)
    reasons: tuple[Reason, ...] = ()


AnyForm = TypeVar("AnyForm", bound=InputForm)


class Proposed(NamedTuple):
    """What is proposed for an input in which nothing stands, and why."""

    value: str
    because: Sentence


class Known(NamedTuple):
    """What a form offers to choose from: the partnership's bodies, its meetings, what there is for
    an input by its name; what it proposes, by the name of the input; and what there is for an input
    of actions with a guard, by the guard's name."""

    bodies: tuple[Choice, ...] = ()
    meetings: tuple[Choice, ...] = ()
    proposed: Mapping[str, Proposed] = {}
    named: Mapping[str, tuple[Choice, ...]] = {}
    guarded: Mapping[str, Mapping[str, tuple[Choice, ...]]] = {}

    def for_step(self, action: Action) -> Known:
        """The same for the form of an action: what its guards let through alone."""
        narrower = [self.guarded.get(use.name, {}) for use in action.guards]
        return self._replace(named={**self.named, **ChainMap(*map(dict, narrower))})

    def of(self, asked: Field) -> tuple[Choice, ...]:
        """The choices of one field."""
        if asked.name in self.named:
            return self.named[asked.name]
        if asked.options:
            options = asked.options.items()
            return tuple(Choice(key, option, option.meaning) for key, option in options)
        if asked.type.links_bodies:
            return self.bodies
        return self.meetings if asked.type.asked_with == "meeting" else ()


def step_form(
    definition: Definition, case: Case, possible: Possibility, known: Known, typed: Given = {}
) -> StepForm:
    """The form of an action; with what was typed, where somebody comes back to it."""
    action = possible.action
    is_open = possible.open_to(definition)
    blocking = tuple(each for each in possible.unmet if each.code not in definition.fields)
    if not is_open:
        return StepForm(action=action, open=False, reasons=blocking)
    standing = _standing(definition, action, case)
    unasked, offered = left_out(definition, case.fields), known.for_step(action)
    inputs = [
        _input(_valid(definition, name, case), name in action.needs, standing[name], offered, typed)
        for name in definition_inputs(action)
        if name not in unasked or standing[name] or name in typed
    ]
    if action.comment is not CommentRule.NONE and "reason" not in definition_inputs(action):
        inputs.append(_comment(action, typed))
    asked = tuple(_asked_by_reasons(each, action, blocking) for each in inputs)
    return StepForm(asked, action=action, open=True, reasons=blocking)


def _valid(definition: Definition, name: str, case: Case) -> Field:
    """A field with the options that can be chosen in that case."""
    asked = definition.fields[name]
    if not asked.options:
        return asked
    day = day_of_options(asked, case.fields, local_day(case.opened_at))
    return asked.model_copy(update={"options": options_on(asked.options, day)})


def _asked_by_reasons(given: Input, action: Action, reasons: Iterable[Reason]) -> Input:
    """An input that the action can do without, but what stands in its way cannot: it alone, or one
    of several."""
    for reason in reasons:
        asked = asked_for(reason.code, definition_inputs(action))
        if given.name in asked:
            alone = len(asked) == 1
            return replace(given, required=given.required or alone, alternative=not alone)
    return given


def opening_form(definition: Definition, known: Known, typed: Given = {}) -> tuple[Input, ...]:
    """What is asked when a case is opened, in the words of what was chosen."""
    opening = definition.opening
    worded = chosen_words(definition, {name: "".join(value) for name, value in typed.items()})
    return tuple(
        _input(worded.fields[name], name in opening.needs, (), known, typed)
        for name in (*opening.needs, *opening.takes)
    )


def definition_inputs(action: Action) -> tuple[str, ...]:
    """The fields that an action asks for."""
    return (*action.needs, *action.takes)


def _standing(definition: Definition, action: Action, case: Case) -> dict[str, tuple[str, ...]]:
    """What stands in each input before anybody types: an old answer is none to a new question, and
    an old report no part of a new one."""
    anew = set(action.needs)
    if action.needs and action.target is None:
        anew |= {name for name in action.takes if definition.fields[name].type.is_words}
    kept = {name: as_typed(case.fields.get(name)) for name in definition_inputs(action)}
    return {name: () if name in anew else value for name, value in kept.items()}


def _input(
    asked: Field, required: bool, standing: tuple[str, ...], known: Known, typed: Given
) -> Input:
    proposed = known.proposed.get(asked.name)
    if proposed and not standing:
        standing = (proposed.value,)
    return Input(
        name=asked.name,
        label=asked.label,
        asked_with=_asked_with(asked, known),
        required=required,
        value=tuple(typed.get(asked.name, standing)),
        help=proposed.because if proposed else asked.help,
        max_length=asked.max_length if asked.type.is_words else None,
        choices=known.of(asked),
    )


def _asked_with(asked: Field, known: Known) -> str:
    """How one field is asked for: of what there is for it by its name one is chosen, or several
    where it takes several."""
    one = asked.name in known.named and asked.type.asked_with not in SEVERAL
    return "select" if one else asked.type.asked_with


def _comment(action: Action, typed: Given) -> Input:
    return Input(
        name=REASON,
        label=reason_label(action),
        asked_with="textarea",
        required=action.comment is CommentRule.REQUIRED,
        value=tuple(typed.get(REASON, ())),
        max_length=1000,
    )


def as_typed(kept: Any) -> tuple[str, ...]:
    """What is kept in a field as somebody would type or choose it."""
    if kept in (None, "", []):
        return ()
    if isinstance(kept, bool):
        return ("yes",) if kept else ()
    return tuple(str(each) for each in kept) if isinstance(kept, list) else (str(kept),)


def changed_inputs(
    definition: Definition, action: Action, case: Case, given: Given
) -> dict[str, Any]:
    """What was given as the engine takes it; what an action may take, and stands as it stood, is
    left out."""
    inputs: dict[str, Any] = {}
    for name, standing in _standing(definition, action, case).items():
        asked = definition.fields[name]
        typed = tuple(each.strip() for each in given.get(name, ()) if each.strip())
        if name in action.needs or _split(typed) != _split(standing):
            inputs[name] = read_back(asked, typed)
    return inputs


def read_back(asked: Field, typed: Sequence[str]) -> Any:
    """What was typed or chosen, as one value."""
    if asked.type.asked_with == "checkbox":
        return "yes" if typed else "no"
    if asked.type.asked_with in SEVERAL:
        return list(typed)
    return "\n".join(typed)


def _split(typed: Iterable[str]) -> list[str]:
    """Typed values to be compared, however they were spaced."""
    return " ".join(typed).replace(",", " ").replace(";", " ").split()


def with_refusal(form: AnyForm, reasons: Iterable[Reason]) -> AnyForm:
    """The form with what was refused, each at the input it belongs to."""
    names = {each.name for each in form.inputs}
    told = list(reasons)
    inputs = tuple(
        replace(each, wrong=tuple(r.sentence for r in told if r.code == each.name))
        for each in form.inputs
    )
    rest = tuple(reason.sentence for reason in told if reason.code not in names)
    return replace(form, inputs=inputs, wrong=rest)
