"""Reports to the council on what was learnt from deviations: as they were frozen, as they would be
today, and put on the agenda of a meeting."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter
from fastapi.responses import Response

from engine.errors import BadInput, NotFound, Reason, Refused, SamsakError
from engine.language.sentences import _
from engine.people import registry, rights
from web.form_values import typed_number
from web.page import Given, Known, Number, Page
from web.refusals import status_of
from workflows.councils import meeting_lists, meetings
from workflows.councils.gone_cases import gone_from
from workflows.councils.meeting_lists import Chosen
from workflows.councils.meeting_standing import standing
from workflows.councils.meetings import Meeting
from workflows.deviations import council_reports
from workflows.deviations.report_figures import Figures, title_of
from workflows.views.council_report_files import ENDINGS, report_file
from workflows.views.council_report_view import report_tables, shown_report

router = APIRouter()


@router.get("/reports")
def every_report(page: Known) -> Response:
    """The reports that the reader may see; for who prepares them, the draft and the meetings to
    come."""
    return _listed(page)


@router.post("/reports")
def propose(page: Known, form: Given) -> Response:
    """Freeze the report and put it on the agenda of a meeting."""
    if not any(_prepares(page, owner.number) for owner in page.partnerships):
        raise rights.may_not(page.reader, rights.REPORTS)
    try:
        number = typed_number(form, "meeting")
        if number is None:
            raise BadInput(Reason("meeting", _("Choose a meeting.")))
        with page.attempt():
            found = meetings.get(page.session, number, page.reader, page.today)
            made = council_reports.propose(page.session, found, page.act())
    except (BadInput, NotFound, Refused) as refusal:
        return _listed(page, refusal)
    page.site.wake()
    return page.go(f"/reports/{made.report.id}")


@router.get("/reports/draft/{partnership}")
def draft(page: Known, partnership: str) -> Response:
    """The report as it would be today."""
    owner = registry.partnership(page.session, partnership)
    figures = council_reports.draft(page.session, owner, page.reader, page.today)
    return _shown(page, figures, None)


@router.get("/reports/{number}")
def one_report(page: Known, number: Number) -> Response:
    """A report with its charts and tables."""
    found = council_reports.find_report(page.session, number, page.reader, page.today)
    gone = gone_from(page.session, [number], page.reader, page.today).get(number, [])
    return _shown(page, found.figures, shown_report(found), [each.reason for each in gone])


@router.get("/reports/{number}/file/{kind}")
def one_file(page: Known, number: Number, kind: str) -> Response:
    """A report as a file, in the reader's language; the frozen figures in none."""
    found = council_reports.find_report(page.session, number, page.reader, page.today)
    if f".{kind}" not in ENDINGS:
        raise NotFound
    file = report_file(found, f".{kind}", page.language)
    named = f'attachment; filename="{file.name}"'
    headers = {"Content-Disposition": named, "Cache-Control": "no-store"}
    return Response(file.content, media_type=file.kind, headers=headers)


def _shown(
    page: Page,
    figures: Figures,
    report: dict[str, object] | None,
    gone: Sequence[Reason] = (),
) -> Response:
    values = {
        "title": title_of(figures),
        "partnership": figures["name"],
        "tables": [table for table in report_tables(figures) if table.rows],
        "report": report,
        "gone": gone,
        "endings": [ending.removeprefix(".") for ending in ENDINGS],
    }
    return page.show("deviations/council_report.html", values)


def _listed(page: Page, refusal: SamsakError | None = None) -> Response:
    found = council_reports.listed_reports(page.session, page.reader, page.today)
    prepares = [owner for owner in page.partnerships if _prepares(page, owner.number)]
    values = {
        "reports": [{**shown_report(each), "title": title_of(each.figures)} for each in found],
        "drafts": prepares,
        "ahead": [(each, _names(page, each)) for each in _ahead(page) if prepares],
        "refusal": refusal,
    }
    return page.show(
        "deviations/council_reports.html", values, status_of(refusal) if refusal else 200
    )


def _prepares(page: Page, partnership_id: int) -> bool:
    return rights.has(page.reader, rights.REPORTS, partnership_id, page.today)


def _ahead(page: Page) -> list[Meeting]:
    """The meetings to come of the councils that deviations are reported to, where the reader
    prepares reports."""
    chosen = Chosen(since=page.today)
    every = meeting_lists.every(page.session, chosen, page.reader, page.today)
    own = [each for each in every if _prepares(page, each.partnership_id)]
    met = meeting_lists.bodies_of_all(page.session, own)
    told = {number: _councils(page, number) for number in {each.partnership_id for each in own}}
    return [
        each
        for each in own
        if standing(each, page.today).move and told[each.partnership_id] & {*met[each.number]}
    ]


def _councils(page: Page, partnership_id: int) -> set[str]:
    return {body.key for body in council_reports.councils(page.session, partnership_id)}


def _names(page: Page, meeting: Meeting) -> list[str]:
    return [name for _n, _key, name in meetings.bodies_of(page.session, meeting.number)]
