"""Each way out of a refusal has words at the terminal."""

from __future__ import annotations

import re
from inspect import getsource

from click.testing import CliRunner

from cli import main
from commands.faults import remedies
from commands.remedies import WORDS
from engine.errors import WayOut
from engine.people.actors import OPERATOR
from engine.people.acts import Act
from engine.storage.database import Database
from notifications.checks import WORKING
from notifications.sending import hold, marks_ahead
from tests.world import MONDAY, found
from workflows import backups, health


def test_who_stops_asking_is_given_the_keys_of_those_she_asked(sqlite_url, peopled):
    with Database(sqlite_url, durable=False).session() as session:
        world = found(session)
        ref = world.routed().ref
    env = {"SAMSAK_DATABASE_URL": sqlite_url, "SAMSAK_LANGUAGE": "en"}

    def run(*words: str) -> str:
        typed = [*words, "--as", "handler@example.no", "--at", "2026-03-02T12:00"]
        return CliRunner(env=env).invoke(main, typed).output

    run("do", ref, "ask_part", "--set", "awaited=fagrad-1,fagrad-2", "--set", "part_question=Når?")
    told, refused = run("show", ref), run("do", ref, "stop_asking")
    run("do", ref, "stop_asking", "--set", "awaited=fagrad-2")

    command = f"`samsak do {ref} stop_asking --set awaited=…`, med dem av fagrad-1 og fagrad-2"
    assert told.count(command) > 1  # to stop asking, and to answer
    assert command in refused
    assert "Fagråd 2" in run("show", ref)
    assert "fagrad-1" not in run("show", ref)


def test_every_way_out_has_words():
    assert set(WORDS) == set(WayOut)


OF_ITSELF = {"search_behind"}  # and says so


def test_whatever_doctor_finds_has_a_remedy():
    code = re.compile(r'yield (?:\(\s*)?"([a-z_]+)"')
    found = {
        each for part in (backups, health, marks_ahead) for each in code.findall(getsource(part))
    }
    found |= {*WORKING} - OF_ITSELF

    without = {each for each in found if not list(remedies([each]))}

    assert "no_seat" in found
    assert without == OF_ITSELF


def test_doctor_says_once_what_can_be_done(sqlite_url, peopled):
    env = {"SAMSAK_DATABASE_URL": sqlite_url, "SAMSAK_LANGUAGE": "en"}
    with Database(sqlite_url, durable=False).session() as session:
        hold.hold(session, Act(OPERATOR, MONDAY))
        for number in range(2):
            found(session).person(f"Uten Sete {number}")

    told = CliRunner(env=env).invoke(main, ["doctor", "--at", "2026-03-02T12:00"])

    assert told.exit_code == 1
    assert told.output.count("`samsak mail release`") == 1
    assert told.output.count("has no seat") > 1
    assert told.output.count("`samsak person forget EMAIL`") == 1
