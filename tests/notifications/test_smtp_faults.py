"""What each fault of a mail server leaves of a mail, and what whoever looks after mails then sees.

What docs/mail.md tells in short.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from engine.people.actors import OPERATOR
from engine.storage.database import Database
from engine.urls import Smtp
from notifications import mails
from notifications.outbox.smtp import SmtpMailer
from notifications.sending import tick_parts
from notifications.sending.send_with import SendWith
from notifications.sending.sender import send_due
from tests.notifications.post import LETTERHEAD, Clock, Writer, open_office, put
from tests.notifications.relay import PATIENCE, Relay

LONG_AFTER = timedelta(hours=2)
# The row afterwards, what is in it of the mail's bytes, and what is told two hours later.
REFUSES = ("queued", None, {"mail_waits", "mail_server_refuses"})
AWAY = ("queued", None, {"mail_waits", "mail_server_away"})
WAITS = ("queued", None, {"mail_waits"})
FAILED = ("failed", "kept", {"mail_failed"})
DOUBT = ("in_doubt", "kept", {"mail_in_doubt"})
SENT = ("sent", "kept", set())

SAID = (
    "421 4.3.2 closing",
    "451 4.3.0 later",
    "530 5.7.0 log in first",
    "535 5.7.8 not with that password",
    "550 5.1.1 no such user",
    "554 5.7.1 relay access denied",
)
FAULTS = (*SAID, "drop", "silence", "what?")
# For each verb what becomes of a mail, in the order of the faults.
NOT_LET_IN = (*[REFUSES] * len(SAID), AWAY, AWAY, AWAY)
EXPECTED = {
    "GREETING": NOT_LET_IN,
    "EHLO": (AWAY, *NOT_LET_IN[1:]),  # what is said before it hangs up is not heard
    "STARTTLS": NOT_LET_IN,
    "AUTH": NOT_LET_IN,
    "MAIL": (WAITS, WAITS, REFUSES, REFUSES, REFUSES, REFUSES, WAITS, WAITS, WAITS),
    "RCPT": (WAITS, WAITS, REFUSES, REFUSES, FAILED, REFUSES, WAITS, WAITS, WAITS),
    "DATA": (WAITS, WAITS, REFUSES, REFUSES, FAILED, REFUSES, WAITS, WAITS, WAITS),
    "DOT": (WAITS, WAITS, REFUSES, REFUSES, FAILED, REFUSES, DOUBT, DOUBT, DOUBT),
}
TABLE = [
    *((verb, *cell) for verb, row in EXPECTED.items() for cell in zip(FAULTS, row, strict=True)),
    ("TAKEN", "drop", DOUBT),
    ("TAKEN", "silence", DOUBT),
    ("BODY", "drop", DOUBT),
    ("DATA", "250 odd", WAITS),
    ("MAIL", "452 4.3.1 no room", WAITS),
    ("MAIL", "553 5.1.8 no such sender", REFUSES),
    ("RCPT", "251 will forward", SENT),
    ("RCPT", "452 4.2.2 mailbox full", WAITS),
    ("RCPT", "550 no relaying for you", REFUSES),
    ("RCPT", "550 5.1.0 Sender denied", REFUSES),
    ("RCPT", "553 sorry, that domain is not in my list of allowed rcpthosts", REFUSES),
    ("RCPT", "552 5.2.2 mailbox full", FAILED),
    ("RCPT", "553 5.1.3 bad address", FAILED),
    ("DATA", "550 5.7.60 no permission to send as this sender", REFUSES),
    ("DOT", "550 5.7.60 no permission to send as this sender", REFUSES),
    ("DOT", "452 4.3.1 no room", WAITS),
    ("DOT", "552 5.3.4 too big", FAILED),
    ("DOT", "550 5.7.1 looks like spam", FAILED),
    ("QUIT", "drop", SENT),
    ("QUIT", "silence", SENT),
    ("QUIT", "500 no", SENT),
]


def test_there_are_enough_of_them():
    assert len(TABLE) == len({cell[:2] for cell in TABLE}) >= 80


@pytest.fixture
def office(sqlite_url):
    """A database with one mail to send."""
    database = Database(sqlite_url, durable=False)
    with database.session() as session:
        open_office(session)
        put(session, "a")
        yield database, session
    database.close()


@pytest.mark.parametrize(("verb", "fault", "expected"), TABLE)
def test_each_fault_leaves_a_row_and_is_told(office, verb, fault, expected):
    database, session = office
    clock = Clock()
    offers = ("AUTH PLAIN", "STARTTLS") if verb == "STARTTLS" else ("AUTH PLAIN",)
    with Relay({verb: fault} | ({"HELO": fault} if verb == "EHLO" else {}), offers=offers) as relay:
        report = send_due(
            database, SendWith(mailer(relay), LETTERHEAD, "w", composer=Writer()), clock
        )

    tick_parts.keep_parts(session, clock.now, {tick_parts.MAIL_SERVER: report.away})
    with session.begin():
        row = session.execute(text("SELECT * FROM delivery")).mappings().one()
    told = mails.faults(session, OPERATOR, clock.now + LONG_AFTER)
    told += tick_parts.faults(session, OPERATOR, clock.now + LONG_AFTER)
    state, body, codes = expected
    assert (row["state"], row["body"] and "kept") == (state, body)
    assert {code for code, _said in told} == codes
    assert (row["lease_by"], row["attempts"]) == (None, 1)
    assert row["doubts"] == (state in ("in_doubt", "sent", "failed"))
    if fault in SAID and expected is not AWAY:
        assert fault in row["reply"]
        assert codes != REFUSES[2] or any(fault in str(said) for _code, said in told)
    assert "hush" not in row["reply"]


def mailer(relay: Relay) -> SmtpMailer:
    told = {"user": "samsak", "password": "hush", "timeout": PATIENCE}
    server = Smtp("127.0.0.1", relay.port, tls=False, starttls="optional", **told)
    return SmtpMailer(server, "Samsak <samsak@helse.example.no>", dot=PATIENCE)
