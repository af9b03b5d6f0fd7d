"""My work: what waits for the reader, what is late, what happened and which meetings come; the
rows of the weekly digest, made by the same query."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from engine.definitions import versions, wording
from engine.definitions.model import Definition
from engine.people import registry
from engine.people.actors import OPERATOR
from notifications.digest.runs import digest_for
from web.page import Anyone, Known, Page

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
    values = {"letters": letters, "workflows": workflows, "done": _done(page, workflows)}
    return page.show("work/my_work.html", values)


def _done(page: Page, workflows: list[Definition]) -> wording.Clause | None:
    """The step that was just taken in a case that the reader sees no more, where the address says
    so."""
    asked = page.request.query_params
    for each in workflows:
        if each.id == asked.get("workflow"):
            taken = [one.name for one in each.actions if one.name == asked.get("done")]
            return wording.done(each, "", taken[0]) if taken else None
    return None
