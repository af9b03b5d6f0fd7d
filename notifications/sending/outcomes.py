"""What a step came to, as a mail says it beside what was done: the option that was chosen, and the
council that decided, in which meeting, under which number.

Nothing of a case whose title may hold no free text: its options stand in no mail either.
"""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import shorten
from typing import Any, NamedTuple

from sqlalchemy import select

from engine.cases.records import Case
from engine.definitions import machine
from engine.definitions.model import Action, Definition, Field
from engine.people.tables import Body
from engine.storage.columns import any_of
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of
from notifications.notices.notices import NoticeKind, Planned
from workflows.councils.agenda import AgendaItem
from workflows.councils.meetings import Meeting, MeetingBody

LONGEST = 300  # letters of a text in a mail; the case has all of it

_meeting, _meeting_body, _body, _item = (
    table_of(model) for model in (Meeting, MeetingBody, Body, AgendaItem)
)
_COUNCILS = Statement(
    select(_meeting.c.id, _meeting.c.day, _body.c.name)
    .join(_meeting_body, _meeting_body.c.meeting_id == _meeting.c.id)
    .join(_body, _body.c.id == _meeting_body.c.body_id)
    .where(any_of(_meeting.c.id, "meetings"))
    .order_by(_body.c.id)
)

_RECORDED = Statement(
    select(_item.c.id, _item.c.outcome, _item.c.case_number, _item.c.meeting_id).where(
        any_of(_item.c.id, "items")
    )
)


class OutcomeNow(NamedTuple):
    """What is recorded of an item of an agenda."""

    outcome: str | None
    case_number: str
    meeting_id: int


# Meetings by their numbers: the day, and the names of the bodies.
Councils = dict[int, dict[str, Any]]


def recorded(session: Session, told: Iterable[Planned]) -> dict[int, OutcomeNow]:
    """What is recorded of the items that these notices tell of, in one query."""
    items = sorted({notice.data["item"] for notice in told if notice.kind == NoticeKind.OUTCOME})
    rows = session.rows(_RECORDED, {"items": items}) if items else ()
    return {row[0]: OutcomeNow(*row[1:]) for row in rows}


def meeting_of(definition: Definition, case: Case, notice: Planned) -> int | None:
    """The meeting that the step of a notice was decided in."""
    fields = (field for field in _needed(definition, notice) if field.type.asked_with == "meeting")
    return next((case.fields.get(field.name) for field in fields), None)


def councils(session: Session, meetings: Iterable[int | None]) -> Councils:
    """These meetings, in one query."""
    wanted = sorted({number for number in meetings if number is not None})
    found: Councils = {}
    for number, day, name in session.rows(_COUNCILS, {"meetings": wanted}) if wanted else ():
        found.setdefault(number, {"day": day.isoformat(), "bodies": []})["bodies"].append(name)
    return found


def outcome_of(
    definition: Definition, case: Case, notice: Planned, known: Councils
) -> dict[str, Any]:
    """What is said of the step of a notice beside what was done, as the case stands."""
    said: dict[str, Any] = {}
    values = ((f.options, case.fields.get(f.name)) for f in _needed(definition, notice))
    chosen = [list(options[value]) for options, value in values if value in options]
    if chosen:
        said["chosen"] = chosen
    written = [_cut(case.fields.get(f.name)) for f in _given(definition, notice)]
    if any(written):
        said["written"] = [words for words in written if words]
    council = known.get(meeting_of(definition, case, notice) or 0)
    if council:
        said["council"] = {**council, "number": case.fields.get("case_number", "")}
    return said


def _needed(definition: Definition, notice: Planned) -> list[Field]:
    """The fields that the step of a notice had to be given."""
    action = _step(definition, notice)
    return [definition.fields[name] for name in action.needs] if action else []


def _given(definition: Definition, notice: Planned) -> list[Field]:
    """The texts for everybody that a step was given which reports something; what is changed by
    the way is read in the case."""
    action = _step(definition, notice)
    names = (*action.needs, *action.takes) if action and action.needs else ()
    fields = [definition.fields[name] for name in names]
    texts = (each for each in fields if each.type.asked_with == "textarea")
    return [each for each in texts if {*definition.visible_to} <= {*each.visible_to}]


def _step(definition: Definition, notice: Planned) -> Action | None:
    """The step of a notice, where its options and texts may stand in a mail."""
    if notice.kind != NoticeKind.STEP or notice.told_in != notice.case_id or not definition.title:
        return None
    return machine.action(definition, notice.data["from"] or "", notice.data["action"])


def _cut(written: object) -> str:
    return shorten(str(written or ""), LONGEST, placeholder=" …")
