"""Who hears of a step through a case that is linked to the one it was done in: whoever reported the
same, or reported what a measure is behind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from engine.cases import records
from engine.cases.linked import linked_cases
from engine.cases.records import Case
from engine.cases.role_holders import Asked
from engine.definitions import versions
from engine.definitions.model import Definition
from engine.storage.session import Session
from notifications.notices.told_of import Happened, Linked, ToTell, heard_as
from workflows.deviations.answers import wants_answer


def tell_linked(session: Session, happened: Iterable[Happened]) -> Iterator[ToTell]:
    """What somebody who has a role in a linked case is to hear of, unless nobody there wants to."""
    telling = [each for each in happened if each.action and each.action.tells_linked]
    if not telling:
        return
    links = {told.link for each in telling if each.action for told in each.action.tells_linked}
    found = linked_cases(session, (each.event.case_id for each in telling), links)
    others = records.by_ids(session, {each.end for each in found}) if found else {}
    ends: dict[tuple[int, str], list[Case]] = defaultdict(list)
    for start, link, end in found:
        if wants_answer(others[end].fields):
            ends[start, link].append(others[end])
    for event, _asked, action in telling:
        assert action is not None
        for told in action.tells_linked:
            through = Linked(told.link, action.done or action.label)
            for case in ends[event.case_id, told.link]:
                asked = _asked_in(session, case)
                roles = tuple(role for role in told.roles if role in asked.definition.roles)
                yield heard_as(event, asked, roles, through)


def _asked_in(session: Session, case: Case) -> Asked:
    definition = versions.by_id(session, case.definition_id)
    return Asked(case.id, case.partnership_id, definition, ())


def shared_by(definition: Definition, link: str) -> frozenset[str]:
    """The fields of the cases that it points to by that link which a case shows as well."""
    fields = definition.fields.values()
    return frozenset(n for f in fields if f.link == link and f.to for n in f.to.shares)
