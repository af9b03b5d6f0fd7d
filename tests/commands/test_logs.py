"""What is logged says when, at which level, by what part, of what kind and where."""

from __future__ import annotations

import json
import logging
import re
import subprocess
import sys

import pytest
from click.testing import CliRunner

from cli import main
from commands.logs import write_log
from engine.settings import read_settings

SECRET = "Pasienten i rom 12"


@pytest.fixture(autouse=True)
def _left_as_it_was():
    log = logging.getLogger("samsak")
    kept, level = [*log.handlers], log.level
    yield
    log.handlers[:], log.level = kept, level


def failing_tick(sqlite_url, monkeypatch, **environ):
    def fail(*_given):
        raise RuntimeError(SECRET)

    monkeypatch.setattr("notifications.sending.tick.plan", fail)
    run = CliRunner(env={"SAMSAK_DATABASE_URL": sqlite_url, **environ})
    return run.invoke(main, ["tick"]).stderr


def test_a_part_that_failed_is_a_line_for_programs(sqlite_url, peopled, monkeypatch):
    said = failing_tick(sqlite_url, monkeypatch, SAMSAK_LOG="json")

    (line,) = [json.loads(each) for each in said.splitlines() if each.startswith("{")]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", line.pop("time"))
    assert re.fullmatch(r"tests\.commands\.test_logs:\d+", line.pop("where"))
    assert line == {
        "error": "RuntimeError",
        "level": "error",
        "logger": "samsak.tick",
        "part": "plan",
        "what": "part failed",
    }
    assert SECRET not in said


def test_a_part_that_failed_is_a_line_for_people(sqlite_url, peopled, monkeypatch):
    said = failing_tick(sqlite_url, monkeypatch)

    assert "level='error' logger='samsak.tick' what='part failed'" in said
    assert "part='plan'" in said
    assert SECRET not in said


def test_what_is_logged_can_be_less(capsys):
    write_log(read_settings({"SAMSAK_LOG_LEVEL": "error"}))

    logging.getLogger("samsak.clock").warning("clock stood still")
    logging.getLogger("samsak.clock").error("tick failed")

    said = capsys.readouterr().err
    assert "tick failed" in said
    assert "stood still" not in said


OF_A_LIBRARY = """
import logging
from commands.logs import write_log
from engine.settings import read_settings

write_log(read_settings({"SAMSAK_LOG": "json"}))
try:
    {}["Pasienten i rom 12"]
except KeyError:
    logging.getLogger("uvicorn.error").exception("Pasienten i %s", "rom 12")
logging.getLogger("asyncio").info("Pasienten i rom 12")
"""


def test_what_a_library_logs_goes_without_its_words_and_its_trace():
    said = subprocess.run(
        [sys.executable, "-c", OF_A_LIBRARY], capture_output=True, text=True, check=True
    ).stderr

    line = json.loads(said)  # one line, and nothing beside it
    assert line.pop("time")
    assert line == {
        "at": "<string>:10",
        "error": "KeyError",
        "level": "error",
        "logger": "uvicorn.error",
        "what": "library complains",
        "where": "__main__:8",
    }
