"""The reporter's own page: where the report stands, what was asked and answered, what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.datastructures import FormData

from engine.cases.records import Case
from engine.errors import BadInput, NotFound, Reason, Refused, TooOften
from engine.language.sentences import _
from engine.people.acts import Act
from notifications.letters.forgetting import forget_reporter
from notifications.outbox.new_address import correct_by_receipt
from web.addresses import holds_none
from web.deviations.receipt_cookie import drop_receipt, keep_receipt, kept_receipt
from web.form_values import line, typed_values
from web.page import KEPT, Anyone, Given, Page
from web.refusals import reasons_of, status_of
from web.rendering import LOOK_AGAIN
from workflows.deviations import reports
from workflows.views import reporter_view
from workflows.views.case_step import TypedStep, action_label, take_step
from workflows.views.step_forms import with_refusal

LONGEST_CODE = 64
ADDRESS = "address"  # what giving another one is called among the steps
STEP, OF_STEP = "step", "step."  # what was to be done, and what was typed with it
FORGOTTEN = _("This browser has forgotten your code. Type it, and do it again.")
GONE_ON = _("This can no longer be done: your report has gone on. You see here where it stands.")
router = APIRouter()


@router.get("/report/receipt")
def ask_code(page: Anyone) -> Response:
    """The form that asks for the code of a receipt; the report itself where this browser has it."""
    if _known_code(page):
        return page.go("/report/mine")
    return _code_page(page)


def _known_code(page: Page) -> str:
    """The code that this browser keeps, where it leads to a report; else nothing."""
    code = kept_receipt(page)
    try:
        return code if reports.by_receipt(page.session, code) else ""
    except NotFound:
        return ""


def _code_page(
    page: Page,
    wrong: Sequence[object] = (),
    code: str = "",
    kept: TypedStep | None = None,
    status: int = 200,
) -> Response:
    """The form that asks for a code, and keeps what was to be done with the report."""
    values = {"wrong": wrong, "code": code, "kept": kept, "step": STEP, "of_step": OF_STEP}
    typed = _words(kept.typed) if kept else []
    return page.show("deviations/code.html", {**values, "typed": typed}, status)


def _kept_step(form: FormData) -> TypedStep | None:
    """What was to be done when the code was asked for again."""
    typed = typed_values(form)
    given = {n.removeprefix(OF_STEP): v for n, v in typed.items() if n.startswith(OF_STEP)}
    return TypedStep(line(form, STEP), given) if line(form, STEP) else None


def _filled_in(page: Page, code: str, step: TypedStep) -> Response:
    """The report with the form as it was filled in before its code was typed again."""
    look = BadInput(Reason("", LOOK_AGAIN))
    if step.action != ADDRESS:
        return _again(page, code, step, look)
    return _address_again(page, code, "".join(step.typed.get("email", ())), look)


@router.post("/report/receipt")
def open_receipt(page: Anyone, form: Given) -> Response:
    """Open the report of a receipt; its whole link is pasted as well as its code."""
    code = line(form, "code").rpartition("#")[2][:LONGEST_CODE]
    kept = _kept_step(form)
    try:
        _try_code(page, code)
    except (BadInput, NotFound, TooOften) as refusal:
        status = status_of(refusal) if isinstance(refusal, TooOften) else 422
        return _code_page(page, refusal.sentences, code, kept, status)
    answer = _filled_in(page, code, kept) if kept else page.go("/report/mine")
    keep_receipt(page, answer, code)
    return answer


def _try_code(page: Page, code: str) -> None:
    """Refuse a code that leads to no report, and count it; one that does is no guess."""
    if not code:
        raise BadInput(Reason("code", _("Type the code on your receipt.")))
    reports.by_typed_receipt(page.session, code, page.caller, page.now)


@router.get("/report/mine")
def own_report(page: Anyone, new: str = "") -> Response:
    """The report; right after it was sent, its receipt too."""
    code = _known_code(page)
    if not code:
        return page.go("/report/receipt")
    report = reporter_view.reported(page.session, code, page.now, page.language)
    values: dict[str, Any] = {"report": report, "code": code if new else "", "tried": ""}
    values |= {"refused": (), "typed": ()}
    values |= {"email": "", "wrong": ()}
    return page.show("deviations/mine.html", values)


@router.post("/report/mine/do/{action}")
def take(page: Anyone, action: str, form: Given) -> Response:
    """What the reporter does: replies, withdraws."""
    code, typed = _known_code(page), typed_values(form)
    if not code:
        kept = TypedStep(action, typed) if holds_none(action) else None
        return _code_page(page, (FORGOTTEN,), kept=kept, status=404)
    step = TypedStep(action, typed, key=line(form, "key") or None)
    try:
        _take(page, code, step)
    except (BadInput, Refused) as refusal:
        return _again(page, code, step, refusal)
    page.site.wake()
    return page.go_kept("/report/mine", action if action in KEPT else "yes")


def _take(page: Page, code: str, step: TypedStep) -> None:
    def taken(case: Case, act: Act) -> None:
        view = reporter_view.to_reporter(page.session, case, page.now, page.language)
        action_label(view.definition, step.action)
        with page.attempt():
            take_step(page.session, view, step, act)

    reports.as_reporter(page.session, code, page.act(step.reason, step.key), taken)


def _again(page: Page, code: str, step: TypedStep, refusal: BadInput | Refused) -> Response:
    typed = {step.action: step.typed}
    report = reporter_view.reported(page.session, code, page.now, page.language, typed)
    forms = tuple(
        with_refusal(form, reasons_of(refusal)) if form.action.name == step.action else form
        for form in report.forms
    )
    values: dict[str, Any] = {
        "report": report._replace(forms=forms),
        "code": "",
        "tried": step.action,
    }
    there = any(form.action.name == step.action for form in forms)
    gone = {"state", "key", ""} & {reason.code for reason in refusal.reasons}
    said = (GONE_ON,) if gone else refusal.sentences
    values |= {"refused": () if there else said, "typed": _words(step.typed)}
    values |= {"email": "", "wrong": ()}
    return page.show("deviations/mine.html", values, status_of(refusal))


def _words(typed: Mapping[str, Sequence[str]]) -> list[str]:
    """What somebody typed, without what the form itself gave."""
    return [text for name, texts in typed.items() if name != "key" for text in texts if text]


@router.post("/report/mine/forget")
def forget(page: Anyone) -> Response:
    """Remove the address that was left with the report; pressed again it is removed already."""
    code = _known_code(page)
    if not code:
        return _code_page(page, (FORGOTTEN,), status=404)
    with suppress(Refused):
        reports.as_reporter(page.session, code, page.act(), partial(forget_reporter, page.session))
    return page.go_kept("/report/mine", "address")


@router.post("/report/mine/address")
def change_address(page: Anyone, form: Given) -> Response:
    """Give the report another address, or one where none is kept."""
    code, typed = _known_code(page), line(form, "email")
    if not code:
        kept = TypedStep(ADDRESS, {"email": [typed]})
        return _code_page(page, (FORGOTTEN,), kept=kept, status=404)
    try:
        with page.attempt():
            correct_by_receipt(page.session, code, typed, page.act())
    except (BadInput, Refused) as refusal:
        return _address_again(page, code, typed, refusal)
    page.site.wake()
    return page.go_kept("/report/mine", "new_address")


def _address_again(page: Page, code: str, typed: str, refusal: BadInput | Refused) -> Response:
    report = reporter_view.reported(page.session, code, page.now, page.language)
    values: dict[str, Any] = {"report": report, "code": "", "tried": ADDRESS}
    values |= {"refused": (), "typed": (), "email": typed, "wrong": refusal.sentences}
    return page.show("deviations/mine.html", values, status_of(refusal))


@router.post("/report/leave")
def leave(page: Anyone) -> Response:
    """Forget the code in this browser."""
    answer = page.go("/report/receipt")
    drop_receipt(answer)
    return answer
