"""Logging in at a real provider: one that knows its client by a secret, and one that asks what
HelseID asks."""

from __future__ import annotations

import logging
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import html5lib
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser as Chromium

from engine.errors import WrongSetting
from engine.people.logins import logins_of
from engine.people.registry import change_address
from tests.browsing import SECRET, Browser, Browsing, words
from tests.chromium import Served, serving
from tests.providers import NUMBER, PID, RETURN, Providers, come_back, log_in_at, settings
from tests.web.test_accessibility import LANGUAGES, RULES, looks
from tests.world import SETTING_UP
from web.login.journey import Journey, opened, sealed
from web.login.oidc_pages import JOURNEY, PLACE
from web.login.provider import Provider

AWAY = "http://127.0.0.1:9"  # nothing answers there
sqlite_alone = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
plain_alone = pytest.mark.parametrize("trusting", ["plain"], indirect=True)
strict_alone = pytest.mark.parametrize("trusting", ["strict"], indirect=True)


def logged_in(browser: Browser) -> bool:
    return browser.client.get("/work").status_code == 200


def kept(browser: Browser) -> str:
    return browser.client.cookies.get(JOURNEY, path=PLACE)


def begun(pages: Browsing, browser: Browser) -> Journey:
    journey = opened(kept(browser), SECRET, pages.at)
    assert journey
    return journey


def keep(browser: Browser, journey: str) -> None:
    browser.client.cookies.set(JOURNEY, journey, domain="samsak.test", path=PLACE)


def test_whoever_the_provider_knows_by_her_address_is_logged_in_and_led_on(trusting, world):
    browser = trusting.browser()

    given = come_back(browser, "owner@example.no", "/lists/measure?status=open")
    answer = browser.post(RETURN, **given)

    assert answer.headers["location"] == "/lists/measure?status=open"
    assert "Eli Eigar" in browser.get("/work")
    assert kept(browser) is None


@sqlite_alone
@strict_alone
def test_the_login_is_one_like_any_other(trusting, world):
    browser, other = trusting.browser(), trusting.browser()
    browser.post(RETURN, **come_back(browser, "owner@example.no"))
    other.post(RETURN, **come_back(other, "owner@example.no"))
    (login, _second) = logins_of(world.session, world.owner.person_id, trusting.at)

    assert f"/settings/logins/{login.id}/end" in browser.get("/settings/logins")
    trusting.later(hours=13)
    assert not logged_in(browser)
    trusting.later(hours=-13)
    assert logged_in(browser)
    change_address(world.session, "owner@example.no", "eli@example.no", SETTING_UP)
    assert not logged_in(browser)


@sqlite_alone
@plain_alone
def test_looking_at_what_one_comes_back_to_logs_nobody_in(trusting, world):
    browser = trusting.browser()
    given = come_back(browser, "owner@example.no")

    page = browser.client.get(RETURN, params=given)

    assert "<form" in page.text
    assert given["code"] not in page.text.partition("<body")[0]
    assert not logged_in(browser)
    assert browser.post(RETURN, **given).headers["location"] == "/work"


@sqlite_alone
@plain_alone
def test_whoever_goes_away_at_the_provider_is_told_in_our_words(trusting, world):
    browser = trusting.browser()
    address = browser.client.get(PLACE).headers["location"]

    page = browser.get(log_in_at(address, ""), 403)

    assert "You were not logged in at Fjord-ID." in words(page)
    assert 'href="/login"' in page
    assert "<b>no</b>" not in page
    assert "&lt;b&gt;no" not in words(page)


@sqlite_alone
@strict_alone
@pytest.mark.parametrize("state", ["", "another", "blåbær"])
def test_the_answer_to_no_login_of_this_browser_is_refused(trusting, world, state):
    browser = trusting.browser()
    given = come_back(browser, "owner@example.no")

    page = browser.post(RETURN, 422, **{**given, "state": state}).text

    assert "Begin again" in words(page)
    assert not logged_in(browser)
    assert kept(browser) is None


@sqlite_alone
@strict_alone
def test_nobody_is_led_into_the_login_of_another_browser(trusting, world):
    mine, other = trusting.browser(), trusting.browser()
    given = come_back(mine, "owner@example.no")

    other.post(RETURN, 422, **given)
    other.client.get(PLACE)
    other.post(RETURN, 422, **given)
    keep(other, "x" + kept(mine))
    other.post(RETURN, 422, **given)

    assert not logged_in(other)


@sqlite_alone
def test_a_code_is_worth_one_login(trusting, world):
    browser = trusting.browser()
    given = come_back(browser, "owner@example.no")
    journey = kept(browser)
    assert journey
    browser.post(RETURN, **given)

    again = trusting.browser()
    keep(again, journey)
    page = again.post(RETURN, 422, **given).text

    assert "Begin again" in words(page)
    assert not logged_in(again)


