"""The import of a file that says what it said at the last import of its plan: nothing is read, and
nothing changes."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import bindparam, select

from engine.cases.records import case_table
from engine.people.acts import Act
from engine.people.rights import PLANS, require
from engine.people.tables import Partnership
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of
from workflows.plan_changes import Became, RowTold
from workflows.plan_import import plan_rows
from workflows.plan_import.cells.statuses import STANDS, Status
from workflows.plan_import.importing import Imported, ImportOptions, without_period
from workflows.plan_import.kept_readings import kept_findings, newest_edition
from workflows.plan_import.reading.drafts import Finding
from workflows.plans import Plan, PlanEntry

_entry = table_of(PlanEntry)
_ENTRIES = Statement(
    select(
        _entry.c.key,
        _entry.c.wording,
        _entry.c.printed,
        _entry.c.gone,
        _entry.c.alias_of,
        case_table.c.ref,
        case_table.c.state,
    )
    .select_from(_entry.outerjoin(case_table, case_table.c.id == _entry.c.case_id))
    .where(_entry.c.plan_id == bindparam("plan_id"))
    .order_by(_entry.c.position)
)


class _EntryStanding(NamedTuple):
    """An entry of the plan, with where its case stands."""

    key: str
    wording: str
    printed: dict[str, Any]
    gone: bool
    alias_of: str | None
    ref: str | None
    state: str | None

    @property
    def is_told(self) -> bool:
        """Whether an import says something of it each time: it is gone, has ended, or the plan says
        how far it has come."""
        ended = self.state in STANDS[Status.LAPSED]
        return self.gone or ended or "status" in self.printed or "light" in self.printed

    def told(self) -> RowTold:
        """That it is the same."""
        title = self.printed.get("title") or plan_rows.title(self.wording)
        return RowTold(Became.SAME, was=self.key, number=self.key, ref=str(self.ref), title=title)


def as_before(
    session: Session, owner: Partnership, digest: str, act: Act, options: ImportOptions
) -> Imported | None:
    """What an import does of a file with the digest of the last one, where nothing has
    happened to the plan that would be told: each measure is the same. None for any other."""
    plan = session.orm.get(Plan, options.plan_id)
    asked = options.adoption or options.end_gone or options.follows or options.answers.given
    if plan is None or plan.partnership_id != owner.number or plan.follows or asked:
        return None
    require(act, PLANS, owner.number)
    findings = kept_findings(plan, digest, newest_edition(session, plan.id))
    rows = [] if findings is None else session.rows(_ENTRIES, {"plan_id": plan.id})
    entries = [_EntryStanding(*row) for row in rows]
    if findings is None or any(entry.is_told for entry in entries):
        return None
    found = (*findings, *without_period(plan.source, plan))
    return _unchanged(plan, entries, found)


def _unchanged(
    plan: Plan, entries: list[_EntryStanding], findings: tuple[Finding, ...]
) -> Imported:
    told = tuple(entry.told() for entry in entries if entry.ref)
    rows = len(told) + sum(entry.alias_of is not None for entry in entries)
    return Imported(
        plan.id,
        rows,
        entries=len(entries),
        measures=len(told),
        unchanged=rows,
        findings=findings,
        told=told,
    )
