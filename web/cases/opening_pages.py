"""Opening a case: the form that its definition makes, for any workflow."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from engine.definitions import versions
from engine.errors import BadInput, Reason, Refused
from engine.language.sentences import _
from engine.people.tables import Partnership
from web.form_values import line, typed_values
from web.page import Given, Known, Page, named_partnership
from web.refusals import reasons_of, status_of
from workflows.views import case_opening
from workflows.views.case_opening import TypedOpening
from workflows.views.step_forms import InputForm, with_refusal

router = APIRouter()
LONGEST_KEY = 64


@router.get("/lists/{workflow}/new")
def new_case(page: Known, workflow: str, at: str = "") -> Response:
    """The form that opens a case of a workflow."""
    return _form(page, workflow, at)


@router.post("/lists/{workflow}/new")
def open_new(page: Known, workflow: str, form: Given) -> Response:
    """Open a case. What is refused comes back with everything that was typed."""
    owner = _owner(page, line(form, "partnership"))
    typed = typed_values(form)
    given = TypedOpening(workflow, owner.number, typed)
    try:
        with page.attempt():
            act = page.act(key=line(form, "key")[:LONGEST_KEY] or None)
            case = case_opening.open_typed(page.session, given, act)
    except (BadInput, Refused) as refusal:
        return _form(page, workflow, owner.key, typed, refusal)
    return page.go(f"/cases/{case.ref}", done=1)


def _form(
    page: Page,
    workflow: str,
    at: str,
    typed: dict[str, list[str]] | None = None,
    refusal: BadInput | Refused | None = None,
) -> Response:
    owner = _owner(page, at)
    _number, definition = versions.newest(page.session, workflow, owner.number)
    form: InputForm = case_opening.form(
        page.session, definition, owner.number, page.reader, page.today, typed or {}
    )
    if refusal is not None:
        form = with_refusal(form, reasons_of(refusal))
    values = {
        "definition": definition,
        "form": form,
        "owner": owner,
        "partnerships": page.partnerships,
    }
    return page.show("cases/new.html", values, status_of(refusal) if refusal else 200)


def _owner(page: Page, key: str) -> Partnership:
    """The partnership of that id in which the reader sits; her first where none is named. Refuses
    whoever sits nowhere."""
    if not page.partnerships:
        raise Refused([Reason("right", _("You have no seat in any body now."))])
    return named_partnership(page.partnerships, key)