@sqlite_alone
@plain_alone
@pytest.mark.parametrize(("minutes", "status"), [(9, 303), (11, 422)])
def test_a_login_that_takes_too_long_is_refused(trusting, world, minutes, status):
    browser, later = trusting.browser(), trusting.browser()
    given = come_back(browser, "owner@example.no")

    earlier = trusting.at - timedelta(minutes=minutes)
    keep(later, sealed(begun(trusting, browser), SECRET, earlier))

    later.post(RETURN, status, **given)
    assert logged_in(later) == (status == 303)


@sqlite_alone
@pytest.mark.parametrize(("changed", "status"), [("verifier", 422), ("nonce", 502)])
def test_a_code_is_worth_nothing_to_another_login(trusting, world, changed, status):
    browser = trusting.browser()
    given = come_back(browser, "owner@example.no")
    other = begun(trusting, browser)._replace(**{changed: "x" * 43})

    keep(browser, sealed(other, SECRET, trusting.at))

    browser.post(RETURN, status, **given)
    assert not logged_in(browser)


@sqlite_alone
@strict_alone
@pytest.mark.parametrize("issuer", ["", "https://another.example.no"])
def test_an_answer_that_says_it_comes_from_another_is_refused(trusting, world, issuer):
    browser = trusting.browser()
    given = come_back(browser, "owner@example.no")

    browser.post(RETURN, 502, **{**given, "iss": issuer})

    assert not logged_in(browser)


@sqlite_alone
@pytest.mark.parametrize("who", ["unverified", "in words", "without"])
def test_an_address_that_the_provider_has_not_made_sure_of_finds_nobody(trusting, world, who):
    browser = trusting.browser()
    given = come_back(browser, who)

    page = browser.post(RETURN, 403, **given).text

    assert "no verified email address" in words(page)
    assert "owner@example.no" not in page
    assert not logged_in(browser)


@sqlite_alone
@plain_alone
def test_whoever_is_not_registered_is_told_so_and_what_to_do(trusting, world, caplog):
    browser = trusting.browser()
    given = come_back(browser, "stranger@example.com")

    page = browser.post(RETURN, 403, **given).text

    assert "stranger@example.com, which is not registered here" in words(page)
    assert "Ask your secretariat" in words(page)
    assert "stranger@example.com" not in repr([vars(each) for each in caplog.records])


@sqlite_alone
def test_no_identity_number_is_kept_or_logged(trusting, world, caplog, database_url):
    caplog.set_level(logging.DEBUG)
    browser = trusting.browser()
    assert NUMBER in _all_that_the_provider_tells(trusting.app().state.provider)

    browser.post(RETURN, **come_back(browser, "numbered"))
    other = trusting.browser()
    other.post(RETURN, 502, **{**come_back(other, "numbered"), "iss": "https://x.example.no"})

    assert logged_in(browser)
    file = Path(database_url.removeprefix("sqlite:///"))
    stored = b"".join(each.read_bytes() for each in file.parent.glob(f"{file.name}*"))
    assert b"owner@example.no" in stored
    assert NUMBER.encode() not in stored
    assert "no login by the provider" in caplog.text
    assert NUMBER not in repr([vars(each) for each in caplog.records])
    assert NUMBER not in browser.get("/settings/data")


def _all_that_the_provider_tells(provider: Provider) -> str:
    address, journey = provider.begin("/")
    code = parse_qs(urlsplit(log_in_at(address, "numbered")).query)["code"][0]
    with provider._offer() as offer:
        token = provider._exchange(offer, journey, code)
        return provider._ask_more(offer.client, token, {"sub": "numbered"})[PID]


@sqlite_alone
@plain_alone
@pytest.mark.parametrize("to", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_a_login_leads_to_no_other_site(trusting, world, to):
    browser = trusting.browser()

    answer = browser.post(RETURN, **come_back(browser, "owner@example.no", to))

    assert answer.headers["location"] == "/"


@sqlite_alone
@plain_alone
def test_what_the_browser_keeps_meanwhile_is_hidden_and_goes_nowhere_else(trusting, world):
    plain = trusting.browser().client.get(PLACE).headers["set-cookie"].lower()
    trusting.settings = trusting.settings.model_copy(update={"base_url": "https://samsak.test"})
    safe = trusting.browser().client.get(PLACE).headers["set-cookie"].lower()

    for told in (plain, safe):
        assert "httponly" in told
        assert "samesite=lax" in told
        assert f"path={PLACE};" in told
        assert "max-age=600" in told
    assert ("; secure" in plain, "; secure" in safe) == (False, True)


def test_a_provider_that_is_away_is_said_with_another_way_in(pages, world, caplog):
    pages.settings = settings(AWAY, oidc_client_secret="a secret word")
    browser = pages.browser()

    page = browser.get(f"{PLACE}?to=/work", 503)

    assert "Fjord-ID cannot log you in just now" in words(page)
    assert 'href="/login"' in page
    told = caplog.records[-1]
    assert (told.place, told.error) == ("discovery", "ConnectionError")
    assert "a secret word" not in repr([vars(each) for each in caplog.records])


@sqlite_alone
@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("error=access_denied&error_description=<script>x</script>", 403),
        ("error=login_required", 403),
        ("error=server_error&error_description=13097248022", 503),
        ("error=<script>x</script>", 503),
    ],
)
def test_what_the_provider_writes_of_an_error_is_shown_to_nobody(
    pages, world, caplog, query, status
):
    pages.settings = settings(AWAY, oidc_client_secret="s")

    page = pages.browser().get(f"{RETURN}?{query}", status)

    assert "<script>x" not in page
    assert "&lt;script" not in page.partition("<main")[2].partition("</main>")[0]
    assert NUMBER not in page.partition("<main")[2].partition("</main>")[0]
    assert not {"<script>x</script>", NUMBER} & set(map(str, vars(caplog.records[-1]).values()))


