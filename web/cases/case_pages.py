"""The page of a case, and what is done from it: one mechanism for every workflow, made from its
definition."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from engine.cases.steps import correct
from engine.days.dates import read_day
from engine.definitions.main_line import main_line
from engine.errors import BadInput, Refused, SamsakError
from engine.language.sentences import _, say
from notifications.outbox.new_address import correct_address
from web.cases.step_pages import after_step, opened, since, steps_of, typed_step
from web.form_values import line
from web.page import Given, Known, Page
from web.refusals import RIGHTS, status_of
from workflows.deviations.units import FIELD, unknown_unit
from workflows.views import history_words
from workflows.views.case_deadlines import shown_deadlines
from workflows.views.case_people import answer_to, corrects_address, holders
from workflows.views.case_step import TypedStep
from workflows.views.case_titles import titles_of
from workflows.views.case_view import View
from workflows.views.conversation import conversation
from workflows.views.field_words import in_words, meeting_of
from workflows.views.history_words import StepTold
from workflows.views.lost_answers import lost_answer
from workflows.views.measures_and_deviations import measures_of
from workflows.views.meeting_words import meetings_of
from workflows.views.proposal_form import may_propose
from workflows.views.readings_told import by_day, readings_told
from workflows.views.sent_over_words import other_case, unit_told
from workflows.views.similar_view import may_compare, similar_cases

router = APIRouter()


@router.get("/cases/{ref}")
def case_page(page: Known, ref: str) -> Response:
    """A case: where it stands, what can be done and why the rest is not, what happened."""
    return _shown(page, opened(page, ref))


@router.get("/cases/{ref}/on")
def case_on(page: Known, ref: str, day: str = "") -> Response:
    """A case as it stood at the end of a day."""
    view, on = opened(page, ref), read_day(day)
    if on is None or on > page.today:
        raise BadInput(_("Choose a day that has been, for example {day}.", day=page.today))
    then = view.as_of(on)
    values = {
        "view": view,
        "then": then,
        "day": on,
        "fields": list(_fields(view, then["fields"], meetings_of(view), on)),
    }
    return page.show("cases/case_on.html", values)


@router.post("/cases/{ref}/correct/last")
def take_back(page: Known, ref: str, form: Given) -> Response:
    """Take the last step of a case back."""
    view, step = opened(page, ref), typed_step("correct", form)
    try:
        with page.attempt():
            act = page.act(step.reason, step.key)
            event = correct(page.session, view.case, act, expected_version=step.version)
    except (BadInput, Refused) as refusal:
        if RIGHTS & {reason.code for reason in refusal.reasons}:
            raise
        return _shown(page, opened(page, ref), step, refusal)
    page.site.wake()
    return after_step(page, view.case, event)


@router.post("/cases/{ref}/address")
def change_address(page: Known, ref: str, form: Given) -> Response:
    """Put right where whoever reported is answered."""
    view, email = opened(page, ref), line(form, "email")
    try:
        with page.attempt():
            correct_address(page.session, view.case, email, page.act())
    except BadInput as refusal:
        values = {**_values(page, opened(page, ref)), "email": email, "wrong": refusal.sentences}
        return page.show("cases/case.html", values, status_of(refusal))
    page.site.wake()
    return page.go_kept(f"/cases/{view.case.ref}", "new_address")


def _shown(
    page: Page,
    view: View,
    undone: TypedStep | None = None,
    refusal: SamsakError | None = None,
) -> Response:
    values = _values(page, view, undone, refusal)
    return page.show("cases/case.html", values, status_of(refusal) if refusal else 200)


def _values(
    page: Page,
    view: View,
    undone: TypedStep | None = None,
    refusal: SamsakError | None = None,
) -> dict[str, Any]:
    told, forms = _told(page, view), view.forms()
    return {
        **told,
        "view": view,
        "road": _road(view),
        "forms": [form for form in forms if form.open],
        "closed": [form for form in forms if not form.open],
        "undo": _to_take_back(view, told["history"]),
        "undone": undone and undone.reason,
        "refusal": refusal,
        "since": since(view, undone, refusal),
        "answered_at": corrects_address(view),
        "email": "",
        "wrong": (),
    }


def _told(page: Page, view: View) -> dict[str, Any]:
    """What the case says and what happened to it."""
    whole = view.whole()
    meetings = meetings_of(view)
    history = list(history_words.told(view, whole["history"], whole["decisions"], meetings))
    return {
        "whole": whole,
        "fields": list(_fields(view, whole["fields"], meetings)),
        "history": history,
        "deadlines": shown_deadlines(view),
        "people": holders(view),
        "answer_to": answer_to(view),
        "lost": lost_answer(view),
        "readings": by_day(readings_told(view)),
        "texts": conversation(view),
        "similar": similar_cases(view) if may_compare(view) else None,
        "proposes": may_propose(view),
        "measures": measures_of(whole["links"]),
        "titles": titles_of(page.session, view.known_refs),
        "done": _done(page, history),
    }


def _road(view: View) -> list[dict[str, Any]]:
    """The states of the main line, each with whether the case has been there, is there, or may yet
    come there; a state beside the line stands last."""
    line_of_states = main_line(view.definition)
    now = view.case.state
    at = line_of_states.index(now) if now in line_of_states else -1
    been = {event.to_state for event in view.events}
    road = [
        {
            "label": view.definition.states[name].label,
            "now": name == now,
            "been": place < at or (at < 0 and name in been),
        }
        for place, name in enumerate(line_of_states)
    ]
    if at < 0:
        road.append({"label": view.definition.states[now].label, "now": True, "been": False})
    return road


def _fields(
    view: View, known: dict[str, Any], meetings: Mapping[int, object], day: date | None = None
) -> Iterable[dict[str, Any]]:
    """Each field with its label and its words; of cases that it points to, their refs."""
    names = view.body_names(day)
    for name, value in known.items():
        if name == view.definition.title:
            continue  # it is what the page is called
        field = view.definition.fields[name]
        refs = (value if isinstance(value, list) else [value]) if field.type.links_cases else []
        words = in_words(field, value, names, view.language, meetings)
        yield {
            "label": field.label,
            "words": unit_told(view, name, words),
            "refs": refs,
            "case": other_case(view, name, value),
            "meeting": meeting_of(meetings, field, value),
        }
    unknown = unknown_unit(view.case.workflow, known)
    if unknown is not None:
        label, said = view.definition.fields[FIELD].label, say(unknown, view.language)
        yield {"label": label, "words": said, "refs": [], "case": None, "meeting": None}


def _to_take_back(view: View, history: list[Any]) -> StepTold | None:
    """The step that the reader may take back, as the history tells it."""
    last = view.to_take_back()
    return next((each for each in steps_of(history) if last and each.seq == last.seq), None)


def _done(page: Page, history: list[Any]) -> StepTold | None:
    """The step that was just taken, where the address says so."""
    number = page.request.query_params.get("done", "")
    return next((each for each in steps_of(history) if str(each.seq) == number), None)
