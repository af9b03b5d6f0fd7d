"""Whoever learns from a deviation is shown which others are like it, and why; its reporter is
not."""

from __future__ import annotations

from tests.world import refusal
from workflows.views.case_view import view_of
from workflows.views.similar_view import similar_cases


def told(world, case, reader, language="nb"):
    view = view_of(world.session, case.ref, reader, world.at, language)
    return [each.told(language) for each in similar_cases(view)]


def test_each_similar_case_says_why(world):
    case, other = world.learnt(learning=None), world.learnt(learning=None)

    assert told(world, case, world.handler, "nn") == [
        {
            "ref": other.ref,
            "state": "Læring",
            "opened_on": "2026-03-02",
            "same": ["unit", "event_type"],
            "words": ["epikrisen"],
            "why": ["same eining", "same type hending", "ord: epikrisen"],
        }
    ]


def test_whoever_reported_is_not_shown_what_is_like_it(world):
    case = world.routed(by=world.gp)
    world.routed(by=world.gp)

    refused = refusal(lambda: told(world, case, world.gp))

    assert [reason.code for reason in refused.reasons] == ["similar"]
    assert refusal(lambda: told(world, world.measure(), world.secretary))
    assert len(told(world, case, world.secretary)) == 1
