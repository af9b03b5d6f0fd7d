"""Each way out of a refusal has words at the terminal."""

from __future__ import annotations

from click.testing import CliRunner

from cli import main
from commands.remedies import WORDS
from engine.errors import WayOut
from engine.storage.database import Database
from tests.world import found


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
