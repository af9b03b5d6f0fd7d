"""Reports that a mail came back, as mail servers write them."""

from __future__ import annotations

from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage

import pytest

from notifications.outbox.bounces import Bounce, read_bounce

AT = datetime(2026, 11, 23, 9, 5, tzinfo=UTC)
OURS = "<1@samsak.example.no>"
GONE = "Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 no such mailbox"
WHY = "5.1.1 550 5.1.1 no such mailbox"


def original() -> EmailMessage:
    mail = EmailMessage(policy=policy.SMTP)
    mail["Message-ID"], mail["Subject"] = OURS, "To saker i Samsak"
    mail.set_content("Hei")
    return mail


def report(*recipients: str, back: str = "message/rfc822") -> bytes:
    """A report of a mail server about these recipients, with what came back."""
    about = [f"Final-Recipient: rfc822; {n}@vik.example.no\n{s}" for n, s in enumerate(recipients)]
    returned = original().as_string().replace("\r\n", "\n")
    parts = {
        "text/plain": "I am sorry to have to inform you that your message was not delivered.",
        "message/delivery-status": "\n\n".join(["Reporting-MTA: dns; mx.example.no", *about]),
        back: returned if back == "message/rfc822" else returned.split("\n\n")[0] + "\n",
    }
    body = "".join(f"--edge\nContent-Type: {kind}\n\n{said}\n" for kind, said in parts.items())
    kind = "Content-Type: multipart/report; report-type=delivery-status;\n boundary=edge"
    return f"From: <>\nMIME-Version: 1.0\n{kind}\n\n{body}--edge--\n".encode()


@pytest.mark.parametrize("back", ["message/rfc822", "text/rfc822-headers"])
def test_a_report_says_which_mail_came_back_and_why(back):
    found = read_bounce(report(GONE, back=back), AT)

    assert found == Bounce(OURS, WHY, AT, "5.1.1")


def test_one_recipient_of_several_is_enough():
    later = "Action: relayed\nStatus: 2.0.0"

    assert read_bounce(report(later, GONE), AT) == Bounce(OURS, WHY, AT, "5.1.1")


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded", ""])
def test_what_is_late_or_arrived_did_not_come_back(action):
    assert read_bounce(report(f"Action: {action}\nStatus: 4.4.1"), AT) is None


@pytest.mark.parametrize(
    "other",
    [
        b"",
        b"\xff\x00 not a mail",
        original().as_bytes(),
        report(GONE).replace(b"Message-ID", b"X-Gone"),
        report(GONE)[: len(report(GONE)) // 2],
        report(),
    ],
)
def test_what_is_no_whole_report_says_nothing(other):
    assert read_bounce(other, AT) is None


def test_long_words_of_a_server_are_shortened():
    found = read_bounce(
        report(f"Action: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; {'x' * 500}"), AT
    )

    assert found is not None
    assert len(found.said) == 200


@pytest.mark.parametrize("status", ["", "Status: lege@vik.example.no", "Status: 550"])
def test_what_is_no_number_of_a_status_is_none(status):
    found = read_bounce(report(f"Action: failed\n{status}".strip()), AT)

    assert found is not None
    assert found.status == ""