@sqlite_alone
def test_any_digits_may_stand_in_the_code_of_a_provider(pages, world):
    pages.settings = settings(AWAY, oidc_client_secret="s")

    assert f"x{NUMBER}" in pages.browser().get(f"{RETURN}?code=x{NUMBER}&state=s")


@sqlite_alone
def test_beginning_and_trying_again_and_again_is_refused_for_a_while(pages, world):
    pages.settings = settings(AWAY, oidc_client_secret="s")
    browser = pages.browser()

    asked = [browser.client.get(PLACE).status_code for _time in range(61)]
    tried = [browser.client.post(RETURN).status_code for _time in range(61)]

    assert asked == [503] * 60 + [429]
    assert tried == [422] * 60 + [429]


def test_where_no_provider_is_unit_told_is_no_such_way(pages, world):
    browser = pages.browser()

    assert PLACE not in browser.get("/login")
    browser.get(PLACE, 404)
    browser.get(f"{RETURN}?code=x&state=y", 404)
    browser.post(RETURN, 404, code="x", state="y")


@sqlite_alone
def test_the_page_that_asks_for_a_link_offers_the_provider_first(pages, world):
    pages.settings = settings(AWAY, oidc_client_secret="s")

    page = pages.browser().get("/login?to=/lists/measure%3Fstatus%3Dopen%26body%3Dasu")

    assert 'href="/login/oidc?to=/lists/measure%3Fstatus%3Dopen%26body%3Dasu"' in page
    assert words(page).index("Log in with Fjord-ID") < words(page).index("Send me a link")


@pytest.fixture
def at_desk(pages: Browsing, chromium: Chromium, providers: Providers) -> Iterator[Served]:
    """The pages in a real browser; it may go to the provider, and nowhere else."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    pages.at = datetime.now(UTC)
    pages.settings = providers.settings("strict", base_url=f"http://127.0.0.1:{port}")
    with serving(pages, port) as address:
        served = Served(pages, chromium, address, [])
        yield served
    assert [url for url in served.strangers if not url.startswith(providers.strict)] == []


@sqlite_alone
@pytest.mark.parametrize("scripts", [True, False])
def test_a_browser_logs_in_with_one_press_here_or_two_without_scripts(at_desk, world, scripts):
    with at_desk.visit(language="en", java_script_enabled=scripts) as page:
        page.goto("/login?to=/lists/measure")
        page.get_by_role("link", name="Log in with Fjord-ID").click()
        page.get_by_label("Who").fill("owner@example.no")
        page.get_by_role("button", name="Log in").click()
        if not scripts:
            page.get_by_role("button", name="Log in").click()

        page.wait_for_url(f"{at_desk.base}/lists/measure")
        assert page.get_by_text("Eli Eigar").is_visible()


@sqlite_alone
@pytest.mark.parametrize("language", LANGUAGES)
def test_everybody_can_read_and_use_the_way_there_and_back(at_desk, world, language, every_look):
    found = {}
    for place, path in enumerate(("/login", f"{RETURN}?code=x&state=y", f"{RETURN}?error=x")):
        parser = html5lib.HTMLParser(strict=False)
        parser.parse(at_desk.pages.browser(language=language).client.get(path).text)
        for look in looks(place, language, every=every_look):
            with at_desk.visit(language=language, **look.how) as page:
                page.route("**/samsak.js", lambda route: route.abort())  # it would go on at once
                page.goto(path)
                wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
                told = Axe().run(page, options=RULES).response["violations"]
                found[path, str(look)] = (wide, [each["id"] for each in told], parser.errors)

    assert set(map(str, found.values())) == {"(False, [], [])"}, found


def test_pages_without_a_provider_load_nothing_that_asks_one():
    wanted = "joserfc cryptography requests requests_oauth2client"
    asking = f"""import sys, web.app
from engine.settings import Settings
from web.site import Site
web.app.create_app(Site(None, Settings(), None)); print(*{{*sys.modules}} & {{*"{wanted}".split()}})
"""

    done = subprocess.run(
        [sys.executable, "-c", asking], capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == ""


def test_pages_whose_key_is_none_are_refused_at_the_start(pages, world, tmp_path):
    (tmp_path / "key").write_text("no key")
    pages.settings = settings(AWAY, oidc_key=tmp_path / "key")

    with pytest.raises(WrongSetting, match="private key"):
        pages.app()
