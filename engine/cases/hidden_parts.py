"""What of each case in a list its reader may not know, and the day that it is due for her: read at
once, however many cases, and only where there is something to hide."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property

from engine.cases import access
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
from engine.cases.role_holders import ties_of_cases
from engine.cases.role_matcher import UNTIED, Ties
from engine.definitions import versions
from engine.definitions.model import Definition, Field
from engine.people.actors import Actor
from engine.people.closed_days import calendar
from engine.storage.session import Session


class HiddenParts:
    """What of these cases the reader may not know."""

    def __init__(self, session: Session, cases: Sequence[Case], reader: Actor, on: date) -> None:
        self._session, self._reader, self._on = session, reader, on
        self._closed = [c for c in cases if is_closed(self._definition(c), c.fields)]
        self._of = {case.id: found for case in self._closed if (found := self._hidden(case))}

    def of(self, case: Case) -> HiddenNames:
        """What of this case is hidden."""
        return self._of.get(case.id, NOTHING)

    def due_on(self, case: Case) -> date | None:
        """The day on which the case is due next, as the reader may know."""
        return self._instead.get(case.id, case.due_on)

    def tied_to(self, case: Case, body_id: int) -> bool:
        """Whether the reader may know that the case is tied to this body, to which it is."""
        hidden = self.of(case)
        if not hidden.links:
            return True
        bodies = self._ties[case.id].bodies
        return any(body == body_id and link not in hidden.links for link, body in bodies)

    def _definition(self, case: Case) -> Definition:
        return versions.by_id(self._session, case.definition_id)

    def _hidden(self, case: Case) -> HiddenNames:
        definition = self._definition(case)

        def ties() -> Ties:
            return self._ties.get(case.id, UNTIED)

        asked = access.About(definition, case.partnership_id, ties, case.id)

        def may_see(field: Field) -> bool:
            grant = access.may(self._reader, field.visible_to, asked, self._on, acting=False)
            return grant is not None

        return hidden_from(definition, may_see)

    @cached_property
    def _ties(self) -> dict[int, Ties]:
        cases = [case.id for case in self._closed]
        return ties_of_cases(self._session, cases, cases)

    @cached_property
    def _instead(self) -> dict[int, date | None]:
        """The days of the cases whose nearest deadline may be a hidden one."""
        cases = [
            case
            for case in self._closed
            if hides_nearest(self._definition(case), case.state, case.fields, self.of(case))
        ]
        days = {c.partnership_id: calendar(self._session, c.partnership_id) for c in cases}
        found = deadlines_of_all(self._session, cases, days) if cases else {}
        return {case.id: nearest(self.of(case).without(found[case.id])) for case in cases}
