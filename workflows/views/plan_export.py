"""A plan in its own layout and language, as its file was laid out, with or without where each
measure stands: without it, the file is the plan that it was."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import partial
from typing import Any, NamedTuple

from engine.language.sentences import Label, say
from engine.people.actors import Actor
from engine.storage.session import Session
from workflows.documents.writing.plan_files import Merged, PlanTable
from workflows.documents.writing.tables import Cell
from workflows.plan_editions import entries_on
from workflows.plans import Plan
from workflows.views import plan_tree
from workflows.views.plan_export_times import (
    PlanColumn,
    mark_in,
    name_of,
    parts_of_years,
    time_columns,
)
from workflows.views.plan_tree import ShownOf, TreeRow

# The words of a plan's headers, which its import knows.
NUMBER = Label("Nr.", "Nr.", "No.")
MEASURE = Label("Tiltak", "Tiltak", "Measure")
RESPONSIBLE = Label("Ansvarlig", "Ansvarleg", "Responsible")
SUPPORTING = Label("Medansvarlig", "Medansvarleg", "Supporting")
GOAL = Label("Mål", "Mål", "Goal")
AREA = Label("Innsatsområde", "Innsatsområde", "Area")
AGREEMENT = Label("Delavtale", "Delavtale", "Agreement")
CONTENT = Label("Innhold", "Innhald", "Content")
STATUS = Label("Status", "Status", "Status")
LIGHT = Label("Trafikklys", "Trafikklys", "Traffic light")
# a column of links is no part of a plan for its import
CASE = Label("Lenke til sak", "Lenkje til sak", "Link to the case")
STANDING = (STATUS, LIGHT, CASE)

Entry = Mapping[str, Any]

# Where a goal or a measure stands that stands in no section, or in no goal.
NOWHERE: Entry = {"key": None, "number": "", "wording": "", "printed": {}}


class Exported(NamedTuple):
    """A plan with the title and the blocks of its file; no title where it has none but its id."""

    plan: Plan
    title: str
    blocks: list[PlanTable]


def exported(
    session: Session, plan_id: str, reader: Actor, on: date, *, standing: bool
) -> Exported:
    """The plan for someone who has a seat in its partnership; with columns for where each measure
    stands where those are wanted."""
    tree = plan_tree.tree(session, plan_id, ShownOf(), reader, on)
    entries: list[Entry] = [e for e in entries_on(session, plan_id, date.max) if not e["gone"]]
    rows = {row.entry.case_id: row for row in tree.rows}
    writer = _Writer(tree.plan.language, rows if standing else None)
    blocks: Mapping[str, Callable[[list[Entry]], Iterator[PlanTable]]] = {
        "areas": writer.by_area,
        "sections": writer.by_section,
        "single_table": writer.in_one_table,
    }
    title = tree.plan.title if tree.plan.title != tree.plan.id else ""
    return Exported(tree.plan, title, list(blocks[tree.plan.layout](entries)))


class _Writer:
    """Lays entries out as they were printed, in one language."""

    def __init__(self, language: str, rows: Mapping[int | None, TreeRow] | None) -> None:
        self.language, self.rows = language, rows

    def heads(self, *labels: object) -> list[str]:
        shown = (*labels, *(STANDING if self.rows is not None else ()))
        return [say(label, self.language) for label in shown]

    def row(self, entry: Entry, cells: Iterable[Cell]) -> list[Cell]:
        """The cells of a row, with where its measure stands."""
        if self.rows is None:
            return list(cells)
        row = self.rows.get(entry["case_id"])
        if row is None:
            return [*cells, "", "", ""]
        standing = (row.state or "", row.light or "", row.entry.ref or "")
        return [*cells, *(say(each, self.language) for each in standing)]

    def by_area(self, entries: list[Entry]) -> Iterator[PlanTable]:
        """A table for each area, below the area's name: in a header it might be another word."""
        areas = {e["key"]: e for e in entries if e["kind"] == "area" and not e["case_id"]}
        beside, parents = self._beside(entries), {e["key"]: e["parent"] for e in entries}
        for key, area in [(None, None), *areas.items()]:
            measures = [
                e for e in entries if _measure(e) and _area(e["parent"], areas, parents) == key
            ]
            if not measures:
                continue
            labels = [column.label for column in beside]
            heads = self.heads(NUMBER, MEASURE, RESPONSIBLE, *labels)
            block = PlanTable(_titled(area or NOWHERE), heads)
            for entry in measures:
                more = (column.cell(entry) for column in beside)
                cells = [_number(entry), entry["wording"], _owners(entry), *more]
                block.rows.append(self.row(entry, cells))
            yield block

    def by_section(self, entries: list[Entry]) -> Iterator[PlanTable]:
        """A table for each section: its goals, their measures, a column for each year. What stands
        in none of them comes first."""
        beside = self._beside(entries)
        for section in (NOWHERE, *(entry for entry in entries if entry["kind"] == "section")):
            labels = [column.label for column in beside]
            heads = self.heads("", GOAL, "", MEASURE, RESPONSIBLE, *labels)
            block = PlanTable(_titled(section), heads)
            goals = [e for e in entries if e["kind"] == "goal" and e["parent"] == section["key"]]
            for goal in (section, *goals):
                named = goal if goal in goals else NOWHERE
                self._goal(block, named, [e for e in entries if _under(e, goal)], beside)
            if block.rows or section is not NOWHERE:
                yield block

    def _beside(self, entries: list[Entry]) -> list[PlanColumn]:
        """The columns behind those who are responsible; where each measure stands is told once."""
        beside = _beside(entries)
        if self.rows is None:
            return beside
        return [column for column in beside if column.label not in STANDING]

    def _goal(
        self, block: PlanTable, goal: Entry, measures: list[Entry], beside: list[PlanColumn]
    ) -> None:
        first, text = len(block.rows) + 1, _goal_text(goal)
        for place, entry in enumerate(measures):
            shown = ("", _beside_goal(entry, text)) if place else (goal["number"], text)
            cells = [
                *shown,
                _number(entry),
                entry["wording"],
                "" if entry["printed"].get("inherited") else _owners(entry),
                *(column.cell(entry) for column in beside),
            ]
            block.rows.append(self.row(entry, cells))
        whole = [place for place, entry in enumerate(measures) if not _beside_goal(entry, text)]
        last = first + next((n for n, at in enumerate(whole) if n != at), len(whole)) - 1
        if last > first:
            block.merged += [Merged(column, first, last) for column in (0, 1)]

    def in_one_table(self, entries: list[Entry]) -> Iterator[PlanTable]:
        """One table with a row for each area."""
        block = PlanTable("", self.heads(AREA, AGREEMENT, CONTENT, RESPONSIBLE))
        for entry in filter(_measure, entries):
            printed = entry["printed"]
            number, dot = _number(entry), "" if "." in _number(entry) else "."
            cells: list[Cell] = [
                f"{number}{dot} {printed.get('title', '')}".strip(),
                printed.get("agreements", {}).get("as_printed", ""),
                entry["wording"],
                _owners(entry),
            ]
            block.rows.append(self.row(entry, cells))
        yield block


