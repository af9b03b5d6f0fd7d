"""What is kept of a reporter's address, and how it goes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from dateutil.relativedelta import relativedelta
from sqlalchemy import text

from engine.cases.chain import verify_chains
from engine.people.acts import Act
from notifications.letters.forgetting import forget_reporter
from notifications.outbox.mailer import Reply, ReplyKind
from notifications.sending.tick import tick
from tests.mailbox import MONDAY, open_mailroom

EMAIL = "fastlege@example.no"


class Mailer:
    """A mail server with one answer."""

    def __init__(self, kind: ReplyKind) -> None:
        self.kind, self.addresses = kind, []

    def send(self, address, _message_id, _body, still_mine, _slow):
        assert still_mine()
        self.addresses.append(address)
        return Reply(self.kind, "")

    def close(self):
        pass


@pytest.mark.parametrize("kind", [ReplyKind.ACCEPTED, ReplyKind.REFUSED, ReplyKind.UNKNOWN])
def test_an_address_is_removed_from_whatever_became_of_a_mail(database, session, peopled, kind):
    world = open_mailroom(session)
    case = world.deviation(email=EMAIL)
    tick(database, MONDAY, mailer=Mailer(kind))
    assert EMAIL in everything(session)

    forget_reporter(session, case, Act(world.secretary, MONDAY))

    assert EMAIL not in everything(session)
    assert verify_chains(session) == []
    later = Mailer(ReplyKind.ACCEPTED)
    for hours in range(1, 30, 4):
        tick(database, MONDAY + timedelta(hours=hours), mailer=later)
    assert EMAIL not in later.addresses


def everything(session) -> str:
    """All that is kept of contacts and mails, as text."""
    rows = [*session.execute(text("SELECT * FROM contact"))]
    rows += [*session.execute(text("SELECT * FROM delivery"))]
    values = [value for row in rows for value in row]
    return " ".join(
        bytes(each).decode("utf-8", "replace")
        if isinstance(each, bytes | memoryview)
        else str(each)
        for each in values
    )


def test_a_tick_a_day_removes_what_is_no_longer_needed(database, session, peopled):
    world = open_mailroom(session)
    case = world.deviation(email=EMAIL)
    world.do(case, "reject", rejection="not_enough")
    mailer = Mailer(ReplyKind.ACCEPTED)
    tick(database, MONDAY, mailer=mailer)
    over = MONDAY + relativedelta(months=6)

    assert tick(database, over - timedelta(days=1), mailer=mailer).forgotten == 0
    assert EMAIL in everything(session)
    assert tick(database, over, mailer=mailer).forgotten == 1
    assert EMAIL not in everything(session)
    assert verify_chains(session) == []


def test_a_tick_that_failed_to_remove_them_is_followed_by_one_that_does(
    database, session, peopled, monkeypatch
):
    asked = []

    def forget(_session, now, _stopped):
        asked.append(now)
        if len(asked) == 1:
            raise OSError
        return 0

    monkeypatch.setattr("notifications.sending.tick.forget_expired", forget)
    for minutes in range(4):
        moment = MONDAY + timedelta(minutes=minutes)
        tick(database, moment, mailer=Mailer(ReplyKind.ACCEPTED))

    assert asked == [MONDAY, MONDAY + timedelta(minutes=1)], "then not before the next day"
