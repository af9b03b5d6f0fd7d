"""The archive against a real IMAP server, and against servers that are none."""

from __future__ import annotations

import socket
import ssl
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from notifications.letters.marks import HEADER
from notifications.letters.mime import write
from notifications.outbox.archive import ArchiveAway
from notifications.outbox.imap import ImapArchive
from tests.dovecot import free_port
from tests.notifications.outbox.test_bounces import report
from tests.notifications.post import LETTERHEAD, MONDAY, notices


@pytest.fixture
def user() -> str:
    return uuid4().hex


def mail(message_id: str) -> bytes:
    return write(notices(), LETTERHEAD, message_id=message_id, now=MONDAY).body


def test_a_mail_is_found_by_its_message_id_and_no_other(dovecot, user):
    dovecot.put(user, mail("<1@samsak.example.no>"))
    archive = ImapArchive(dovecot.mailbox(user))

    assert archive.found("<1@samsak.example.no>")
    assert not archive.found("<2@samsak.example.no>")
    archive.close()


def test_mails_that_came_back_are_found_by_their_reports(dovecot, user):
    archive, today = ImapArchive(dovecot.mailbox(user)), datetime.now(UTC).date()
    gone = "Action: failed\nStatus: 5.1.1"
    dovecot.put(user, mail("<1@samsak.example.no>"))
    for _number in range(25):
        dovecot.put(user, report(gone))

    found = archive.bounces(today - timedelta(days=1))

    assert {(each.message_id, each.said) for each in found} == {("<1@samsak.example.no>", "5.1.1")}
    assert len(found) == 25
    assert abs(found[0].at - datetime.now(UTC)) < timedelta(minutes=5)
    assert archive.bounces(today + timedelta(days=2)) == []
    archive.close()


def test_what_came_since_the_last_question_is_found_too(dovecot, user):
    archive = ImapArchive(dovecot.mailbox(user))
    assert not archive.found("<1@samsak.example.no>")

    dovecot.put(user, mail("<1@samsak.example.no>"))

    assert archive.found("<1@samsak.example.no>")
    archive.close()


def test_the_words_of_a_header_are_those_of_the_mails_of_these_days(dovecot, user):
    archive, today = ImapArchive(dovecot.mailbox(user)), datetime.now(UTC).date()
    many = [f"{number:016x}" for number in range(200)]
    for number, marks in enumerate((many, ["a" * 16], ())):
        message_id = f"<{number}@samsak.example.no>"
        body = write(notices(), LETTERHEAD, message_id=message_id, now=MONDAY, marks=marks).body
        dovecot.put(user, body)

    week = timedelta(days=7)
    assert archive.words_of(HEADER, today - week, today + week) == {*many, "a" * 16}
    assert archive.words_of(HEADER, today - week, today - timedelta(days=2)) == set()
    assert archive.words_of(HEADER, today + timedelta(days=2), today + week) == set()
    archive.close()


@pytest.mark.parametrize("folder", ["Arkiv", "Sendt/Samsak på norsk"])
def test_the_folder_is_the_one_that_is_named(dovecot, user, folder):
    folder = folder.replace("/", ".")  # as this server parts them
    dovecot.put(user, mail("<1@samsak.example.no>"), folder)
    inbox = ImapArchive(dovecot.mailbox(user))
    named = ImapArchive(dovecot.mailbox(user, folder=folder))

    assert not inbox.found("<1@samsak.example.no>")
    assert named.found("<1@samsak.example.no>")
    inbox.close()
    named.close()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"password": "wrong"}, "Authentication failed"),
        ({"folder": "Nowhere"}, "Nowhere"),
        ({"password": "blåbær"}, "Authentication failed"),
    ],
)
def test_a_mailbox_that_is_closed_to_us_is_away(dovecot, user, changes, words):
    with pytest.raises(ArchiveAway, match=words) as away:
        ImapArchive(dovecot.mailbox(user, **changes)).found("<1@x>")

    assert "hush" not in str(away.value)
    assert "blåbær" not in str(away.value)


def test_nobody_listens(dovecot, user):
    archive = ImapArchive(dovecot.mailbox(user, port=free_port()))

    with pytest.raises(ArchiveAway, match="refused"):
        archive.found("<1@x>")


def test_silence_is_given_little_time(dovecot, user):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        mailbox = dovecot.mailbox(user, port=silent.getsockname()[1], timeout=0.3)
        with pytest.raises(ArchiveAway, match="timed out"):
            ImapArchive(mailbox).found("<1@x>")


def test_a_connection_that_broke_is_opened_anew_at_the_next_question(dovecot, user):
    dovecot.put(user, mail("<1@samsak.example.no>"))
    archive = ImapArchive(dovecot.mailbox(user))
    assert archive.found("<1@samsak.example.no>")
    assert archive._open is not None
    archive._open.shutdown()

    with pytest.raises(ArchiveAway):
        archive.found("<1@samsak.example.no>")
    assert archive.found("<1@samsak.example.no>")
    archive.close()
    archive.close()


@pytest.mark.parametrize(("tls", "starttls"), [(True, "no"), (False, "required")])
def test_who_encrypts_wants_a_certificate_that_somebody_vouches_for(dovecot, user, tls, starttls):
    port = dovecot.encrypted if tls else dovecot.plain
    mailbox = dovecot.mailbox(user, tls=tls, starttls=starttls, port=port)
    trusting = ImapArchive(mailbox, ssl.create_default_context(cafile=str(dovecot.certificate)))

    assert not trusting.found("<1@x>")
    trusting.close()
    with pytest.raises(ArchiveAway, match=r"(?i)certificate"):
        ImapArchive(mailbox).found("<1@x>")
