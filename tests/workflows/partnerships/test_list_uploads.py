"""A list that came as the content of a file is read as one of this machine's is."""

from __future__ import annotations

import pytest

from engine.definitions import versions
from engine.errors import DefinitionRefused, IdentityNumber
from engine.people.acts import Act
from engine.people.tables import Partnership
from tests.world import World
from workflows.partnerships.list_uploads import ListUpload, put_upload

TEXT = """\
workflow: deviation
list: harm
options:
  none: {nb: Ingen, nn: Ingen, en: Nothing}
  some: {nb: Noe vått, nn: Noko vått, en: A bit}
"""


def put(world: World, content: bytes, name: str = "harm.yaml"):
    owner = world.session.orm.get_one(Partnership, world.partnership)
    act = Act(world.secretary, world.at)
    return put_upload(world.session, ListUpload(name, content), owner, act)


@pytest.mark.parametrize("text", ["\ufeff" + TEXT, TEXT.replace("\n", "\r\n")])
def test_a_file_as_windows_writes_it_is_read_and_kept(world, text):
    put(world, text.encode())

    kept = versions.newest(world.session, "deviation", world.partnership)[1]
    world.session.cache.clear()
    again = versions.newest(world.session, "deviation", world.partnership)[1]
    assert [str(each) for each in again.fields["harm"].options] == ["none", "some"]
    assert again.fields["harm"].options["some"].nb == "Noe vått"
    assert again.source == kept.source


def test_a_file_that_is_not_utf_8_is_refused_with_its_line(world):
    with pytest.raises(
        DefinitionRefused, match=r"^harm\.yaml, line 5: The file is not saved as UTF-8"
    ):
        put(world, TEXT.encode("latin-1"), "C:\\lists\\harm.yaml")


def test_a_number_in_the_name_of_a_file_is_refused_in_words_about_the_name(world):
    with pytest.raises(IdentityNumber, match="The name of the file contains") as refusal:
        put(world, TEXT.encode(), "01010750160.yaml")
    assert "01010750160" not in str(refusal.value)
