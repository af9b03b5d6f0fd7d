"""All mail is held, and let go, by those who look after it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.errors import Refused
from engine.people.actors import OPERATOR
from engine.people.acts import Act
from notifications import mails
from notifications.outbox.deliveries import DeliveryState
from notifications.outbox.maildir import MaildirMailer
from notifications.sending import hold
from notifications.sending.tick import tick
from tests.mailbox import MONDAY, open_mailroom

ACT = Act(OPERATOR, MONDAY)


def test_what_is_held_is_planned_and_waits(world, database, tmp_path):
    open_mailroom(world.session).measure()
    hold.hold(world.session, ACT)

    report = tick(database, MONDAY, mailer=MaildirMailer(tmp_path))

    assert report.bundled > 0
    assert report.sent.sent == 0
    assert not [*tmp_path.glob("new/*")]
    assert [code for code, _said in mails.faults(world.session, OPERATOR, MONDAY)] == ["mail_held"]


def test_what_is_let_go_goes_with_the_next_tick(world, database, tmp_path):
    open_mailroom(world.session).measure()
    hold.hold(world.session, ACT)
    tick(database, MONDAY, mailer=MaildirMailer(tmp_path))
    hold.release(world.session, ACT)

    report = tick(database, MONDAY, mailer=MaildirMailer(tmp_path))

    assert report.sent.sent == len([*tmp_path.glob("new/*")]) > 0


@pytest.mark.parametrize("gone", [0, 2])
def test_mail_that_is_held_while_it_goes_stops_before_the_next_dot(world, database, tmp_path, gone):
    open_mailroom(world.session).measure()
    box = MaildirMailer(tmp_path)

    def came():
        return len([*tmp_path.glob("new/*")])

    class Holding:
        """Holds all mail once so many have gone."""

        def send(self, *handed):
            if came() == gone:
                hold.hold(world.session, ACT)
            return box.send(*handed)

        def close(self):
            pass

    report = tick(database, MONDAY, mailer=Holding()).sent
    waiting = mails.mails(world.session, [DeliveryState.QUEUED], OPERATOR, MONDAY.date())

    assert came() == report.sent == gone
    assert len(waiting) > 1
    assert {(mail.attempts, mail.doubts, mail.reply) for mail in waiting} == {(0, 0, "")}

    hold.release(world.session, ACT)
    later = MONDAY + timedelta(minutes=1)
    assert tick(database, later, mailer=box).sent.sent == len(waiting)


@pytest.mark.parametrize("verb", ["hold", "release"])
def test_doing_it_twice_is_refused(world, verb):
    if verb == "hold":
        hold.hold(world.session, ACT)

    with pytest.raises(Refused, match=r"already|not held"):
        getattr(hold, verb)(world.session, ACT)


def test_who_looks_after_one_partnership_alone_is_told_so(world):
    with pytest.raises(Refused, match="those of Helsefellesskapet Fjord alone"):
        hold.hold(world.session, Act(world.secretary, MONDAY))

    with pytest.raises(Refused, match="This is for members of"):
        hold.hold(world.session, Act(world.owner, MONDAY))
