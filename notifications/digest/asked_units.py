"""What somebody is to the cases of her lists by the bodies she sits in: a unit that is asked for
its part is led to that, and those who handle the case to what leads on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import select

from engine.cases.records import Case, case_body
from engine.definitions import machine, versions
from engine.definitions.main_line import next_step
from engine.definitions.model import Definition
from engine.definitions.roles import RoleKind
from engine.storage.columns import any_of
from engine.storage.session import Session
from engine.storage.statements import Statement
from notifications.digest.next_steps import of_bodies

_TIES = Statement(
    select(case_body.c.case_id, case_body.c.link, case_body.c.body_id).where(
        any_of(case_body.c.case_id, "cases")
    )
)


class TiedBodies:
    """The bodies to which those of these cases are tied in which bodies alone may take the next
    step, or some are asked for something: read once for all who have them in their lists."""

    def __init__(self, session: Session, cases: Iterable[Case]) -> None:
        self._bodies: dict[tuple[int, str], set[int]] = defaultdict(set)
        wanted = sorted(case.id for case in cases if _is_of_bodies(session, case))
        for case, link, body in session.rows(_TIES, {"cases": wanted}) if wanted else ():
            self._bodies[case, link].add(body)

    def roles(self, definition: Definition, case: int, bodies: frozenset[int]) -> set[str]:
        """The roles that whoever acts in these bodies has to the case by what ties it to them."""
        return {
            role.name
            for role in definition.roles.values()
            if role.found_by is RoleKind.LINK
            and not bodies.isdisjoint(self._bodies.get((case, role.value or ""), ()))
        }


def _is_of_bodies(session: Session, case: Case) -> bool:
    definition = versions.by_id(session, case.definition_id)
    onward = next_step(definition, case.state, case.fields)
    if onward is not None and of_bodies(definition, onward):
        return True
    steps = machine.possible(definition, case.state)
    return any(case.fields.get(each.takes_out) for each in steps if each.takes_out)
