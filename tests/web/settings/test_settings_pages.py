"""People decide how they are told."""

from __future__ import annotations

from datetime import date

import pytest

from engine.people.registry import PARTNERSHIPS_DAY, PERSON
from engine.people.trace import trace_of
from tests.browsing import words
from workflows.views.people_view import own_settings

GIVEN = {"language": "nn", "wanted": "notices", "digest_day": "3", "away_until": "2026-03-09"}


def test_a_person_changes_how_she_is_told_and_it_is_kept_who_did(pages, world):
    browser = pages.browser(world.owner)
    answer = browser.post("/settings", **GIVEN)

    found = own_settings(world.session, world.owner)
    assert (found.language, found.digest_day, found.away_until) == ("nn", 3, date(2026, 3, 9))
    assert found.stopped == ["digest"]
    traced = trace_of(world.session, PERSON, world.owner.person_id)[-1]
    assert (traced.by, set(traced.parts["changes"]) > {"stopped"}) == (world.owner.person_id, True)
    assert "Innstillingane dine er lagra" in browser.get(answer.headers["location"])


def test_what_is_left_empty_goes_back_to_what_the_partnership_decided(pages, world):
    browser = pages.browser(world.owner)
    browser.post("/settings", **GIVEN)
    browser.post("/settings", language="en", wanted=["notices", "digest"])

    found = own_settings(world.session, world.owner)
    assert (found.digest_day, found.away_until, found.stopped) == (PARTNERSHIPS_DAY, None, ())


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"away_until": "soon"}, "“soon” is not a day"),
        ({"away_until": "1999-06-01"}, "1 June 1999 is long past."),
        ({"digest_day": "6"}, "Monday to Friday"),
        ({"language": "xx"}, "“xx” is not one of the languages"),
    ],
)
def test_what_is_refused_comes_back_as_it_was_typed_and_changes_nothing(pages, world, wrong, said):
    before = own_settings(world.session, world.owner)
    answer = pages.browser(world.owner).post("/settings", 422, **{**GIVEN, **wrong})

    assert said in words(answer.text)
    assert f'value="{wrong.get("away_until", "2026-03-09")}"' in answer.text
    assert 'value="digest" checked' not in answer.text
    assert own_settings(world.session, world.owner) == before
