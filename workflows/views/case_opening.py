"""Opening a case as a face gives it: by the form that the definition makes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from engine.cases.opening import open_case
from engine.cases.records import Case
from engine.definitions import versions
from engine.definitions.model import Definition
from engine.people.actors import Actor
from engine.people.acts import Act
from engine.storage.session import Session
from workflows.views import choices
from workflows.views.step_forms import Given, InputForm, opening_form, read_back


class TypedOpening(NamedTuple):
    """What somebody gave to open a case of a workflow in a partnership."""

    workflow: str
    partnership_id: int
    typed: Mapping[str, Sequence[str]]


def form(
    session: Session,
    definition: Definition,
    partnership_id: int,
    reader: Actor,
    on: date,
    typed: Given = {},
) -> InputForm:
    """The form; with what was typed, where somebody comes back to it."""
    known = choices.known(session, partnership_id, reader, on)
    return InputForm(opening_form(definition, known, typed))


def open_typed(session: Session, given: TypedOpening, act: Act) -> Case:
    """Open the case; refuses as `open_case` does."""
    _number, definition = versions.newest(session, given.workflow, given.partnership_id)
    opening = definition.opening
    inputs = {}
    for name in (*opening.needs, *opening.takes):
        typed = [each.strip() for each in given.typed.get(name, ()) if each.strip()]
        if typed or name in opening.needs:
            inputs[name] = read_back(definition.fields[name], typed)
    return open_case(session, given.workflow, given.partnership_id, act, inputs)
