"""What a reader may know of one case, by what she is to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property

from engine.cases import access
from engine.cases.access import About
from engine.cases.deadlines import Due
from engine.cases.due_index import deadlines_of
from engine.cases.of_others import HiddenNames, hidden_from, hides_nearest, nearest
from engine.cases.records import Case
from engine.definitions.model import Definition, Field
from engine.people.actors import Actor
from engine.storage.session import Session


class ReaderRights:
    """One reader, one case, and a day: which of its fields she may see, and what hangs on them."""

    session: Session
    case: Case
    definition: Definition
    reader: Actor
    about: About
    on: date

    def may_see_reporter(self) -> bool:
        """Whether the reader may know who reported."""
        return self._has([name for name in ("router", "handler") if name in self.definition.roles])

    @property
    def only_reported(self) -> bool:
        """Whether the reader is nothing to the case but whoever reported it."""
        reporting = self.definition.reporting_role
        others = [role for role in self.definition.visible_to if role != reporting]
        return reporting is not None and not self._has(others)

    def may_see(self, field: Field) -> bool:
        """Whether the reader may see the field."""
        return not field.visible_to or self._has(field.visible_to)

    @cached_property
    def hidden(self) -> HiddenNames:
        """What hangs on fields that the reader may not see."""
        return hidden_from(self.definition, self.may_see)

    @cached_property
    def deadlines(self) -> list[Due]:
        """The deadlines that run for the case, nearest first, without those of others."""
        return self.hidden.without(deadlines_of(self.session, self.definition, self.case))

    @property
    def due_on(self) -> date | None:
        """The day on which the case is due next, as the reader may know."""
        case = self.case
        if hides_nearest(self.definition, case.state, case.fields, self.hidden):
            return nearest(self.deadlines)
        return case.due_on

    def _has(self, roles: Sequence[str]) -> bool:
        return access.may(self.reader, roles, self.about, self.on, acting=False) is not None
