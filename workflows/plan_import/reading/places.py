"""Where in the plan a row stands: the area or section and the goal that were opened last."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from rapidfuzz import fuzz

from workflows.documents.sheets import one_line
from workflows.plan_import.cells.bodies import fold
from workflows.plan_import.cells.numbers_and_points import Number, read_number, read_parts
from workflows.plan_import.reading.blocks import Block
from workflows.plan_import.reading.drafts import AreaDraft, GoalDraft, MeasureDraft
from workflows.plan_import.reading.heading_lines import is_no_heading
from workflows.plan_import.reading.row_findings import RowEntry

_PLAN_TITLE = re.compile(r"\b(?:19|20)\d\d\b|plan\b|strategi", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")
_STANDS_ALONE = re.compile(r".*\.\d.*|[^\W\d_]+[-.]?\d.*|\d{4}-\d.*|\d+-\d{4}|.*[-.][^\W\d_].*")

SHORT_NAME = 25  # letters of a name of a worksheet, which may be a part of a title from there on
LIKE = 66  # of a hundred letters, from where on two titles may be one
NOWHERE = AreaDraft("", "")


@dataclass
class Places:
    """The areas and goals met so far.

    `owner` is the last row whose responsible cell was filled, within the goal.
    """

    areas: list[AreaDraft] = field(default_factory=list)
    goals: list[GoalDraft] = field(default_factory=list)
    goal_cells: list[tuple[str, str]] = field(
        default_factory=list
    )  # number and whole text of each goal cell
    title: str = ""
    counted: set[str] = field(default_factory=set)  # areas whose titles print no number
    passed: set[str] = field(default_factory=set)  # numbers of rows that are left out
    area: AreaDraft = NOWHERE
    goal: GoalDraft | None = None
    owner: RowEntry | None = None
    _area_cell: str = ""
    _rows: Counter[tuple[str, str]] = field(default_factory=Counter)

    def open_block(self, block: Block, *, several: bool, called: str = "") -> str:
        """Open the area that a block's titles or its worksheet name, or its header; what stands
        above that is the title of the plan. The area's title, '' where the header names it, or
        where none is opened. `called`: what the plan is called by its file."""
        titles = [title for title in block.titles if not is_no_heading(title)]
        chosen = block.header.area_title
        if not chosen and titles and self._names_area(titles[-1], called):
            chosen = titles.pop()
        if not chosen and several and block.first and block.table.named:
            chosen = block.table.name
        if titles and not self.areas and not self.title:
            self.title = title_among(titles) or titles[0]
        if not chosen or block.header.area is not None:
            return ""
        self.open_area(chosen)
        return "" if chosen == block.header.area_title else chosen

    def _names_area(self, title: str, called: str) -> bool:
        """Whether the line above a table is the name of an area, and not that of the plan."""
        if self.areas or numbered(title):
            return True
        return not (_PLAN_TITLE.search(title) or (called and _is_name_of(called, title)))

    def open_area(self, title: str) -> None:
        """From now on rows belong to the area with that title; one that is printed again is the
        same area."""
        number = numbered(title)
        area = (
            AreaDraft(number.number, one_line(number.rest))
            if number
            else AreaDraft("", one_line(title))
        )
        known = next((other for other in self.areas if _is_same(other, area)), None)
        if known is None and not area.number:
            area = replace(area, number=str(len(self.areas) + 1))
            self.counted.add(area.number)
        self._set_area(known or area)

    def group(self, cell: str) -> None:
        """A column of areas: an empty cell belongs to the area above."""
        if cell and cell != self._area_cell:
            self._area_cell = cell
            self.open_area(cell)

    def open_goal(self, number: str, text: str) -> None:
        """From now on rows belong to that goal.

        Without a number it is counted within its section.
        """
        section = self._section_of(number)
        number = number or self._returning(section, text)
        number = (
            number
            or f"{section}.{1 + sum(goal.section == section for goal in self.goals)}".lstrip(".")
        )
        goal = _goal(number, section, text)
        self.goal_cells.append((number, text))
        known = next(
            (other for other in self.goals if (other.number, other.text) == (number, goal.text)),
            None,
        )
        if known is None:
            self.goals.append(goal)
        if known is None or known is not self.goal:
            self.goal, self.owner = known or goal, None

    def _returning(self, section: str, text: str) -> str:
        """The number of a goal that is printed again further down without one."""
        words = _goal("", section, text).text
        same = (each for each in self.goals if (each.section, each.text) == (section, words))
        return next((each.number for each in same), "")

    def key_of(self, number: str) -> str:
        """Printed numbers that stand alone are keys; others, and rows without one, count within
        their goal or area."""
        if stands_alone(number):
            return number
        place = (self.area.number, self.goal.number if self.goal else "")
        self._rows[place] += 1
        number = number or str(self._rows[place])
        return f"{self.goal.number if self.goal else self.area.number}.{number}".lstrip(".")

    def take_back(self, draft: MeasureDraft) -> None:
        """The row of that draft is read once more: it is not counted twice."""
        if not draft.number:
            self._rows[draft.area, draft.goal] -= 1

    def _set_area(self, area: AreaDraft) -> None:
        if area not in self.areas:
            self.areas.append(area)
        if area != self.area:
            self.area, self.goal, self.owner = area, None, None

    def _section_of(self, goal_number: str) -> str:
        """A section without a printed number has that of its goals."""
        named = goal_number.partition(".")[0] if "." in goal_number else ""
        if not named or self.area.number == named:
            return self.area.number
        if self.area.number and any(goal.section == self.area.number for goal in self.goals):
            return self.area.number
        area = AreaDraft(named, self.area.title)
        self.areas = [area if known == self.area else known for known in self.areas]
        self.area = area
        return named


def numbered(title: str) -> Number | None:
    """The number before a title, 1. or 2.4a; a year is none."""
    number = read_number(title)
    return number if number and number.rest and not _YEAR.fullmatch(number.number) else None


def title_among(lines: Iterable[str]) -> str:
    """The first of these lines that a plan is called by, '' where none is."""
    return next(filter(_PLAN_TITLE.search, lines), "")


def _is_name_of(called: str, title: str) -> bool:
    """Whether a title is what something is called by, which may have room for its beginning
    alone."""
    name, whole = fold(called).text, fold(title).text
    return whole == name or (len(called) >= SHORT_NAME and whole.startswith(name))


def stands_alone(number: str) -> bool:
    """Whether a printed number says which measure it is without its area: 1.2, A1."""
    return _STANDS_ALONE.fullmatch(number) is not None


def is_like(title: str, other: str) -> bool:
    """Whether two titles are one as people print it again: with a slip, or *forts.* behind it."""
    one, two = fold(title).text, fold(other).text
    return fuzz.ratio(one, two) >= LIKE or one.startswith(two) or two.startswith(one)


def _is_same(known: AreaDraft, area: AreaDraft) -> bool:
    if area.number:
        return known.number == area.number
    return bool(area.title) and known.title.casefold() == area.title.casefold()


def _goal(number: str, section: str, text: str) -> GoalDraft:
    parts = read_parts(text)
    head, *more = parts.text.split("\n")
    if not parts.bullets:
        return GoalDraft(number, section, head, notes=tuple(more))
    return GoalDraft(
        number,
        section,
        head,
        intro="\n".join(more),
        bullets=parts.bullets,
        notes=tuple(filter(None, parts.after.split("\n"))),
    )
