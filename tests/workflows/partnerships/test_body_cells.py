"""Bodies by whatever they are called."""

from __future__ import annotations

import pytest

from engine.errors import NotFound
from engine.people.tables import Partnership
from workflows.partnerships.body_cells import BodyNames


def keys(world, text):
    partnership = world.session.orm.get_one(Partnership, world.partnership)
    return [body.key for body in BodyNames(world.session, partnership).all_in(text)]


@pytest.mark.parametrize("text", ["psu asu", "PSU og ASU", "psu, asu", "psu / asu", "psu\nasu"])
def test_several_bodies_in_one_cell(world, text):
    assert keys(world, text) == ["psu", "asu"]


def test_a_name_with_and_in_it_is_one_body(world):
    body = world.another_body("ko")
    body.name = "Kvalitet og oppfølging"
    world.session.orm.add(body)
    assert keys(world, "kvalitet og oppfølging") == ["ko"]


@pytest.mark.parametrize("text", ["Fagråd 1 og 2", "Fagråd 1, 2", "fagråd 1/fagråd 2"])
def test_a_number_alone_leans_on_the_body_before_it(world, text):
    assert keys(world, text) == ["fagrad-1", "fagrad-2"]


@pytest.mark.parametrize("text", ["psu/asu", "psu + asu", "PSU samt ASU"])
def test_bodies_with_a_stroke_between_them(world, text):
    assert keys(world, text) == ["psu", "asu"]


def test_one_that_is_not_known_is_told(world):
    with pytest.raises(NotFound, match="“nowhere”"):
        keys(world, "asu nowhere")


def test_a_municipality_may_be_called_so(world):
    body = world.another_body("steinkjer")
    body.name = "Steinkjer"
    world.session.orm.add(body)
    assert keys(world, "Steinkjer kommune og ASU") == ["steinkjer", "asu"]
