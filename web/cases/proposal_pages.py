"""A measure that is proposed because of deviations: one form for both."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from engine.errors import BadInput, Refused
from web.cases.step_pages import LONGEST_KEY, opened
from web.form_values import line, typed_values
from web.page import Given, Known, Page
from web.refusals import RIGHTS, reasons_of, status_of
from workflows.deviations.proposals import refuse_proposal
from workflows.views.case_view import View
from workflows.views.proposal_form import may_propose, proposal_form, propose_typed
from workflows.views.step_forms import with_refusal

router = APIRouter()


@router.get("/cases/{ref}/propose")
def proposal(page: Known, ref: str) -> Response:
    """The form by which a measure is proposed because of a deviation."""
    view = opened(page, ref)
    refuse_proposal(page.session, view.case, page.act())
    return _form(page, view, {})


@router.post("/cases/{ref}/propose")
def propose(page: Known, ref: str, form: Given) -> Response:
    """Propose a measure. What is refused comes back with everything that was typed."""
    view, typed = opened(page, ref), typed_values(form)
    try:
        with page.attempt():
            case = propose_typed(view, typed, page.act(key=line(form, "key")[:LONGEST_KEY] or None))
    except (BadInput, Refused) as refusal:
        if RIGHTS & {reason.code for reason in refusal.reasons} or not may_propose(view):
            raise
        return _form(page, view, typed, refusal)
    page.site.wake()
    return page.go(f"/cases/{case.ref}", done=1)


def _form(
    page: Page,
    view: View,
    typed: dict[str, list[str]],
    refusal: BadInput | Refused | None = None,
) -> Response:
    form = proposal_form(view, typed)
    if refusal is not None:
        form = with_refusal(form, reasons_of(refusal))
    values = {"view": view, "form": form}
    return page.show("cases/propose.html", values, status_of(refusal) if refusal else 200)
