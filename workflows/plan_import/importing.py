"""A plan draft into the database: entries as printed, a case for each measure, adopted plans
with their decision.

An import is one transaction, and one edition of the plan. A row is known by its words first, by its
number second; a case never changes its subject. What is already there is left alone, what differs
is changed by a step of its own, and a measure that is gone from the file stays.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any

from engine.errors import BadInput, Reason, Refused, Remedy, WayOut
from engine.language.sentences import Sentence, _, n_
from engine.people.acts import Act
from engine.people.rights import PLANS, require
from engine.people.tables import Partnership
from engine.storage.session import Session
from workflows.plan_changes import Became, RowTold
from workflows.plan_editions import EditionKind
from workflows.plan_import import adoption, asked, plan_rows
from workflows.plan_import.adoption import Adoption
from workflows.plan_import.carried_on import carried_by_others
from workflows.plan_import.entries import Entries, EntryDraft, entry_of_part
from workflows.plan_import.kept_readings import keep_reading, newest_edition
from workflows.plan_import.last_parts import PartsNow
from workflows.plan_import.lost_areas import told_of_areas
from workflows.plan_import.matching import Answers
from workflows.plan_import.measures import Measures
from workflows.plan_import.new_edition import NewEdition
from workflows.plan_import.other_plans import told_of_other_plan
from workflows.plan_import.reading.drafts import (
    Finding,
    Kind,
    Level,
    MeasureDraft,
    PlanDraft,
    Where,
)
from workflows.plan_import.recognised import Recognised, recognise
from workflows.plan_import.said_statuses import told_statuses
from workflows.plan_parts import told_of_names, told_of_parts
from workflows.plans import Plan

Progress = Callable[[int, int], None]

_PLAN_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")


@dataclass(frozen=True)
class ImportOptions:
    """How a plan is to be imported: under which id, without the rows that cannot be taken or not
    at all, adopted by which decision, and who is told how far it has come (rows done, of all).

    `digest` is the SHA-256 of the file, `answers` what people said of rows that are not certain,
    `end_gone` the reason to withdraw the measures that are gone, `separate` says that a plan which
    stands under another id is meant as one of its own, `follows` is the plan that it carries on.
    """

    plan_id: str
    skip_bad_rows: bool = False
    adoption: Adoption | None = None
    progress: Progress = lambda _done, _of: None
    digest: str = ""
    answers: Answers = field(default_factory=Answers)
    end_gone: str = ""
    separate: bool = False
    follows: str = ""


@dataclass(frozen=True)
class Imported:
    """What an import did.

    `rows` are the plan's own rows; `measures` those that are followed, so without other names;
    `told` says of each measure what became of it, `parts` of areas, sections, goals and other
    names what is not as it was.
    """

    plan: str
    rows: int
    entries: int = 0
    measures: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    findings: tuple[Finding, ...] = ()
    told: tuple[RowTold, ...] = ()
    parts: tuple[RowTold, ...] = ()

    @property
    def counted(self) -> list[Sentence]:
        """How many rows and measures there are; of a plan that is new alone, how many are new, for
        what became of known ones is told one by one."""
        others = self.rows - self.measures
        named = n_(
            "One row is another name for a measure.",
            "{n} rows are other names for measures.",
            others,
        )
        return [self._rows(), named] if others > 0 else [self._rows()]

    def _rows(self) -> Sentence:
        said = {"plan": self.plan, "measures": self.measures}
        if any(each.became is not Became.NEW for each in self.told):
            return n_(
                "{plan}: one row in the file, {measures} measure.",
                "{plan}: {n} rows in the file, {measures} measures.",
                self.rows,
                **said,
            )
        return n_(
            "{plan}: one row, {measures} measure; {measures} new, 0 changed, 0 unchanged.",
            "{plan}: {n} rows, {measures} measures; {measures} new, 0 changed, 0 unchanged.",
            self.rows,
            **said,
        )


def import_plan(
    session: Session, draft: PlanDraft, partnership: Partnership, act: Act, options: ImportOptions
) -> Imported:
    """Bring a plan into the database, or up to what the file says: all of it, or nothing. Raises
    `BadInput` with every error of the file, `RowsAsked` where it is not certain what a row is."""
    if draft.errors and not options.skip_bad_rows:
        raise plan_rows.refused(draft)
    with session.begin():
        edition = _edition(session, draft, partnership, act, options)
        plan, entries = edition.plan, Entries(session, options.plan_id)
        if not (options.separate or plan.follows or entries.known):
            asked.refuse_known_plan(session, plan, draft)
        found = recognise(session, plan, draft, entries, options.answers)
        measures = Measures(session, found=found, partnership=partnership, plan=plan, act=act)
        counts, told, parts = _keep(found, entries, measures, options)
        edition.write(entries)
        if options.adoption is not None:
            measures.carry_on(adoption.record(session, plan, options.adoption, act))
        measures.findings += told_statuses(session, draft.measures, measures.ids)
        touched, told_of_cases = measures.touched, measures.findings
        del found, measures  # of a large plan they hold much, and are done with
        made = edition.finish(entries, touched)
        keep_reading(plan, draft, made.number if made else newest_edition(session, plan.id))
    findings = (*draft.findings, *without_period(draft.file, plan), *told_of_cases)
    return Imported(plan.id, **counts, findings=findings, told=told, parts=parts)


def _edition(
    session: Session, draft: PlanDraft, owner: Partnership, act: Act, options: ImportOptions
) -> NewEdition:
    """The edition that the import makes of its plan, whose own row says what the file does."""
    require(act, PLANS, owner.number)
    before = said_of(known_plan(session, owner, options.plan_id))
    return NewEdition(
        session,
        _plan(session, draft, owner, act, options),
        act,
        kind=EditionKind.ROLLED if options.follows else EditionKind.IMPORTED,
        before=before,
        file=draft.file,
        digest=options.digest,
    )


def _plan(
    session: Session, draft: PlanDraft, partnership: Partnership, act: Act, options: ImportOptions
) -> Plan:
    """The plan as the file has it; what the file does not say stays as it was."""
    plan_id, owner = options.plan_id, partnership.number
    if options.follows == plan_id:
        raise BadInput(_("The plan {plan} cannot follow itself.", plan=plan_id))
    plan = known_plan(session, partnership, plan_id) or Plan(
        id=plan_id, partnership_id=owner, title="", layout="", imported_at=act.at
    )
    plan.follows = options.follows or plan.follows
    start, end = draft.period or (None, None)
    plan.title = draft.title or plan.title or plan_id
    plan.layout, plan.language, plan.source = draft.layout, partnership.language, draft.file
    if draft.answers:
        plan.answers = {**plan.answers, "reading": draft.answers}
    plan.period_start, plan.period_end = start or plan.period_start, end or plan.period_end
    session.orm.add(plan)
    session.orm.flush()
    return plan


def said_of(plan: Plan | None) -> dict[str, Any]:
    """What a plan's own row says before it is changed; nothing of one that is new."""
    kept = ("title", "layout", "language", "source", "period_start", "period_end", "follows")
    return {name: getattr(plan, name) for name in kept} if plan else {}