def _beside(entries: list[Entry]) -> list[PlanColumn]:
    """The columns of a plan of areas behind those who are responsible: who supports, when in words
    or by marks, and what it says itself of how far it has come."""
    years = [PlanColumn(name_of(part), partial(mark_in, part)) for part in parts_of_years(entries)]
    times = time_columns(entries)
    every = [
        PlanColumn(SUPPORTING, _supporting),
        *years,
        *times,
        PlanColumn(STATUS, lambda e: str(e["printed"].get("status_as_printed", ""))),
        PlanColumn(LIGHT, lambda e: str(e["printed"].get("light_as_printed", ""))),
    ]
    measures = [entry for entry in entries if _measure(entry)]
    said = [each for each in every if any(map(each.cell, measures))]
    return said if any(each in times or each in years for each in said) else [*said, times[-1]]


def _area(
    parent: str | None, areas: Mapping[str, Entry], parents: Mapping[str, str | None]
) -> str | None:
    """The area that a measure lies in, also below another measure."""
    while parent is not None and parent not in areas:
        parent = parents.get(parent)
    return parent


def _supporting(entry: Entry) -> str:
    """Those who support a measure, where their own column names them."""
    printed = entry["printed"]
    cell = printed.get("responsible_as_printed", "")
    named = (each["as_printed"] for each in printed.get("responsible", ()) if _supports(each))
    return "\n".join(name for name in named if name not in cell)


def _supports(body: Mapping[str, str]) -> bool:
    return body["role"] == "support"


def _titled(section: Entry) -> str:
    return f"{section['number']}. {section['wording']}" if section["key"] else ""


def _measure(entry: Entry) -> bool:
    return entry["case_id"] is not None or entry["alias_of"] is not None


def _under(entry: Entry, goal: Entry) -> bool:
    return _measure(entry) and entry["parent"] == goal["key"]


def _number(entry: Entry) -> str:
    return str(entry["printed"].get("number_printed", ""))


def _owners(entry: Entry) -> str:
    """The cell of those responsible, each on a line of its own where only a gap parts them: the
    lines that a cell had are not kept."""
    printed, text, end = entry["printed"], "", 0
    cell = str(printed.get("responsible_as_printed", ""))
    bodies = [each["as_printed"] for each in printed.get("responsible", ())]
    beside = [
        each["as_printed"]
        for each in printed.get("cross_refs", ())
        if each["where"] == "responsible_cell"
    ]
    named = "|".join(map(re.escape, sorted({*bodies, *beside}, key=len, reverse=True)))
    for found in re.finditer(named, cell) if named else ():
        gap = cell[end : found.start()]
        alone = text and gap.strip() in ("", "-", "•")
        text += ("\n" + gap.strip() + " " if alone else gap).replace("\n ", "\n") + found[0]
        end = found.end()
    return text + cell[end:]


def _beside_goal(entry: Entry, goal: str) -> str:
    """What a row says of other measures where its goal stands, beside what the goal says."""
    refs = entry["printed"].get("cross_refs", ())
    said = (each["as_printed"] for each in refs if each["where"] == "goal_cell")
    said = (each for each in said if each not in " ".join(goal.split()))
    return "\n".join(dict.fromkeys(said))


def _goal_text(goal: Entry) -> str:
    printed = goal["printed"]
    bullets = [f"• {bullet['text']}" for bullet in printed.get("bullets", ())]
    parts = (goal["wording"], printed.get("intro", ""), *bullets, *printed.get("notes", ()))
    return "\n".join(part for part in parts if part)
