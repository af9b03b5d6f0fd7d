"""Recording what became of the items of a meeting, and mending what was written down by mistake."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.datastructures import FormData

from engine.errors import BadInput, NotFound, Refused
from web.form_values import line, read_number
from web.meetings.meeting_pages import done, find, shown, tell_of_holding
from web.page import Given, Known, Number
from workflows.councils import agenda, decisions
from workflows.councils.minutes import DecidedItem, record_minutes
from workflows.councils.outcomes import Recorded, read_outcome

router = APIRouter()


@router.post("/meetings/{number}/minutes")
def record(page: Known, number: Number, form: Given) -> Response:
    """Record the outcomes of the whole agenda; and where that is said, tell what it sends to record
    that the meeting was held."""
    found, minuted = find(page, number), _minuted(form)
    try:
        with page.attempt():
            record_minutes(page.session, found, minuted, page.act())
    except (BadInput, NotFound, Refused) as refusal:
        typed = {each.item_id: each.now for each in minuted}
        return shown(page, found, refusal, typed=typed)
    page.site.wake()
    if line(form, "hold"):
        return tell_of_holding(page, found)
    return page.go_kept(f"/meetings/{found.id}")


@router.post("/meetings/{number}/items/{which}/mend")
def mend(page: Known, number: Number, which: Number, form: Given) -> Response:
    """Put right an outcome that was written down by mistake in a held meeting."""
    found = find(page, number)

    def change() -> None:
        act = page.act(line(form, "reason"))
        item = agenda.item_of(page.session, found, which)
        outcome = read_outcome(line(form, "outcome"))
        decisions.mend(page.session, found, item, outcome, line(form, "case_number"), act)

    return done(page, found, change)


def _minuted(form: FormData) -> list[DecidedItem]:
    """The rows of the form: `outcome-7`, `number-7` and what was `seen-…` are of the item 7."""
    rows = [name.removeprefix("outcome-") for name in form if name.startswith("outcome-")]
    return [_row(form, row) for row in rows if read_number(row) is not None]


def _row(form: FormData, row: str) -> DecidedItem:
    now = Recorded(line(form, f"outcome-{row}"), line(form, f"number-{row}"))
    seen = Recorded(line(form, f"seen-outcome-{row}"), line(form, f"seen-number-{row}"))
    return DecidedItem(int(row), now, seen)