def known_plan(session: Session, partnership: Partnership, plan_id: str) -> Plan | None:
    """The plan with that id where there is one; refuses another partnership's, and what cannot
    be an id."""
    if not _PLAN_ID.fullmatch(plan_id):
        raise BadInput(
            _(
                "“{plan}” cannot be a plan's id: use small letters a–z, digits, dots and hyphens.",
                plan=plan_id,
            )
        )
    known = session.orm.get(Plan, plan_id, with_for_update=True)
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


def _places(parts: Iterable[EntryDraft], rows: Iterable[MeasureDraft]) -> dict[int, int]:
    """The place of each part and row in the plan, by their identities: the rows that are printed
    before the first area come first, then the parts of the plan, then the rows below them."""
    rest = list(rows)
    first = list(takewhile(lambda row: not (row.area or row.goal), rest))
    in_order = (*first, *parts, *rest[len(first) :])
    return {id(each): place for place, each in enumerate(in_order, start=1)}


def _keep(
    found: Recognised, entries: Entries, measures: Measures, options: ImportOptions
) -> tuple[dict[str, int], tuple[RowTold, ...], tuple[RowTold, ...]]:
    """Keep the plan's parts, then each row with its case; what an import counts, and what it made
    of each measure and of what has no case."""
    others, parts = entries.without_cases(), list(_parts(found.draft))
    places, whole = _places(parts, found.draft.measures), not found.draft.rejected
    of_parts = [*told_of_parts(others.values(), map(vars, parts), whole=whole, first=found.is_new)]
    for part in parts:
        entries.keep(part, others.pop((part.kind, part.key), None), places[id(part)])
    kept, told = Counter[str](), {}
    rows = list(plan_rows.dependencies_first(found.draft.measures))
    for done, row in enumerate(rows, start=1):
        draft = found.entry_of(row)
        known = found.known.get(row.key) or others.pop((draft.kind, draft.key), None)
        case_id = None if known or row.kind is Kind.ALIAS else measures.case_of(row, draft.key)
        kept[entries.keep(draft, known, places[id(row)], case_id)] += 1
        if row.kind is not Kind.ALIAS:
            told[row.key] = measures.told(row, known or found.carried.get(row.key), draft)
        options.progress(done, len(rows))
    gone = _leave(found, entries, measures, options)
    of_parts += _remove(others.values(), entries) if whole else ()
    counts = {"rows": len(rows), "entries": len(parts) + len(rows), "measures": len(told)}
    of_rows = (told[row.key] for row in found.draft.measures if row.key in told)
    return {**kept, **counts}, (*of_rows, *gone), (*of_parts,)


def _remove(rest: Iterable[dict[str, Any]], entries: Entries) -> Iterator[RowTold]:
    """Remove what has no case and is not in the file; the other names among it are told."""
    for each in rest:
        entries.remove(each)
    yield from told_of_names(rest)


def _leave(
    found: Recognised, entries: Entries, measures: Measures, options: ImportOptions
) -> list[RowTold]:
    """The measures that the plan has and the file has not: they stay, are told, and end where that
    is wanted; so are areas that all others have left."""
    measures.findings += told_of_other_plan(found, measures.plan.id)
    measures.findings += told_of_areas(found.draft, found.known, entries.without_cases())
    last = len(entries.known) + len(found.draft.measures)
    told: list[RowTold] = []
    parts = PartsNow(entries.known, _parts(found.draft))
    for place, entry in enumerate(found.gone, start=last + 1):
        told += measures.left(entry, options.end_gone)
        entries.leave(entry, measures.ref_of(entry), place, parts.now_of(entry))
    if options.follows:
        told += [each for entry in found.behind for each in measures.left(entry, options.end_gone)]
        numbers = {measures.ids[key]: each["key"] for key, each in found.carried.items()}
        measures.findings += carried_by_others(measures.session, measures.plan, numbers)
    return told


def without_period(file: str, plan: Plan) -> Iterable[Finding]:
    """A plan whose years nobody has said: a year that cannot be right would not be noticed."""
    if not plan.period_start:
        sentence = _(
            "The file does not say which years the plan is for, so years outside them are not"
            " noticed."
        )
        yield Finding(Level.WARNING, "period_unknown", Where(file), sentence)
