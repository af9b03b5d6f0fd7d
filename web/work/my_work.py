"""My work: what waits for the reader, what is late, what happened and which meetings come; the
rows of the weekly digest, made by the same query."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from engine.definitions import versions
from engine.people import registry
from engine.people.actors import OPERATOR
from notifications.digest.runs import digest_for
from web.page import Anyone, Known

router = APIRouter()


@router.get("/")
def front(page: Anyone) -> Response:
    """The first page: My work for whoever is known, the ways in for others."""
    if page.known:
        return page.go("/work")
    people = registry.persons(page.session, OPERATOR, page.today) if page.site.demo else []
    return page.show("work/front.html", {"people": people, "to": "/work"})


@router.get("/work")
def my_work(page: Known) -> Response:
    """My work."""
    number = page.reader.person_id
    assert number is not None, "the page is for people who are known"
    letters = list(digest_for(page.session, number, page.now, page.reader))
    workflows = [definition for _number, definition in versions.in_use(page.session)]
    return page.show("work/my_work.html", {"letters": letters, "workflows": workflows})
