"""Mails as files in a folder that any mail reader opens."""

from __future__ import annotations

import mailbox
from pathlib import Path

import pytest

from notifications.outbox.maildir import MaildirMailer, file_name
from notifications.outbox.mailer import ReplyKind
from tests.notifications.post import (
    BODY,
    Writer,
    hand_over,
    notices,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "mail"


def test_a_mail_reader_opens_the_folder(post, folder):
    row = post(MaildirMailer(folder), Writer({1: notices("nn")}))

    assert row["state"] == "sent"
    (mail,) = mailbox.Maildir(folder, create=False)
    assert mail["Message-ID"] == row["message_id"]
    assert mail["To"] == "Kari Nordmann <kari@example.no>"
    assert list((folder / "tmp").iterdir()) == []


def test_the_same_mail_is_one_file(folder):
    mailer = MaildirMailer(folder)

    assert [hand_over(mailer).kind for _time in range(2)] == [ReplyKind.ACCEPTED] * 2
    assert [file.name for file in (folder / "new").iterdir()] == [file_name("<1@x>")]


@pytest.mark.parametrize("flags", [":2,", ":2,FS", ""])
def test_a_mail_that_was_read_is_not_put_there_again(folder, flags):
    mailer = MaildirMailer(folder)
    hand_over(mailer)
    name = file_name("<1@x>")
    (folder / "new" / name).rename(folder / "cur" / f"{name}{flags}")

    assert hand_over(mailer).kind is ReplyKind.ACCEPTED
    assert list((folder / "new").iterdir()) == []


def test_who_lost_the_lease_leaves_no_file(folder):
    assert hand_over(MaildirMailer(folder), mine=False).kind is ReplyKind.LOST_LEASE
    assert [file for file in folder.rglob("*") if file.is_file()] == []


def test_a_folder_that_cannot_be_written_is_no_loss(post, tmp_path):
    (tmp_path / "file").write_text("")
    row = post(MaildirMailer(tmp_path / "file" / "mail"))

    assert (row["state"], row["attempts"], row["body"]) == ("queued", 1, None)


def test_what_is_kept_is_what_was_written(folder):
    hand_over(MaildirMailer(folder))

    kept = (folder / "new" / file_name("<1@x>")).read_bytes()
    assert kept == BODY.replace(b"\r\n", b"\n")
    assert mailbox.Maildir(folder, factory=None).get_bytes(file_name("<1@x>")) == kept
