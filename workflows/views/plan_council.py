"""A plan as a council wants it: how many measures of each area stand where, which are late or at
risk, and what has changed since a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from engine.definitions import versions
from engine.language.sentences import Label, Sentence, _, say
from engine.people.actors import Actor
from engine.storage.session import Session
from workflows.documents.writing.plan_files import PlanTable
from workflows.documents.writing.tables import Cell
from workflows.plan_changes import BECAME_WORDS, Became
from workflows.plans import Plan
from workflows.views import plan_tree
from workflows.views.plan_diff import WORDS, DiffRow, PlanOn, difference
from workflows.views.plan_tree import ShownOf, TreeRow

AT_RISK = ("at_risk", "late", "needs_council")  # lights that a council should see


class AreaCount(NamedTuple):
    """An area of the plan: its number and name, its measures by state, how many are late or at
    risk."""

    number: str
    title: str
    states: Mapping[str, int]
    late: int
    at_risk: int

    @property
    def total(self) -> int:
        """How many measures it has."""
        return sum(self.states.values())


class CouncilTable(NamedTuple):
    """What a council is shown: the areas, the measures that are late or at risk, what changed since
    that day, and the states that occur, in the order of their lives."""

    plan: Plan
    since: date
    areas: tuple[AreaCount, ...]
    concerning: tuple[TreeRow, ...]
    changed: tuple[DiffRow, ...]
    states: Mapping[str, Label]


def council_table(
    session: Session, plan_id: str, since: date, reader: Actor, on: date
) -> CouncilTable:
    """The table for someone who has a seat in the plan's partnership."""
    tree = plan_tree.tree(session, plan_id, ShownOf(), reader, on)
    final = versions.newest(session, "measure")[1].final
    rows = [row for row in tree.rows if not row.entry.gone or row.entry.state not in final]
    one, now = PlanOn(plan_id, since), PlanOn(plan_id, on)
    changed = difference(session, one, now, reader, on)
    labels = versions.states(session, "measure")
    there = {row.entry.state for row in rows}
    return CouncilTable(
        plan=tree.plan,
        since=since,
        areas=tuple(_areas(rows)),
        concerning=tuple(row for row in rows if row.late or row.light_name in AT_RISK),
        changed=tuple(row for row in changed if row.became is not Became.SAME),
        states={name: label for name, label in labels.items() if name in there},
    )


def _areas(rows: Iterable[TreeRow]) -> Iterator[AreaCount]:
    """The parts at the top of the plan, each with all that lies below it; measures that lie below
    none are counted together."""
    found: dict[tuple[str, str], list[TreeRow]] = {}
    top = ("", "")
    for row in rows:
        if row.depth == 0:
            part = row.entry.ref is None and row.entry.alias_of is None
            top = (row.entry.number, row.entry.title) if part else ("", "")
        if row.entry.ref is not None:
            found.setdefault(top, []).append(row)
    for (number, title), measures in found.items():
        yield AreaCount(
            number=number,
            title=title,
            states=Counter(row.entry.state or "" for row in measures),
            late=sum(row.late for row in measures),
            at_risk=sum(row.light_name in AT_RISK for row in measures),
        )


def answer(table: CouncilTable) -> dict[str, Any]:
    """The table for JSON."""
    return {
        "plan": table.plan.id,
        "since": table.since.isoformat(),
        "areas": [
            {**each._asdict(), "states": dict(each.states), "total": each.total}
            for each in table.areas
        ],
        "concerning": [
            {
                "ref": row.entry.ref,
                "number": row.entry.key,
                "title": row.entry.title,
                "owners": list(row.owners),
                "due_on": row.due_on and row.due_on.isoformat(),
                "late": row.late,
                "light": row.light_name or None,
            }
            for row in table.concerning
        ],
        "changed": [row.answer() for row in table.changed],
    }


def blocks(table: CouncilTable, language: str) -> list[PlanTable]:
    """The table as the blocks of a file, in that language."""

    def block(title: Sentence, heads: Iterable[object], rows: Iterable[list[object]]) -> PlanTable:
        said: list[list[Cell]] = [[_in_cell(cell, language) for cell in row] for row in rows]
        return PlanTable(say(title, language), [say(head, language) for head in heads], said)

    return [
        block(_("Status by area"), area_heads(table), area_rows(table)),
        block(_("Late or at risk"), CONCERNING, concerning_rows(table)),
        block(_("Changed since {day}", day=table.since), CHANGED, changed_rows(table)),
    ]


def _in_cell(value: object, language: str) -> Cell:
    return value if isinstance(value, int | date) else say("" if value is None else value, language)


CONCERNING = (_("Number"), _("Title"), _("Responsible"), _("Due"), _("Status"), _("Progress"))
CHANGED = (_("Became"), _("Number"), _("Title"), _("Status before"), _("Status"), _("Changed"))


def area_heads(table: CouncilTable) -> list[object]:
    """The heads of the table of areas."""
    named: list[object] = [_("Number"), _("Area"), _("Measures")]
    return [*named, *table.states.values(), _("Late"), _("At risk")]


def area_rows(table: CouncilTable) -> Iterator[list[object]]:
    """A row for each area, and one of all."""
    for each in table.areas:
        counts = [each.states.get(name, 0) for name in table.states]
        yield [each.number, each.title, each.total, *counts, each.late, each.at_risk]
    every = [sum(each.states.get(name, 0) for each in table.areas) for name in table.states]
    late, risk = (sum(getattr(each, name) for each in table.areas) for name in ("late", "at_risk"))
    yield ["", _("All"), sum(every), *every, late, risk]


def concerning_rows(table: CouncilTable) -> Iterator[list[object]]:
    """A row for each measure that is late or at risk."""
    for row in table.concerning:
        owners = ", ".join(row.owners)
        yield [row.entry.key, row.entry.title, owners, row.due_on, row.state, row.light]


def changed_rows(table: CouncilTable) -> Iterator[list[object]]:
    """A row for each measure that changed."""
    for row in table.changed:
        parts = [WORDS[part] for part in row.parts]
        shown = [BECAME_WORDS[row.became], row.number or row.was, row.title]
        yield [*shown, *row.labels, parts]
