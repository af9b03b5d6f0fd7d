"""Deviations: reported, talked about, compared, learnt from."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from engine.language.sentences import say
from engine.people import registry
from engine.people.actors import ANYONE
from notifications.outbox.new_address import correct_address
from web.api.calls import Acting, Key, Reading, Reporting
from web.api.given import AddressGiven, ProposalGiven, ReportGiven, Word
from workflows.deviations import reports
from workflows.deviations.contacts import AnswerTo
from workflows.deviations.proposals import propose_measure
from workflows.deviations.units import find_unit
from workflows.views.conversation import conversation
from workflows.views.readings_told import asked_readings
from workflows.views.report_form import forms_by_kind
from workflows.views.routing_view import proposed
from workflows.views.similar_view import similar_cases

router = APIRouter()


@router.get("/deviations/forms")
def read_forms(call: Reporting) -> dict[str, Any]:
    """What a report of each kind asks for, and where something serious must or can be told
    besides."""
    return forms_by_kind(call.session, call.language)


@router.post("/deviations", status_code=201)
def report(call: Reporting, given: ReportGiven, key: Key = None) -> dict[str, Any]:
    """Report a deviation; without a unit those who route it find out. The receipt is the way to its
    answer, and is shown this once."""
    owner = registry.partnership(call.session, given.partnership)
    unit = given.unit and find_unit(call.session, given.unit, owner.number, call.today)
    answer_to = AnswerTo(given.email, given.language)
    act = call.act(key=key)._replace(by=ANYONE)
    receipt = reports.report(call.session, unit or owner, given.inputs, act, answer_to)
    call.site.wake()
    return {"ref": receipt.case.ref, "receipt": receipt.code}


@router.get("/cases/{ref}/conversation")
def read_conversation(call: Reading, ref: Word) -> dict[str, Any]:
    """What the reporter and those who handle a deviation wrote to each other, in its order, each
    with the role of whoever wrote it."""
    return {"items": [each.told(call.language) for each in conversation(call.case(ref))]}


@router.get("/cases/{ref}/readings")
def read_readings(call: Reading, ref: Word) -> dict[str, Any]:
    """Who read a deviation, the newest first: by name for the secretariat, by role for whoever
    reported it."""
    found = asked_readings(call.case(ref))
    return {"items": [{"at": each.at, "who": call.say(each.who)} for each in found]}


@router.put("/cases/{ref}/address")
def put_address(call: Acting, ref: Word, given: AddressGiven) -> dict[str, Any]:
    """Put right where the answer to a report goes, for the secretariat. Mails that wait or failed
    go there: `again` is how many were tried anew."""
    case = call.case(ref).case
    again = correct_address(call.session, case, given.email, call.act())
    call.site.wake()
    return {"ref": case.ref, "again": again}


@router.get("/cases/{ref}/similar")
def read_similar(call: Reading, ref: Word) -> dict[str, Any]:
    """The deviations that are most like one, and what they have in common; for those who handle
    it."""
    return {"items": [each.told(call.language) for each in similar_cases(call.case(ref))]}


@router.get("/cases/{ref}/proposal")
def read_proposal(call: Reading, ref: Word) -> dict[str, Any]:
    """Who could handle a report that is to be routed, and why; both null where nothing says who."""
    found = proposed(call.case(ref))
    if found is None:
        return {"body": None, "because": None}
    return {"body": found.body, "because": say(found.because, call.language)}


@router.post("/cases/{ref}/measures", status_code=201)
def propose(call: Acting, ref: Word, given: ProposalGiven, key: Key = None) -> dict[str, Any]:
    """Propose a measure because of a deviation and others that are named, in one step."""
    view, act = call.case(ref), call.act(key=key)
    case = propose_measure(call.session, view.case, given.inputs, given.also, act)
    call.site.wake()
    return {"ref": case.ref, "state": case.state, "version": case.version}
