"""A mailer against real sockets: what each fault means for the mail."""

from __future__ import annotations

import socket
import ssl
from datetime import timedelta
from email import policy

import pytest

from engine.storage.database import Database
from engine.urls import Smtp
from notifications.outbox.mailer import Reply, ReplyKind
from notifications.outbox.smtp import SmtpMailer, stuffed
from notifications.sending.sender import SendReport, SendWith, send_due
from tests.notifications.post import (
    BODY,
    LETTERHEAD,
    Clock,
    Writer,
    hand_over,
    notices,
    open_office,
    put,
)
from tests.notifications.relay import PATIENCE, Relay, certificate

SENDER = "Samsak <samsak@helse.example.no>"


def mailer_of(
    relay: Relay, starttls: str = "no", user: str = "", context: ssl.SSLContext | None = None
) -> SmtpMailer:
    server = Smtp(
        "127.0.0.1",
        relay.port,
        tls=False,
        starttls=starttls,
        user=user,
        password="hush",
        timeout=PATIENCE,
    )
    return SmtpMailer(server, SENDER, context)


# Faults: what stands in the row afterwards

WAITS, FAILED, DOUBT, SENT = "queued", "failed", "in_doubt", "sent"
BEFORE_MAIL = ("GREETING", "EHLO", "STARTTLS", "AUTH")
FAULTS = {
    "421 closing": WAITS,
    "451 later": WAITS,
    "550 no": FAILED,
    "drop": WAITS,
    "silence": WAITS,
    "what?": WAITS,
}
TABLE = [
    *((verb, fault, WAITS) for verb in BEFORE_MAIL for fault in FAULTS),
    *((verb, fault, state) for verb in ("MAIL", "RCPT", "DATA") for fault, state in FAULTS.items()),
    ("DOT", "421 closing", WAITS),
    ("DOT", "451 later", WAITS),
    ("DOT", "552 too big", FAILED),
    ("DOT", "drop", DOUBT),
    ("DOT", "silence", DOUBT),
    ("DOT", "what?", DOUBT),
    ("TAKEN", "drop", DOUBT),
    ("TAKEN", "silence", DOUBT),
    ("DATA", "250 odd", WAITS),
    ("RCPT", "251 will forward", SENT),
    ("QUIT", "drop", SENT),
    ("QUIT", "silence", SENT),
    ("QUIT", "500 no", SENT),
]


@pytest.mark.parametrize(("verb", "fault", "state"), TABLE)
def test_each_fault_has_its_state(post, verb, fault, state):
    offers = ("AUTH PLAIN", "STARTTLS") if verb == "STARTTLS" else ("AUTH PLAIN",)
    faults = {verb: fault} | ({"HELO": fault} if verb == "EHLO" else {})
    with Relay(faults, offers=offers) as relay:
        row = post(mailer_of(relay, starttls="optional", user="samsak"))

    assert row["state"] == state
    assert row["attempts"] == 1
    assert row["lease_by"] is None
    assert row["reply"] != ""
    if fault[:3].isdigit() and state != SENT and verb != "EHLO":
        assert row["reply"].startswith(fault[:3])
    assert "hush" not in row["reply"]


@pytest.mark.parametrize("fault", ["drop", "silence"])
def test_a_mail_in_doubt_goes_again_after_the_hold_time_with_the_same_bytes(post, fault):
    clock = Clock()
    with Relay({"TAKEN": [fault]}) as relay:
        row = post(mailer_of(relay), clock=clock)
        assert row["state"] == DOUBT
        clock.forward(timedelta(minutes=16))
        row = post(mailer_of(relay), clock=clock)

    assert row["state"] == SENT
    assert relay.taken[0] == relay.taken[1]


def test_nobody_listens(post):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        server = Smtp(
            "127.0.0.1", taken.getsockname()[1], tls=False, starttls="no", timeout=PATIENCE
        )
        row = post(SmtpMailer(server, SENDER))

    assert (row["state"], row["body"]) == (WAITS, None)
    assert "refused" in row["reply"]


def test_a_drop_in_the_middle_of_the_text_is_before_the_dot():
    with Relay({"BODY": "drop"}) as relay:
        reply = hand_over(mailer_of(relay), body=b"0123456789abcde\r\n" * 2_000_000)

    assert (reply.kind, reply.down, relay.taken) == (ReplyKind.LATER, False, [])


def test_one_recipient_refused_does_not_end_the_connection():
    with Relay({"RCPT ola@": "550 no such user", "RCPT per@": "450 full"}) as relay:
        mailer = mailer_of(relay)
        kinds = [
            mailer.send(f"{who}@example.no", "<1@x>", BODY, lambda: True).kind
            for who in ("ola", "per", "kari")
        ]
        mailer.close()

    assert kinds == [ReplyKind.REFUSED, ReplyKind.LATER, ReplyKind.ACCEPTED]
    assert relay.connections == 1
    assert [to for to, _body in relay.taken] == ["kari@example.no"]


@pytest.mark.parametrize("fault", ["421 tired", "drop", "500 what?"])
def test_a_connection_that_grew_cold_is_opened_anew(fault):
    with Relay({"RSET": [fault]}) as relay:
        mailer = mailer_of(relay)
        kinds = [
            mailer.send("kari@example.no", "<1@x>", BODY, lambda: True).kind for _time in range(2)
        ]
        mailer.close()

    assert kinds == [ReplyKind.ACCEPTED, ReplyKind.ACCEPTED]
    assert relay.connections == 2


