"""A plan draft into the database: entries as printed, a case for each measure, adopted plans
with their decision.

An import is one transaction. What is already there is left alone, what differs is changed by a step
of its own, and nothing is ever removed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from engine.cases import records
from engine.cases.records import find_case, get_case
from engine.cases.steps import advance, open_case
from engine.cases.unmet import find_unmet
from engine.definitions import versions
from engine.errors import BadInput, Refused, Unmet
from engine.language.sentences import Sentence, _
from engine.people.acts import Act
from engine.people.tables import Partnership
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of
from workflows.plan_import import plan_rows
from workflows.plan_import.adoption import Adoption, _decision
from workflows.plan_import.reading.drafts import (
    Finding,
    Kind,
    Level,
    MeasureDraft,
    PlanDraft,
    Where,
)
from workflows.plans import Plan, PlanEntry

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Imported:
    """What an import did.

    `rows` are the plan's own rows; `measures` those that are followed, so without other names.
    """

    plan: str
    rows: int
    entries: int
    measures: int
    created: int
    updated: int
    unchanged: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Known:
    """An entry as the database has it."""

    id: int
    key: str
    kind: str
    number: str
    wording: str
    printed: dict[str, Any]
    case_id: int | None


_entry = table_of(PlanEntry)
_KNOWN = Statement(
    select(
        _entry.c.id,
        _entry.c.key,
        _entry.c.kind,
        _entry.c.number,
        _entry.c.wording,
        _entry.c.printed,
        _entry.c.case_id,
    )
    .where(_entry.c.plan_id == bindparam("plan_id"))
    .order_by(_entry.c.position)
)
_COLUMNS = (
    "plan_id",
    "kind",
    "key",
    "number",
    "parent",
    "position",
    "wording",
    "printed",
    "alias_of",
    "case_id",
)
_ADD = Statement(insert(_entry).values({name: bindparam(name) for name in _COLUMNS}))
_CHANGE = Statement(
    update(_entry)
    .where(_entry.c.id == bindparam("_id"))
    .values(
        {name: bindparam(name) for name in ("number", "parent", "wording", "printed", "alias_of")}
    )
)


def import_plan(
    session: Session,
    draft: PlanDraft,
    partnership: Partnership,
    plan_id: str,
    *,
    act: Act,
    skip_bad_rows: bool = False,
    adoption: Adoption | None = None,
    progress: Progress | None = None,
) -> Imported:
    """Bring a plan into the database, or up to what the file says. All of it, or nothing.

    Raises `BadInput` with every error of the file unless bad rows may be skipped.
    """
    if draft.errors and not skip_bad_rows:
        raise BadInput(
            *(plan_rows.said(finding) for finding in draft.errors), plan_rows.refusal(draft)
        )
    with session.begin():
        plan = _plan(session, draft, partnership, plan_id, act.at)
        return _Import(session, draft, partnership, plan, act, progress).run(adoption)


def _plan(
    session: Session, draft: PlanDraft, partnership: Partnership, plan_id: str, at: datetime
) -> Plan:
    if not re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,79}", plan_id):
        raise BadInput(
            _(
                "“{plan}” cannot be a plan's id: use small letters a–z, digits, dots and hyphens.",
                plan=plan_id,
            )
        )
    known = session.orm.get(Plan, plan_id)
    if known is not None and known.partnership_id != partnership.id:
        raise Refused(
            [
                Unmet(
                    "plan",
                    _(
                        "The plan {plan} belongs to another partnership. Give this one an id with "
                        "--plan.",
                        plan=plan_id,
                    ),
                )
            ]
        )
    assert partnership.id is not None
    plan = known or Plan(
        id=plan_id, partnership_id=partnership.id, title="", layout="", imported_at=at
    )
    start, end = draft.period or (None, None)
    plan.title, plan.layout, plan.language = (
        draft.title or plan.title or plan_id,
        draft.layout,
        partnership.language,
    )
    plan.period_start, plan.period_end, plan.source = (
        start or plan.period_start,
        end or plan.period_end,
        draft.file,
    )
    session.orm.add(plan)
    session.orm.flush()
    return plan


class _Import:
    """One import while it runs: what is known, what has been made, what is to be said."""

    def __init__(
        self,
        session: Session,
        draft: PlanDraft,
        partnership: Partnership,
        plan: Plan,
        act: Act,
        progress: Progress | None,
    ) -> None:
        assert partnership.id is not None
        self.session, self.draft, self.plan, self.by, self.at = session, draft, plan, act.by, act.at
        self.partnership_id = partnership.id
        self.progress = progress or (lambda _done, _of: None)
        self.known = {
            (row[2], row[1]): Known(*row) for row in session.rows(_KNOWN, {"plan_id": plan.id})
        }
        self.refs = self._known_refs()
        self.findings = [*draft.findings, *_without_period(draft, plan)]
        self.counts = {"created": 0, "updated": 0, "unchanged": 0}
        self.position = len(self.known)
        self.structure = (
            partnership.structure if plan.id in partnership.structure.get("plans", []) else {}
        )
        self.together = plan_rows.together(draft.measures)

    def run(self, adoption: Adoption | None) -> Imported:
        parts = [
            self._part("section" if self.draft.goals else "area", a.number, "", a.title)
            for a in self.draft.areas
        ]
        parts += [
            self._part("goal", g.number, g.section, g.text, asdict(g)) for g in self.draft.goals
        ]
        rows = list(plan_rows.dependencies_first(self.draft.measures))
        for done, row in enumerate(rows, start=1):
            self.counts[self._row(row)] += 1
            self.progress(done, len(rows))
        self._report_missing()
        if adoption is not None:
            self._adopt(adoption, rows)
        followed = sum(row.kind is not Kind.ALIAS for row in rows)
        return Imported(
            self.plan.id,
            len(rows),
            len(parts) + len(rows),
            followed,
            **self.counts,
            findings=tuple(self.findings),
        )

    def _known_refs(self) -> dict[str, str]:
        ids = {
            known.case_id: known.key for known in self.known.values() if known.case_id is not None
        }
        return {ids[case.id]: case.ref for case in records.by_ids(self.session, ids).values()}

    def _part(
        self, kind: str, key: str, parent: str, wording: str, printed: dict[str, Any] | None = None
    ) -> str:
        """A section, goal or area of the plan."""
        stored = plan_rows.as_stored(printed or {})
        values = {
            "number": key,
            "parent": parent or None,
            "wording": wording,
            "printed": stored,
            "alias_of": None,
        }
        return self._keep(kind, key, values, lambda: None)

    def _row(self, row: MeasureDraft) -> str:
        """A measure or another name for one; opens its case or changes it."""
        parent = row.parent or row.goal or row.area or None
        words = {"wording": plan_rows.wording(row), "printed": plan_rows.printed(row)}
        values = {
            "number": row.number or row.key,
            "parent": parent,
            "alias_of": row.alias_of or None,
            **words,
        }
        open_it = (lambda: None) if row.kind is Kind.ALIAS else (lambda: self._open(row))
        return self._keep(
            row.kind, row.key, values, open_it, lambda case_id: self._change(row, case_id)
        )

    def _keep(
        self,
        kind: str,
        key: str,
        values: dict[str, Any],
        make: Callable[[], int | None],
        change: Callable[[int], None] | None = None,
    ) -> str:
        known = self.known.get((kind, key))
        if known is None:
            self.position += 1
            entry = {
                **values,
                "plan_id": self.plan.id,
                "kind": kind,
                "key": key,
                "position": self.position,
            }
            self.session.run(_ADD, {**entry, "case_id": make()})
            return "created"
        if (known.number, known.wording, known.printed) == (
            values["number"],
            values["wording"],
            values["printed"],
        ):
            return "unchanged"
        self.session.run(_CHANGE, {**values, "_id": known.id})
        if change is not None and known.case_id is not None:
            change(known.case_id)
        return "updated"

    def _open(self, row: MeasureDraft) -> int:
        case = open_case(
            self.session,
            "measure",
            partnership_id=self.partnership_id,
            act=Act(self.by, self.at),
            inputs=self._inputs(row),
            ref=self._new_ref(row.key),
            number=row.key,
            quiet=True,
        )
        self.refs[row.key] = case.ref
        return case.id

    def _inputs(self, row: MeasureDraft) -> dict[str, Any]:
        """The fields of the measure that a row makes."""
        title = row.title or plan_rows.title(row.text)
        text = (
            "\n".join(part for part in (row.text, row.text_after) if part)
            if row.points
            else plan_rows.wording(row)
        )
        inputs = {
            "title": title,
            "text": text if text != title else "",
            "points": list(row.points),
            "bodies": list(
                dict.fromkeys(r.body_id for r in row.responsible if r.role == "responsible")
            ),
            "supporting": list(
                dict.fromkeys(r.body_id for r in row.responsible if r.role != "responsible")
            ),
            "years": list(row.years),
            "ongoing": row.ongoing or None,
            "see_together": [self.refs[key] for key in self.together[row.key] if key in self.refs],
            **self._from_structure(row.key),
        }
        return {name: value for name, value in inputs.items() if value not in (None, "", [])}

    def _from_structure(self, key: str) -> dict[str, Any]:
        groups = self.structure.get("groups_to_establish", {}).get("items", [])
        duties = self.structure.get("recurring_duties", {}).get("items", [])
        founds = any(
            g.get("measure") == key and g.get("kind") == "working_group" and g.get("decided")
            for g in groups
        )
        times = next((d.get("per_year") for d in duties if d.get("measure") == key), None)
        return {"sets_up_group": founds or None, "recurring": times}

    def _new_ref(self, key: str) -> str:
        """T-0.6.1; where another plan has that ref, T2022-0.6.1 by this plan's first year; then
        with a number behind."""
        prefix = versions.newest(self.session, "measure")[1].prefix
        plain, dated = (
            f"{prefix}-{key}".upper(),
            f"{prefix}{self.plan.period_start or ''}-{key}".upper(),
        )
        candidates = [plain, dated, *(f"{dated}-{n}" for n in range(2, 1000))]
        return next(ref for ref in candidates if find_case(self.session, ref) is None)

    def _change(self, row: MeasureDraft, case_id: int) -> None:
        """The file says something else than at the last import: the case changes by a step of
        its own."""
        case = records.locked(self.session, case_id)
        definition = versions.by_id(self.session, case.definition_id)
        wanted = self._inputs(row)
        names = ("title", "text", "points", "bodies", "supporting", "years", "ongoing")
        new = {
            name: wanted.get(name) for name in names if wanted.get(name) != case.fields.get(name)
        }
        if not new:
            return
        if definition.action(case.state, "change") is None:
            state = definition.states[case.state].label
            self._note(
                row,
                "not_changed",
                _("{ref} is “{state}” and keeps what it says.", ref=case.ref, state=state),
                Level.WARNING,
            )
            return
        advance(
            self.session,
            case,
            "change",
            act=Act(self.by, self.at),
            inputs=new,
            comment=f"{self.draft.file}",
        )

    def _report_missing(self) -> None:
        rows = {row.key for row in (*self.draft.measures, *self.draft.rejected)}
        for known in self.known.values():
            if (
                known.kind in (Kind.MEASURE, Kind.AREA)
                and known.case_id is not None
                and known.key not in rows
            ):
                sentence = _(
                    "{number} stands in the plan and not in this file; it is kept.",
                    number=known.number,
                )
                self.findings.append(
                    Finding(
                        Level.WARNING, "row_missing", Where(self.draft.file), sentence, known.key
                    )
                )

    def _adopt(self, adoption: Adoption, rows: Sequence[MeasureDraft]) -> None:
        meeting = _decision(self.session, self.plan, adoption, Act(self.by, self.at))
        decided: dict[str, Any] = {"meeting": meeting.id}
        if adoption.case_number:
            decided["case_number"] = adoption.case_number
        for row in rows:
            if row.key in self.refs and row.kind is not Kind.ALIAS:
                self._carry_on(row, decided)

    def _carry_on(self, row: MeasureDraft, decided: dict[str, Any]) -> None:
        """Take a proposed measure of an adopted plan to where the plan says it stands."""
        case = get_case(self.session, self.refs[row.key])
        if case.state != versions.by_id(self.session, case.definition_id).initial:
            return
        self._advance(row, "approve", decided)
        if row.schedule_note is not None:
            waits = [self.refs[key] for key in row.schedule_note.depends_on if key in self.refs]
            self._advance(row, "defer", {"reason": row.schedule_note.text, "depends_on": waits})
        elif self._try(row, "assign", "not_assigned") and row.started:
            self._try(row, "start", "not_started")

    def _try(self, row: MeasureDraft, action: str, code: str) -> bool:
        """Take a step when nothing stands in its way; else say what does."""
        case = get_case(self.session, self.refs[row.key])
        definition = versions.by_id(self.session, case.definition_id)
        step = definition.action(case.state, action)
        assert step is not None, f"the measure workflow has no {action} from {case.state}"
        reasons = find_unmet(self.session, definition, case, step, self.by, self.at, {}, "")[1]
        if reasons:
            self._note(
                row,
                code,
                _(
                    "{ref} stays “{state}”: {why}",
                    ref=case.ref,
                    state=definition.states[case.state].label,
                    why=reasons[0].sentence,
                ),
            )
            return False
        self._advance(row, action, {})
        return True

    def _advance(self, row: MeasureDraft, action: str, inputs: dict[str, Any]) -> None:
        case = get_case(self.session, self.refs[row.key])
        advance(self.session, case, action, act=Act(self.by, self.at), inputs=inputs, quiet=True)

    def _note(
        self, row: MeasureDraft, code: str, sentence: Sentence, level: Level = Level.NOTE
    ) -> None:
        self.findings.append(Finding(level, code, row.where, sentence, row.key))


def _without_period(draft: PlanDraft, plan: Plan) -> list[Finding]:
    """A plan whose years nobody has said: a year that cannot be right would not be noticed."""
    if plan.period_start:
        return []
    sentence = _(
        "The file does not say which years the plan is for, so years outside them are not"
        " noticed. Give --period."
    )
    return [Finding(Level.WARNING, "period_unknown", Where(draft.file), sentence)]
