"""Who hears of a step through a case that is linked to the one it was done in: whoever reported the
same, or reported what a measure is behind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from engine.cases import records
from engine.cases.linked import LinkedCase, linked_cases, pointing_cases
from engine.cases.records import Case
from engine.cases.role_holders import Asked
from engine.definitions import versions
from engine.definitions.model import Definition
from engine.storage.session import Session
from notifications.notices.told_of import Happened, Linked, ToTell, heard_as
from workflows.deviations.answers import wants_answer

# Cases by where a link starts, its kind, and whether only those count that point there themselves.
Ends = dict[tuple[int, str, bool], list[Case]]
Place = tuple[int, str | None]  # a case, and by which link others point to it


def tell_linked(session: Session, happened: Iterable[Happened]) -> Iterator[ToTell]:
    """What somebody who has a role in a linked case is to hear of, unless nobody there wants to."""
    telling = [each for each in happened if each.action and each.action.tells_linked]
    if not telling:
        return
    before = _before(session, telling)
    ends = _ends(session, telling, before)
    for event, _asked, action in telling:
        assert action is not None
        for told in action.tells_linked:
            through = Linked(told.link, action.done or action.label)
            starts = (event.case_id, *before.get((event.case_id, told.after), ()))
            found = (ends.get((start, told.link, told.pointing), ()) for start in starts)
            for case in _others(event.case_id, chain.from_iterable(found)):
                asked = _asked_in(session, case)
                if wants_answer(case.fields) and not (told.pointing and has_ended(asked, case)):
                    roles = tuple(role for role in told.roles if role in asked.definition.roles)
                    yield heard_as(event, asked, roles, through)


def _before(session: Session, telling: Iterable[Happened]) -> dict[Place, list[int]]:
    """The cases whose place another took, by the link that leads to it."""
    pairs = {
        (each.event.case_id, told.after)
        for each in telling
        for told in (each.action.tells_linked if each.action else ())
        if told.after
    }
    asked = ({case for case, _after in pairs}, {after for _case, after in pairs})
    found: dict[Place, list[int]] = defaultdict(list)
    for start, link, end in pointing_cases(session, *asked, over=True) if pairs else ():
        found[start, link].append(end)
    return found


def _ends(session: Session, telling: Iterable[Happened], before: Mapping[Place, list[int]]) -> Ends:
    """The cases at the other end of the links through which something is told."""
    ends: Ends = defaultdict(list)
    found: dict[bool, list[LinkedCase]] = {}
    for pointing, read in ((False, linked_cases), (True, pointing_cases)):
        links = {
            (start, told.link)
            for each in telling
            for told in (each.action.tells_linked if each.action else ())
            for start in (each.event.case_id, *before.get((each.event.case_id, told.after), ()))
            if told.pointing == pointing
        }
        cases, names = {case for case, _link in links}, {link for _case, link in links}
        found[pointing] = read(session, cases, names) if links else []
    numbers = {each.end for linked in found.values() for each in linked}
    others = records.by_ids(session, numbers) if numbers else {}
    followed = _followed(session, others.values())
    for pointing, linked in found.items():
        for start, link, end in linked:
            same = [] if pointing else followed.get(end, [])
            ends[start, link, pointing] += [others[end], *same]
    return ends


def _others(start: int, cases: Iterable[Case]) -> list[Case]:
    """Each of these once, and not the one that the step was done in."""
    return list({case.id: case for case in cases if case.id != start}.values())


def _followed(session: Session, cases: Iterable[Case]) -> dict[int, list[Case]]:
    """The cases that are followed in each of these, or in which it is followed: they share what
    becomes of them, as duplicates do."""
    sharing = {
        field.link
        for case in cases
        for field in versions.by_id(session, case.definition_id).fields.values()
        if field.link and field.to and field.to.shares
    }
    linked = linked_cases(session, [case.id for case in cases], sharing) if sharing else []
    others = records.by_ids(session, {each.end for each in linked}) if linked else {}
    found: dict[int, list[Case]] = defaultdict(list)
    for start, _link, end in linked:
        found[start].append(others[end])
    return found


def has_ended(asked: Asked, case: Case) -> bool:
    """Whether nothing more becomes of the case."""
    return case.state in asked.definition.final


def _asked_in(session: Session, case: Case) -> Asked:
    definition = versions.by_id(session, case.definition_id)
    return Asked(case.id, case.partnership_id, definition, ())


def shared_by(definition: Definition, link: str) -> frozenset[str]:
    """The fields of the cases that it points to by that link which a case shows as well."""
    fields = definition.fields.values()
    return frozenset(n for f in fields if f.link == link and f.to for n in f.to.shares)
