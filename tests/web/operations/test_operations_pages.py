"""Emails that did not go are seen and settled on a page, by those who look after them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from engine.storage.database import Database
from notifications.outbox.mailer import Mailer, Reply, ReplyKind
from notifications.sending.tick import PARTS as PARTS_OF_A_TICK
from notifications.sending.tick import tick
from notifications.sending.tick_parts import keep_next_tick
from tests.browsing import words
from web.operations.operations_pages import PARTS
from workflows.backups import back_up


class Refusing:
    """A mail server that refuses everything."""

    reply = Reply(ReplyKind.REFUSED, "550 no such user")

    def send(self, *_mail: object) -> Reply:
        return self.reply

    def close(self) -> None:
        return None


class Away(Refusing):
    """A mail server that is not there."""

    reply = Reply(ReplyKind.LATER, "Connection refused", down=True)


@pytest.fixture
def refused(pages, world, database: Database):
    """A meeting of which nobody could be told."""
    world.meeting("asu", day=date(2026, 3, 16))
    mailer: Mailer = Refusing()
    tick(database, pages.at, mailer=mailer)


def test_what_did_not_go_is_seen_with_its_reason(pages, world, refused):
    page = words(pages.browser(world.secretary).get("/operations"))

    assert "Arne Asumedlem refused" in page
    assert "550 no such user" in page
    assert "refused by the email server" in page


def test_a_mail_is_sent_again_or_given_up(pages, world, refused):
    browser = pages.browser(world.secretary)

    browser.post("/operations/mails/1/again")
    waiting = words(browser.get("/operations"))
    browser.post("/operations/mails/1/again", 422)

    assert "waiting" in waiting
    browser.post("/operations/mails/1/burn", 404)


def test_all_mail_is_held_and_let_go(pages, world):
    both = world.person(
        "Berit Begge", ("sekretariat", "secretary"), ("nabo/sekretariat", "secretary")
    )
    browser = pages.browser(both)

    browser.post("/operations/hold")
    held = words(browser.get("/operations"))
    browser.post("/operations/hold", 422)
    browser.post("/operations/release")

    assert "All emails are held since 2 March 2026, 10:00" in held
    assert "All is well." in words(browser.get("/operations"))
    browser.post("/operations/burn", 404)


def test_who_looks_after_one_partnership_of_several_holds_no_mail(pages, world):
    browser = pages.browser(world.secretary)

    browser.post("/operations/hold", 403)

    assert "Hold all emails" not in words(browser.get("/operations"))


def test_the_last_backup_is_seen(pages, world, database: Database, tmp_path, postgresql_programs):
    before = words(pages.browser(world.secretary).get("/operations"))
    back_up(database, tmp_path / "backup.zip", pages.at)

    after = words(pages.browser(world.secretary).get("/operations"))

    assert "Last backup None was made by Samsak." in before
    assert "Last backup 2 March 2026, 10:00" in after


def test_where_all_is_well_it_says_so(pages, world):
    page = words(pages.browser(world.secretary).get("/operations"))

    assert "All is well." in page
    assert "Every email has gone." in page


def test_a_dead_mail_server_is_seen_at_once_with_since_when(pages, world, database: Database):
    world.meeting("asu", day=date(2026, 3, 16))
    mailer: Mailer = Away()
    tick(database, pages.at, mailer=mailer)

    page = words(pages.browser(world.secretary).get("/operations"))

    since = "since 2 March 2026, 10:00 (Connection refused)"
    assert f"The email server has not answered {since}." in page
    assert f"Email server Has not answered {since}." in page


def test_each_part_of_a_tick_shows_its_last_and_its_next(pages, world, database: Database):
    browser = pages.browser(world.secretary)
    before = words(browser.get("/operations"))
    mailer: Mailer = Refusing()
    tick(database, pages.at, mailer=mailer)
    keep_next_tick(world.session, pages.at + timedelta(minutes=1))

    page = words(browser.get("/operations"))

    assert {part.name for part in PARTS_OF_A_TICK} == set(PARTS)
    assert "Preparing digests – – –" in before
    row = "2 March 2026, 10:00 2 March 2026, 10:01 as it should be"
    assert page.count(row) == len(PARTS) - 2
    assert "Looking back after a restoration – 2 March 2026, 10:01 –" in page
    assert "Looking for emails that came back – 2 March 2026, 10:01 –" in page  # no archive
    assert "None was made by Samsak." in page


def test_nobody_else_sees_or_settles(pages, world, refused):
    pages.browser(world.member).get("/operations", 403)
    pages.browser(world.neighbour).post("/operations/mails/1/again", 404)
