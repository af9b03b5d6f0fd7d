"""The shell offers what there is for whoever types, and is silent where anything is wrong."""

from __future__ import annotations

import pytest
from click.shell_completion import ShellComplete

from cli import main
from engine.storage.database import Database
from tests.world import found

AT = "2026-03-02T12:00"


@pytest.fixture
def offered(sqlite_url, peopled, monkeypatch):
    database = Database(sqlite_url, durable=False)
    with database.session() as session:
        world = found(session)
        world.measure()
        world.routed(by=world.gp)
        world.meeting()
    database.close()
    monkeypatch.setenv("SAMSAK_DATABASE_URL", sqlite_url)

    def complete(words: str, incomplete: str = "", who: str = "secretary") -> list[str]:
        monkeypatch.setenv("SAMSAK_AS", f"{who}@example.no")
        shell = ShellComplete(main, {}, "samsak", "_SAMSAK_COMPLETE")
        return [each.value for each in shell.get_completions(words.split(), incomplete)]

    return complete


def test_commands_and_options_are_offered(offered):
    assert offered("", "mea") == ["measure"]
    assert offered("measure", "pro") == ["propose"]
    assert "--due" in offered("measure list", "--d")


@pytest.mark.parametrize(
    ("words", "incomplete", "there"),
    [
        ("show", "", ["A-2026-1", "T-2026-1"]),
        ("show", "T-", ["T-2026-1"]),
        ("do T-2026-1", "de", ["defer", "decline"]),
        ("measure list --state", "on", ["ongoing"]),
        ("deviation list --state", "rep", ["reported", "reported_to_asu"]),
        ("measure list --body", "fagrad-", ["fagrad-1", "fagrad-2"]),
        ("deviation report --to", "mo", ["mottak"]),
        ("meeting show", "", ["1"]),
        ("meeting decide 1 1", "app", ["approved"]),
        ("meeting add", "ps", ["psu"]),
    ],
)
def test_what_there_is_is_offered(offered, words, incomplete, there):
    assert sorted(offered(words, incomplete)) == sorted(there)


def test_nobody_is_offered_what_she_may_not_see(offered):
    assert offered("show", "", who="owner") == ["T-2026-1"]
    assert offered("show", "", who="neighbour") == []
    assert offered("meeting show", "", who="neighbour") == []
    assert offered("do A-2026-1", "", who="owner") == []


@pytest.mark.parametrize("wrong", ["sqlite:////nowhere/at/all.db", "mysql://x", ""])
def test_whatever_is_wrong_it_offers_nothing_and_says_nothing(
    offered, monkeypatch, capfd, tmp_path, wrong
):
    empty = tmp_path / "empty"
    empty.mkdir()
    monkeypatch.chdir(empty)
    monkeypatch.setenv("SAMSAK_DATABASE_URL", wrong)

    assert offered("show") == offered("show", who="ingen") == []
    assert offered("do X", "a") == []
    assert capfd.readouterr() == ("", "")
    assert list(empty.iterdir()) == []
