"""When the measures of an exported plan are to be done: the columns of times, of years and of parts
of years that its file had."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import partial
from typing import Any, NamedTuple

from engine.language.sentences import MONTHS, Label
from workflows.views.plan_tree import span

WHEN = Label("Når", "Når", "When")
START = Label("Oppstart", "Oppstart", "Start")
END = Label("Slutt", "Slutt", "End date")
DEADLINE = Label("Frist", "Frist", "Deadline")
OLDER = Label("Opprinnelig frist", "Opphavleg frist", "Original deadline")
OLDER_END = Label("Opprinnelig slutt", "Opphavleg slutt", "Original end date")
YEAR = re.compile(r"\d\d")  # also as 18, and in a day

Entry = Mapping[str, Any]
Part = tuple[int, str]  # a year, and the last day of a part of it, '' for all of it
LAST = "9999"  # a whole year stands behind its parts


class PlanColumn(NamedTuple):
    """A column that a plan has where it says something in it."""

    label: object
    cell: Callable[[Entry], str]


def time_columns(entries: Iterable[Entry]) -> list[PlanColumn]:
    """The columns that say when: one, or those of a beginning and an end where the plan has them
    apart; and the older deadline, where one was moved."""
    apart = {name for e in entries for name in e["printed"].get("times_as_printed", ())}
    labels = {"start": START, "end": END, "deadline": DEADLINE}
    found = [PlanColumn(labels[name], partial(_time, name)) for name in labels if name in apart]
    older = {"older": OLDER, "older_end": OLDER_END}
    moved = [PlanColumn(older[name], partial(_older, name)) for name in older if name in apart]
    return [*(found or [PlanColumn(WHEN, _when)]), *moved]


def _time(name: str, entry: Entry) -> str:
    """The cell of a beginning or an end, with its year where its words do not name one."""
    printed = entry["printed"]
    words, years = str(printed.get("times_as_printed", {}).get(name, "")), printed.get("years", ())
    endless = name != "start" and printed.get("ongoing")
    if not words or not years or endless or YEAR.search(words):
        return words
    return f"{words} {years[0] if name == 'start' else years[-1]}"


def _older(name: str, entry: Entry) -> str:
    """The deadline that was moved."""
    return str(entry["printed"].get("times_as_printed", {}).get(name, ""))


def mark_in(part: Part, entry: Entry) -> str:
    """What stands under a year, or a part of one, in a row."""
    marks = entry["printed"].get("marks", ())
    return next((str(mark["as_printed"]) for mark in marks if _part(mark) == part), "")


def _part(mark: Mapping[str, Any]) -> Part:
    return int(mark["year"]), str(mark.get("ends", ""))


def name_of(part: Part) -> object:
    """A year, or the month that ends with a part of one; a day where none does."""
    year, ends = part
    if not ends:
        return str(year)
    day = date.fromisoformat(ends)
    if day.day < monthrange(day.year, day.month)[1]:
        return day
    return Label(*(f"{MONTHS[each][day.month - 1]} {year}" for each in ("nb", "nn", "en")))


def _when(entry: Entry) -> str:
    """When, with its years where the words alone do not name them: juni, below Frist (2018)."""
    printed = entry["printed"]
    words, years = str(printed.get("when_as_printed", "")), printed.get("years", ())
    return words if not years or not words or YEAR.search(words) else f"{words} {span(years)}"


def parts_of_years(entries: Iterable[Entry]) -> list[Part]:
    """The years and parts of years that have a column: of whole years all from the first with a
    mark to the last."""
    parts = {_part(mark) for e in entries for mark in e["printed"].get("marks", ())}
    whole = [year for year, ends in parts if not ends]
    between = {(year, "") for year in range(min(whole), max(whole) + 1)} if whole else set[Part]()
    return sorted({*parts, *between}, key=lambda part: (part[0], part[1] or LAST))
