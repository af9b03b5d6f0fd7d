"""Where plans are taken in: a small plan of Fjord, and the secretariat that imports it."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import text

from engine.cases import lists
from engine.cases.records import Case
from engine.people import registry
from engine.people.acts import Act
from engine.people.tables import Partnership
from tests.world import World
from workflows.councils import meeting_lists
from workflows.councils.meeting_lists import Chosen
from workflows.councils.meetings import Meeting
from workflows.plan_import import importing
from workflows.plan_import.adoption import Adoption
from workflows.plan_import.cells.bodies import BodyIndex
from workflows.plan_import.importing import Imported, ImportOptions
from workflows.plan_import.known_bodies import known_bodies
from workflows.plan_import.reading.read_plan import read_plan

HEADS = ["", "Mål", "", "Tiltak", "Ansvar", "2026", "2027"]
PLAN = [
    ["1. Felles tiltak"],
    HEADS,
    [
        "1.1",
        "Samhandle bedre",
        "1.1.1",
        "Lage felles rutine. Den skal være kort.",
        "Fagråd 1",
        "x",
        "",
    ],
    ["", "", "1.1.2", "Kjøre kurs.", "Fagråd 2", "Igangsatt", "x"],
    ["", "", "1.1.3", "Vurdere vaktordning.\nUtsettes, avhengig av 1.1.1", "Fagråd 1", "-", "-"],
    ["", "", "1.1.4", "Følge opp.", "Det tomme rådet", "", "x"],
    ["2. Opplæring"],
    HEADS,
    [
        "2.1",
        "Lære av hverandre",
        "2.1.1\nSom 1.1.1",
        "Lage felles rutine. Den skal være kort.",
        "Fagråd 1",
        "x",
        "",
    ],
    ["", "", "2.1.2", "Hospitere.", "Fagråd 2", "x", "x"],
]
Rows = Sequence[Sequence[str]]
TABLES = ("plan", "plan_entry", '"case"', "event", "meeting", "agenda_item", "registry_event")


def changed(number: str, column: int, words: str) -> list[list[str]]:
    return [
        [*row[:column], words, *row[column + 1 :]]
        if len(row) > 2 and row[2] == number
        else list(row)
        for row in PLAN
    ]


def written(folder: Path, rows: Rows) -> Path:
    with (folder / "plan.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)
    return folder / "plan.csv"


class Office:
    """Where plans are taken in."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world, self.folder = world, folder
        self.now = world.at
        self.partnership = registry.partnership(world.session, "fjord")

    def take(
        self, rows: Rows = PLAN, plan: str = "plan-2026", *, adopted: date | None = None, **how: Any
    ) -> Imported:
        if adopted:
            how["adoption"] = Adoption(self.world.body("asu"), adopted, "5/26")
        return self.take_file(written(self.folder, rows), plan, **how)

    def take_file(
        self, file: Path, plan: str, *, period: tuple[int, int] = (2026, 2027), **how: Any
    ) -> Imported:
        owner: Partnership = how.pop("partnership", self.partnership)
        index = BodyIndex(known_bodies(self.world.session, owner.id))
        draft = read_plan(file, index, period)
        return importing.import_plan(
            self.world.session,
            draft,
            owner,
            Act(self.world.secretary, self.now),
            ImportOptions(plan, **how),
        )

    def states(self) -> dict[str, str]:
        return {case.number: case.state for case in self.cases().values()}

    def cases(self) -> dict[str, Case]:
        on = self.world.at.date()
        found = lists.every(self.world.session, lists.Wanted("measure"), self.world.secretary, on)
        return {each.case.number: each.case for each in found}

    def every_case(self) -> list[Case]:
        on = self.world.at.date()
        found = lists.every(self.world.session, lists.Wanted("measure"), self.world.secretary, on)
        return sorted((each.case for each in found), key=lambda case: case.ref)

    def meetings(self) -> list[Meeting]:
        world = self.world
        return meeting_lists.every(world.session, Chosen(), world.secretary, world.at.date())

    def counts(self) -> dict[str, int]:
        return {
            table: self.world.session.execute(text(f"SELECT count(*) FROM {table}")).scalar()
            for table in TABLES
        }


def codes(imported: Imported) -> list[tuple[str, str]]:
    return [(finding.code, finding.key) for finding in imported.findings]
