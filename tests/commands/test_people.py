"""A body's last member leaves: what waits for nobody then is said."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from cli import main
from engine.storage.database import Database
from tests.world import build


@pytest.fixture
def run(sqlite_url: str):
    database = Database(sqlite_url, durable=False)
    with database.session() as session:
        world = build(session)
        world.ongoing(bodies=["fagrad-2"])
    database.close()
    environ = {"SAMSAK_DATABASE_URL": sqlite_url, "SAMSAK_AS": "secretary@example.no"}

    def typed(words: str) -> Result:
        return CliRunner().invoke(main, words.split(), env=environ, catch_exceptions=False)

    return typed


LEAVE = "person leave other@example.no fagrad-2 --on 2026-03-10 --at 2026-03-02T10:00"


def test_a_person_is_removed_once_her_seats_are_over(run):
    forget = "person forget other@example.no --reason Onske --at 2026-03-12T10:00"

    refused = run(forget)
    run(LEAVE)
    tried, done = run(f"{forget} --dry-run").output, run(forget).output
    number = done.partition("Person ")[2].partition(".")[0]
    again = run(forget.replace("other@example.no", f"person-{number}@removed.invalid")).output

    assert refused.exit_code == 1
    assert "`samsak person leave other@example.no ORGAN`" in refused.output
    first, second, *_rest = tried.splitlines()
    assert first.startswith("Dette er en prøvekjøring: ingenting blir lagret.")
    assert second.startswith("Navnet og adressen ville blitt slettet")
    assert "er slettet" not in tried
    assert done.startswith("Navnet og adressen er slettet; fra nå av: Person ")
    assert "gjenopprettet, må personen slettes på nytt" in done
    assert "ble slettet allerede" in again
    assert "`samsak person list --forgotten`" in run(forget).output
    (only,) = json.loads(run("person list --forgotten --json").output)
    assert only["email"] == f"person-{number}@removed.invalid"


def test_an_address_left_with_a_report_is_exported_and_removed(run):
    at, why = "--at 2026-03-02T10:00", "--reason Onske"
    run(f"deviation report --to mottak --what Forsinket --email left@example.no {at}")

    kept = json.loads(run(f"person export left@example.no {why} {at}").output)
    would = run(f"person forget left@example.no {why} {at} --anyway --dry-run").output
    done = run(f"person forget left@example.no {why} {at} --anyway").output
    none = run(f"person forget left@example.no {why} {at}").output

    (report,) = kept["reports"]
    assert "Forsinket" in json.dumps(report)
    assert f"Adressen ville blitt slettet fra {report['case']}." in would
    assert f"Adressen er slettet fra {report['case']}." in done
    assert "Ingen melding har denne adressen heller." in none


def test_it_says_what_waits_for_nobody_also_in_a_rehearsal(run):
    for words in (f"{LEAVE} --dry-run", LEAVE):
        said = run(words).output
        assert "Etter det kan ingen handle i Fagråd 2." in said
        assert "Én sak venter da på ingen: T-2026-1." in said


def test_a_program_is_told_the_cases(run):
    assert json.loads(run(f"{LEAVE} --json").output)["waits_for_nobody"] == ["T-2026-1"]


def test_where_somebody_is_left_it_says_nothing(run):
    said = run("person leave deputy@example.no fagrad-1 --at 2026-03-02T10:00").output

    assert "ingen" not in said


GIVE = "token give other@example.no EPJ --scope act --until 2026-12-31 --at 2026-03-02T10:00"


def test_who_gets_a_token_counts_as_a_system_and_what_waits_for_nobody_then_is_said(run):
    words = run(GIVE).output.split("\n")
    again = json.loads(run(f"{GIVE} --json").output)

    assert words[0].startswith("Adgangskode 1: samsak_")
    assert words[1].startswith("Så lenge adgangskoden ikke er avsluttet, regnes")
    assert words[2] == "Etter det kan ingen handle i Fagråd 2."
    assert words[3].startswith("Én sak venter da på ingen: T-")
    assert again["waits_for_nobody"] == []  # it was a system before


def test_the_last_in_the_secretariat_is_refused_a_token(run):
    refused = run(GIVE.replace("other@", "secretary@"))

    assert refused.exit_code == 1
    assert "ingen andre sitter i et sekretariat" in refused.output
