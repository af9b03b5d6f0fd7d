"""A body is known by its spellings."""

from __future__ import annotations

from workflows.plan_import.cells.bodies import BodyIndex, KnownBody, known_bodies


def test_the_nearest_spelling_is_suggested_and_a_number_is_never_swapped_for_another(bodies):
    assert bodies.nearest("Personalnetverket") == "Personalnettverket"
    assert bodies.nearest("Utvalg 9") == ""


def test_a_spelling_that_two_bodies_share_finds_neither():
    index = BodyIndex([KnownBody("a", "Rådet"), KnownBody("b", "Utvalget", aliases=("rådet",))])
    assert index.find("Rådet") == ""


def test_bodies_are_read_from_the_mapping_of_a_structure_file():
    mapping = {
        "bodies": [
            {
                "id": "x",
                "name": "Rådet",
                "abbreviation": "R",
                "aliases": ["råd"],
                "kind": "council",
                "members": ["y"],
            }
        ]
    }
    assert known_bodies(mapping) == [KnownBody("x", "Rådet", "R", ("råd",), "council", ("y",))]
