"""A plan as a file tells it, before anybody has said yes to it, and what was found on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from engine.language.sentences import Sentence


class Level(StrEnum):
    """An error's row cannot be taken as it stands; a warning asks for a look; a note tells what
    was done."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Layout(StrEnum):
    """How the plan is laid out: a table for each area; sections with goals; one row for each
    area."""

    AREAS = "areas"
    SECTIONS = "sections"
    SINGLE_TABLE = "single_table"


class Kind(StrEnum):
    """What a row is: a measure, another name for one, or an area followed as one measure."""

    MEASURE = "measure"
    ALIAS = "alias"
    AREA = "area"


@dataclass(frozen=True)
class Where:
    """Where something stands; `row` counts from 1 in the table, 0 when it is not on a row."""

    file: str
    table: str = ""
    row: int = 0
    column: str = ""


@dataclass(frozen=True)
class Finding:
    """Something the reader of the file should know.

    `code` is stable, `key` the measure it is about, if any.
    """

    level: Level
    code: str
    where: Where
    sentence: Sentence
    key: str = ""


@dataclass(frozen=True)
class Responsible:
    """One body in a responsible cell. `role`: responsible, support, member or cooperating."""

    body_id: str
    as_printed: str
    role: str


@dataclass(frozen=True)
class Mark:
    """A cell of a year column. `mark`: 'x' or '-'.

    `timing`: start_autumn, spring, started, … or ''. `ends`: the last day of a column that is
    a part of a year, as 2019-06-30.
    """

    year: int
    mark: str
    as_printed: str
    timing: str = ""
    ends: str = ""


@dataclass(frozen=True)
class CrossRef:
    """A pointer to another measure.

    `type`: ref, same_as, see_together, see, depends_on, same_working_group.

    `where`: number_cell, goal_cell, text, text_after or responsible_cell.
    """

    type: str
    to: str
    as_printed: str
    where: str


@dataclass(frozen=True)
class ScheduleNote:
    """The plan says that the measure waits. `depends_on`: the keys it waits for, as printed."""

    status: str
    text: str
    depends_on: tuple[str, ...]


@dataclass(frozen=True)
class Bullet:
    """A point of a list; `level` counts from 1, `marker` is the printed number, '' for a plain
    bullet."""

    level: int
    text: str
    marker: str = ""


@dataclass(frozen=True)
class Agreements:
    """The agreement cell. `scope`: all, special, listed or none."""

    as_printed: str = ""
    scope: str = "none"
    refs: tuple[str, ...] = ()


@dataclass(frozen=True)
class AreaDraft:
    """An area or a section: the number that stands in its measures' keys, and its title without
    the number."""

    number: str
    title: str


@dataclass(frozen=True)
class GoalDraft:
    """A goal of a section, its text cut into what it says, an introduction, its points and the
    notes after them."""

    number: str
    section: str
    text: str
    intro: str = ""
    bullets: tuple[Bullet, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class MeasureDraft:
    """One row of the plan. Keys are unique within a plan's `measures`."""

    key: str
    number: str
    number_printed: str
    where: Where
    kind: Kind = Kind.MEASURE
    area: str = ""  # number of its area or section
    goal: str = ""  # number of its goal
    parent: str = ""  # key of the area row it is a part of
    title: str = ""
    text: str = ""
    bullets: tuple[Bullet, ...] = ()
    text_after: str = ""
    responsible_as_printed: str = ""
    responsible: tuple[Responsible, ...] = ()
    remark: str = ""
    inherited: bool = False
    inherited_from: str = ""
    when_as_printed: str = ""
    times_as_printed: Mapping[str, str] = field(default_factory=dict)  # start, end, deadline apart
    years: tuple[int, ...] = ()
    ongoing: bool = False
    due: str = ""  # the last day that the plan names, as 2019-06-01
    marks: tuple[Mark, ...] = ()
    status: str = ""  # not_started, started, done, deferred or lapsed, as the plan says
    status_as_printed: str = ""
    light: str = ""  # on_track, at_risk or late, as the plan says
    light_as_printed: str = ""
    cross_refs: tuple[CrossRef, ...] = ()
    schedule_note: ScheduleNote | None = None
    alias_of: str = ""
    agreements: Agreements = field(default_factory=Agreements)

    @property
    def points(self) -> tuple[str, ...]:
        """The points of an area that is followed as one measure."""
        return tuple(bullet.text for bullet in self.bullets) if self.kind is Kind.AREA else ()

    @property
    def started(self) -> bool:
        """The plan itself says that work has begun."""
        marked = any(mark.timing == "started" for mark in self.marks)
        return marked or self.status in ("started", "done")


@dataclass(frozen=True)
class PlanDraft:
    """A whole file. `rejected` are rows with an error: good once their findings are answered;
    `answers` is what was said of its columns and tables; files that say the same have one
    `reading_digest`."""

    file: str
    layout: Layout
    title: str
    period: tuple[int, int] | None
    title_period: tuple[int, int] | None
    areas: tuple[AreaDraft, ...]
    goals: tuple[GoalDraft, ...]
    measures: tuple[MeasureDraft, ...]
    rejected: tuple[MeasureDraft, ...]
    findings: tuple[Finding, ...]
    answers: Mapping[str, Any] = field(default_factory=dict)
    reading_digest: str = ""

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings whose rows were left out."""
        return tuple(finding for finding in self.findings if finding.level is Level.ERROR)