def test_a_batch_shares_one_connection(sqlite_url):
    database = Database(sqlite_url, durable=False)
    with database.session() as session:
        open_office(session)
        put(session, *"abcde")
        with Relay() as relay:
            given = SendWith(mailer_of(relay), LETTERHEAD, worker="w", composer=Writer())
            report = send_due(database, given, Clock())
    database.close()

    assert report == SendReport(sent=5)
    assert (relay.connections, relay.verbs.count("EHLO"), len(relay.taken)) == (1, 1, 5)


def test_who_lost_the_lease_says_no_dot_and_nothing_after():
    with Relay() as relay:
        reply = hand_over(mailer_of(relay), mine=False)

    assert reply.kind is ReplyKind.LOST_LEASE
    assert (relay.taken, relay.verbs[-1]) == ([], "DATA")


def test_the_lease_is_asked_after_the_text_and_before_the_dot():
    with Relay() as relay:
        taken_before = []
        mailer = mailer_of(relay)
        mailer.send(
            "kari@example.no", "<1@x>", BODY, lambda: taken_before.append(len(relay.taken)) is None
        )
        mailer.close()

    assert (taken_before, len(relay.taken)) == ([0], 1)


def test_what_arrives_is_what_was_sent():
    with Relay() as relay:
        assert hand_over(mailer_of(relay)) == Reply(ReplyKind.ACCEPTED, "250 queued as 42")

    assert relay.taken == [("kari@example.no", BODY)]


@pytest.mark.parametrize(
    ("body", "wire"),
    [
        (b".", b"..\r\n"),
        (b"a\n.b\r\n", b"a\r\n..b\r\n"),
        (b"a\r.\r", b"a\r\n..\r\n"),
        (b"a.b\r\n", b"a.b\r\n"),
        (b"", b"\r\n"),
    ],
)
def test_dots_and_line_ends_on_the_wire(body, wire):
    assert stuffed(body) == wire


@pytest.mark.parametrize(
    "address", ["kåre@example.no", "a@b.no>\r\nDATA", "a b@c.no", "", "a@b.no\n"]
)
def test_an_address_that_cannot_be_said_is_refused_alone(address):
    with Relay() as relay:
        assert hand_over(mailer_of(relay), address).kind is ReplyKind.REFUSED

    assert relay.verbs == []


def test_a_domain_with_letters_of_its_own_is_handed_over_as_servers_call_it():
    with Relay() as relay:
        assert hand_over(mailer_of(relay), "kari@blåbær.no").kind is ReplyKind.ACCEPTED

    assert [address for address, _body in relay.taken] == ["kari@xn--blbr-roah.no"]


# Encryption


def test_without_starttls_where_it_is_required_nothing_is_said(post):
    with Relay() as relay:
        row = post(mailer_of(relay, starttls="required"))

    assert (row["state"], row["body"]) == (WAITS, None)
    assert "STARTTLS" in row["reply"]
    assert "MAIL" not in relay.verbs


@pytest.fixture
def encrypting(tmp_path):
    path = certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    trusting = ssl.create_default_context(cafile=str(path))
    return context, trusting


def test_starttls_is_used_where_it_is_offered(encrypting):
    context, _trusting = encrypting
    with Relay(offers=("STARTTLS", "AUTH PLAIN"), context=context) as relay:
        assert (
            hand_over(mailer_of(relay, starttls="optional", user="samsak")).kind
            is ReplyKind.ACCEPTED
        )

    assert relay.verbs[:5] == ["EHLO", "STARTTLS", "EHLO", "AUTH", "MAIL"]


def test_required_encryption_wants_a_certificate_that_somebody_vouches_for(encrypting):
    context, trusting = encrypting
    with Relay(offers=("STARTTLS",), context=context) as relay:
        stranger = hand_over(mailer_of(relay, starttls="required"))
        assert (
            hand_over(mailer_of(relay, starttls="required", context=trusting)).kind
            is ReplyKind.ACCEPTED
        )

    assert (stranger.kind, stranger.down) == (ReplyKind.LATER, True)
    assert "certificate" in stranger.text.lower()


def test_a_long_wait_stays_well_under_half_a_lease():
    from notifications.outbox.leases import LEASE
    from notifications.outbox.smtp import LONGEST_WAIT

    assert timedelta(seconds=LONGEST_WAIT) * 2 < LEASE / 2


def test_a_real_library_server_takes_our_mail():
    from aiosmtpd.controller import Controller
    from aiosmtpd.handlers import Message

    class Box(Message):
        mails: list = []

        def handle_message(self, message) -> None:
            self.mails.append(message)

    box = Controller(Box(), hostname="127.0.0.1", port=0)
    box.port = free_port()
    box.start()
    try:
        from notifications.letters.mime import write

        mail = write(notices(), LETTERHEAD, message_id="<1@x>", now=Clock().now)
        server = Smtp("127.0.0.1", box.port, tls=False, starttls="optional", timeout=5)
        assert hand_over(SmtpMailer(server, SENDER), body=mail.body).kind is ReplyKind.ACCEPTED
    finally:
        box.stop()

    assert Box.mails[0]["Message-ID"] == "<1@x>"
    assert policy.default.header_factory("subject", Box.mails[0]["Subject"])


def free_port() -> int:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return int(server.getsockname()[1])
