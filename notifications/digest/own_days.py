"""Cases as they are due for a reader who may not know of every deadline that runs: whoever reported
does not hear by when a unit is to give its part."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from engine.cases.deadlines import Due
from engine.cases.due_index import deadlines_of_all
from engine.cases.of_others import (
    NOTHING,
    HiddenNames,
    hidden_from,
    hides_nearest,
    is_closed,
    nearest,
)
from engine.cases.records import Case
from engine.cases.role_matcher import person_links, sees_whole
from engine.definitions.model import Definition
from engine.people.closed_days import calendar
from engine.storage.session import Session
from notifications.digest.asked_units import TiedBodies
from notifications.digest.case_lists import Sitting

Running = Mapping[str, str]


class OwnDays:
    """The days of some cases, read once for all who have them in their lists."""

    def __init__(
        self,
        session: Session,
        cases: Iterable[Case],
        definitions: Mapping[int, Definition],
        tied: TiedBodies,
    ) -> None:
        self._session, self._definitions, self._tied = session, definitions, tied
        self._closed = {c.id: c for c in cases if is_closed(definitions[c.id], c.fields)}

    def hidden(self, case: Case, sitting: Sitting) -> HiddenNames:
        """What of the case may not be known to whoever acts in these bodies."""
        if case.id not in self._closed:
            return NOTHING
        definition, roles = self._definitions[case.id], self._roles(case, sitting)
        found = hidden_from(definition, lambda field: not roles.isdisjoint(field.visible_to))
        return found if hides_nearest(definition, case.state, case.fields, found) else NOTHING

    def own(self, case: Case, hidden: HiddenNames) -> tuple[Case, Running]:
        """The case as it is due where this is hidden, and the names of the deadlines that are not,
        by their days."""
        if hidden == NOTHING:
            return case, {}
        due = hidden.without(self._running[case.id])
        running = {each.on.isoformat(): each.deadline.name for each in reversed(due)}
        return case._replace(due_on=nearest(due)), running

    def _roles(self, case: Case, sitting: Sitting) -> set[str]:
        """The roles by which the case stands in her list: those of her seats, or as whom she is
        tied to it where it has none of them."""
        definition = self._definitions[case.id]
        seen = [definition.roles[name] for name in definition.visible_to]
        whole = {role.name for role in seen if sees_whole([role], sitting.kinds)}
        seated = whole | self._tied.roles(definition, case.id, sitting.bodies)
        return seated or {role.name for role in seen if person_links([role])}

    @cached_property
    def _running(self) -> dict[int, list[Due]]:
        cases = [*self._closed.values()]
        days = {c.partnership_id: calendar(self._session, c.partnership_id) for c in cases}
        return deadlines_of_all(self._session, cases, days)
