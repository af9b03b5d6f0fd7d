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
from notifications.sending.send_with import SendReport, SendWith
from notifications.sending.sender import send_due
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
    return SmtpMailer(server, SENDER, context, dot=PATIENCE)


@pytest.mark.parametrize("fault", ["drop", "silence"])
def test_a_mail_in_doubt_goes_again_after_the_hold_time_with_the_same_bytes(post, fault):
    clock = Clock()
    with Relay({"TAKEN": [fault]}) as relay:
        row = post(mailer_of(relay), clock=clock)
        assert row["state"] == "in_doubt"
        clock.forward(timedelta(minutes=16))
        row = post(mailer_of(relay), clock=clock)

    assert row["state"] == "sent"
    assert relay.taken[0] == relay.taken[1]


def test_nobody_listens(post):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        server = Smtp(
            "127.0.0.1", taken.getsockname()[1], tls=False, starttls="no", timeout=PATIENCE
        )
        row = post(SmtpMailer(server, SENDER))

    assert (row["state"], row["body"]) == ("queued", None)
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


@pytest.mark.parametrize("fault", ["421 tired", "drop"])
def test_a_connection_that_grew_cold_is_opened_anew(fault):
    with Relay({"MAIL": ["250 ok", fault]}) as relay:
        mailer = mailer_of(relay)
        kinds = [
            mailer.send("kari@example.no", "<1@x>", BODY, lambda: True).kind for _time in range(2)
        ]
        mailer.close()

    assert kinds == [ReplyKind.ACCEPTED, ReplyKind.ACCEPTED]
    assert relay.connections == 2


@pytest.mark.parametrize(("fault", "connections"), [("250 ok", 1), ("500 what?", 2), ("drop", 2)])
def test_what_was_begun_and_not_taken_is_taken_back_before_the_next_mail(fault, connections):
    with Relay({"RCPT ola@": "550 no such user", "RSET": [fault]}) as relay:
        mailer = mailer_of(relay)
        kinds = [
            mailer.send(f"{who}@example.no", "<1@x>", BODY, lambda: True).kind
            for who in ("kari", "ola", "kari")
        ]
        mailer.close()

    assert kinds == [ReplyKind.ACCEPTED, ReplyKind.REFUSED, ReplyKind.ACCEPTED]
    assert (relay.connections, relay.verbs.count("RSET")) == (connections, 1)


def test_silence_between_two_mails_is_waited_for_once():
    with Relay({"MAIL": ["250 ok", "silence"]}) as relay:
        mailer = mailer_of(relay)
        replies = [
            mailer.send("kari@example.no", "<1@x>", BODY, lambda: True) for _time in range(2)
        ]
        mailer.close()

    assert (replies[1].kind, replies[1].down) == (ReplyKind.LATER, False)
    assert relay.connections == 1


def test_the_answer_to_the_dot_has_a_long_wait_of_its_own():
    with Relay({"TAKEN": "late"}) as relay:
        called = []
        mailer = SmtpMailer(mailer_of(relay).server, SENDER, dot=30, look=PATIENCE / 10)
        reply = mailer.send(
            "kari@example.no", "<1@x>", BODY, lambda: True, lambda: called.append(len(relay.taken))
        )
        again = mailer.send("kari@example.no", "<2@x>", BODY, lambda: True)
        mailer.close()

    assert reply.kind is ReplyKind.ACCEPTED, "later than any other verb may be answered"
    assert called == [1], "and who waits is told so"
    assert (again.kind, relay.connections) == (ReplyKind.ACCEPTED, 1)


def test_an_answer_that_comes_at_once_makes_nobody_wait():
    with Relay() as relay:
        called = []
        mailer = SmtpMailer(mailer_of(relay).server, SENDER)
        mailer.send("kari@example.no", "<1@x>", BODY, lambda: True, lambda: called.append(1))
        assert mailer._open is not None
        assert mailer._open.sock is not None
        assert mailer._open.sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        mailer.close()

    assert called == []


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

    assert (row["state"], row["body"]) == ("queued", None)
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
