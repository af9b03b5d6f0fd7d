"""The meetings of the reader's partnerships, a year at a time; calling one."""

from __future__ import annotations

from datetime import date
from itertools import groupby

from fastapi import APIRouter
from fastapi.responses import Response

from engine.days.dates import read_asked_day, read_asked_year
from engine.errors import BadInput, Reason, Refused, SamsakError
from engine.language.sentences import _
from engine.people import registry, rights
from web.form_values import line
from web.page import Given, Known, Page
from web.refusals import status_of
from workflows.councils import meeting_lists, meetings
from workflows.councils.meeting_lists import Chosen
from workflows.councils.meeting_standing import standing
from workflows.views import choices, meeting_view

router = APIRouter()


@router.get("/meetings")
def year(page: Known, year: str = "", body: str = "") -> Response:
    """The meetings of a year, by month."""
    return _shown(page, read_asked_year(year, "year"), body)


@router.post("/meetings")
def call(page: Known, form: Given) -> Response:
    """Call a meeting of one body, or a joint one of several."""
    try:
        keys = [str(each) for each in form.getlist("bodies")]
        day = read_asked_day(line(form, "day"), "day")
        if not keys or day is None:
            raise BadInput(Reason("day", _("Choose who meets, and the day.")))
        bodies = [registry.body(page.session, key, prefer=page.reader) for key in keys]
        clock = line(form, "clock") or "10:00"
        with page.attempt():
            made = meetings.add(page.session, bodies, day, clock, page.act(), line(form, "place"))
    except (BadInput, Refused) as refusal:
        return _shown(page, None, "", refusal)
    page.site.wake()
    return page.go(f"/meetings/{made.id}")


def _shown(
    page: Page, chosen: int | None, body: str, refusal: SamsakError | None = None
) -> Response:
    number = registry.body(page.session, body, prefer=page.reader).id if body else None
    every = meeting_lists.every(page.session, Chosen(number), page.reader, page.today)
    years = sorted({each.day.year for each in every} | {page.today.year})
    year = chosen or page.today.year
    found = [each for each in every if each.day.year == year]
    shown = meeting_view.shown(page.session, found, page.reader, page.today)
    months = [
        (date.fromisoformat(month + "-01"), list(rows))
        for month, rows in groupby(shown, lambda row: row["day"][:7])
    ]
    values = {
        "months": months,
        "shown": len(found),
        "standing": {each.number: standing(each, page.today) for each in found},
        "years": years,
        "year": year,
        "bodies": _bodies(page, body),
        "body": body,
        "may_call": page.may(rights.MEETINGS),
        "refusal": refusal,
    }
    return page.show("meetings/list.html", values, status_of(refusal) if refusal else 200)


def _bodies(page: Page, chosen: str) -> dict[str, object]:
    """What the bodies of the reader's partnerships are called, by their ids; and the one that is
    chosen, which may have ended since."""
    known: dict[str, object] = {
        choice.value: choice.label
        for owner in page.partnerships
        for choice in choices.known(page.session, owner.number, page.reader, page.today).bodies
    }
    if chosen and chosen not in known:
        known[chosen] = registry.body(page.session, chosen, prefer=page.reader).name
    return known
