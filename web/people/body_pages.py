"""The bodies of a partnership: who sits in them, what they were called, how one ends and who has
its cases then."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter
from fastapi.responses import Response

from engine.errors import BadInput, NotFound, Refused, SamsakError
from engine.people import registry
from engine.people.tables import Body
from web.form_values import line
from web.page import Given, Known, Page
from web.people.keeping import body_kinds, keeping, typed_day
from web.refusals import status_of
from workflows.partnerships import ended_bodies
from workflows.views import people_view, registry_history

router = APIRouter()


@router.get("/people/bodies")
def every_body(page: Known) -> Response:
    """The bodies of the partnerships that the reader keeps, by kind."""
    found = people_view.bodies(page.session, keeping(page))
    values = {"bodies": found, "kinds": body_kinds(page)}
    return page.show("people/bodies.html", values)


@router.get("/people/bodies/{partnership}/{body}")
def body_page(page: Known, partnership: str, body: str) -> Response:
    """A body: its members, its names, and who changed what."""
    return _shown(page, partnership, _found(page, partnership, body))


@router.post("/people/bodies/{partnership}/{body}/end")
def end(page: Known, partnership: str, body: str, form: Given) -> Response:
    """End a body, and say who has its cases from then on."""
    found, session = _found(page, partnership, body), page.session

    def change() -> None:
        name = line(form, "successor")
        successor = registry.body(session, name, found.partnership_id) if name else None
        last = typed_day(form, "last") or page.today
        ended_bodies.end_body(session, found, last, successor, page.act())

    return _done(page, partnership, found, change)


@router.post("/people/bodies/{partnership}/{body}/revive")
def revive(page: Known, partnership: str, body: str) -> Response:
    """Take back that a body ended."""
    found = _found(page, partnership, body)
    return _done(
        page,
        partnership,
        found,
        lambda: ended_bodies.revive_body(page.session, found, page.act()),
    )


def _found(page: Page, partnership: str, body: str) -> Body:
    """The body, in a partnership whose people the reader keeps; NotFound in any other."""
    owners = [each.key for each in keeping(page)]
    if partnership not in owners:
        raise NotFound
    return registry.body(page.session, f"{partnership}/{body}", prefer=page.reader)


def _done(page: Page, partnership: str, found: Body, change: Callable[[], object]) -> Response:
    """The page of the body after a change; or with what stood in its way."""
    try:
        with page.attempt():
            change()
    except (BadInput, NotFound, Refused) as refusal:
        return _shown(page, partnership, found, refusal)
    page.site.wake()
    return page.go_kept(f"/people/bodies/{partnership}/{found.key}")


def _shown(
    page: Page, partnership: str, found: Body, refusal: SamsakError | None = None
) -> Response:
    session, owner = page.session, registry.partnership(page.session, partnership)
    bodies = people_view.bodies(session, [owner])
    values = {
        "body": next(each for each in bodies if each["id"] == found.key),
        "bodies": bodies,
        "names": {each["id"]: each["name"] for each in bodies},
        "kinds": body_kinds(page),
        "roles": people_view.seat_roles(),
        "members": people_view.members(session, found, page.reader, page.today),
        "history": registry_history.of_body(session, found, page.reader, page.today),
        "refusal": refusal,
    }
    return page.show("people/body.html", values, status_of(refusal) if refusal else 200)
