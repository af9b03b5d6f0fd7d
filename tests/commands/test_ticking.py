"""The tick of a run is told to whoever waits for it, whatever became of it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

import commands.ticking
from commands.ticking import Ticks
from engine.errors import Reason, Refused
from engine.language.sentences import _
from engine.settings import Settings
from engine.storage.database import Database
from notifications.sending.sender import SendReport
from notifications.sending.tick import TickReport
from notifications.sending.tick_parts import next_tick

SECRET = "Pasienten i rom 12"


class Told:
    """Whoever waits for ticks."""

    def __init__(self):
        self.heard = []

    def well(self):
        self.heard.append("well")

    def failed(self, why):
        self.heard.append(dict(why))


@pytest.fixture
def told():
    return Told()


@pytest.fixture
def ticks(sqlite_url, peopled, tmp_path):
    """Ticks on a database of its own; what was refused is said into a list."""
    database, said = Database(sqlite_url, pooled=True), []
    settings = Settings(database_url=sqlite_url, mail_url=f"maildir:{tmp_path}/mail")
    yield Ticks(database, settings, timedelta(seconds=30), lambda: False, said.append)
    database.close()


def becomes(monkeypatch, outcome):
    def tick(*_about, **_more):
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    monkeypatch.setattr(commands.ticking, "tick", tick)


def test_a_tick_that_did_its_work_is_told_and_kept(ticks, told):
    ticks.tick(told)

    assert told.heard == ["well"]
    with ticks.database.session() as session:
        assert next_tick(session) is not None


def test_a_part_that_failed_is_told(ticks, told, monkeypatch, caplog):
    failures = {"plan": "RuntimeError"}
    becomes(monkeypatch, TickReport(sent=SendReport(sent=3, failed=1), failures=failures))

    with caplog.at_level("INFO", logger="samsak.run"):
        ticks.tick(told)

    assert told.heard == [failures]
    (line,) = caplog.records
    assert (line.message, line.sent, line.failed) == ("mail went", 3, 1)


def test_a_tick_that_was_refused_is_told_said_and_logged(ticks, told, monkeypatch, caplog):
    refusal = Refused([Reason("clock", _("The clock is wrong."))])
    becomes(monkeypatch, refusal)

    ticks.tick(told)

    assert told.heard == [{"tick": "clock"}]
    assert caplog.records[0].why == "clock"
    assert ticks.refuse.__self__ == [refusal]


def test_where_the_file_of_the_database_is_gone_nothing_is_done_and_it_is_told(ticks, told):
    ticks.tick(told)
    Path(ticks.database.url.database).unlink()

    ticks.tick(told)

    assert told.heard == ["well", {"tick": "database"}]
    assert "is gone" in str(ticks.refuse.__self__[0])


def test_a_tick_that_failed_whole_is_told_by_the_kind_of_error_alone(ticks, told, monkeypatch):
    becomes(monkeypatch, RuntimeError(SECRET))

    with pytest.raises(RuntimeError):
        ticks.tick(told)

    assert told.heard == [{"tick": "RuntimeError"}]


def test_a_run_that_is_to_stop_says_so_to_its_tick(ticks, told, monkeypatch):
    given = []
    monkeypatch.setattr(
        commands.ticking,
        "tick",
        lambda *_about, **more: given.append(more["given"]) or TickReport(),
    )

    ticks.tick(told)

    assert given[0].stopped is ticks.stopped
