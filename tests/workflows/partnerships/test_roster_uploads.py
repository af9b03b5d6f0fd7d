"""A list that came as content: taken, or rehearsed."""

from __future__ import annotations

import pytest

from engine.errors import BadInput
from engine.people import registry
from engine.people.acts import Act
from engine.people.tables import Partnership
from workflows.partnerships.roster_uploads import RosterKind, RosterUpload, take_upload

PEOPLE = b"email;name;seats\nnina@example.no;Nina Ny;asu\n"


def take(world, content: bytes, *, rehearse: bool):
    fjord = world.session.orm.get_one(Partnership, world.partnership)
    upload = RosterUpload(RosterKind.PEOPLE, "../people.csv", content)
    return take_upload(
        world.session, upload, fjord, Act(world.secretary, world.at), rehearse=rehearse
    )


def test_a_rehearsal_tells_what_the_import_does(world):
    rehearsed = take(world, PEOPLE, rehearse=True)
    there = registry.is_registered(world.session, "nina@example.no")

    assert rehearsed == take(world, PEOPLE, rehearse=False)
    assert not there
    assert registry.is_registered(world.session, "nina@example.no")


def test_a_name_with_folders_is_a_name(world):
    with pytest.raises(BadInput, match=r"^people\.csv, row 2"):
        take(world, b"email;name\nnobody;Nina\n", rehearse=True)
