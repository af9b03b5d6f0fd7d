"""What the demo tells of the mails that went."""

from __future__ import annotations

from commands.demo import mails
from engine.people.acts import Act
from notifications.letters.forgetting import forget_reporter
from notifications.outbox.maildir import MaildirMailer
from notifications.sending.tick import tick
from tests.mailbox import MONDAY, open_mailroom


def test_a_mail_whose_address_was_removed_is_told_without_it(database, session, peopled, tmp_path):
    world = open_mailroom(session)
    case = world.deviation(email="fastlege@example.no")
    tick(database, MONDAY, mailer=MaildirMailer(tmp_path / "mail"))
    before = list(mails.sent(session))

    forget_reporter(session, case, Act(world.secretary, MONDAY))

    after = list(mails.sent(session))
    assert "fastlege@example.no" in {each.reader for each in before}
    assert len(after) == len(before)
    assert {(each.reader, each.why) for each in after} - {
        (each.reader, each.why) for each in before
    } == {("–", "–")}
