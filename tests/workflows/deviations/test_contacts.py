from __future__ import annotations

import pytest

from engine.cases.chain import verify_chains
from engine.errors import Refused
from engine.people.actors import reporter
from engine.people.acts import Act
from tests.world import tamper
from workflows.deviations import contacts, receipts, reports

EMAIL = "reporter@example.no"


def test_the_reporter_takes_the_address_back_and_the_receipt_still_opens(world):
    report = world.report(email=EMAIL)

    contacts.remove(world.session, report.case, Act(reporter(report.case.id), world.at))

    assert contacts.contact(world.session, report.case.id) is None
    assert reports.by_receipt(world.session, report.code).ref == report.case.ref
    assert verify_chains(world.session) == []


def test_a_receipt_removes_no_other_address(world):
    mine, other = world.report(email=EMAIL), world.report(email=EMAIL, what="Noe annet")

    with pytest.raises(Refused):
        contacts.remove(world.session, other.case, Act(reporter(mine.case.id), world.at))
    assert contacts.contact(world.session, other.case.id) is not None


def test_what_is_removed_is_removed_once(world):
    case = world.report(email=EMAIL).case
    contacts.remove(world.session, case, Act(world.secretary, world.at))

    with pytest.raises(Refused, match="No address is stored"):
        contacts.remove(world.session, case, Act(world.secretary, world.at))


def test_a_removal_that_nobody_did_is_found(world):
    case = world.report(email=EMAIL).case

    tamper(world.session, "UPDATE contact SET removed_at = '2026-03-02T09:00:00.000000+00:00'")

    found = verify_chains(world.session)
    assert [(each.ref, each.what) for each in found] == [(f"contact {case.id}", "history_vanished")]


def test_a_receipt_is_kept_as_a_hash(world):
    assert receipts.kept(world.report().code) != world.report().code
