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
from workflows.views import report_form
from workflows.views.report_form import TypedReport

REPORTED = Limit("report", 60, timedelta(hours=1))
REFUSED = Limit("report_refused", 600, timedelta(hours=1))  # those come back, and are kept nowhere
LONGEST_KEY = 64
router = APIRouter()


@router.get("/report")
def choose_partnership(page: Anyone) -> Response:
    """The partnerships to report in; the form itself where there is one alone."""
    known = registry.partnerships(page.session)
    if len(known) == 1:
        return page.go(f"/report/to/{known[0].key}")
    return page.show("deviations/partnerships.html", {"partnerships": known})


@router.get("/report/to/{partnership}")
def ask(page: Anyone, partnership: str) -> Response:
    """The form; its address is short enough for a poster."""
    return _form(page, registry.partnership(page.session, partnership))


@router.post("/report/to/{partnership}")
def send(page: Anyone, partnership: str, form: Given) -> Response:
    """Report. What is refused comes back with everything that was typed; sent twice it is one."""
    owner = registry.partnership(page.session, partnership)
    typed = typed_values(form)
    given = TypedReport(owner, typed, page.language)
    key, session = line(form, "key")[:LONGEST_KEY] or None, page.session
    try:
        with counting(session, REPORTED, REFUSED, page.caller, page.now), page.attempt():
            receipt = report_form.report_typed(session, given, page.act(key=key))
    except (BadInput, Refused) as refusal:
        return _form(page, owner, typed, refusal)
    page.site.wake()
    answer = page.go("/report/mine", new=1)
    keep_receipt(page, answer, receipt.code)
    return answer


def _form(
    page: Page,
    owner: Partnership,
    typed: dict[str, list[str]] | None = None,
    refusal: BadInput | Refused | None = None,
) -> Response:
    reasons: Sequence[Reason] = reasons_of(refusal) if refusal else ()
    form = report_form.form(page.session, owner.number, page.today, typed, reasons)
    spent = any(reason.code == "key" for reason in reasons)
    key = None if spent else "".join((typed or {}).get("key", [])) or None
    due = report_form.due_when_reported(page.session, owner.number, page.today)
    values = {"owner": owner, "form": form, "key": key, "due": due}
    return page.show("deviations/report.html", values, status_of(refusal) if refusal else 200)
