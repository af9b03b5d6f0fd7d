"""How a scene of the demo is played: by the verbs that people's own commands call, with what one
scene leaves for another."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from engine.cases.opening import open_case
from engine.cases.reading import find_visible
from engine.cases.records import Case
from engine.cases.steps import advance, correct
from engine.days.calendar import local_day
from engine.people import registry
from engine.people.actors import ANYONE, OPERATOR, find_actor
from engine.people.acts import Act
from engine.people.tables import Partnership
from engine.storage.session import Session
from workflows import plans
from workflows.councils import agenda, decisions, meetings
from workflows.councils.agenda import AgendaItem, ItemIn, Outcome
from workflows.councils.meetings import Meeting
from workflows.deviations import council_reports, reports
from workflows.deviations.contacts import AnswerTo
from workflows.partnerships import rosters
from workflows.partnerships.structure import load_structure, read_structure
from workflows.plan_import import importing
from workflows.plan_import.adoption import Adoption
from workflows.plan_import.cells.bodies import BodyIndex
from workflows.plan_import.importing import ImportOptions
from workflows.plan_import.known_bodies import known_bodies
from workflows.plan_import.reading.read_plan import read_plan

EXAMPLES = Path(__file__).parents[2] / "examples"
YEARS_AGO = 2  # what was to be done so long ago was finished before Samsak came
UNMANNED = ("10", "11-1")  # areas of the strategy in which nobody sits yet


class Example(NamedTuple):
    """A partnership of the examples: its plan's file and id, the decision that adopted it, who
    keeps it moving."""

    key: str
    file: str
    plan: str
    adopted: tuple[str, date]
    secretary: str


class Told:
    """What one scene leaves for another: receipts and refs by a short name."""

    def __init__(self) -> None:
        self.refs: dict[str, str] = {}
        self.codes: dict[str, str] = {}


class Stage:
    """One moment of the demo, and what can be done in it."""

    def __init__(self, session: Session, at: datetime, told: Told) -> None:
        self.session, self.at, self.told = session, at, told

    def act(self, email: str, reason: str = "") -> Act:
        """Somebody acts now."""
        return Act(find_actor(self.session, email), self.at, reason=reason)

    def load(self, example: Example) -> None:
        """A partnership with people, closed days, a year of meetings and its adopted plan."""
        session, folder = self.session, EXAMPLES / example.key
        operator = Act(OPERATOR, self.at)
        structure = read_structure(folder / "structure.yaml")
        partnership, _changed = load_structure(session, structure, operator)
        rosters.seat_people(session, partnership, folder / "people.csv", operator)
        rosters.close_days(session, partnership, folder / "closed.csv", operator)
        secretary = self.act(example.secretary)
        rosters.call_meetings(session, partnership, folder / "year.csv", secretary)
        self._import(example, partnership, secretary)

    def _import(self, example: Example, partnership: Partnership, act: Act) -> None:
        key, day = example.adopted
        adoption = Adoption(registry.body(self.session, key, partnership.id), day)
        index = BodyIndex(known_bodies(self.session, partnership.number))
        draft = read_plan(EXAMPLES / example.key / example.file, index, None)
        options = ImportOptions(example.plan, adoption=adoption)
        importing.import_plan(self.session, draft, partnership, act, options)

    def settle_old(self, example: Example, kept: Iterable[str]) -> None:
        """The secretariat records what was finished before Samsak came: all whose years have
        passed, but for some."""
        result = {"result": "Gjennomført i planperioden.", "outcome": "ended"}
        for key, ref in self.refs(example).items():
            case = self.case(example, ref)
            years = case.fields.get("years") or []
            past = bool(years) and max(years) <= self.at.year - YEARS_AGO
            group = case.fields.get("sets_up_group")
            if case.state == "assigned" and past and not group and key not in kept:
                self.step(example, ref, "start", example.secretary)
                self.step(example, ref, "evaluate", example.secretary, result)

    def assign_all(self, example: Example) -> None:
        """The strategy says no years: the secretariat settles that the work goes on, where
        somebody can do it."""
        for key, ref in self.refs(example).items():
            if key not in UNMANNED:
                self.step(example, ref, "assign", example.secretary, {"ongoing": True})

    def refs(self, example: Example) -> dict[str, str]:
        """The refs of a plan's measures by their numbers."""
        entries = plans.read(self.session, example.plan, OPERATOR, local_day(self.at))[1]
        return {entry.key: entry.ref for entry in entries if entry.ref and not entry.alias_of}

    def case(self, example: Example, name: str) -> Case:
        """A case by its short name, its number in the plan, or its ref."""
        ref = self.told.refs.get(name) or self.refs(example).get(name, name)
        return find_visible(self.session, ref, OPERATOR, local_day(self.at))

    def step(
        self,
        example: Example,
        name: str,
        action: str,
        email: str,
        inputs: dict[str, Any] = {},
    ) -> None:
        """Somebody takes a case one step."""
        advance(self.session, self.case(example, name), action, self.act(email), inputs)

    def take_back(self, example: Example, name: str, reason: str) -> None:
        """The secretariat takes back the last step of a case."""
        act = self.act(example.secretary, reason)
        correct(self.session, self.case(example, name), act)

    def report(
        self, example: Example, name: str, unit: str, answer_to: AnswerTo, inputs: dict[str, Any]
    ) -> None:
        """Somebody without an account reports a deviation."""
        body = registry.body(self.session, f"{example.key}/{unit}")
        receipt = reports.report(self.session, body, inputs, Act(ANYONE, self.at), answer_to)
        self.told.refs[name], self.told.codes[name] = receipt.case.ref, receipt.code

    def reply(self, name: str, text: str) -> None:
        """Whoever reported answers what was asked."""
        reports.reply(self.session, self.told.codes[name], text, Act(ANYONE, self.at))

    def propose(self, example: Example, name: str, email: str, inputs: dict[str, Any]) -> None:
        """Somebody proposes a measure."""
        owner = registry.partnership(self.session, example.key)
        case = open_case(self.session, "measure", owner.number, self.act(email), inputs)
        self.told.refs[name] = case.ref

    def meeting(self, example: Example, key: str, day: date) -> Meeting:
        """The meeting of a council on a day."""
        body = registry.body(self.session, f"{example.key}/{key}")
        found = meetings.held_on(self.session, body, day)
        assert found is not None, f"no meeting of {key} on {day}"
        return found

    def put_on_agenda(self, example: Example, meeting: Meeting, name: str) -> AgendaItem:
        """The secretariat puts a case on an agenda."""
        given = ItemIn(ref=self.told.refs[name])
        return agenda.add_item(self.session, meeting, given, self.act(example.secretary))

    def report_to_council(self, example: Example, meeting: Meeting) -> None:
        """The secretariat puts what was learnt from deviations before a council: a report, which is
        frozen."""
        council_reports.propose(self.session, meeting, self.act(example.secretary))

    def hold(
        self, example: Example, meeting: Meeting, outcomes: dict[str, tuple[Outcome, str]]
    ) -> None:
        """The secretariat records what a meeting decided, and that it was held."""
        act = self.act(example.secretary)
        for name, (outcome, number) in outcomes.items():
            item = self.put_on_agenda(example, meeting, name)
            decisions.decide(self.session, meeting, item, outcome, number, act)
        decisions.hold(self.session, meeting, act)

    def move(self, example: Example, meeting: Meeting, to: date) -> None:
        """The secretariat moves a meeting."""
        meetings.move(self.session, meeting, to, None, self.act(example.secretary))
