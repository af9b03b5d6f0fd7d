"""Lists of cases: of one workflow, by state, body and due day; fifty on a page, the address keeps
what was chosen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from engine.cases.lists import PAGE, Wanted
from engine.cases.lists import page as page_of_cases
from engine.cases.records import Case
from engine.days.dates import read_asked_day
from engine.definitions import versions
from engine.people import registry
from web.page import Known, Page
from workflows.views.case_cursor import cursor_after, read_cursor
from workflows.views.case_lists import all_listed, body_names, opened_words

router = APIRouter()


@router.get("/lists/{workflow}")
def case_list(page: Known, workflow: str) -> Response:
    """The cases of a workflow that the reader may see, the one that is due next first."""
    _number, definition = versions.newest(page.session, workflow)
    wanted = _wanted(page, workflow)
    found = page_of_cases(page.session, wanted, page.reader, page.today)
    listed = all_listed(page.session, found, page.reader, page.now, page.language)
    names = body_names(page.session, [each.case for each in found])
    rows = [_row(page, each.case, row, names) for row, each in zip(listed, found, strict=True)]
    values = {
        "definition": definition,
        "states": versions.states(page.session, workflow),
        "rows": rows,
        "after": cursor_after(found, PAGE) or "",
        "chosen": dict(page.request.query_params),
        "bodies": bodies_of(page, page.request.query_params.get("body", "")),
        "can_open": bool(page.partnerships) and not definition.opening.public,
    }
    return page.show("cases/list.html", values)


def _wanted(page: Page, workflow: str) -> Wanted:
    """What the address asks for; refuses what is no state, body, day or page."""
    query = page.request.query_params
    body = query.get("body", "")
    chosen = registry.body(page.session, body, prefer=page.reader).id if body else None
    return Wanted(
        workflow=workflow,
        state=versions.known_state(page.session, workflow, query.get("state")),
        body_id=chosen,
        due=read_asked_day(query.get("due", ""), "due"),
        after=read_cursor(query.get("after", "")),
    )


def _row(
    page: Page, case: Case, row: dict[str, Any], names: Mapping[tuple[int, str], str]
) -> dict[str, Any]:
    """A case with its state and its bodies by their names."""
    definition = versions.by_id(page.session, case.definition_id)
    called = [names.get((case.partnership_id, key), key) for key in row["bodies"]]
    said = {"label": definition.states[case.state].label, "opened": opened_words(definition, case)}
    return {**row, **said, "bodies": called}


def bodies_of(page: Page, chosen: str) -> list[tuple[str, str]]:
    """The bodies of the reader's partnerships that have not ended, to choose from; and the one that
    is chosen, which may have ended since: a list never hides what it was narrowed by."""
    found = [body for p in page.partnerships for body in registry.bodies(page.session, p.number)]
    known = [(body.key, body.name) for body in found if body.valid_to is None]
    if not chosen or chosen in dict(known):
        return known
    return [*known, (chosen, registry.body(page.session, chosen, prefer=page.reader).name)]
