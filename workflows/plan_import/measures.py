"""The measures that the rows of a plan make: their cases are opened, changed and moved on."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import select

from engine.cases import records
from engine.cases.opening import Called, open_case
from engine.cases.reading import about
from engine.cases.records import Case, case_table
from engine.cases.steps import advance, renumber
from engine.cases.unmet import find_unmet
from engine.definitions import machine, versions
from engine.definitions.model import Definition
from engine.language.sentences import Sentence, _
from engine.people.acts import Act
from engine.people.tables import Partnership
from engine.storage.columns import any_of
from engine.storage.session import Session
from engine.storage.statements import Statement
from workflows import plan_changes
from workflows.plan_changes import Became, RowTold
from workflows.plan_import import plan_rows
from workflows.plan_import.carried_on import carried_on
from workflows.plan_import.cells.statuses import NEEDS_COUNCIL, STANDS, Status
from workflows.plan_import.entries import EntryDraft
from workflows.plan_import.reading.drafts import Finding, Kind, Level, MeasureDraft, Where
from workflows.plan_import.recognised import Recognised
from workflows.plan_import.unmet_steps import UnmetStep, told_together
from workflows.plans import Plan

_TAKEN = Statement(select(case_table.c.ref).where(any_of(case_table.c.ref, "refs")))


@dataclass
class Measures:
    """The measures of one plan while it is imported.

    `ids` are the known cases' numbers in the database by the keys of their rows, `cases` all those
    that the plan has; `findings` what is to be said of them; `touched` the cases that were opened
    or moved, with their versions before.
    """

    session: Session
    found: Recognised
    partnership: Partnership
    plan: Plan
    act: Act
    findings: list[Finding] = field(default_factory=list)
    touched: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.draft, self.cases = self.found.draft, self.found.cases
        self.ids = self.found.case_ids()
        self.refs = {key: self.cases[case_id].ref for key, case_id in self.ids.items()}
        self._unmet = list[UnmetStep]()
        self.together = plan_rows.together(self.draft.measures)

    @cached_property
    def names(self) -> Names:
        """The refs that new cases get."""
        return Names(self.session, self.plan, (row.key for row in self.draft.measures))

    @cached_property
    def later(self) -> dict[int, str]:
        """The plan that carries on each case, where one does."""
        return carried_on(self.session, self.plan)

    def case_of(self, row: MeasureDraft, key: str) -> int:
        """The case of a row that is new in the plan: the one that it carries on, or a new one."""
        return self.ids[row.key] if row.key in self.ids else self.open(row, key)

    def open(self, row: MeasureDraft, key: str) -> int:
        """Open the case of a row, under its key in the plan; the case's number in the database."""
        case = open_case(
            self.session,
            "measure",
            self.plan.partnership_id,
            self.act._replace(quiet=True),
            self._inputs(row),
            Called(self.names.give(key), key),
        )
        self.refs[row.key], self.ids[row.key] = case.ref, case.id
        self.touched[case.id] = 0
        return case.id

    def told(
        self, row: MeasureDraft, known: Mapping[str, Any] | None, draft: EntryDraft
    ) -> RowTold:
        """What became of the measure of a row, whose case is changed where the file says something
        else of it than at the last import."""
        title = row.title or plan_rows.title(row.text)
        if known is None:
            return RowTold(
                Became.NEW, was="", number=draft.key, ref=self.refs[row.key], title=title
            )
        was, ref = plan_changes.number_of(known), self.refs[row.key]
        parts = plan_changes.changed_parts(known, draft.wording, draft.printed)
        if parts or known["key"] != draft.key:
            self._change(row, self.ids[row.key], parts, draft.key)
        self._tell_ended(row)
        became = plan_changes.became(was, draft.key, parts)
        return RowTold(became, was=was, number=draft.key, ref=ref, title=title, parts=parts)

    def _tell_ended(self, row: MeasureDraft) -> None:
        """A measure that has been given up, and is printed as one that has not."""
        case = self.cases[self.ids[row.key]]
        if case.state in STANDS[Status.LAPSED] and row.status != Status.LAPSED:
            definition = versions.by_id(self.session, case.definition_id)
            state = definition.states[case.state].label
            said = {"ref": case.ref, "state": state}
            sentence = _("{ref} is “{state}”, and the file has it all the same.", **said)
            self._note(row, "measure_ended", sentence, Level.WARNING)

    def _change(self, row: MeasureDraft, case_id: int, parts: Iterable[str], number: str) -> None:
        """Change a case by a step of its own, in what its row says now and did not say before."""
        case = records.locked(self.session, case_id)
        definition = versions.by_id(self.session, case.definition_id)
        wanted, fields = self._inputs(row), plan_changes.fields_of(parts)
        new = {
            name: wanted.get(name) for name in fields if wanted.get(name) != case.fields.get(name)
        }
        if not new and case.number == number:
            return None
        if machine.action(definition, case.state, "change") is None:
            state = definition.states[case.state].label
            kept = _("{ref} is “{state}” and is not changed.", ref=case.ref, state=state)
            return self._note(row, "not_changed", kept, Level.WARNING)
        said = self.act._replace(reason=self.draft.file)
        if why := self._in_the_way(case, definition, said, new):
            kept = _("{ref} is not changed: {why}", ref=case.ref, why=why)
            return self._note(row, "not_changed", kept, Level.WARNING)
        self._tell_later(row, case)
        self.touched.setdefault(case.id, case.version)
        if case.number == number:
            advance(self.session, case, "change", said, new)
        else:
            renumber(self.session, case, "change", number, said, new)
        return None

    def _tell_later(self, row: MeasureDraft, case: Case) -> None:
        """A later plan that carries the measure on shows the change too."""
        if case.id in self.later:
            plan = self.later[case.id]
            both = _("{ref} is in {plan} too, and changes there too.", ref=case.ref, plan=plan)
            self._note(row, "changes_later_plan", both, Level.WARNING)

    def _in_the_way(
        self, case: Case, definition: Definition, act: Act, new: Mapping[str, Any]
    ) -> Sentence | None:
        """What keeps a case from being changed so: the first reason."""
        step = machine.action(definition, case.state, "change")
        assert step is not None, "asked of a case that can be changed"
        asked = about(self.session, definition, case)
        reasons = find_unmet(self.session, asked, case, step, act, new)[1]
        return reasons[0].sentence if reasons else None

    def left(self, entry: Mapping[str, Any], end: str) -> Iterator[RowTold]:
        """What became of a measure that no row is: it stays, or ends where a reason for that is
        given; nothing where an import of the same plan told it before."""
        case = self.cases[entry["case_id"]]
        final = case.state in versions.by_id(self.session, case.definition_id).final
        became, number = Became.ENDED if final else Became.GONE, plan_changes.number_of(entry)
        if not final and end:
            whole = records.locked(self.session, case.id)
            self._advance(whole, "withdraw", {"reason": end}, quiet=False)
        elif not final:
            said = {"number": number, "words": case.title, "ref": case.ref}
            kept = _(
                "Measure {number} “{words}” is in {plan}, not in this file; it is kept as {ref}.",
                **said | {"plan": entry["plan_id"]},
            )
            where = Where(self.draft.file)
            self.findings.append(Finding(Level.WARNING, "row_missing", where, kept, key=number))
        if not entry["gone"] or entry["plan_id"] != self.plan.id:
            yield RowTold(became, was=number, number="", ref=case.ref, title=case.title)

    def ref_of(self, entry: Mapping[str, Any]) -> str:
        """The ref of an entry's case."""
        return self.cases[entry["case_id"]].ref

    def carry_on(self, decided: dict[str, Any]) -> None:
        """Take the proposed measures of an adopted plan to where the plan says they stand."""
        cases = records.by_ids(self.session, self.ids.values())
        for row in plan_rows.dependencies_first(self.draft.measures):
            case = None if row.kind is Kind.ALIAS else cases[self.ids[row.key]]
            if case is not None and case.state == self._initial(case):
                self._advance(case, "approve", decided)
                self._start(row, case)
        self.findings += told_together(self._unmet)

    def _start(self, row: MeasureDraft, case: Case) -> None:
        """Take an approved measure to where its row says it stands: given up, put off, assigned or
        under way."""
        if row.status == Status.LAPSED:
            self._advance(case, "withdraw", {"reason": row.status_as_printed})
        elif row.schedule_note is not None:
            waits = [self.refs[key] for key in row.schedule_note.depends_on if key in self.refs]
            self._advance(case, "defer", {"reason": row.schedule_note.text, "depends_on": waits})
        elif row.status == Status.DEFERRED:
            self._advance(case, "defer", {"reason": row.status_as_printed})
        elif self._try(row, case, "assign", "not_assigned") and row.started:
            started = self._try(row, case, "start", "not_started")
            if started and row.light and row.light != NEEDS_COUNCIL:
                self._advance(case, "report_progress", {"light": row.light})

    def _initial(self, case: Case) -> str:
        return machine.begin(versions.by_id(self.session, case.definition_id))

    def _try(self, row: MeasureDraft, known: Case, action: str, code: str) -> bool:
        """Take a step when nothing stands in its way; else say what does."""
        case = records.locked(self.session, known.id)
        definition = versions.by_id(self.session, case.definition_id)
        step = machine.action(definition, case.state, action)
        assert step is not None, f"the measure workflow has no {action} from {case.state}"
        asked = about(self.session, definition, case)
        reasons = find_unmet(self.session, asked, case, step, self.act)[1]
        if not reasons:
            self._advance(case, action, {})
            return True
        state, why = definition.states[case.state].label, reasons[0].sentence
        self._unmet.append(UnmetStep(row, code=code, ref=case.ref, state=state, why=why))
        return False

    def _advance(
        self, case: Case, action: str, inputs: dict[str, Any], *, quiet: bool = True
    ) -> None:
        self.touched.setdefault(case.id, case.version)
        advance(self.session, case, action, self.act._replace(quiet=quiet), inputs)

    def _note(
        self, row: MeasureDraft, code: str, sentence: Sentence, level: Level = Level.NOTE
    ) -> None:
        self.findings.append(Finding(level, code, row.where, sentence, key=row.key))

    def _inputs(self, row: MeasureDraft) -> dict[str, Any]:
        """The fields of the measure that a row makes."""
        inputs = {
            **plan_rows.texts(row),
            "bodies": plan_rows.bodies(row, supporting=False),
            "supporting": plan_rows.bodies(row, supporting=True),
            # what goes on without an end is never late, whatever years stand beside it
            "years": [] if row.ongoing else list(row.years),
            "due": row.due or None,
            "ongoing": row.ongoing or None,
            "see_together": [self.refs[key] for key in self.together[row.key] if key in self.refs],
            **self._from_structure(row.key),
        }
        return {name: value for name, value in inputs.items() if value not in (None, "", [])}

    def _from_structure(self, key: str) -> dict[str, Any]:
        """What the partnership's structure file knows of a measure of this plan."""
        structure = self.partnership.structure
        if self.plan.id not in structure.get("plans", []):
            return {}
        groups = structure.get("groups_to_establish", {}).get("items", [])
        duties = structure.get("recurring_duties", {}).get("items", [])
        founds = any(
            g.get("measure") == key and g.get("kind") == "working_group" and g.get("decided")
            for g in groups
        )
        times = next((d.get("per_year") for d in duties if d.get("measure") == key), None)
        return {"sets_up_group": founds or None, "recurring": times}


