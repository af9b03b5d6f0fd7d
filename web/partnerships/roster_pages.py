"""Importing a list of people, meetings or closed days: what it would do is told first, then it is
taken, or every row that cannot be is named."""

from __future__ import annotations

from itertools import islice

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.datastructures import FormData

from engine.errors import BadInput, NotFound, Refused, SamsakError
from engine.language.sentences import _
from web.form_values import line
from web.page import Given, Known, Page, named_partnership
from web.people.keeping import keeping
from web.refusals import status_of
from web.uploads import as_input, is_taken, sent_file
from workflows.partnerships.roster_uploads import TAKING, RosterKind, RosterUpload, take_upload
from workflows.partnerships.table_lists import TakenIn

LARGEST_LIST = 3 * 2**20  # bytes: a list, and what it grows by when it comes back
router = APIRouter()
HEADINGS = {
    RosterKind.PEOPLE: _("Import a list of people"),
    RosterKind.MEETINGS: _("Import a list of meetings"),
    RosterKind.CLOSED: _("Import a list of closed days"),
}
AFTERWARDS = {
    RosterKind.PEOPLE: "/people",
    RosterKind.MEETINGS: "/meetings",
    RosterKind.CLOSED: "/partnership",
}
EXAMPLES = {
    RosterKind.PEOPLE: "kari@example.no;Kari Nordmann;nb;asu:member au:leader;1.1.2026;",
    RosterKind.MEETINGS: "asu psu;9.3.2026;10:00",
    RosterKind.CLOSED: "6.7.2026;31.7.2026;sommer",
}


@router.get("/imports/{roster}")
def ask_list(page: Known, roster: str) -> Response:
    """The form that takes a list."""
    return _shown(page, _kind(roster))


@router.post("/imports/{roster}", max_body_size=LARGEST_LIST)
def import_list(page: Known, roster: str, form: Given) -> Response:
    """Rehearse a list; take it where that is what was pressed, and it was rehearsed."""
    kind, really = _kind(roster), is_taken(form)
    kept = keeping(page, TAKING[kind].right)
    owner = named_partnership(kept, line(form, "partnership"))
    try:
        upload = RosterUpload(kind, *sent_file(form))
        taken = take_upload(page.session, upload, owner, page.act(), rehearse=not really)
    except (BadInput, NotFound, Refused) as refusal:
        return _shown(page, kind, form=form, refusal=refusal)
    if really:
        page.site.wake()
        return page.go(AFTERWARDS[kind])
    return _shown(page, kind, form=form, upload=upload, taken=taken)


def _kind(roster: str) -> RosterKind:
    try:
        return RosterKind(roster)
    except ValueError:
        raise NotFound from None


def _shown(
    page: Page,
    kind: RosterKind,
    *,
    form: FormData | None = None,
    upload: RosterUpload | None = None,
    taken: TakenIn | None = None,
    refusal: SamsakError | None = None,
) -> Response:
    values = {
        "heading": HEADINGS[kind],
        "columns": ";".join(islice(TAKING[kind].columns, 1 + EXAMPLES[kind].count(";"))),
        "example": EXAMPLES[kind],
        "kept": keeping(page, TAKING[kind].right),
        "chosen": line(form, "partnership") if form is not None else "",
        "upload": upload,
        "content": as_input(upload.content) if upload else "",
        "taken": taken,
        "refusal": refusal,
    }
    return page.show("partnerships/roster.html", values, status_of(refusal) if refusal else 200)
