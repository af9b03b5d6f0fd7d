"""Whatever is done with reports, in whatever order, by those who may and those who may not: every
step of the definition is tried, the record holds, and nothing that somebody wrote is lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from random import Random
from typing import Any

import pytest

from engine.cases import access, reading
from engine.cases.events import events_of
from engine.cases.records import Case, case_of_ref
from engine.days.calendar import local_day
from engine.definitions.model import Action
from engine.people.actors import Actor, reporter
from engine.people.acts import Act
from tests.engine.cases.test_random_lives import Recorded
from tests.workflows.deviations.test_analyses import CLINIC, TOWN, TRUST
from tests.world import INPUTS, definitions
from workflows.deviations import council_reports, reports
from workflows.deviations.proposals import propose_measure
from workflows.deviations.reports import Receipt
from workflows.deviations.twins import ref_in
from workflows.views.case_step import advance_as_asked

DEVIATION = definitions()["deviation"]
# What is given with each step beside a text that nobody wrote before.
GIVEN: dict[str, Mapping[str, Any]] = {
    **{name: INPUTS.get(name, {}) for name in DEVIATION.names},
    "analyse": {"participants": ["klinikken", "byen"], "conclusion": "Ring."},
    "send_over": {"sent_to": "nabo"},
    "withdraw": {},
    "handle": {"event_type": "medicines", "unreached": "Uten svar."},
}
WRITTEN = ("question", "reply", "part_question", "part", "answer", "message", "addendum")
WRITTEN += ("reopening", "learning", "conclusion")
MOST = 3  # reports that go on
LIKELY = 0.9
SELDOM = 0.1  # how often a step that ends a report is taken, beside another one


class Reports(Recorded):
    """Reports, two of them at first."""

    def begin(self) -> None:
        super().begin()
        world = self.world
        world.with_bodies([TRUST, TOWN, CLINIC])
        world.share_mottak()
        self.people = [
            *(world.secretary, world.handler, world.neighbour, world.of_the_neighbours()),
            *(world.person("Siri Seng", ("fjord/sengepost", "member")), world.member),
        ]
        self.receipts: list[Receipt] = []
        self.texts: list[str] = []
        self.tried: Counter[str] = Counter()
        self.taken: Counter[str] = Counter()
        self.cases = [self._reported(), self._reported()]

    def _reported(self) -> Case:
        self.receipts.append(self.world.report(at=self.now))
        return self.receipts[-1].case

    def play(self, chance: Random) -> None:
        """Something is done."""
        kinds = {self.step: 20, self.some_days: 2, self.read: 4, self.another_report: 3}
        kinds |= {self.take_back: 2, self.propose: 1, self.report_to_council: 1}
        (done,) = chance.choices([*kinds], [*kinds.values()])
        done(chance)

    def _goes_on(self, case: Case) -> bool:
        return case.state not in DEVIATION.final

    def some_days(self, chance: Random) -> None:
        self.time_passes(chance.randint(1, 9))

    def another_report(self, _chance: Random) -> None:
        going_on = [each for each in self.receipts if self._goes_on(self.of_receipt(each))]
        if len(going_on) < MOST:
            self.cases.append(self._reported())

    def step(self, chance: Random) -> None:
        """A step, likely one that leads on from there, by somebody who may or by anybody."""
        known = [self.world.now(each) for each in self.cases if each.workflow == "deviation"]
        case = chance.choice([each for each in known if self._goes_on(each)] or known)
        there = [each for each in DEVIATION.actions if case.state in each.sources]
        actions = there if there and chance.random() < LIKELY else DEVIATION.actions
        (action,) = chance.choices(actions, [self._weight(each) for each in actions])
        allowed = self._allowed(case, action) if chance.random() < LIKELY else []
        who = chance.choice(allowed or [*self.people, reporter(case.id)])
        inputs = self._inputs(case, action, chance)
        self.tried[action.name] += 1
        if self.attempt(lambda: self._take(case, action, who, inputs)):
            self.taken[action.name] += 1
            self.texts += [inputs[each] for each in WRITTEN if each in inputs]

    def _weight(self, action: Action) -> float:
        """What was seldom done is tried more often."""
        return (SELDOM if action.target in DEVIATION.final else 1) / (1 + self.taken[action.name])

    def _allowed(self, case: Case, action: Action) -> list[Actor]:
        about = reading.about(self.session, DEVIATION, case)
        everybody = [*self.people, reporter(case.id)]
        day = local_day(self.now)
        return [each for each in everybody if access.may(each, action.who, about, day)]

    def _inputs(self, case: Case, action: Action, chance: Random) -> dict[str, Any]:
        given = dict(GIVEN[action.name])
        others = [each for each in self.cases if each.id != case.id]
        if action.name == "mark_duplicate":
            given["original"] = chance.choice(others).ref
        if action.name == "analyse":
            given["analysed_on"] = local_day(self.now).isoformat()
            given["analysed_with"] = [each.ref for each in others[: chance.randint(0, 2)]]
        if action.name == "report":
            given["meeting"] = chance.randint(1, 3)
        for name in WRITTEN:
            if name in given:
                given[name] = f"{given[name]} {len(self.texts)}."
        return given

    def _take(self, case: Case, action: Action, who: Actor, inputs: dict[str, Any]) -> None:
        act = Act(who, self.now)
        event = advance_as_asked(self.session, case, action.name, act, inputs)
        if action.name == "send_over":
            twin = case_of_ref(self.session, ref_in(event.parts["changes"]["sent_to"][1]))
            assert twin is not None
            self.cases.append(twin)

    def read(self, chance: Random) -> None:
        """Whoever reported looks at her page."""
        self.world.read_answer(self.of_receipt(chance.choice(self.receipts)), at=self.now)

    def take_back(self, chance: Random) -> None:
        """The last step of a case is taken back."""
        case, who = chance.choice(self.cases), chance.choice(self.people)
        self.attempt(lambda: self.world.correct(case, who, at=self.now))

    def propose(self, chance: Random) -> None:
        """A measure because of a report."""
        case, act = chance.choice(self.cases), Act(chance.choice(self.people), self.now)
        given = {"title": "Ringe", "bodies": ["fagrad-1"], "years": [2026]}
        found: list[Case] = []
        self.attempt(lambda: found.append(propose_measure(self.session, case, given, [], act)))
        self.cases += found

    def report_to_council(self, chance: Random) -> None:
        """Everything that was learnt, in a meeting that is held."""
        meeting = self.world.meeting(day=self.now.date())
        act = Act(self.world.secretary, self.now)
        self.attempt(lambda: council_reports.propose(self.session, meeting, act))
        before = [self.world.now(each).state for each in self.cases]
        self.attempt(lambda: self.world.hold(meeting, at=self.now))
        after = [self.world.now(each).state for each in self.cases]
        if before != after:
            self.taken["report"] += 1

    def of_receipt(self, receipt: Receipt) -> Case:
        """The case to which a receipt leads."""
        return reports.by_receipt(self.session, receipt.code)

    def holds(self) -> None:
        super().holds()
        events = str([e.parts for case in self.cases for e in events_of(self.session, case.id)])
        assert [each for each in self.texts if each not in events] == []
        assert all(self.of_receipt(each).state != "sent_over" for each in self.receipts)


@pytest.mark.parametrize("seed", [1])  # one with which every step is taken
def test_whatever_is_done_with_reports_the_record_holds(sqlite_world, seed):
    Reports.template = sqlite_world
    play, chance = Reports(), Random(seed)
    play.begin()

    for _each in range(300):
        play.play(chance)
        play.holds()

    play.told_again()
    assert play.tried.keys() == play.taken.keys() == DEVIATION.names
    assert play.tried.total() > 2 * play.taken.total(), "by those too who may not, and too early"
    play.teardown()
