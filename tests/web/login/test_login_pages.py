"""Ways in: a link by mail, and out again."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import text

from engine.people.actors import OPERATOR
from engine.people.acts import Act
from engine.people.registry import change_address
from engine.settings import Settings
from engine.storage.database import Database
from notifications.letters.mime import Letterhead
from notifications.outbox.maildir import MaildirMailer
from notifications.sending import hold
from notifications.sending.tick import tick
from tests.browsing import Browsing, words
from tests.queries import counted
from tests.world import SETTING_UP
from web.page import LOGIN
from workflows.partnerships.leaving import leave_body

_KEPT = text("SELECT (SELECT count(*) FROM login_link), (SELECT count(*) FROM login)")
_BODIES = text("SELECT state, body FROM delivery WHERE kind = 'login'")


@pytest.fixture
def mailed(pages: Browsing, database: Database, tmp_path):
    """The text of every mail that a tick puts into a mailbox now."""
    base = Letterhead(base_url="http://samsak.test")

    def send() -> list[str]:
        tick(database, pages.at, mailer=MaildirMailer(tmp_path / "mail"), letterhead=base)
        files = sorted((tmp_path / "mail" / "new").iterdir())
        return [file.read_bytes().replace(b"=\r\n", b"").decode() for file in files]

    return send


def test_a_link_by_mail_logs_in_once_and_leads_on(pages, world, mailed):
    browser = pages.browser()
    browser.post("/login", email="owner@example.no", to="/lists/measure")

    (mail,) = [each for each in mailed() if "/login/link/" in each]
    path = re.search(r"http://samsak.test(/login/link/\S+)", mail)[1]
    looked = browser.get(path)
    answer = browser.post(path)

    assert pages.woken == [1]
    assert "<form" in looked
    assert answer.headers["location"] == "/lists/measure"
    assert "Eli Eigar" in browser.get("/work")
    used = pages.browser().post(path, 404).text
    assert "has been used already" in words(used)
    assert 'class="ds-button" href="/login?to=/lists/measure">Ask for a new link' in used
    again = browser.post(path, 404).text
    assert 'You are logged in already. <a class="ds-link" href="/lists/measure">Go on' in again


def test_while_all_mail_is_held_nobody_is_told_that_a_link_is_on_its_way(pages, world):
    browser, act = pages.browser(), Act(OPERATOR, pages.at)
    on_its_way, held = "a link is on its way", "All emails from Samsak are held"
    hold.hold(world.session, act)
    browser.post("/login", email="owner@example.no", to="/")
    while_held = browser.get("/login/sent")
    hold.release(world.session, act)
    after = browser.get("/login/sent")

    assert (held in while_held, on_its_way in while_held) == (True, False)
    assert (held in after, on_its_way in after) == (False, True)


def test_looking_at_a_link_logs_nobody_in(pages, world, mailed):
    browser = pages.browser()
    browser.post("/login", email="owner@example.no")
    path = re.search(r"(/login/link/\S+)", mailed()[-1])[1]

    browser.get(path)
    browser.get(path)

    assert browser.client.get("/work").status_code == 303


def test_an_old_link_is_refused(pages, world, mailed):
    browser = pages.browser()
    browser.post("/login", email="owner@example.no")
    path = re.search(r"(/login/link/\S+)", mailed()[-1])[1]

    pages.later(minutes=31)

    browser.post(path, 404)


def test_an_unknown_address_gets_the_same_answer_and_no_mail(pages, world, mailed):
    browser = pages.browser()

    known = browser.post("/login", email="owner@example.no")
    unknown = browser.post("/login", email="nobody@example.no")

    assert (known.headers["location"], known.text) == (unknown.headers["location"], unknown.text)
    assert sum("/login/link/" in each for each in mailed()) == 1


def test_a_link_goes_at_night_and_to_whoever_wants_no_other_mail(pages, world, mailed):
    world.change("owner", mail=False)
    pages.later(days=5, hours=13)

    pages.browser().post("/login", email="owner@example.no")

    assert any("/login/link/" in each for each in mailed())


def test_a_mail_that_went_keeps_no_code(pages, world, mailed):
    pages.browser().post("/login", email="owner@example.no")
    mailed()

    kept = world.session.execute(_BODIES).all()

    assert [tuple(row) for row in kept] == [("sent", None)]


def test_asking_again_and_again_is_refused_for_a_while(pages, world):
    browser = pages.browser()
    for _time in range(5):
        browser.post("/login", email="owner@example.no")

    refused = browser.post("/login", 429, email="owner@example.no")
    pages.later(minutes=61)

    assert "Try again in 60 minutes" in words(refused.text)
    browser.post("/login", email="owner@example.no")


@pytest.mark.parametrize("to", ["//evil.example", "https://evil.example", "/\\evil.example", "x"])
def test_a_link_leads_to_no_other_site(pages, to):
    browser = pages.browser()

    browser.get(f"/login?to={to}", 404)
    page = browser.post("/login", 422, email="", to=to).text

    assert 'name="to" value="/"' in page


def test_a_login_ends_with_the_day_the_seat_and_the_address(pages, world):
    browser = pages.browser(world.owner)
    assert browser.client.get("/work").status_code == 200

    pages.later(hours=13)
    assert browser.client.get("/work").status_code == 303

    again = pages.browser(world.owner)
    later = SETTING_UP._replace(at=pages.at)
    leave_body(world.session, world.owner, world.body("fagrad-1"), pages.at.date(), later)
    pages.later(days=1)
    assert again.client.get("/work").status_code == 303


def test_a_login_ends_when_its_seat_is_found_to_have_ended_before_it_began(pages, world):
    browser, other = pages.browser(world.owner), pages.browser(world.secretary)
    yesterday = pages.at.date() - timedelta(days=1)

    leave_body(
        world.session,
        world.owner,
        world.body("fagrad-1"),
        yesterday,
        SETTING_UP._replace(at=pages.at),
    )

    assert browser.client.get("/work").status_code == 303
    assert other.client.get("/work").status_code == 200


def test_a_changed_address_ends_every_login(pages, world):
    browser = pages.browser(world.owner)
    change_address(world.session, "owner@example.no", "eli@example.no", SETTING_UP)

    assert browser.client.get("/work").status_code == 303


def test_a_reader_sees_and_ends_her_own_logins_alone(pages, world):
    mine, other = pages.browser(world.owner), pages.browser(world.owner)
    theirs = pages.browser(world.secretary)
    page = mine.get("/settings/logins")
    numbers = re.findall(r"/settings/logins/(\d+)/end", page)

    theirs.post(f"/settings/logins/{numbers[0]}/end")
    assert other.client.get("/work").status_code == 200
    mine.post(f"/settings/logins/{numbers[0]}/end")

    assert len(numbers) == 2
    assert other.client.get("/work").status_code == 303
    assert mine.client.get("/work").status_code == 200


def test_logging_out_ends_the_login_itself(pages, world):
    browser = pages.browser(world.owner)
    code = browser.client.cookies[LOGIN]

    browser.post("/logout")
    browser.client.cookies.set(LOGIN, code)

    assert browser.client.get("/work").status_code == 303


def test_only_the_demo_lets_anybody_be_anybody(pages, world, database):
    for path in ("/login", "/"):
        assert "choose whom to be" not in pages.browser().get(path)
    pages.browser().post("/login/as", 404, email="owner@example.no")

    demo = Browsing(world, database, demo=True).browser()
    assert "choose whom to be" in demo.get("/login")
    assert "choose whom to be" in demo.get("/")
    demo.post("/login/as", email="owner@example.no", to="/work")
    assert "Eli Eigar" in demo.get("/work")


def test_cookies_are_hidden_from_scripts_and_other_sites(pages, world, database):
    encrypted = Browsing(
        world, database, demo=True, settings=Settings(base_url="https://samsak.example.org")
    )
    plain = Browsing(world, database, demo=True)

    told = [
        each.browser().post("/login/as", email="owner@example.no").headers["set-cookie"].lower()
        for each in (encrypted, plain)
    ]

    assert all("httponly" in each and "samesite=lax" in each for each in told)
    assert ["secure" in each for each in told] == [True, False]


def test_links_and_logins_are_not_kept_for_ever_and_later_ones_are_mailed(pages, world, mailed):
    pages.browser().post("/login", email="owner@example.no")
    pages.browser().post("/login", email="nobody@example.no")
    mailed()
    pages.browser(world.owner)
    pages.later(days=32)

    pages.browser().post("/login", email="owner@example.no")
    pages.browser(world.owner)

    assert sum("/login/link/" in each for each in mailed()) == 2
    kept = world.session.execute(_KEPT).all()
    assert [tuple(row) for row in kept] == [(1, 1)]


@pytest.mark.parametrize(
    ("path", "to"),
    [
        ("/cases/T-2026-1/do/report_progress", "/cases/T-2026-1/do/report_progress"),
        ("/cases/T-2026-1/correct/last", "/cases/T-2026-1"),
        ("/meetings/1/items/1/mend", "/meetings/1"),
        ("/settings", "/settings"),
    ],
)
def test_who_is_logged_out_meanwhile_comes_back_to_the_page_with_the_form(pages, path, to):
    answer = pages.browser().post(path, 303)

    assert answer.headers["location"] == f"/login?to={to}"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_asking_for_a_link_asks_the_same_for_an_address_that_is_nobodys(pages):
    """What takes longer for a known address is done later, when the mail is written."""
    done = []
    for email in ("owner@example.no", "nobody@example.no"):
        with counted() as asked:
            pages.browser().post("/login", email=email)
        done.append([re.sub(r"'[^']*'|[0-9]+", "?", each) for each in asked])

    known, unknown = done
    assert len(known) > 3
    assert known == unknown
