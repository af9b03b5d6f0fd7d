"""The inbox of a workflow: what has not ended, with its clocks."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from engine.definitions import versions
from engine.people import registry
from web.cases.case_lists import bodies_of
from web.page import Known
from workflows.views.inbox import inbox

router = APIRouter()


@router.get("/inbox/{workflow}")
def show(page: Known, workflow: str, body: str = "") -> Response:
    """What of a workflow has not ended, those cases together that wait for the same thing; all, or
    those of one body."""
    _number, definition = versions.newest(page.session, workflow)
    chosen = registry.body(page.session, body, prefer=page.reader).id if body else None
    found = inbox(page.session, workflow, page.reader, page.now, page.language, chosen)
    values = {
        "definition": definition,
        "inbox": found,
        "bodies": bodies_of(page, body),
        "chosen": body,
    }
    return page.show("cases/inbox.html", values)
