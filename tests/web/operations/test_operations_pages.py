"""Emails that did not go are seen and settled on a page, by those who look after them."""

from __future__ import annotations

from datetime import date

import pytest

from engine.storage.database import Database
from notifications.outbox.mailer import Mailer, Reply, ReplyKind
from notifications.sending.tick import tick
from tests.browsing import words


class Refusing:
    """A mail server that refuses everything."""

    def send(self, *_mail: object) -> Reply:
        return Reply(ReplyKind.REFUSED, "550 no such user")

    def close(self) -> None:
        return None


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


def test_where_all_is_well_it_says_so(pages, world):
    page = words(pages.browser(world.secretary).get("/operations"))

    assert "All is well." in page
    assert "Every email has gone." in page


def test_nobody_else_sees_or_settles(pages, world, refused):
    pages.browser(world.member).get("/operations", 403)
    pages.browser(world.neighbour).post("/operations/mails/1/again", 404)
