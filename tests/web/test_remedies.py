"""What helps against a refusal is said as pages have it: a link to one that is there."""

from __future__ import annotations

import html
import re

import pytest
from starlette.routing import Match

from engine.errors import WayOut
from tests.browsing import words
from web.remedies import WAYS

VALUES = {
    "ref": "A-2026-1",
    "meeting": 3,
    "id": "deviation",
    "list": "harm",
    "partnership": "fjord",
}

# What the page itself asks for that refuses: a field, a reason, a question with its answers.
IN_THE_FORM = {
    WayOut.ASK_FEWER,
    WayOut.END_SEATS,
    WayOut.GIVE_FIELD,
    WayOut.GIVE_LEARNING,
    WayOut.GIVE_PERIOD,
    WayOut.GIVE_PLAN_ID,
    WayOut.GIVE_REASON,
    WayOut.GIVE_YEARS,
    WayOut.IMPORT_LIST,
    WayOut.LEAVE_TABLE_OUT,
    WayOut.NAME_COLUMN,
    WayOut.REMOVE_ANYWAY,
    WayOut.SAY_WHICH_MEASURE,
    WayOut.SAY_WHICH_PARTNERSHIP,
    WayOut.SAY_WHICH_PLAN,
    WayOut.SKIP_BAD_ROWS,
}
# What only somebody at the machine is told of, or can do.
AT_THE_MACHINE = {
    WayOut.BELIEVE_CLOCK,
    WayOut.CREATE_DATABASE,
    WayOut.LOAD_PARTNERSHIP,
    WayOut.SAY_WHO,
    WayOut.UPGRADE_DATABASE,
}


def test_each_way_out_has_words_on_a_page_or_is_no_matter_of_pages():
    assert sorted([*WAYS, *IN_THE_FORM, *AT_THE_MACHINE]) == sorted(WayOut)


@pytest.mark.parametrize("way", WAYS)
def test_a_link_leads_to_a_page_that_is_there(pages, way):
    path = WAYS[way].path(VALUES).partition("?")[0]
    scope = {"type": "http", "method": "GET", "path": path, "headers": []}

    assert any(route.matches(scope)[0] is Match.FULL for route in pages.app().routes)


def test_a_list_that_takes_away_what_was_chosen_is_helped_by_the_file_as_it_is(pages, world):
    case = world.routed()
    world.step(case, "answer", world.handler, answer="Beklager", harm="death")
    text = "workflow: deviation\nlist: harm\noptions:\n  a: {nb: A, nn: A, en: A}\n"
    browser = pages.browser(world.secretary)

    file = {"file": ("harm.yaml", text + "  b: {nb: B, nn: B, en: B}\n", "application/yaml")}
    page = browser.client.post("/partnership/lists", files=file).text

    assert "Keep it in your file, with “valid_to”" in words(page)
    (path,) = re.findall(r'href="([^"]*)">Keep it in your file', page)
    assert "death:" in browser.client.get(html.unescape(path)).text


def test_a_link_is_shown_to_those_who_may_follow_it(pages, world):
    case = world.approved(bodies="tomt-rad")
    path = f"/cases/{case.ref}/do/assign"

    assert "Go to people and bodies" in words(pages.browser(world.secretary).get(path))
    assert "Go to people and bodies" not in words(pages.browser(world.member).get(path))
