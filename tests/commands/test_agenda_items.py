"""What is put on an agenda on the command line."""

from __future__ import annotations

from click.testing import CliRunner

from cli import main
from tests.world import World


def add_item(url: str, *words: str) -> str:
    environ = {"SAMSAK_DATABASE_URL": url, "SAMSAK_AS": "secretary@example.no"}
    asked = ["meeting", "item", "add", *words]
    return CliRunner(env=environ).invoke(main, asked, catch_exceptions=False).output


def test_of_a_held_meeting_an_item_is_put_there_with_its_outcome(world: World, database_url: str):
    meeting = world.meeting()
    number = str(meeting.id)
    assert "Sak 1 i møte" in add_item(database_url, number, "--title", "Referat")
    world.hold(meeting)

    refused = add_item(database_url, number, "--title", "Eventuelt")
    made = add_item(database_url, number, "--title", "Eventuelt", "--outcome", "noted")

    assert refused.endswith("kom fram til i saken. Oppgi det med --outcome.\n")
    assert made == f"Sak 2 i møte {number}: Eventuelt.\n"
