"""Heads that were kept elsewhere: they find a record that was rewritten whole."""

from __future__ import annotations

import pytest

from engine.cases.anchors import anchor_chains
from engine.cases.kept_heads import as_json, changed_heads, from_json
from tests.world import tamper
from workflows.health import heads


@pytest.fixture
def kept(world):
    """Two days with an anchor each, as a file keeps them."""
    world.approved()
    anchor_chains(world.session, world.at.date())
    world.routed()
    return [from_json(as_json(each)) for each in heads(world.session, world.at.date())]


def test_what_was_kept_can_be_made_of_the_record_for_as_long_as_it_grows(world, kept):
    world.approved()

    assert [*changed_heads(world.session, kept)] == []


@pytest.mark.parametrize(
    ("change", "first"),
    [
        ("UPDATE event SET hash = 'new' WHERE id = 1", 0),
        ("DELETE FROM event WHERE id = (SELECT max(id) FROM event)", -1),
        ("DELETE FROM registry_event WHERE id = (SELECT max(id) FROM registry_event)", -1),
    ],
)
def test_a_record_that_was_rewritten_differs_from_there_on(world, kept, change, first):
    tamper(world.session, change)

    assert next(changed_heads(world.session, kept)) == kept[first]


def test_a_head_is_itself_out_of_a_file(kept):
    assert [from_json(as_json(each)) for each in kept] == kept
