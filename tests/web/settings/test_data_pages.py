"""What is kept about somebody is hers to have, and nobody else's."""

from __future__ import annotations

import json


def test_somebody_gets_what_is_kept_about_her_and_no_word_of_others(pages, world):
    case = world.ongoing(text="Fordi epikriser kommer for sent.")
    world.step(case, "report_progress", world.owner, light="late", progress="Venter")
    pages.browser(world.secretary)
    text = pages.browser(world.owner).get("/settings/data")
    kept = json.loads(text)

    assert kept["person"][0]["email"] == "owner@example.no"
    assert {seat["body"] for seat in kept["seats"]}
    assert (case.ref, "report_progress") in {(s["case"], s["action"]) for s in kept["steps"]}
    assert len(kept["logins"]) == 1
    assert "secretary@example.no" not in text
    assert '"code"' not in text


def test_it_is_a_file_that_no_browser_keeps(pages, world):
    answer = pages.browser(world.owner).client.get("/settings/data")

    assert answer.headers["content-disposition"] == 'attachment; filename="samsak.json"'
    assert "no-store" in answer.headers["cache-control"]
