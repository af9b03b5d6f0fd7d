"""A plan draft into the database: entries as printed, a case for each measure, adopted plans
with their decision.

An import is one transaction. What is already there is left alone, what differs is changed by a step
of its own, and nothing is ever removed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from engine.errors import BadInput, Reason, Refused, Remedy, WayOut
from engine.language.sentences import _
from engine.people.acts import Act
from engine.people.rights import PLANS, require
from engine.people.tables import Partnership
from engine.storage.session import Session
from workflows.plan_import import adoption, plan_rows
from workflows.plan_import.adoption import Adoption
from workflows.plan_import.entries import Entries, EntryDraft, entry_of_part, entry_of_row
from workflows.plan_import.measures import Measures
from workflows.plan_import.reading.drafts import (
    Finding,
    Kind,
    Level,
    MeasureDraft,
    PlanDraft,
    Where,
)
from workflows.plans import Plan

Progress = Callable[[int, int], None]

_PLAN_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")


@dataclass(frozen=True)
class ImportOptions:
    """How a plan is to be imported: under which id, without the rows that cannot be taken or not
    at all, adopted by which decision, and who is told how far it has come (rows done, of all)."""

    plan_id: str
    skip_bad_rows: bool = False
    adoption: Adoption | None = None
    progress: Progress = lambda _done, _of: None


@dataclass(frozen=True)
class Imported:
    """What an import did.

    `rows` are the plan's own rows; `measures` those that are followed, so without other names.
    """

    plan: str
    rows: int
    entries: int = 0
    measures: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    findings: tuple[Finding, ...] = ()


def import_plan(
    session: Session,
    draft: PlanDraft,
    partnership: Partnership,
    act: Act,
    options: ImportOptions,
) -> Imported:
    """Bring a plan into the database, or up to what the file says. All of it, or nothing.

    Raises `BadInput` with every error of the file unless bad rows may be skipped.
    """
    if draft.errors and not options.skip_bad_rows:
        raise plan_rows.refused(draft)
    with session.begin():
        require(act, PLANS, partnership.number)
        plan = _plan(session, draft, partnership, act, options.plan_id)
        entries = Entries(session, plan.id)
        measures = Measures(session, draft, partnership, plan, act=act, ids=entries.case_ids())
        rows = list(plan_rows.dependencies_first(draft.measures))
        counts = _keep(draft, rows, entries, measures, options.progress)
        if options.adoption is not None:
            decided = adoption.record(session, plan, options.adoption, act)
            measures.carry_on(rows, decided)
    findings = (*draft.findings, *_without_period(draft, plan), *measures.findings)
    return Imported(plan=plan.id, rows=len(rows), **counts, findings=findings)


def _plan(
    session: Session, draft: PlanDraft, partnership: Partnership, act: Act, plan_id: str
) -> Plan:
    """The plan as the file has it; what the file does not say stays as it was."""
    plan = _known_plan(session, partnership, plan_id) or Plan(
        id=plan_id, partnership_id=partnership.number, title="", layout="", imported_at=act.at
    )
    start, end = draft.period or (None, None)
    plan.title = draft.title or plan.title or plan_id
    plan.layout, plan.language, plan.source = draft.layout, partnership.language, draft.file
    plan.period_start, plan.period_end = start or plan.period_start, end or plan.period_end
    session.orm.add(plan)
    session.orm.flush()
    return plan


def _known_plan(session: Session, partnership: Partnership, plan_id: str) -> Plan | None:
    """The plan with that id where there is one; refuses another partnership's, and what cannot
    be an id."""
    if not _PLAN_ID.fullmatch(plan_id):
        raise BadInput(
            _(
                "“{plan}” cannot be a plan's id: use small letters a–z, digits, dots and hyphens.",
                plan=plan_id,
            )
        )
    known = session.orm.get(Plan, plan_id)
    if known is not None and known.partnership_id != partnership.id:
        other = _(
            "The plan {plan} belongs to another partnership. Give this one an id of its own.",
            plan=plan_id,
        )
        raise Refused([Reason("plan", other, Remedy(WayOut.GIVE_PLAN_ID))])
    return known


def _parts(draft: PlanDraft) -> Iterable[EntryDraft]:
    """The sections and goals of a plan, or its areas."""
    for area in draft.areas:
        kind = "section" if draft.goals else "area"
        yield entry_of_part(kind, area.number, "", area.title)
    for goal in draft.goals:
        yield entry_of_part("goal", goal.number, goal.section, goal.text, goal)


def _keep(
    draft: PlanDraft,
    rows: list[MeasureDraft],
    entries: Entries,
    measures: Measures,
    progress: Progress,
) -> dict[str, int]:
    """Keep the plan's parts, then each row with its case; what an import counts."""
    parts = [entries.keep(part) for part in _parts(draft)]
    kept: Counter[str] = Counter()
    for done, row in enumerate(rows, start=1):
        kept[_keep_row(row, entries, measures)] += 1
        progress(done, len(rows))
    measures.findings += _missing(draft, entries)
    followed = sum(row.kind is not Kind.ALIAS for row in rows)
    return {**kept, "entries": len(parts) + len(rows), "measures": followed}


def _keep_row(row: MeasureDraft, entries: Entries, measures: Measures) -> str:
    draft = entry_of_row(row)
    opens = None if row.kind is Kind.ALIAS else lambda: measures.open(row)
    return entries.keep(draft, opens, lambda case_id: measures.change(row, case_id))


def _missing(draft: PlanDraft, entries: Entries) -> Iterable[Finding]:
    """The followed measures that the database has and the file has not."""
    rows = {row.key for row in (*draft.measures, *draft.rejected)}
    for known in entries.known.values():
        followed = known.kind in (Kind.MEASURE, Kind.AREA) and known.case_id is not None
        if followed and known.key not in rows:
            kept = _(
                "{number} is in the plan but not in this file; it is kept.",
                number=known.number,
            )
            yield Finding(Level.WARNING, "row_missing", Where(draft.file), kept, key=known.key)


def _without_period(draft: PlanDraft, plan: Plan) -> Iterable[Finding]:
    """A plan whose years nobody has said: a year that cannot be right would not be noticed."""
    if not plan.period_start:
        sentence = _(
            "The file does not say which years the plan is for, so years outside them are not"
            " noticed."
        )
        yield Finding(Level.WARNING, "period_unknown", Where(draft.file), sentence)
