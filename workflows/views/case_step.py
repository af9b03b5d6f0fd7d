"""A step as a face gives it: by the form that the definition makes of an action."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from engine.cases.events import Event, event_by_request, folded
from engine.cases.inputs import read_inputs
from engine.cases.reading import unseen
from engine.cases.records import Case, case_of_ref
from engine.cases.steps import Inputs, advance
from engine.cases.unmet import wrong_state
from engine.definitions import machine
from engine.definitions.model import Definition
from engine.errors import NotFound, Reason
from engine.language.sentences import Label, Sentence, _
from engine.people.actors import Actor
from engine.people.acts import Act
from engine.storage.session import Session
from workflows.deviations.shared_units import SEND_OVER, SENT_TO
from workflows.views.case_view import View
from workflows.views.field_words import in_words
from workflows.views.step_forms import REASON, StepForm, changed_inputs

LONG_TEXT = "textarea"  # how what people tell is asked for


class TypedStep(NamedTuple):
    """What somebody gave with an action: values by the names of inputs, the version that was seen,
    a key that makes it one step however often it comes."""

    action: str
    typed: Mapping[str, Sequence[str]]
    version: int | None = None
    key: str | None = None

    @property
    def reason(self) -> str:
        """What was said with it."""
        return "\n".join(self.typed.get(REASON, ())).strip()


def take_step(session: Session, view: View, step: TypedStep, act: Act) -> Event:
    """Take the step; refuses as `advance` does. A step that a meeting decided records the decision
    where it is not recorded yet."""
    case, definition, formed = view.case, view.definition, _as_formed(session, view, step)
    action = machine.action(definition, formed.state, step.action)
    inputs = changed_inputs(definition, action, formed, step.typed) if action else {}
    seen = step.version
    if not inputs.get("meeting"):
        return advance_as_asked(session, case, step.action, act, inputs, expected_version=seen)
    # tables that a step without a meeting does not ask
    from workflows.councils.decisions import advance_as_decided

    meeting = {"meeting": inputs["meeting"]}
    given = {**inputs, **read_inputs(session, definition, meeting, case.partnership_id)}
    return advance_as_decided(session, case, step.action, act, given, expected_version=seen)


def advance_as_asked(
    session: Session,
    case: Case,
    action: str,
    act: Act,
    inputs: Inputs,
    *,
    expected_version: int | None = None,
) -> Event:
    """Take a step, by the verb of its own where it is more than a step."""
    if action == SEND_OVER and isinstance(unit := inputs.get(SENT_TO), str):
        # a report that stays where it is asks for no other partnership
        from workflows.deviations.twins import send_over

        return send_over(session, case, unit, act, expected_version=expected_version)
    return advance(session, case, action, act, inputs, expected_version=expected_version)


def taken_before(session: Session, ref: str, key: str, reader: Actor) -> tuple[Case, Event]:
    """The step that the reader took in that case with that key, whether or not she sees the case
    any more; NotFound where she took none."""
    event, case = event_by_request(session, key), case_of_ref(session, ref)
    if event and case and (event.case_id, event.by) == (case.id, reader.person_id):
        return case, event
    raise unseen(ref)


def _as_formed(session: Session, view: View, step: TypedStep) -> Case:
    """The case as the form of a step was made of it: as it stood before the step that came of the
    same form, where that was sent already, so that what is sent again is the same again."""
    first = event_by_request(session, step.key) if step.key else None
    if first is None or first.case_id != view.case.id or first.from_state is None:
        return view.case
    before = [each for each in view.events if each.seq < first.seq]
    return view.case._replace(state=first.from_state, fields=folded(before))


def action_label(definition: Definition, name: str) -> Label:
    """What an action is called, in whichever state it is taken; NotFound where there is none."""
    label = next((each.label for each in definition.actions if each.name == name), None)
    if label is None:
        raise NotFound
    return label


def in_the_way(view: View, name: str, form: StepForm | None) -> tuple[Reason, ...]:
    """Why an action cannot be taken now, as the engine refuses it; nothing where its form is open.
    `form` is None where no action of that name leads on from the case's state."""
    if form is not None:
        return () if form.open else form.reasons
    named = [each for each in view.definition.actions if each.name == name]
    act = Act(view.reader, view.at)
    return (wrong_state(view.session, view.definition, view.case, named, act),)


class FieldTold(NamedTuple):
    """What a step is about: a field and what stands in it."""

    label: Label | Sentence
    words: Label | str


def about_step(view: View, action: str) -> list[FieldTold]:
    """What people told in the case, and what the step asks for as it stands, as far as the reader
    may see it: whoever takes a step need not leave its form to read that."""
    definition, names = view.definition, view.body_names()
    steps = [each for each in definition.actions if each.name == action]
    asked = {name for each in steps for name in (*each.needs, *each.takes)} - {definition.title}
    fields = {
        name: field
        for name, field in definition.fields.items()
        if name in asked or field.type.asked_with == LONG_TEXT
    }
    known = view.fields({name: view.case.fields.get(name) for name in fields})
    return [
        FieldTold(fields[name].label, in_words(fields[name], value, names, view.language))
        for name, value in known.items()
        if value
    ]


def typed_words(
    definition: Definition, step: TypedStep, names: Mapping[str, str]
) -> list[FieldTold]:
    """What somebody typed and chose with a step, as far as its fields are known;
    `names` are those of bodies."""
    told = []
    for name, texts in step.typed.items():
        field = definition.fields.get(name)
        if field is None and name != REASON:
            continue
        for text in filter(str.strip, texts):
            option = field.options.get(text) if field else None
            told.append(
                FieldTold(field.label if field else _("Reason"), option or names.get(text, text))
            )
    return told
