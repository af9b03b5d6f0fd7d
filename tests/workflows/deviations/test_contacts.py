from __future__ import annotations

import pytest

from engine.cases.chain import verify_chains
from engine.errors import BadInput, IdentityNumber, Refused
from engine.people.actors import reporter
from engine.people.acts import Act
from engine.people.trace import trace_of
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


NEW = "ny@example.no"


def reached(world, case) -> str | None:
    found = contacts.contact(world.session, case.id)
    return found and found.email


@pytest.mark.parametrize("hers", [True, False])
def test_an_address_is_put_right_and_stands_in_no_event(world, hers):
    case = world.report(email=EMAIL).case
    act = Act(reporter(case.id) if hers else world.secretary, world.at)

    assert contacts.correct(world.session, case, f" {NEW.upper()} ", act)
    assert not contacts.correct(world.session, case, NEW, act), "it is that already"

    assert reached(world, case) == NEW
    told = trace_of(world.session, contacts.RECEIPT, case.id)
    assert [each.kind for each in told] == ["given", "corrected_address"]
    assert told[1].by == (None if hers else world.secretary.person_id)
    assert "@" not in "".join(each.data for each in told)
    assert verify_chains(world.session) == []


@pytest.mark.parametrize("removed", [True, False])
def test_she_alone_gives_an_address_where_there_is_none(world, removed):
    case = world.report(email=EMAIL if removed else None).case
    if removed:
        contacts.remove(world.session, case, Act(world.secretary, world.at))

    with pytest.raises(Refused, match="No address is stored"):
        contacts.correct(world.session, case, NEW, Act(world.secretary, world.at))
    assert reached(world, case) is None
    contacts.correct(world.session, case, NEW, Act(reporter(case.id), world.at))

    assert reached(world, case) == NEW
    assert verify_chains(world.session) == []
    contacts.remove(world.session, case, Act(world.secretary, world.day(1)))
    assert reached(world, case) is None
    assert verify_chains(world.session) == []


def test_a_receipt_puts_no_other_address_right(world):
    mine, other = world.report(email=EMAIL), world.report(email=EMAIL)

    with pytest.raises(Refused):
        contacts.correct(world.session, other.case, NEW, Act(reporter(mine.case.id), world.at))
    assert reached(world, other.case) == EMAIL


def test_an_address_that_is_none_is_refused_and_the_old_one_stays(world):
    case = world.report(email=EMAIL).case

    with pytest.raises(BadInput, match="not an email address"):
        contacts.correct(world.session, case, "ola@", Act(world.secretary, world.at))
    assert reached(world, case) == EMAIL


@pytest.mark.parametrize("hers", [True, False])
def test_an_identity_number_is_no_part_of_an_address(world, hers):
    case = world.report(email=EMAIL).case
    by = reporter(case.id) if hers else world.secretary

    with pytest.raises(IdentityNumber, match="“New address”"):
        contacts.correct(world.session, case, "01010750160@x1.no", Act(by, world.at))
    assert reached(world, case) == EMAIL


def test_none_is_kept_where_the_report_was_sent_over(world):
    world.share_mottak()
    case = world.report(email=EMAIL).case
    twin = world.sent_over(case)

    with pytest.raises(Refused):
        contacts.correct(world.session, case, NEW, Act(reporter(case.id), world.at))
    assert (reached(world, case), reached(world, twin)) == (None, EMAIL)
