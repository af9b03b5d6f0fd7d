"""A stream of mails ends by the link in it."""

from __future__ import annotations

import re

import pytest

from engine.settings import Settings
from notifications.letters.mime import Letterhead
from notifications.outbox.maildir import MaildirMailer
from notifications.sending.tick import tick
from tests.browsing import SECRET, words
from tests.every_page import stop_token
from workflows.views.people_view import own_settings


def test_the_link_in_a_mail_shows_a_button_that_stops_that_stream_alone(
    pages, world, database, tmp_path
):
    settings = Settings(base_url="https://samsak.test", secret=SECRET)
    mailer, letterhead = MaildirMailer(tmp_path / "mail"), Letterhead.of(settings)
    tick(database, pages.at, mailer=mailer, letterhead=letterhead)
    world.measure()
    pages.later(days=7)
    tick(database, pages.at, mailer=mailer, letterhead=letterhead)
    mails = [file.read_bytes() for file in (tmp_path / "mail" / "new").iterdir()]
    mail = next(m for m in mails if b"secretary@" in m and b"List-Id: <digest" in m)
    path = re.search(rb"<https://samsak.test(/unsubscribe/[^>]+)>", mail)[1].decode()
    browser = pages.browser()

    assert "The weekly digest" in words(browser.get(path))
    assert own_settings(world.session, world.secretary).stopped == ()
    assert "These emails have stopped" in words(browser.post(path, 200).text)
    assert own_settings(world.session, world.secretary).stopped == ["digest"]


def test_a_mail_program_stops_it_with_one_click_and_a_second_click_changes_nothing(pages, world):
    path = f"/unsubscribe/{stop_token(world)}"
    world.change("owner", stopped=["notices"])

    for _time in range(2):
        pages.browser().post(path, 200, **{"List-Unsubscribe": "One-Click"})
        assert own_settings(world.session, world.owner).stopped == ["digest", "notices"]


FOREIGN = ({"Origin": "https://webmail.test"}, {"Origin": "null", "Sec-Fetch-Site": "cross-site"})


@pytest.mark.parametrize("foreign", FOREIGN)
def test_a_mail_program_that_is_a_page_stops_it_from_its_own_origin(pages, world, foreign):
    clicked = {"List-Unsubscribe": "One-Click"}
    client, path = pages.browser().client, f"/unsubscribe/{stop_token(world)}"

    assert client.post(path, data=clicked, headers=foreign).status_code == 200
    assert own_settings(world.session, world.owner).stopped == ["digest"]
    assert client.post(path + "0", data=clicked, headers=foreign).status_code == 404
    assert client.post("/unsubscribed", headers=foreign).status_code == 403
    assert client.post("/login", headers=foreign).status_code == 403


@pytest.mark.parametrize("wrong", ["1.digest.0000", "x", "2.digest"])
def test_a_link_that_was_not_made_here_stops_nothing(pages, world, wrong):
    of_another = stop_token(world).replace(f"{world.owner.person_id}.", "1.", 1)

    for token in (wrong, of_another):
        pages.browser().post(f"/unsubscribe/{token}", 404)
    assert own_settings(world.session, world.secretary).stopped == ()


def test_without_a_secret_no_link_stops_anything(pages, world):
    pages.settings = Settings()

    pages.browser().get(f"/unsubscribe/{stop_token(world)}", 404)
