"""What whoever holds a receipt reads and does, through a program that she uses: the code stands in
what is sent, and in no address."""

from __future__ import annotations

from functools import partial
from typing import Any

from fastapi import APIRouter

from engine.cases.events import Event
from engine.cases.records import Case
from engine.cases.steps import advance
from engine.people.acts import Act
from notifications.letters.forgetting import forget_reporter
from notifications.outbox.new_address import correct_by_receipt
from web.api.calls import Call, Key, Reporting
from web.api.given import OwnAddressGiven, OwnStepGiven, ReceiptGiven
from workflows.deviations import reports
from workflows.views.reporter_told import told_to_reporter
from workflows.views.reporter_view import reported

router = APIRouter()


@router.post("/receipts")
def read_report(call: Reporting, given: ReceiptGiven) -> dict[str, Any]:
    """The report of a receipt as its reporter sees it. What was written to her counts as read from
    now on."""
    return _told(call, _known(call, given.receipt))


@router.post("/receipts/steps", status_code=201)
def take_step(call: Reporting, given: OwnStepGiven, key: Key = None) -> dict[str, Any]:
    """What the reporter does: replies, adds, withdraws, says that the answer did not help. The same
    `Idempotency-Key` again gives the first answer."""

    def step(case: Case, act: Act) -> tuple[Case, Event]:
        return case, advance(call.session, case, given.action, act, given.inputs)

    code, act = _known(call, given.receipt), call.act(key=key)
    case, event = reports.as_reporter(call.session, code, act, step)
    call.site.wake()
    return {"ref": case.ref, "state": event.to_state, "version": event.seq}


@router.put("/receipts/address")
def put_address(call: Reporting, given: OwnAddressGiven) -> dict[str, Any]:
    """Answer to another address from now on, or to none where it is null. `again` is how many mails
    that had failed are tried anew."""
    code, act, again = _known(call, given.receipt), call.act(), 0
    if given.email is None:
        reports.as_reporter(call.session, code, act, partial(forget_reporter, call.session))
    else:
        again = correct_by_receipt(call.session, code, given.email, act)
    call.site.wake()
    return {"ref": reports.by_receipt(call.session, code).ref, "again": again}


def _known(call: Call, code: str) -> str:
    """The code, where it leads to a report. One that does not counts as a guess; whoever guessed
    too often is told no more."""
    reports.by_typed_receipt(call.session, code, call.caller, call.now)
    return code


def _told(call: Call, code: str) -> dict[str, Any]:
    report = reported(call.session, code, call.now, call.language)
    return told_to_reporter(call.session, code, report, call.language)
