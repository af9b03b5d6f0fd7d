"""The inbox of a workflow: what has not ended, with its clocks."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from engine.definitions import versions
from web.page import Known
from workflows.views.inbox import inbox

router = APIRouter()


@router.get("/inbox/{workflow}")
def show(page: Known, workflow: str) -> Response:
    """What of a workflow has not ended, those cases together that wait for the same thing."""
    _number, definition = versions.newest(page.session, workflow)
    found = inbox(page.session, workflow, page.reader, page.now, page.language)
    return page.show("cases/inbox.html", {"definition": definition, "inbox": found})
