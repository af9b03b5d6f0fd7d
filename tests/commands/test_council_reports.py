"""A report to the council on the command line."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from cli import main
from engine.people.acts import Act
from tests.world import World
from workflows.councils import meetings


def samsak(url: str, *words: str, who: str = "secretary@example.no") -> str:
    return run(url, "report", *words, who=who)


def run(url: str, *words: str, who: str = "secretary@example.no") -> str:
    environ = {"SAMSAK_DATABASE_URL": url, "SAMSAK_AS": who}
    answer = CliRunner(env=environ).invoke(main, words, catch_exceptions=False)
    return answer.output


def test_a_draft_is_shown_as_tables_and_as_json(world: World, database_url: str):
    world.learnt(learning="Ring før helg.")
    shown = samsak(database_url, "draft", "fjord")
    told = json.loads(samsak(database_url, "draft", "fjord", "--json"))

    assert "Rapport om avvik, til og med" in shown
    assert "Akuttmottaket\t1" in shown
    assert "Ring før helg.\tnei" in shown
    assert told["numbers"][0]["value"] == 1


def test_a_report_is_proposed_listed_and_shown(world: World, database_url: str):
    world.learnt(learning="Ring før helg.")
    number = str(world.meeting().id)
    made = samsak(database_url, "propose", number)
    shown = samsak(database_url, "show", "1", who="member@example.no")

    assert made == f"Rapport 1 om 1 avvik er sak 1 i møte {number} (2. mars 2026).\n"
    assert shown.startswith(made)
    assert "Kontrollsum: " in shown
    assert "Ring før helg.\tnei" in shown
    assert "\t2026-03-02\tplanlagt" in samsak(database_url, "list")
    assert json.loads(samsak(database_url, "list", "--json"))[0]["item"] == 1
    assert "Det finnes ingen rapport 1" in samsak(database_url, "show", "1", who="gp@example.no")


def test_what_has_gone_from_a_report_is_told_with_the_command_that_helps(
    world: World, database_url: str
):
    world.learnt()
    two, number = world.learnt(), str(world.meeting().id)
    samsak(database_url, "propose", number)
    world.correct(two, world.secretary)
    gone = f"{two.ref} er nå «Behandlet» og ikke lenger der rapporten talte det med."
    helps = f"`samsak report propose {number}`"

    for words in (("report", "show", "1"), ("meeting", "show", number)):
        answer = run(database_url, *words)
        assert gone in answer
        assert helps in answer
        assert two.ref not in run(database_url, *words, who="member@example.no")
    refused = run(database_url, "meeting", "hold", number)
    assert (gone in refused, helps in refused, refused.count(two.ref)) == (True, True, 1)
    told = json.loads(run(database_url, "meeting", "show", number, "--json"))
    assert told["items"][0]["gone"] == [{"ref": two.ref, "state": "handled"}]

    samsak(database_url, "propose", number)
    assert two.ref not in run(database_url, "meeting", "show", number)


def test_a_report_that_was_taken_off_stands_on_no_agenda(world: World, database_url: str):
    world.learnt()
    meeting = world.meeting()
    samsak(database_url, "propose", str(meeting.id))
    meetings.cancel(world.session, meeting, Act(world.secretary, world.at))
    world.learnt()
    samsak(database_url, "propose", str(world.meeting().id))

    assert "sak 1 i møte" in samsak(database_url, "show", "1")
    assert samsak(database_url, "list").count("avlyst") == 1


def test_a_report_is_written_to_a_file(world: World, database_url: str, tmp_path: Path):
    world.learnt()
    samsak(database_url, "propose", str(world.meeting().id))
    file, figures = tmp_path / "rapport.pdf", tmp_path / "rapport.json"

    assert "Rapport 1 er skrevet til rapport.pdf" in samsak(database_url, "export", "1", str(file))
    assert file.read_bytes().startswith(b"%PDF")
    samsak(database_url, "export", "1", str(figures), who="member@example.no")
    told = json.loads(samsak(database_url, "show", "1", "--json"))
    assert json.loads(figures.read_text()) == told["figures"]
    assert "finnes allerede" in samsak(database_url, "export", "1", str(file))
    assert ".docx" in samsak(database_url, "export", "1", str(tmp_path / "rapport.odt"))
    assert not (tmp_path / "rapport.odt").exists()


def test_a_draft_is_refused_whoever_does_not_prepare_it(world: World, database_url: str):
    assert "sekretariatet" in samsak(database_url, "draft", "fjord", who="member@example.no")
