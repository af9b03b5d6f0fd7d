"""Mails that did not go, as whoever types sees and settles them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from click.testing import CliRunner

from cli import main
from engine.storage.database import Database
from notifications.outbox.mailer import Reply, ReplyKind
from notifications.sending.tick import tick
from tests.mailbox import MONDAY, open_mailroom


class Mailer:
    """A mail server with one answer."""

    def __init__(self, kind: ReplyKind) -> None:
        self.reply = Reply(kind, "", down=kind == ReplyKind.LATER)

    def send(self, *_handed):
        return self.reply

    def close(self):
        pass


@pytest.fixture
def unsent(sqlite_url, peopled):
    """Mails that a server has answered so, and the command line an hour later."""

    def ticked(kind: ReplyKind) -> Callable[..., Any]:
        database = Database(sqlite_url, durable=False)
        with database.session() as session:
            open_mailroom(session).measure()
        tick(database, MONDAY, mailer=Mailer(kind))
        database.close()
        return answer

    def answer(*words: str) -> Any:
        typed = ["mail", *words, "--json", "--at", "2026-11-23T11:00"]
        said = CliRunner().invoke(main, typed, env={"SAMSAK_DATABASE_URL": sqlite_url})
        assert said.exit_code == 0, said.output
        return json.loads(said.output)

    return ticked


def test_what_waits_for_a_mail_server_is_listed(unsent):
    assert {each["state"] for each in unsent(ReplyKind.LATER)("list")} == {"queued"}


def test_a_mail_is_sent_again_at_the_time_of_the_rehearsal(unsent):
    answer = unsent(ReplyKind.REFUSED)
    refused = answer("list")[0]["id"]

    assert answer("retry", str(refused))["next_at"] == "2026-11-23T11:00:00+01:00"


def test_an_installation_without_a_partnership_is_well(sqlite_url):
    for words in (["doctor"], ["mail", "list"], ["tick"]):
        said = CliRunner().invoke(main, words, env={"SAMSAK_DATABASE_URL": sqlite_url})

        assert said.exit_code == 0, said.output


def test_a_tick_looks_in_the_archive_for_what_is_in_doubt(unsent, sqlite_url, dovecot, tmp_path):
    answer, user = unsent(ReplyKind.UNKNOWN), uuid4().hex
    mails = answer("list")
    for each in mails:
        dovecot.put(user, f"Message-ID: {each['message_id']}\r\n\r\nHei\r\n".encode())

    settings = {"SAMSAK_DATABASE_URL": sqlite_url, "SAMSAK_MAIL_URL": f"maildir:{tmp_path}/mails"}
    settings["SAMSAK_ARCHIVE_URL"] = dovecot.address(user)
    typed = ["tick", "--json", "--at", "2026-11-23T11:00"]
    said = CliRunner().invoke(main, typed, env=settings)

    assert mails
    assert (said.exit_code, json.loads(said.output)["sent"]) == (0, len(mails)), said.output
    assert not (tmp_path / "mails").exists(), "nothing went a second time"
    assert {each["reply"] for each in answer("list", "--state", "sent")} == {"found in the archive"}


def test_commands_are_known_by_the_names_that_they_had_before(unsent):
    answer = unsent(ReplyKind.REFUSED)
    first, second, *_others = answer("list")

    assert answer("again", str(first["id"]))["state"] == "queued"
    assert answer("delivered", str(second["id"]))["state"] == "sent"