class Names:
    """Gives each new measure of a plan a ref of its own: T-0.6.1; where another plan has that
    ref, T2022-0.6.1 by this plan's first year; then with a number behind."""

    def __init__(self, session: Session, plan: Plan, keys: Iterable[str]) -> None:
        prefix = versions.newest(session, "measure")[1].prefix
        self.session, self.plain = session, f"{prefix}-"
        self.dated = f"{prefix}{plan.period_start or ''}-"
        first = [f"{start}{key}".upper() for key in keys for start in (self.plain, self.dated)]
        self.asked, self.taken = {*first}, self._those_taken(first)

    def give(self, key: str) -> str:
        """A ref that no case has, nor will get again in this import."""
        plain, dated = (f"{start}{key}".upper() for start in (self.plain, self.dated))
        numbered = (f"{dated}-{number}" for number in itertools.count(2))
        ref = next(ref for ref in itertools.chain((plain, dated), numbered) if self._free(ref))
        self.taken.add(ref)
        return ref

    def _free(self, ref: str) -> bool:
        return ref not in self.taken and (ref in self.asked or not self._those_taken([ref]))

    def _those_taken(self, refs: Iterable[str]) -> set[str]:
        return {row[0] for row in self.session.rows(_TAKEN, {"refs": sorted(set(refs))})}
