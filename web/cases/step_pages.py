"""One step of a case: the page with its one form, where mails and lists lead to, and where what is
refused comes back."""

from __future__ import annotations

from collections.abc import Iterable

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.datastructures import FormData

from engine.cases.events import Event
from engine.cases.reading import visible_refs
from engine.cases.records import Case
from engine.errors import BadInput, Conflict, NotFound, Refused, SamsakError
from web.form_values import line, seen_version, typed_values
from web.page import Given, Known, Page
from web.refusals import reasons_of, status_of
from workflows.views import history_words
from workflows.views.case_step import (
    TypedStep,
    about_step,
    action_label,
    in_the_way,
    take_step,
    taken_before,
    typed_words,
)
from workflows.views.case_titles import title
from workflows.views.case_view import View, view_of
from workflows.views.history_words import StepTold
from workflows.views.meeting_words import meetings_of
from workflows.views.step_forms import with_refusal

router = APIRouter()
LONGEST_KEY = 64


@router.get("/cases/{ref}/do/{action}")
def step_page(page: Known, ref: str, action: str) -> Response:
    """One step of a case and its form alone, or why it cannot be taken."""
    return _shown(page, opened(page, ref), TypedStep(action, {}))


@router.post("/cases/{ref}/do/{action}")
def take(page: Known, ref: str, action: str, form: Given) -> Response:
    """Take a case a step. What is refused comes back with everything that was typed."""
    step = typed_step(action, form)
    try:
        view = opened(page, ref)
    except NotFound:
        return _where_it_led(page, ref, step.key)
    try:
        with page.attempt():
            event = take_step(page.session, view, step, page.act(step.reason, step.key))
    except (BadInput, Refused) as refusal:
        return _shown(page, opened(page, ref), step, refusal)
    return after_step(page, view.case, event)


def after_step(page: Page, case: Case, event: Event) -> Response:
    """On to the case as a step left it; where whoever took it sees the case no more, to her work,
    which says what was done."""
    if visible_refs(page.session, [case.ref], page.reader, page.today):
        return page.go(f"/cases/{case.ref}", done=event.seq)
    return page.go("/work", workflow=case.workflow, done=event.action)


def _where_it_led(page: Page, ref: str, key: str | None) -> Response:
    """Where a step led that was sent twice, and after which the case is seen no more."""
    return after_step(page, *taken_before(page.session, ref, key or "", page.reader))


def opened(page: Page, ref: str) -> View:
    """The case as the reader sees it."""
    return view_of(page.session, ref, page.reader, page.now, page.language)


def typed_step(action: str, form: FormData) -> TypedStep:
    """The step as its form gave it."""
    return TypedStep(
        action=action,
        typed=typed_values(form),
        version=seen_version(form),
        key=line(form, "key")[:LONGEST_KEY] or None,
    )


def since(view: View, step: TypedStep | None, refusal: SamsakError | None) -> list[StepTold]:
    """What happened since the form was opened of a step that somebody overtook."""
    if step is None or not isinstance(refusal, Conflict):
        return []
    whole = view.whole()
    told = history_words.told(view, whole["history"], whole["decisions"], meetings_of(view))
    known = step.version if step.version is not None else 0
    return [each for each in steps_of(told) if each.seq > known]


def steps_of(history: Iterable[object]) -> list[StepTold]:
    """The steps of a history, without what else stands in it."""
    return [each for each in history if isinstance(each, StepTold)]


def _shown(
    page: Page, view: View, step: TypedStep, refusal: BadInput | Refused | None = None
) -> Response:
    label = action_label(view.definition, step.action)
    forms = view.forms({step.action: step.typed}) if refusal else view.forms()
    form = next((form for form in forms if form.action.name == step.action), None)
    if form and refusal:
        form = with_refusal(form, reasons_of(refusal))
    values = {
        "view": view,
        "title": title(view.definition, view.case),
        "label": label,
        "about": about_step(view, step.action),
        "form": form if form and form.open else None,
        "reasons": in_the_way(view, step.action, form),
        "refusal": refusal,
        "since": since(view, step, refusal),
        "typed": typed_words(view.definition, step, view.body_names()) if refusal else [],
    }
    return page.show("cases/step.html", values, status_of(refusal) if refusal else 200)
