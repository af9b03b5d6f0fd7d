"""What `verify` and `doctor` look at."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date

import pytest

from engine.cases.anchors import anchor_chains
from engine.people.actors import OPERATOR
from engine.people.acts import Act
from engine.people.closed_days import close
from engine.people.tokens import Scope, TokenIn, give_token
from engine.storage.database import Database
from tests.house import ROOT, modules, text
from tests.world import SETTING_UP, found, tamper
from workflows.deviations import contacts
from workflows.deviations.readings import log_reading
from workflows.health import breaks, broken, faults, heads
from workflows.partnerships.ended_bodies import end_body
from workflows.partnerships.leaving import leave_body


def test_every_kind_of_traced_row_is_compared_with_its_traces():
    traced = {
        name for path in modules() for name in re.findall(r'= traced\(\s*"(\w+)"', text(path))
    }
    asked = (
        "import workflows.health, notifications.sending.proof;"
        " from engine.people.trace import SUBJECTS; print(*SUBJECTS)"
    )

    done = subprocess.run(
        [sys.executable, "-c", asked], cwd=ROOT, capture_output=True, check=True, encoding="utf-8"
    )

    assert set(done.stdout.split()) == traced
    assert {"body", "partnership", "mandate"} < traced


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE installation SET rehearsal = NOT rehearsal",
        "UPDATE person SET mail = NOT mail WHERE id = 1",
        "UPDATE membership SET valid_to = '2026-01-01' WHERE id = 1",
        "UPDATE membership SET acts = NOT acts WHERE id = 1",
        "DELETE FROM membership WHERE id = 1",
        "UPDATE body SET kind = 'unit' WHERE key = 'asu'",
        "UPDATE body SET name = 'Et annet råd' WHERE key = 'asu'",
        "UPDATE partnership SET mail_hour = 3 WHERE key = 'fjord'",
        "UPDATE mandate SET valid_from = '2026-02-01'",
        "UPDATE meeting SET day = '2026-06-01'",
        "UPDATE meeting SET state = 'planned'",
        "UPDATE meeting_body SET body_id = body_id + 1",
        "DELETE FROM meeting_body",
        "UPDATE agenda_item SET outcome = 'declined'",
        "UPDATE agenda_item SET title = 'Noe annet'",
        "UPDATE closed_day SET last = '2026-12-30'",
        "UPDATE token SET until = '2026-12-30'",
        "DELETE FROM token",
        "UPDATE reading SET person_id = person_id + 1",
        "DELETE FROM reading",
        "INSERT INTO reading (case_id, person_id, at) SELECT case_id, 1, at FROM reading",
    ],
)
def test_what_decides_or_shows_is_what_its_trace_tells(world, change):
    world.approved()
    christmas = (date(2026, 12, 20), date(2026, 12, 22))
    close(world.session, world.partnership, *christmas, "Jul", SETTING_UP)
    token = TokenIn("EPJ", [Scope.READ], date(2026, 12, 31))
    give_token(world.session, "member@example.no", token, SETTING_UP)
    log_reading(world.session, world.routed(), "handler", world.handler, world.at)
    assert breaks(world.session, OPERATOR, world.at.date()) == []

    tamper(world.session, change)

    found = breaks(world.session, OPERATOR, world.at.date())
    assert {each.what for each in found} <= {"row_differs", "history_vanished"}
    assert found
    assert all(str(broken(each)) for each in found)


def test_the_heads_end_with_the_anchor_that_would_be_made_now(world):
    world.measure()
    before = heads(world.session, world.at.date())[-1]

    world.measure()
    after = heads(world.session, world.at.date())[-1]

    assert (before.cases, after.cases) == (1, 2)
    assert before.hash != after.hash


def nobody(world, days=0):
    found = faults(world.session, world.secretary, world.day(days).date())
    return [str(sentence) for code, sentence in found if code == "waits_for_nobody"]


def test_a_case_that_waits_for_nobody_is_a_fault(world):
    case = world.report().case
    world.person("Kort Tid", ("tomt-rad", "member"), until=world.at.date())
    world.step(case, "route", handler="tomt-rad")
    assert nobody(world) == []

    assert len(nobody(world, days=1)) == 1
    assert nobody(world, days=1)[0].startswith(f"{case.ref} waits for nobody: Det tomme")


def test_a_case_whose_last_member_leaves_is_a_fault(world):
    world.routed()
    assert nobody(world) == []

    act = Act(world.secretary, world.at)
    leave_body(world.session, world.handler, world.body("mottak"), world.at.date(), act)

    assert len(nobody(world, days=1)) == 1


def test_a_case_of_a_body_that_ended_waits_for_its_successor(world):
    world.routed()
    act, after = Act(world.secretary, world.at), world.body("sengepost")
    end_body(world.session, world.body("mottak"), world.at.date(), after, act)
    assert len(nobody(world, days=1)) == 1

    world.person("Siri Post", ("sengepost", "member"))

    assert nobody(world, days=1) == []


def test_a_proposal_waits_for_the_council_and_not_for_its_owners(world):
    world.measure(bodies=["tomt-rad"])

    assert nobody(world) == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("version = version", False),
        ("wake_on = NULL", True),
        ("wake_on = '2027-01-01'", True),
        ("wake_on = '2026-01-01'", False),
    ],
)
def test_a_case_that_would_be_asked_too_late_is_a_fault(world, change, told):
    case = world.routed()
    ticked = "UPDATE installation SET rehearsal = false, ticked_at = '2026-03-02 09:00+00:00'"
    tamper(world.session, ticked)
    tamper(world.session, f'UPDATE "case" SET {change} WHERE id = {case.id}')

    found = [
        str(said)
        for code, said in faults(world.session, OPERATOR, world.at.date())
        if code == "wake_differs"
    ]
    assert found == ([f"{case.ref}: nobody would be warned of its deadline."] if told else [])


def test_the_code_of_a_receipt_is_bound_and_its_address_can_go(world):
    first, second = world.report(email="en@example.no"), world.report(email="to@example.no")
    contacts.remove(world.session, first.case, SETTING_UP)
    assert breaks(world.session, OPERATOR, world.at.date()) == []

    tamper(
        world.session,
        f"UPDATE contact SET receipt_hash = '{'0' * 64}' WHERE case_id = {second.case.id}",
    )
    (found,) = breaks(world.session, OPERATOR, world.at.date())
    assert (found.ref, found.what) == (f"receipt {second.case.id}", "row_differs")


@pytest.mark.parametrize(
    ("junk", "ref"),
    [
        ("counter SET last", "T-2026"),
        ("anchor SET day", "anchor"),
        ("installation SET ticked_at", "anchor"),
        ('"case" SET opened_at', "T-2026-1"),
        ("person SET away_until", ""),
        ("person SET stopped", ""),
        ("membership SET valid_to", ""),
    ],
)
def test_a_row_that_cannot_be_read_is_a_finding(junk, ref, sqlite_url, peopled):
    """On SQLite alone: PostgreSQL takes no such value."""
    database = Database(sqlite_url, durable=False)
    with database.session() as session:
        world = found(session)
        world.measure()
        anchor_chains(session, world.at.date())
        tamper(
            session,
            "UPDATE installation SET rehearsal = false",
            f"UPDATE {junk} = '{{broken'",
        )
    with database.session() as session:
        told = list(faults(session, OPERATOR, world.at.date()))
        named = {each.ref for each in breaks(session, OPERATOR, world.at.date())}
    database.close()

    assert "unreadable" in [code for code, _said in told]
    assert not ref or ref in named
