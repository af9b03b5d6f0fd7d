"""Whether whoever reported has heard of the answer: on her page, by mail, or not to be reached."""

from __future__ import annotations

from engine.people.acts import Act
from tests.world import World, unmet
from workflows.deviations import contacts, heard
from workflows.deviations.heard import HeardBy, HeardState
from workflows.deviations.reports import Receipt
from workflows.views.case_view import view_of
from workflows.views.reporter_view import reported


def answered(world: World, email: str | None = "sykepleier@example.no") -> Receipt:
    """A report of somebody who is mailed, with its answer."""
    receipt = world.report(email=email)
    world.step(receipt.case, "route", handler="mottak")
    world.step(receipt.case, "answer", world.handler, answer="Beklager", event_type="ict")
    return receipt


def waits_for(world: World, receipt: Receipt, **inputs: str) -> list[str]:
    """What a handler who wants to finish is told; nothing where it is done."""
    return list(unmet(lambda: world.step(receipt.case, "handle", world.handler, **inputs)))


def mailed(
    world: World, receipt: Receipt, became: HeardState, way: HeardBy = HeardBy.ADDRESS
) -> None:
    """The mail about the last step of the case came to that."""
    case = world.now(receipt.case)
    event = heard.events_of(world.session, case.id)[-1]
    heard.keep(world.session, event.id, HeardBy.ADDRESS, became, world.at)


def test_an_answer_waits_until_the_mail_server_has_taken_its_mail(world):
    receipt = answered(world)
    assert waits_for(world, receipt) == ["answer_sent"]
    assert waits_for(world, receipt, unreached="Hun har sluttet.") == ["answer_sent"]

    mailed(world, receipt, HeardState.TOLD)

    assert waits_for(world, receipt) == []


def test_a_mail_that_came_back_was_not_delivered_and_the_handler_may_say_so(world):
    receipt = answered(world)
    mailed(world, receipt, HeardState.TOLD)
    mailed(world, receipt, HeardState.CAME_BACK)
    assert waits_for(world, receipt) == ["answer_arrived"]

    assert waits_for(world, receipt, unreached="Adressen finnes ikke.") == []


def test_what_is_read_with_the_receipt_is_delivered(world):
    receipt = answered(world)
    mailed(world, receipt, HeardState.REFUSED)

    reported(world.session, receipt.code, world.day(1), "nb")

    assert waits_for(world, receipt) == []


def test_who_has_no_address_reads_the_answer_behind_the_receipt(world):
    assert waits_for(world, answered(world, email=None)) == []


def test_who_removed_the_address_is_waited_for_no_more(world):
    receipt = answered(world)
    contacts.remove(world.session, receipt.case, Act(world.secretary, world.at))

    assert waits_for(world, receipt) == []


def test_what_its_reporter_reads_in_her_account_is_delivered(world):
    case = world.report(by=world.gp, email=None).case
    receipt = Receipt(case, "")
    world.step(case, "route", handler="mottak")
    world.step(case, "answer", world.handler, answer="Beklager", event_type="ict")
    view_of(world.session, case.ref, world.handler, world.at, "nb")
    assert waits_for(world, receipt) == ["answer_sent"]

    view_of(world.session, case.ref, world.gp, world.at, "nb")

    assert waits_for(world, receipt) == []


def test_a_new_answer_is_delivered_anew(world):
    receipt = answered(world)
    mailed(world, receipt, HeardState.TOLD)
    world.step(receipt.case, "answer", world.handler, answer="Beklager")

    assert waits_for(world, receipt) == ["answer_sent"]
