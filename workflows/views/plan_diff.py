"""What is other in a plan than in another one, or than on another day: its areas, sections, goals
and names, then measure by measure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from engine.cases.records import Case
from engine.definitions import versions
from engine.language.sentences import Label, _
from engine.people.actors import Actor
from engine.storage.session import Session
from workflows import plans
from workflows.plan_changes import FIELDS, PART_WORDS, Became, became, changed_parts
from workflows.plan_editions import entries_on
from workflows.plan_parts import told_of_names, told_of_parts
from workflows.views.plan_on_day import cases_on, refuse_days_to_come

# What a case says, beside the parts of its row.
STANDING = {"state": _("status"), "light": _("progress")}
WORDS = {**PART_WORDS, **STANDING}


class PlanOn(NamedTuple):
    """A plan at the end of a day."""

    plan_id: str
    day: date


class DiffRow(NamedTuple):
    """A measure that stands in one of two plans, or in both: what became of it, its number in each,
    its case, its state then and later by name and label, and what is other. A part of the plan that
    has no case, such as an area, has neither ref nor states."""

    became: Became
    was: str
    number: str
    ref: str
    title: str
    states: tuple[str | None, str | None]
    labels: tuple[Label | None, Label | None]
    parts: tuple[str, ...]

    def answer(self) -> dict[str, Any]:
        """The same for JSON."""
        told = {name: value for name, value in self._asdict().items() if name != "labels"}
        lists = {"states": list(self.states), "parts": list(self.parts)}
        return {**told, **lists, "became": str(self.became)}


class _Side(NamedTuple):
    entries: Mapping[int, dict[str, Any]]
    cases: Mapping[int | None, Case]
    parts: list[dict[str, Any]]  # without a case


def difference(
    session: Session, one: PlanOn, other: PlanOn, reader: Actor, on: date
) -> list[DiffRow]:
    """The areas and other parts that differ, and every measure of both, in the order of the second,
    then those that are only in the first; for someone who has a seat in the partnership of both.

    Raises BadInput for a day to come.
    """
    sides = []
    for each in (one, other):
        refuse_days_to_come(each.day, on)
        plans.visible(session, each.plan_id, reader, on)
        sides.append(_side(session, each))
    return [*_differing_parts(*sides), *_rows(session, *sides)]


def _side(session: Session, plan: PlanOn) -> _Side:
    every = [entry for entry in entries_on(session, *plan) if not entry["gone"]]
    entries = {entry["case_id"]: entry for entry in every if entry["case_id"] is not None}
    cases = cases_on(session, set(entries), plan.day)
    return _Side(entries, cases, [entry for entry in every if entry["case_id"] is None])


def _differing_parts(first: _Side, second: _Side) -> Iterator[DiffRow]:
    """What has no case and is other, each as a row without one."""
    names = {(entry["kind"], entry["key"]) for entry in second.parts}
    gone = (entry for entry in first.parts if (entry["kind"], entry["key"]) not in names)
    for told in (*told_of_parts(first.parts, second.parts, whole=True), *told_of_names(gone)):
        yield DiffRow(**told._asdict(), states=(None, None), labels=(None, None))


def _rows(session: Session, first: _Side, second: _Side) -> Iterator[DiffRow]:
    for number in dict.fromkeys((*second.entries, *first.entries)):
        was, now = first.entries.get(number), second.entries.get(number)
        cases = (first.cases.get(number), second.cases.get(number))
        case = cases[1] or cases[0]
        if case is None:
            continue
        parts = _parts(was, now, cases) if was and now else ()
        yield DiffRow(
            became=_became(was, now, parts),
            was=was["key"] if was else "",
            number=now["key"] if now else "",
            ref=case.ref,
            title=case.title,
            states=(cases[0] and cases[0].state, cases[1] and cases[1].state),
            labels=(_label(session, cases[0]), _label(session, cases[1])),
            parts=parts,
        )


def _became(
    was: Mapping[str, Any] | None, now: Mapping[str, Any] | None, parts: Iterable[str]
) -> Became:
    if was is None or now is None:
        return Became.NEW if was is None else Became.GONE
    return became(was["key"], now["key"], tuple(parts))


def _parts(
    was: Mapping[str, Any], now: Mapping[str, Any], cases: tuple[Case | None, Case | None]
) -> tuple[str, ...]:
    """The parts that are other: as they are printed, or as people have changed the case since."""
    found = {*changed_parts(was, now["wording"], now["printed"])}
    before, after = cases
    if before is not None and after is not None:
        found |= {
            part
            for part, names in FIELDS.items()
            if any(before.fields.get(name) != after.fields.get(name) for name in names)
        }
        found |= {"state"} if before.state != after.state else set()
        found |= {"light"} if before.fields.get("light") != after.fields.get("light") else set()
    return tuple(part for part in WORDS if part in found)


def _label(session: Session, case: Case | None) -> Label | None:
    if case is None:
        return None
    return versions.by_id(session, case.definition_id).states[case.state].label
