"""Search over what the reader may see."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from web.page import Known
from workflows.views.search_view import found

LONGEST = 200  # letters
router = APIRouter()


@router.get("/search")
def search(page: Known, q: str = "") -> Response:
    """What the words in the form of every page find."""
    words = q.strip()[:LONGEST]
    values = {
        "words": words,
        "found": found(page.session, words, page.reader, page.now, page.language),
    }
    return page.show("search/found.html", values)
