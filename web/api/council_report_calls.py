"""Reports to the council on what was learnt from deviations: as they were frozen, as they would be
today, and put on the agenda of a meeting."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from engine.people import registry
from web.api.calls import Acting, Reading
from web.api.given import PlacingGiven, Word
from web.page import Number
from workflows.councils import meetings
from workflows.deviations import council_reports
from workflows.views.council_report_files import report_file
from workflows.views.council_report_view import shown_report

router = APIRouter()


@router.get("/reports")
def list_reports(call: Reading) -> dict[str, Any]:
    """The reports that may be seen, the newest first, without their figures."""
    found = council_reports.listed_reports(call.session, call.reader, call.today)
    items = [{n: v for n, v in shown_report(each).items() if n != "figures"} for each in found]
    return {"items": items}


@router.post("/reports", status_code=201)
def propose(call: Acting, given: PlacingGiven) -> dict[str, Any]:
    """Freeze the report and put it on the agenda of a meeting; made anew where it is there. The
    same again changes nothing."""
    found = meetings.get(call.session, given.meeting, call.reader, call.today)
    made = council_reports.propose(call.session, found, call.act())
    call.site.wake()
    return shown_report(made)


@router.get("/reports/draft/{partnership}")
def read_draft(call: Reading, partnership: Word) -> dict[str, Any]:
    """The report as it would be today; nothing is kept of it."""
    owner = registry.partnership(call.session, partnership)
    return council_reports.draft(call.session, owner, call.reader, call.today)


@router.get("/reports/{number}")
def read_report(call: Reading, number: Number) -> dict[str, Any]:
    """A report as it was frozen, and on which agenda it is."""
    found = council_reports.find_report(call.session, number, call.reader, call.today)
    return shown_report(found)


@router.get("/reports/{number}/file/{kind}")
def read_file(call: Reading, number: Number, kind: Word) -> Response:
    """A report as a file: docx or pdf in the language of the call; json has the figures as they
    were frozen, and its SHA-256 is the report's digest."""
    found = council_reports.find_report(call.session, number, call.reader, call.today)
    file = report_file(found, f".{kind}", call.language)
    named = f'attachment; filename="{file.name}"'
    headers = {"Content-Disposition": named, "Cache-Control": "no-store"}
    return Response(file.content, media_type=file.kind, headers=headers)
