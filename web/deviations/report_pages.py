"""Reporting a deviation: no account, one page, nothing typed is lost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from fastapi import APIRouter
from fastapi.responses import Response

from engine.errors import BadInput, Reason, Refused
from engine.people import registry
from engine.people.attempts import Limit, counting
from engine.people.tables import Partnership
from web.deviations.receipt_cookie import keep_receipt
from web.form_values import line, typed_values
from web.page import Anyone, Given, Page
from web.refusals import reasons_of, status_of
from workflows.deviations.channels import channels_beside
from workflows.views import report_form
from workflows.views.report_form import TypedReport

REPORTED = Limit("report", 60, timedelta(hours=1))
REFUSED = Limit("report_refused", 600, timedelta(hours=1))  # those come back, and are kept nowhere
LONGEST_KEY = 64
SHORT, WHOLE = "short", "whole"  # sent with the form of one kind; wanted instead of it
router = APIRouter()


@router.get("/report")
def choose_partnership(page: Anyone) -> Response:
    """The partnerships to report in; the form itself where there is one alone."""
    known = registry.partnerships(page.session)
    if len(known) == 1:
        return page.go(f"/report/to/{known[0].key}")
    return page.show("deviations/partnerships.html", {"partnerships": known})


@router.get("/report/to/{partnership}")
def ask(page: Anyone, partnership: str, kind: str = "") -> Response:
    """The form, or the short one of a kind; its address is short enough for a poster."""
    owner = registry.partnership(page.session, partnership)
    return _form(page, owner, kind=kind)


@router.post("/report/to/{partnership}")
def send(page: Anyone, partnership: str, form: Given) -> Response:
    """Report. What is refused comes back with everything that was typed; sent twice it is one."""
    owner = registry.partnership(page.session, partnership)
    typed = typed_values(form)
    given = TypedReport(owner, typed, page.language)
    key, session = line(form, "key")[:LONGEST_KEY] or None, page.session
    if line(form, WHOLE):
        return _form(page, owner, typed)
    try:
        with counting(session, REPORTED, REFUSED, page.caller, page.now), page.attempt():
            receipt = report_form.report_typed(session, given, page.act(key=key))
    except (BadInput, Refused) as refusal:
        kind = line(form, "kind") if line(form, SHORT) else ""
        return _form(page, owner, typed, refusal, kind)
    page.site.wake()
    answer = page.go("/report/mine", new=1)
    keep_receipt(page, answer, receipt.code)
    return answer


def _form(
    page: Page,
    owner: Partnership,
    typed: dict[str, list[str]] | None = None,
    refusal: BadInput | Refused | None = None,
    kind: str = "",
) -> Response:
    reasons: Sequence[Reason] = reasons_of(refusal) if refusal else ()
    form = report_form.form(page.session, owner.number, page.today, typed, reasons, kind)
    kinds = report_form.kinds(page.session)
    chosen = next((each for each in kinds if each.value == kind), None)
    spent = any(reason.code == "key" for reason in reasons)
    key = None if spent else "".join((typed or {}).get("key", [])) or None
    due = report_form.due_when_reported(page.session, owner.number, page.today)
    values = {
        "owner": owner,
        "form": form,
        "key": key,
        "due": due,
        "kinds": kinds,
        "chosen": chosen,
        "channels": channels_beside(each.name for each in form.inputs),
    }
    return page.show("deviations/report.html", values, status_of(refusal) if refusal else 200)
