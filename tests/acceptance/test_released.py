"""A database of each released version opens in this one, and its cases are finished here."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from commands.faults import all_faults
from engine.cases.lists import Wanted, every
from engine.definitions import machine, versions
from engine.people.actors import OPERATOR
from engine.people.acts import Act
from engine.storage.database import Database
from notifications.outbox.maildir import MaildirMailer
from notifications.restore import restore
from notifications.sending import hold
from notifications.sending.tick import tick
from tests.released import BEGUN, REPORTED, backups
from tests.world import INPUTS, MONDAY, found
from workflows import health
from workflows.councils.agenda import Outcome
from workflows.deviations import council_reports

LATER = MONDAY + timedelta(hours=2)
TO_THE_END = {
    "measure": ("assign", "start", "report_progress", "evaluate"),
    "deviation": ("route", "handle", "learn"),
}
MORE = {"handle": {"answer": "Beklager"}}


@pytest.fixture(params=backups(), ids=lambda file: file.stem)
def restored(request, tmp_path):
    """A database of that version, as it is after it was restored here."""
    request.getfixturevalue("postgresql_programs")
    here = f"sqlite:///{tmp_path}/samsak.db"
    url = here if "sqlite" in request.param.stem else request.getfixturevalue("postgresql_empty")()
    assert restore(url, request.param, LATER).breaks == []
    database = Database(url, durable=False)
    yield database
    database.close()


def standing(session):
    return {each.case.ref: each.case for each in every(session, Wanted(), OPERATOR, LATER.date())}


def faults(session):
    codes = {code for code, _said in all_faults(session, OPERATOR, LATER.date(), LATER)}
    return codes - {"mail_held", "no_seat", "waits_for_nobody"}  # of the office itself


def test_its_cases_stand_as_they_were_left(restored):
    with restored.session() as session:
        states = {ref: case.state for ref, case in standing(session).items()}

        assert states == BEGUN | REPORTED
        assert faults(session) == set()


def finish(world, case):
    """What is left of the way to its end."""
    definition = versions.by_id(world.session, case.definition_id)
    for action in TO_THE_END[case.workflow]:
        by = world.handler if action in ("handle", "learn") else world.secretary
        if machine.action(definition, world.now(case).state, action):
            world.step(
                world.now(case), action, by, **INPUTS.get(action, {}), **MORE.get(action, {})
            )


def test_its_cases_are_finished(restored, tmp_path):
    with restored.session() as session:
        world = replace(found(session), at=LATER)
        cases = standing(session)
        meeting = world.meeting()
        world.item(meeting, cases["T-2026-1"], Outcome.APPROVED)
        world.hold(meeting)
        for case in cases.values():
            finish(world, case)
        reporting = world.meeting()
        council_reports.propose(session, reporting, Act(world.secretary, LATER))
        world.hold(reporting)

        ended = {case.state for case in standing(session).values()}
        assert ended == {"evaluated", "reported_to_asu"}
        assert faults(session) == set()
        assert health.breaks(session, OPERATOR, LATER.date()) == []
        hold.release(session, Act(OPERATOR, LATER))

    sent = tick(restored, LATER, mailer=MaildirMailer(tmp_path / "box")).sent.sent
    assert sent == len([*(tmp_path / "box" / "new").iterdir()]) > 0
