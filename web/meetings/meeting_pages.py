"""A meeting: its agenda, moving and cancelling it with a rehearsal of what will be sent, who was
told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.datastructures import FormData

from engine.days.dates import read_asked_day, read_day
from engine.errors import BadInput, NotFound, Reason, Refused, SamsakError
from engine.language.sentences import Sentence, _
from engine.people import rights
from notifications import coverage
from notifications.forecast import Forecast, forecast_change
from web.form_values import line, seen_version, typed_number
from web.page import Given, Known, Number, Page
from web.refusals import status_of
from workflows.councils import agenda_changes, decisions, meetings, reviving
from workflows.councils.agenda import OUTCOMES, Outcome
from workflows.councils.meeting_days import nobody_works
from workflows.councils.meeting_places import NewTime, move_to
from workflows.councils.meeting_standing import standing
from workflows.councils.meetings import Meeting
from workflows.councils.outcomes import Recorded
from workflows.deviations import council_reports
from workflows.views import meeting_view
from workflows.views.case_titles import titles_of

OUTCOME_CHOICES = [(outcome.value, OUTCOMES[outcome]) for outcome in Outcome]
router = APIRouter()


@router.get("/meetings/{number}")
def meeting_page(page: Known, number: Number) -> Response:
    """A meeting with its agenda."""
    return shown(page, find(page, number))


@router.get("/meetings/{number}/coverage")
def meeting_coverage(page: Known, number: Number) -> Response:
    """Who should have been told of a meeting, who was, and the proof."""
    found = find(page, number)
    readers = coverage.coverage(page.session, found, page.reader, page.today)
    meeting = meeting_view.shown(page.session, [found], page.reader, page.today)[0]
    names = [name for _n, _key, name in meetings.bodies_of(page.session, found.number)]
    values = {"meeting": meeting, "names": names, "readers": readers}
    return page.show("meetings/coverage.html", values)


@router.post("/meetings/{number}/move")
def move(page: Known, number: Number, form: Given) -> Response:
    """Move a meeting, or rehearse it."""
    found = find(page, number)

    def change() -> None:
        day = read_asked_day(line(form, "day"), "day")
        if day is None:
            raise BadInput(Reason("day", _("Choose the new day.")))
        place = line(form, "place") if "place" in form else None
        to = NewTime(day, line(form, "clock") or None, place)
        move_to(page.session, found, to, page.act(), expected=seen_version(form))

    return _rehearsed(page, found, form, change)


@router.post("/meetings/{number}/cancel")
def cancel(page: Known, number: Number, form: Given) -> Response:
    """Cancel a meeting, or rehearse it."""
    found = find(page, number)

    def change() -> None:
        meetings.cancel(page.session, found, page.act(), expected=seen_version(form))

    return _rehearsed(page, found, form, change)


@router.post("/meetings/{number}/revive")
def revive(page: Known, number: Number) -> Response:
    """Take back that a meeting was cancelled."""
    found = find(page, number)
    return done(page, found, lambda: reviving.revive(page.session, found, page.act()))


@router.post("/meetings/{number}/hold")
def hold(page: Known, number: Number, form: Given) -> Response:
    """Record that a meeting was held, or rehearse it; every decided item moves its case, or
    nothing does."""
    found, asked = find(page, number), _to_hold(number, kept=bool(line(form, "kept")))

    def change() -> None:
        decisions.hold(page.session, found, page.act(), expected=typed_number(form, "version"))

    return done(page, found, change, asked) if line(form, "sure") else hold_told(page, found, asked)


@router.post("/meetings/{number}/items")
def add_item(page: Known, number: Number, form: Given) -> Response:
    """Put a case, a plan or words on the agenda."""
    found, what, report = find(page, number), line(form, "what"), bool(line(form, "report"))
    now = Recorded(line(form, "outcome"), line(form, "case_number"))

    def change() -> None:
        agenda_changes.add_typed(page.session, found, what, page.act(), report=report, now=now)

    return done(page, found, change)


@router.post("/meetings/{number}/items/{which}/remove")
def remove_item(page: Known, number: Number, which: Number) -> Response:
    """Take an item off the agenda."""
    found, session = find(page, number), page.session
    return done(page, found, lambda: agenda_changes.remove_item(session, found, which, page.act()))


@router.post("/meetings/{number}/items/{which}/move")
def move_item(page: Known, number: Number, which: Number, form: Given) -> Response:
    """Put an item at another place of the agenda."""
    found, session = find(page, number), page.session
    to = typed_number(form, "place") or 0  # there is no such place
    return done(
        page, found, lambda: agenda_changes.move_item(session, found, which, to, page.act())
    )


def find(page: Page, number: int) -> Meeting:
    """The meeting, for somebody of its partnership."""
    return meetings.get(page.session, number, page.reader, page.today)


def done(
    page: Page, found: Meeting, change: Callable[[], object], asked: dict[str, str] | None = None
) -> Response:
    """The page of the meeting after a change; or with what stood in its way."""
    try:
        with page.attempt():
            change()
    except (BadInput, NotFound, Refused) as refusal:
        return shown(page, found, refusal, asked=asked)
    page.site.wake()
    return page.go_kept(f"/meetings/{found.id}")


def shown(
    page: Page,
    found: Meeting,
    refusal: SamsakError | None = None,
    *,
    would: list[Forecast] | None = None,
    asked: dict[str, str] | None = None,
    typed: Mapping[int, Recorded] = {},
) -> Response:
    """The page of a meeting; with what a rehearsal told, and what was asked with it; with what was
    typed of each item, where that was refused."""
    values: dict[str, Any] = {
        **_standing(page, found),
        "off": _nobody_works(page, found, asked or {}),
        "refusal": refusal,
        "would": would,
        "asked": asked or {},
        "typed": typed,
    }
    return page.show("meetings/meeting.html", values, status_of(refusal) if refusal else 200)


def _standing(page: Page, found: Meeting) -> dict[str, Any]:
    """How the meeting stands, and what its reader may do."""
    whole = meeting_view.shown(page.session, [found], page.reader, page.today)[0]
    untitled = {row["ref"] for row in whole["items"] if row["ref"] and not row["title"]}
    return {
        "meeting": whole,
        "reports": _readable_reports(page, whole),
        "gone": meeting_view.gone_reasons(page.session, whole, page.reader, page.today),
        "titles": titles_of(page.session, untitled),
        "can": standing(found, page.today),
        "names": [name for _n, _key, name in meetings.bodies_of(page.session, found.number)],
        "outcomes": OUTCOME_CHOICES,
        "keeps": rights.has(page.reader, rights.MEETINGS, found.partnership_id, page.today),
        "history": meeting_view.history(page.session, found),
    }


def _readable_reports(page: Page, whole: Mapping[str, Any]) -> set[int]:
    """The items of the agenda that are reports which the reader may see."""
    numbers = {row["council_report"] for row in whole["items"] if row["council_report"]}
    return council_reports.visible_reports(page.session, numbers, page.reader, page.today)


def _nobody_works(page: Page, found: Meeting, asked: dict[str, str]) -> list[Sentence]:
    """A warning where a meeting that is to be held, or the day it would move to, is a day off."""
    day = read_day(asked.get("day", "")) or found.day
    ahead = standing(found, page.today).move
    return nobody_works(page.session, found.partnership_id, day) if ahead else []


def tell_of_holding(page: Page, found: Meeting) -> Response:
    """What it would send to record that it was held, its outcomes saved just before."""
    return hold_told(page, found, _to_hold(found.number, kept=True))


def hold_told(page: Page, found: Meeting, asked: dict[str, str]) -> Response:
    """What it would send to record that it was held; what is told holds for the meeting as it
    stands now."""
    last = meeting_view.history(page.session, found)[-1]["seq"]

    def change() -> None:
        decisions.hold(page.session, found, page.act(), expected=last)

    return _told_first(page, found, change, {**asked, "version": str(last)})


def _to_hold(number: int, *, kept: bool) -> dict[str, str]:
    asked = {"path": f"/meetings/{number}/hold", "hold": "yes"}
    return {**asked, "kept": "yes"} if kept else asked


def _rehearsed(page: Page, found: Meeting, form: FormData, change: Callable[[], None]) -> Response:
    """Do it, where it was seen what it sends; else tell what it would send."""
    if line(form, "sure"):
        return done(page, found, change)
    asked = {name: str(value) for name, value in form.items()}
    day = read_day(asked.get("day", ""))
    asked["day"] = day.isoformat() if day else ""
    return _told_first(page, found, change, {**asked, "path": page.request.url.path})


def _told_first(
    page: Page, found: Meeting, change: Callable[[], None], asked: dict[str, str]
) -> Response:
    """What a change would send, with the button that does it."""
    try:
        would = forecast_change(page.session, change, page.now, page.reader)
    except (BadInput, Refused) as refusal:
        return shown(page, find(page, found.number), refusal, asked=asked)
    return shown(page, find(page, found.number), would=would, asked=asked)
