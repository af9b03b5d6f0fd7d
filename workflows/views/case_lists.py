"""Cases as a list shows them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from engine.cases.lists import Listed
from engine.cases.records import Case
from engine.days.calendar import local_day
from engine.definitions import versions, wording
from engine.definitions.model import Definition
from engine.language.sentences import Sentence, say
from engine.people import registry
from engine.people.actors import Actor
from engine.storage.session import Session
from workflows.measures.blocked import runs_on
from workflows.plan_places import PlanPlace, places_of
from workflows.views.case_titles import title

SUPPORTING = "supporting"
MEASURE = "measure"
NOWHERE = PlanPlace(None, None)


def all_listed(
    session: Session, found: Sequence[Listed], reader: Actor, at: datetime, language: str
) -> list[dict[str, Any]]:
    """Cases in a list; as many queries for one as for a thousand."""
    today = local_day(at)
    blocked = runs_on(session, [each.case for each in found], reader, today)
    places = _places(session, [each.case for each in found])
    return [
        {
            **listed(session, each, language),
            **places.get(each.case.id, {}),
            "late": each.due_on is not None and each.due_on < today,
            "blocked_by": blocked.get(each.case.id, []),
        }
        for each in found
    ]


def opened_words(definition: Definition, case: Case) -> Sentence | None:
    """When a case was opened that has no title of its own."""
    return wording.opened(definition, case.title, local_day(case.opened_at))


def body_names(session: Session, cases: Iterable[Case]) -> dict[tuple[int, str], str]:
    """What the bodies of these cases' partnerships are called, by partnership and id."""
    partnerships = {case.partnership_id for case in cases}
    return {
        (number, body.key): body.name
        for number in sorted(partnerships)
        for body in registry.bodies(session, number)
    }


def _places(session: Session, cases: Sequence[Case]) -> dict[int, dict[str, Any]]:
    """Which plan and which area of it each measure stands in; none where it stands in no plan."""
    measures = [case.id for case in cases if case.workflow == MEASURE]
    found = places_of(session, measures) if measures else {}
    return {number: found.get(number, NOWHERE)._asdict() for number in measures}


def listed(session: Session, found: Listed, language: str) -> dict[str, Any]:
    """A case in a list."""
    case = found.case
    definition = versions.by_id(session, case.definition_id)
    return {
        "ref": case.ref,
        "number": case.number,
        "title": say(title(definition, case), language),
        "state": case.state,
        "bodies": list(dict.fromkeys(_bodies(definition, found))),
        "supporting": list(case.fields.get(SUPPORTING, ())),
        "years": case.fields.get("years", []),
        "due_on": found.due_on and found.due_on.isoformat(),
        "version": case.version,
    }


def _bodies(definition: Definition, found: Listed) -> Iterator[str]:
    """The bodies that a case names, as it names them; not those that a collective one stands
    for, nor those that only support it, nor those that the reader may not know of."""
    fields, left_out = found.case.fields, {SUPPORTING, *found.hidden.fields}
    for name, field in definition.fields.items():
        if field.type.links_bodies and name in fields and name not in left_out:
            value = fields[name]
            yield from value if isinstance(value, list) else [value]
