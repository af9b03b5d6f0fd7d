"""Opening a case: one transaction with its first event."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, NamedTuple

from sqlalchemy import bindparam

from engine.cases import records
from engine.cases.access import About, Grant, may_act
from engine.cases.events import OPENED
from engine.cases.inputs import read_inputs, unfit_options
from engine.cases.recording import Step, answered, request_seal, taken, write_birth
from engine.cases.records import Case, Counter
from engine.cases.role_matcher import UNTIED
from engine.cases.ties import unfit_links
from engine.cases.unmet import missing, no_right
from engine.days.calendar import local_day
from engine.definitions import machine, versions
from engine.definitions.chosen_words import chosen_words
from engine.definitions.model import Definition
from engine.errors import BadInput, IdentityNumber, Reason, Refused
from engine.language.sentences import _
from engine.people.actors import ActorKind
from engine.people.acts import Act, ahead
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of
from engine.typed_text import one_line

PUBLIC = Grant("public")
BORN_WITH = ("definition_id", "partnership_id", "number")  # told once, for they never change

_counter = table_of(Counter)
_NEXT_NUMBER = Statement(
    lambda insert: (
        insert(_counter)
        .values(series=bindparam("series"), last=1)
        .on_conflict_do_update(index_elements=["series"], set_={"last": _counter.c.last + 1})
        .returning(_counter.c.last)
    )
)


class Called(NamedTuple):
    """What a case is called from its birth; without a ref it gets the next of its series.

    `number` is the one printed in a plan.
    """

    ref: str = ""
    number: str = ""


NAMELESS = Called()


def open_case(
    session: Session,
    workflow: str,
    partnership_id: int,
    act: Act,
    inputs: Mapping[str, Any] = MappingProxyType({}),
    called: Called = NAMELESS,
) -> Case:
    """Open a case of the newest version of a workflow.

    Raises `Refused` with everything that is missing; `BadInput` for values that cannot be used.
    """
    with session.begin(pipelined=True):
        session.share_event_order()
        if first := answered(session, act, inputs, kind=OPENED):
            return _same(session, first.case_id, workflow, partnership_id)
        number, definition = versions.newest(session, workflow, partnership_id)
        asked = chosen_words(definition, inputs)
        given = _read(session, asked, inputs, partnership_id, local_day(act.at))
        born = _newborn(number, definition, partnership_id, act, called)
        grant = _refuse_opening(session, asked, born, given, act)
        step = _opened(definition, born, given, request_seal(act, inputs))
        ref = born.ref or next_ref(session, definition, act.at)
        born = born._replace(ref=ref, title=step.title, fields=given)
        return write_birth(session, born, step, act, grant)


def _read(
    session: Session, definition: Definition, inputs: Mapping[str, Any], owner: int, on: date
) -> dict[str, Any]:
    """What was given, as it is kept; what is missing is told together with what is wrong."""
    try:
        read = read_inputs(session, definition, inputs, owner, on)
    except IdentityNumber:
        raise
    except BadInput as wrong:
        lacking = missing(definition, definition.opening.needs, inputs)
        raise BadInput(*wrong.reasons, *lacking) from None
    return {name: value for name, value in read.items() if value is not None}


def _opened(definition: Definition, born: Case, given: dict[str, Any], content: str | None) -> Step:
    changes = {name: [None, value] for name, value in given.items()}
    born_with = {name: getattr(born, name) for name in BORN_WITH}
    return Step(
        definition=definition,
        kind=OPENED,
        action="open",
        state=born.state,
        fields=given,
        parts={
            "changes": changes,
            "born": born_with,
            "content": content,
        },
    )


def _same(session: Session, case_id: int, workflow: str, partnership_id: int) -> Case:
    case = records.by_ids(session, [case_id])[case_id]
    if (case.workflow, case.partnership_id) != (workflow, partnership_id):
        raise taken()
    return case


def _newborn(
    definition_id: int, definition: Definition, partnership_id: int, act: Act, called: Called
) -> Case:
    """The case before anything is given."""
    number = one_line(called.number, "number", 80)
    return Case(
        id=0,
        ref=called.ref,
        workflow=definition.id,
        definition_id=definition_id,
        partnership_id=partnership_id,
        number=number,
        title="",
        state=machine.begin(definition),
        version=1,
        fields={},
        due_on=None,
        wake_on=None,
        head="",
        moved_at=act.at,
        opened_at=act.at,
    )


def _refuse_opening(
    session: Session, definition: Definition, born: Case, given: dict[str, Any], act: Act
) -> Grant | None:
    """The right to open it; refuses with everything that stands in the way."""
    opening = definition.opening
    about = About(definition, born.partnership_id, lambda: UNTIED)
    anybody = opening.public and act.by.kind in (ActorKind.PERSON, ActorKind.REPORTER)
    grant = PUBLIC if anybody else may_act(act, opening.who, about)
    reasons = [] if grant else [no_right(about, opening.who, opening.label, act)]
    reasons += ahead(act)
    reasons += missing(definition, opening.needs, given)
    reasons += _stray(definition, given)
    reasons += unfit_links(session, definition, born, given, act)
    reasons += unfit_options(definition, given, given, local_day(act.at))
    if reasons:
        raise Refused(reasons, action="open")
    return grant


def _stray(definition: Definition, given: Mapping[str, Any]) -> Iterator[Reason]:
    opening = definition.opening
    for name in given:
        if name not in opening.needs and name not in opening.takes:
            label = definition.fields[name].label
            yield Reason(name, _("The field “{field}” cannot be given here.", field=label))


def next_ref(session: Session, definition: Definition, at: datetime) -> str:
    """The next ref of a workflow's series of that year."""
    series = f"{definition.prefix}-{local_day(at).year}"
    return f"{series}-{session.value(_NEXT_NUMBER, {'series': series})}"
