"""Whatever people do, in whatever order: the record holds, and what is derived follows it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import text

from engine.cases import due_index
from engine.cases.chain import verify_chains
from engine.cases.due_index import deadlines_of
from engine.cases.events import Stood, as_of, events_of, folded, standing
from engine.cases.records import Case, case_link, case_of_ref, ties
from engine.days.calendar import local_day
from engine.definitions import versions
from engine.errors import BadInput, Refused
from engine.language.sentences import LANGUAGES, say
from engine.people import closed_days, registry
from engine.storage.database import Database
from engine.storage.statements import Statement
from tests.world import INPUTS, MONDAY, SETTING_UP, found
from workflows.councils.agenda import Outcome

BODIES = ("fagrad-1", "fagrad-2", "asu", "tomt-rad")
CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "bodies": st.lists(st.sampled_from(BODIES), max_size=3),
        "supporting": st.lists(st.sampled_from(BODIES), max_size=2),
        "years": st.lists(st.integers(2025, 2030), max_size=2),
        "title": st.sampled_from(["Rutine", "Kurs", ""]),
        "depends_on": st.lists(st.sampled_from(["T-2026-1", "T-2026-2", "T-2026-99"]), max_size=2),
    },
)
STEPS: dict[str, dict[str, Any]] = {
    name: INPUTS.get(name, {})
    for name in (
        "assign",
        "start",
        "report_progress",
        "evaluate",
        "defer",
        "resume",
        "withdraw",
        "approve",
        "route",
        "ask",
        "reply",
        "answer",
        "handle",
        "learn",
        "reject",
    )
}
LINKS = Statement(case_link.select())


class Recorded:
    """Cases that live at random, a day or so between what happens."""

    template: Path

    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="lives-"))
        shutil.copyfile(self.template, self.folder / "samsak.db")
        self.database = Database(f"sqlite:///{self.folder / 'samsak.db'}", durable=False)
        self.session = self.database.session()
        self.world = found(self.session)
        self.now = MONDAY
        self.cases: list[Case] = []
        self.snapshots: list[tuple[Case, Any]] = []

    def teardown(self) -> None:
        if hasattr(self, "session"):
            self.session.close()
            self.database.close()
            shutil.rmtree(self.folder)

    def attempt(self, act: Callable[[], object]) -> bool:
        """Whether it was done. What is refused leaves nothing and says why in every language; what
        is not is a day of history."""
        before = {case.id: self.world.now(case).version for case in self.cases}
        try:
            act()
        except (Refused, BadInput) as refused:
            reasons = refused.reasons
        else:
            return True
        said = [say(each.sentence, language) for each in reasons for language in LANGUAGES]
        assert said, "a refusal says why"
        assert all(each.strip() and "{" not in each for each in said), said
        assert before == {case.id: self.world.now(case).version for case in self.cases}
        return False

    def time_passes(self, days: int) -> None:
        self.snapshots += [(self.world.now(case), local_day(self.now)) for case in self.cases]
        self.now += timedelta(days=days)

    def holds(self) -> None:
        """Everything that holds after whatever is done."""
        self.the_record_holds()
        self.today_is_what_the_history_tells()
        self.stored_days_are_the_computed_ones()
        self.ties_and_links_follow_the_fields()

    def the_record_holds(self) -> None:
        assert verify_chains(self.session) == []

    def today_is_what_the_history_tells(self) -> None:
        for case in map(self.world.now, self.cases):
            events = events_of(self.session, case.id)
            told = as_of(events, local_day(self.now))
            assert told == Stood(case.state, case.version, case.fields)
            assert case.fields == folded(standing(events)), "as if nothing had been taken back"
            assert case.title == case.fields.get("title", "")

    def stored_days_are_the_computed_ones(self) -> None:
        for case in map(self.world.now, self.cases):
            due = deadlines_of(self.session, versions.by_id(self.session, case.definition_id), case)
            assert case.due_on == (due[0].on if due else None)
            copies = self.session.execute(
                text("SELECT DISTINCT state, due_on FROM case_body WHERE case_id = :id"),
                {"id": case.id},
            )
            assert all(
                (state, day) == (case.state, str(case.due_on or "9999-12-31"))
                for state, day in copies
            )

    def ties_and_links_follow_the_fields(self) -> None:
        for case in map(self.world.now, self.cases):
            fields = versions.by_id(self.session, case.definition_id).fields
            ids = {body.key: body.id for body in registry.bodies(self.session, case.partnership_id)}
            wanted = {
                (fields[name].link, ids[key])
                for name, value in case.fields.items()
                if fields[name].type.links_bodies
                for key in (value if isinstance(value, list) else [value])
            }
            assert ties(self.session, case.id).bodies == wanted
            linked = {row[2] for row in self.session.rows(LINKS) if row[0] == case.id}
            assert linked == {
                case_of_ref(self.session, ref).id
                for name, value in case.fields.items()
                if fields[name].type.links_cases
                for ref in (value if isinstance(value, list) else [value])
            }

    def told_again(self) -> None:
        """Every day of the past is told as it was seen then."""
        for case, day in self.snapshots:
            told = as_of(events_of(self.session, case.id), day)
            assert told == Stood(case.state, case.version, case.fields)


class Lives(Recorded, RuleBasedStateMachine):
    """Measures and deviations."""

    @initialize()
    def first(self) -> None:
        self.begin()
        self.cases = [self.world.measure(), self.world.report(by=self.world.gp).case]

    @rule(days=st.integers(1, 40))
    def some_days(self, days: int) -> None:
        self.time_passes(days)

    @rule()
    def look_back(self) -> None:
        self.told_again()

    @invariant()
    def it_holds(self) -> None:
        if hasattr(self, "session"):
            self.holds()

    @rule(measure=st.booleans())
    def begin_another(self, measure: bool) -> None:
        if len(self.cases) < 6:
            case = (
                self.world.measure(at=self.now) if measure else self.world.report(at=self.now).case
            )
            self.cases.append(case)

    @rule(
        number=st.integers(0, 5),
        action=st.sampled_from(sorted(STEPS)),
        who=st.sampled_from(["secretary", "owner", "handler", "gp"]),
    )
    def step(self, number: int, action: str, who: str) -> None:
        case = self.cases[number % len(self.cases)]
        self.attempt(
            lambda: self.world.step(
                case, action, getattr(self.world, who), at=self.now, **STEPS[action]
            )
        )

    @rule(number=st.integers(0, 5), changes=CHANGES)
    def change(self, number: int, changes: dict[str, Any]) -> None:
        case = self.cases[number % len(self.cases)]
        self.attempt(
            lambda: self.world.step(case, "change", at=self.now, comment="Rettet", **changes)
        )

    @rule(number=st.integers(0, 5))
    def correct(self, number: int) -> None:
        self.attempt(lambda: self.world.correct(self.cases[number % len(self.cases)], at=self.now))

    @rule(number=st.integers(0, 5), outcome=st.sampled_from([Outcome.APPROVED, Outcome.DECLINED]))
    def decide(self, number: int, outcome: Outcome) -> None:
        meeting = self.world.meeting(day=self.now.date())
        case = self.cases[number % len(self.cases)]
        self.attempt(lambda: self.world.item(meeting, case, outcome))
        self.attempt(lambda: self.world.hold(meeting, at=self.now))

    @rule(length=st.integers(0, 9))
    def close(self, length: int) -> None:
        first = local_day(self.now) + timedelta(days=3)
        closed_days.close(
            self.session,
            self.world.partnership,
            first,
            first + timedelta(days=length),
            "Stengt",
            SETTING_UP,
        )
        due_index.reckon_again(self.session, self.world.partnership)
        due_index.go_on(self.session, self.world.partnership)


@pytest.mark.parametrize("days", [25])
def test_whatever_happens_the_record_holds(sqlite_world, days):
    Lives.template = sqlite_world

    run_state_machine_as_test(
        Lives,
        settings=settings(
            max_examples=25,
            stateful_step_count=days,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
