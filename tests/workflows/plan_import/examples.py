"""The partnerships that come with Samsak, with a secretary who imports their plans."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from engine.cases import lists
from engine.cases.lists import Wanted
from engine.cases.records import Case
from engine.definitions import versions
from engine.people import registry
from engine.people.actors import OPERATOR, find_actor
from engine.people.acts import Act
from engine.people.registry import PersonIn, register_person
from engine.people.seats import SeatIn, join_body
from engine.storage.session import Session
from tests.conftest import ROOT
from tests.world import MONDAY, SETTING_UP, definitions
from workflows.partnerships.structure import load_structure, read_structure
from workflows.plan_import import importing
from workflows.plan_import.adoption import Adoption
from workflows.plan_import.cells.bodies import BodyIndex
from workflows.plan_import.importing import Imported, ImportOptions
from workflows.plan_import.known_bodies import known_bodies
from workflows.plan_import.reading.read_plan import read_plan

EXAMPLES = ROOT / "examples"


class Example:
    """One of the partnerships, on a database of its own; `now` is when the secretary acts."""

    def __init__(self, session: Session, folder: Path) -> None:
        versions.store(session, definitions().values(), Act(OPERATOR, MONDAY))
        load_structure(session, read_structure(folder / "structure.yaml"), SETTING_UP)
        self.session, self.owner, self.now = session, registry.partnerships(session)[0], MONDAY
        bodies = registry.bodies(session, self.owner.number)
        (office,) = [body for body in bodies if body.kind == "secretariat"]
        person = register_person(session, PersonIn("s@example.no", "Sekretær"), SETTING_UP, [])
        join_body(session, person, SeatIn(office, "secretary"), SETTING_UP)
        self.secretary = find_actor(session, "s@example.no")

    def act(self, reason: str = "") -> Act:
        return Act(self.secretary, self.now, reason=reason)

    def days_on(self, days: int) -> datetime:
        """Some days go by."""
        self.now += timedelta(days=days)
        return self.now

    def take(
        self, file: Path, plan: str, period: tuple[int, int] | None = None, **how: Any
    ) -> Imported:
        draft = read_plan(file, BodyIndex(known_bodies(self.session, self.owner.number)), period)
        if adopted := how.pop("adopted", None):
            body, day = adopted
            found = registry.body(self.session, body, self.owner.number)
            how["adoption"] = Adoption(found, day, "1")
        options = ImportOptions(plan, **how)
        return importing.import_plan(self.session, draft, self.owner, self.act(), options)

    def measures(self) -> dict[str, Case]:
        """Every measure, by its ref."""
        found = lists.every(self.session, Wanted("measure"), self.secretary, self.today())
        return {each.case.ref: each.case for each in found}

    def today(self) -> date:
        return self.now.date()
