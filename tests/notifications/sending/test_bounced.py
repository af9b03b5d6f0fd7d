"""A mail that came back was not told: it waits for somebody, and what it carried waits with it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from engine.people.actors import OPERATOR
from engine.people.acts import Act
from engine.people.trace import trace_of
from notifications import mails
from notifications.outbox.archive import ArchiveAway
from notifications.outbox.bounces import Bounce
from notifications.outbox.deliveries import DeliveryState
from notifications.outbox.maildir import MaildirMailer
from notifications.sending import tick_parts
from notifications.sending.bounced import fail_bounced
from notifications.sending.proof import SENT
from notifications.sending.tick import TickWith, tick
from tests.mailbox import MONDAY, open_mailroom
from workflows import health

MINUTE = timedelta(minutes=1)
SOON = MONDAY + 6 * MINUTE


class Archive:
    """A mailbox with reports alone."""

    def __init__(self) -> None:
        self.reports: list[Bounce] = []
        self.asked = 0
        self.away = False

    def bounces(self, first):
        self.asked += 1
        if self.away:
            raise ArchiveAway("connection refused")
        return self.reports

    def found(self, message_id):
        return False

    def words_of(self, header, first, last):
        return set()

    def close(self):
        pass


@pytest.fixture
def archive():
    return Archive()


@pytest.fixture
def ticked(world, database, archive, tmp_path):
    """A tick at a moment, with the archive."""
    open_mailroom(world.session).measure()

    def ticked(at):
        return tick(database, at, mailer=MaildirMailer(tmp_path / "box"), given=TickWith(archive))

    return ticked


def rows(world, query):
    with world.session.begin():
        return [tuple(row) for row in world.session.execute(text(query))]


def states(world):
    """Where the mails stand that were needed."""
    return {state for (state,) in rows(world, "SELECT state FROM delivery")} - {"cancelled"}


def came_back(world, archive, at=SOON):
    """Every mail that went comes back at that moment."""
    sent = rows(world, "SELECT message_id FROM delivery WHERE state = 'sent'")
    archive.reports = [
        Bounce(each, "5.1.1 <kari@example.no>: no such", at, "5.1.1") for (each,) in sent
    ]
    return len(sent)


def test_what_came_back_is_refused_and_not_told(world, archive, ticked):
    ticked(MONDAY)
    went = came_back(world, archive)

    report = ticked(SOON)

    assert (went > 0, report.bounced) == (True, went)
    stand = rows(world, "SELECT state, reply, sent_at FROM delivery WHERE state <> 'cancelled'")
    assert set(stand) == {("failed", "5.1.1 <kari@example.no>: no such", None)}
    assert rows(world, "SELECT DISTINCT state FROM notice WHERE delivery_id IS NOT NULL") == [
        ("planned",)
    ]
    told = "SELECT count(*) FROM digest_entry WHERE told_until IS NOT NULL AND delivery_id IN"
    assert rows(world, f"{told} (SELECT id FROM delivery WHERE state = 'failed')") == [(0,)]
    findings = [code for code, _sentence in mails.faults(world.session, OPERATOR, SOON)]
    assert "mail_failed" in findings


def test_the_history_says_so_and_holds(world, archive, ticked):
    ticked(MONDAY)
    came_back(world, archive)
    ticked(SOON)

    assert health.breaks(world.session, OPERATOR, SOON.date()) == []
    kinds = rows(world, "SELECT DISTINCT kind FROM registry_event WHERE subject = 'delivery'")
    assert sorted(kinds) == [("removed",), ("sent",)]
    failed = rows(world, "SELECT id FROM delivery WHERE state = 'failed'")
    last = [trace_of(world.session, SENT, number)[-1] for (number,) in failed]
    assert {each.parts["bounced"] for each in last} == {"5.1.1"}, "and no address"


def test_sent_again_it_is_told_and_the_old_report_says_nothing_of_it(world, archive, ticked):
    ticked(MONDAY)
    went, later = came_back(world, archive), SOON + 10 * MINUTE
    ticked(SOON)
    for (number,) in rows(world, "SELECT id FROM delivery WHERE state = 'failed'"):
        mails.send_again(world.session, number, Act(OPERATOR, later))

    sent, after = ticked(later), ticked(later + 6 * MINUTE)

    assert (sent.sent.sent, after.bounced) == (went, 0)
    assert states(world) == {"sent"}
    assert health.breaks(world.session, OPERATOR, later.date()) == []


def test_a_mail_in_doubt_that_came_back_is_in_doubt_no_more(world, archive, ticked):
    ticked(MONDAY)
    came_back(world, archive)
    with world.session.begin():
        doubt = "UPDATE delivery SET state = 'in_doubt', sent_at = NULL WHERE state = 'sent'"
        world.session.execute(text(doubt))
        fail_bounced(world.session, archive.reports, SOON)

    assert states(world) == {DeliveryState.FAILED.value}


def test_reports_of_other_mail_are_nothing_to_us(world, archive, ticked):
    ticked(MONDAY)
    archive.reports = [Bounce("<other@example.no>", "5.1.1", SOON)]

    assert ticked(SOON).bounced == 0
    assert states(world) == {"sent"}


def test_it_is_looked_every_few_minutes_from_where_it_was_looked_last(world, archive, ticked):
    bounced = [ticked(MONDAY + minutes * MINUTE).bounced for minutes in (0, 1, 4, 5, 6)]

    assert (bounced, archive.asked) == ([0, None, None, 0, None], 2)


def test_an_archive_that_cannot_be_asked_is_told_and_asked_again(world, archive, ticked):
    archive.away = True
    ticked(MONDAY)
    told = dict(tick_parts.faults(world.session, OPERATOR, MONDAY))
    archive.away = False
    ticked(MONDAY + MINUTE)

    assert "archive_away" in told
    assert dict(tick_parts.faults(world.session, OPERATOR, MONDAY + MINUTE)) == {}
    assert archive.asked == 2
