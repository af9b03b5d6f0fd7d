"""What was typed is there after a login that had ended when it was sent; a reload of what a form
answered leads to the form."""

from __future__ import annotations

import sqlite3
from datetime import date

import pytest
from lxml import html

from engine.cases.records import cases_of_refs
from tests.browsing import words
from tests.web.test_app import ANYBODY, GIVEN, ROUTES, everything, sample
from web.app import ROUTERS

SENT = [path for method, path in ROUTES if method == "POST"]
WITHOUT_LOGIN = {
    "/report/mine/do/{action}",
    "/report/mine/forget",
    "/report/mine/address",
    "/login/as",
    "/login/oidc/return",
}
SAY_WHAT_THEY_SAW = {  # and are told what happened where they do not
    "/cases/{ref}/do/{action}",
    "/cases/{ref}/correct/last",
}
TYPED = "Ordføreren  sa\n«nei» & <gikk>"


def _reads_a_form(path: str) -> bool:
    for route in (route for router in ROUTERS for route in router.routes):
        if route.path == path and "POST" in route.methods:
            return any(each.call.__name__ == "_read_form" for each in route.dependant.dependencies)
    raise AssertionError(path)


FORMS = [
    path
    for path in SENT
    if ROUTES["POST", path] != ANYBODY and path not in WITHOUT_LOGIN and _reads_a_form(path)
]


@pytest.mark.parametrize("path", FORMS)
def test_what_was_typed_comes_back_where_the_login_has_ended(pages, world, path):
    address = sample(world, pages.at, path)
    before = everything(world)
    given = {**GIVEN, "comment": TYPED}

    lost = pages.browser().post(address, 401, **given)
    again = pages.browser(world.secretary).client.post(address, data={**given, "comes_back": "yes"})

    assert "location" not in lost.headers
    assert "Ordføreren  sa\n«nei» &amp; &lt;gikk&gt;" in lost.text
    assert f'<form method="post" action="{address}"' in lost.text
    assert again.status_code == (409 if path in SAY_WHAT_THEY_SAW else 422)
    assert everything(world) == before
    if pages.browser(world.secretary).client.post(address, data=given).status_code == 303:
        assert "Look at what you typed, and send it." in words(again.text)


def test_it_comes_back_filled_in_on_the_page_of_its_step(pages, world):
    case = world.ongoing()
    path = f"/cases/{case.ref}/do/report_progress"
    form = pages.browser(world.owner).form(path, path)

    lost = pages.browser().post(path, 401, **form, light="late", progress="Venter på IT").text
    browser = pages.browser(world.owner)
    filled = browser.post(
        path, 422, **form, light="late", progress="Venter på IT", comes_back="yes"
    ).text
    sent = browser.post(path, **form, light="late", progress="Venter på IT")

    assert "<blockquote>Venter på IT</blockquote>" in lost
    assert f'name="key" value="{form["key"]}"' in lost
    assert "Venter på IT</textarea>" in filled
    assert 'value="late" checked' in filled
    assert world.now(case).fields["progress"] == "Venter på IT"
    assert sent.headers["location"].startswith(f"/cases/{case.ref}?done=")


@pytest.mark.parametrize(
    ("path", "given", "kept"),
    [
        ("/meetings", {"day": "2026-04-17", "bodies": "psu"}, 'value="2026-04-17"'),
        ("/meetings/{number}/items", {"what": "Ny rutine"}, 'value="Ny rutine"'),
        ("/meetings/{number}/move", {"day": "2026-04-17"}, 'value="2026-04-17"'),
        ("/meetings/{number}/minutes", {"outcome-1": "noted", "number-1": "7/26"}, 'value="7/26"'),
        ("/plans/{plan}/take-back", {"reason": "Feil fil"}, 'value="Feil fil"'),
        ("/imports/plan", {"plan": "felles-plan"}, 'value="felles-plan"'),
        ("/people", {"name": "Ny Nilsen", "email": "ny@example.no"}, 'value="Ny Nilsen"'),
        ("/people/{number}/settings", {"name": "Ny Nilsen"}, 'value="Ny Nilsen"'),
        ("/partnership/closed", {"first": "2026-07-06", "name": "Sommer"}, 'value="Sommer"'),
        ("/settings", {"away_until": "2026-04-17"}, 'value="2026-04-17"'),
        ("/lists/{workflow}/new", {"title": "Bedre rutine"}, 'value="Bedre rutine"'),
    ],
)
def test_each_form_comes_back_as_it_was_filled_in(pages, world, path, given, kept):
    address = sample(world, pages.at, path)

    page = pages.browser(world.secretary).post(address, 422, **given, comes_back="yes").text

    assert kept in page


def test_a_file_is_not_kept_and_that_is_said(pages):
    sent = {"file": ("liste.csv", b"a;b")}

    with_file = pages.browser().client.post("/imports/people", data={"x": "y"}, files=sent)
    without = pages.browser().post("/imports/people", 401, x="y")

    assert "The file is not kept: choose it again." in with_file.text
    assert "The file is not kept" not in without.text


def test_what_is_too_large_is_not_sent_back(pages, world):
    path = f"/cases/{world.ongoing().ref}/do/report_progress"

    assert (
        "What was sent is too large" in pages.browser().post(path, 413, progress="x" * 2**21).text
    )


def test_a_reload_of_what_a_form_answered_leads_to_a_page(pages, world):
    looked_at = {path for method, path in ROUTES if method == "GET"}
    wrong = {}
    for path in [each for each in SENT if each not in looked_at]:
        browser = pages.browser(world.secretary)
        answer = browser.client.get(sample(world, pages.at, path))
        to = browser.client.get(answer.headers.get("location", "/nowhere"), follow_redirects=True)
        if (answer.status_code, to.status_code) != (303, 200):
            wrong[path] = (answer.status_code, answer.headers.get("location"), to.status_code)

    assert wrong == {}


@pytest.mark.parametrize("path", ["/cases/T-2026-99/do/report_progress", "/meetings/99/items"])
def test_a_page_that_is_gone_shows_what_was_typed(pages, world, path):
    given = {"progress": "Venter på <IT>", "what": "Ny felles rutine"}

    page = pages.browser(world.owner).post(path, 404, **given, comes_back="yes").text

    assert "<blockquote>Venter på &lt;IT&gt;</blockquote>" in page
    assert "<blockquote>Ny felles rutine</blockquote>" in page


def test_a_page_that_may_not_be_changed_shows_what_was_typed(pages, world):
    given = {"name": "Nina Ny", "email": "nina@example.no"}

    page = pages.browser(world.member).post("/people", 403, **given).text

    assert "<blockquote>Nina Ny</blockquote>" in page


def in_language(browser, page: str, code: str):
    """The page that a language's button on an answered form leads to, as a browser sends it."""
    document = html.fromstring(page)
    (button,) = document.xpath(f"//footer//button[@lang='{code}']")
    (form,) = document.xpath("//form[@id='sending']")
    return browser.client.post(button.get("formaction"), data=list_of(form.form_values()))


def list_of(pairs) -> dict[str, list[str]]:
    given: dict[str, list[str]] = {}
    for name, value in pairs:
        given.setdefault(name, []).append(value)
    return given


def refusals(page: str) -> list[str]:
    """What the summary of an answered form and its fields call wrong."""
    wrong = (
        "//*[@class='ds-error-summary']//li | //*[@class='ds-validation-message']"
        " | //*[@class='ds-alert']"
    )
    return [" ".join(each.text_content().split()) for each in html.fromstring(page).xpath(wrong)]


@pytest.mark.parametrize(
    ("path", "given", "kept"),
    [
        ("/report/to/fjord", {"what": "Epikrisen mangler", "unit": ""}, "Epikrisen mangler"),
        ("/meetings/{number}/items", {"what": "T-2026-999"}, 'value="T-2026-999"'),
        ("/people", {"name": "Ny Nilsen", "email": "ny"}, 'value="Ny Nilsen"'),
        ("/lists/{workflow}/new", {"title": "", "text": "Bedre rutine"}, "Bedre rutine"),
        ("/partnership/closed", {"first": "", "name": "Sommer"}, 'value="Sommer"'),
        ("/meetings", {"day": "2026-02-30", "bodies": "asu"}, 'value="asu" checked'),
    ],
)
def test_a_refused_form_stays_refused_in_another_language_and_nothing_is_done(
    pages, world, path, given, kept
):
    address = sample(world, pages.at, path)
    browser = pages.browser(world.secretary)
    refused = browser.client.post(address, data=given)
    before = everything(world)

    answer = in_language(browser, refused.text, "nn")

    assert answer.status_code == refused.status_code
    assert '<html lang="nn"' in answer.text
    assert kept in answer.text
    again = refusals(browser.client.post(f"{address}?lang=nn", data=given).text)
    assert refusals(answer.text) == again != refusals(refused.text)
    assert everything(world) == before
    assert '<html lang="nn"' in browser.get("/work")  # it is kept in that browser


@pytest.mark.parametrize(
    ("path", "given"),
    [
        ("/report/to/fjord", {"what": "Epikrisen mangler", "unit": "Akuttmottaket"}),
        ("/meetings", {"day": "2026-04-17", "bodies": "asu"}),
        ("/meetings/{number}/items", {"what": "Ny rutine"}),
        ("/people", {"name": "Ny", "email": "ny@example.no", "body": "asu", "role": "member"}),
        ("/partnership/closed", {"first": "2026-07-06", "name": "Sommer"}),
        ("/settings", {"away_until": "2026-04-17", "language": "nb"}),
    ],
)
def test_what_came_back_is_tried_and_undone_and_asks_for_a_look(pages, world, path, given):
    address = sample(world, pages.at, path)
    browser, before = pages.browser(world.secretary), everything(world)

    page = browser.post(address, 422, **given, comes_back="yes").text

    assert "Nothing is sent yet. Look at what you typed, and send it." in words(page)
    assert everything(world) == before


def test_what_would_have_been_done_by_now_waits_for_its_own_button(pages, world):
    """A language is chosen, not a step: also where nothing stands in its way any more."""
    case = world.ongoing()
    path = f"/cases/{case.ref}/do/report_progress"
    browser = pages.browser(world.owner)
    refused = browser.post(path, 409, light="late", version="1").text

    seen = f'name="version" value="{case.version}"'
    page = in_language(browser, refused.replace('name="version" value="1"', seen), "en").text

    assert "Look at what you typed, and send it." in words(page)
    assert world.now(case).version == case.version


def test_what_a_change_would_send_is_told_in_another_language(pages, world):
    found = world.meeting("asu", day=date(2026, 3, 16))
    browser, path = pages.browser(world.secretary), f"/meetings/{found.id}/move"
    told = browser.post(path, 200, day="2026-03-17", clock="10:00", version="0").text

    answer = in_language(browser, told, "nb")

    assert answer.status_code == 200
    assert "Den nye dagen: tirsdag 17. mars 2026" in words(answer.text)
    assert "mandag 16. mars 2026" in words(browser.get(f"/meetings/{found.id}"))


def test_a_file_that_was_rehearsed_is_rehearsed_in_another_language(pages, world):
    browser, sent = pages.browser(world.secretary), b"first;last;name\n1.7.2026;2.7.2026;sommer\n"
    data, files = {"partnership": "fjord"}, {"file": ("dager.csv", sent)}
    told = browser.client.post("/imports/closed", data=data, files=files).text

    answer = in_language(browser, told, "nb")

    assert "Dette finnes i dager.csv" in words(answer.text)
    assert answer.text.count('value="yes">') == told.count('value="yes">')


def test_where_nothing_was_sent_a_link_leads_to_the_page_in_another_language(pages, world):
    found = world.meeting("asu")

    page = pages.browser(world.secretary).post(f"/meetings/{found.id}/revive", 422).text

    assert f'href="/meetings/{found.id}?lang=nn"' in page


def test_a_break_of_line_is_one_sign_as_browsers_count(pages, world):
    """A text of 3999 signs is sent as one of 5998."""
    text = "\r\n".join(["U"] * 2000)

    pages.browser().post("/report/to/fjord", what=text, unit="Akuttmottaket")

    (case,) = cases_of_refs(world.session, ["A-2026-1"])
    assert case.fields["what"] == text.replace("\r\n", "\n")


def away(*_given: object) -> None:
    raise sqlite3.OperationalError("database is locked")


def test_a_database_that_is_away_loses_no_word_and_leads_back_to_the_form(
    pages, world, monkeypatch
):
    path = f"/cases/{world.ongoing().ref}/do/report_progress"
    browser = pages.browser(world.owner)
    given = {**browser.form(path, path), "light": "late", "progress": "Tirsdag"}

    with monkeypatch.context() as lost:
        lost.setattr("web.page.logins.find_logged_in", away)
        page = browser.post(path, 503, **given).text
    (back,) = html.fromstring(page).xpath("//form[button[@name='comes_back']]")
    sent = {**list_of(back.form_values()), "comes_back": "yes"}
    again = browser.client.post(back.get("action"), data=sent)

    assert "What you typed Progress Late Comment on progress Tirsdag Back to the form" in words(
        page
    )
    assert "Tirsdag</textarea>" in again.text
    assert "Look at what you typed, and send it." in words(again.text)


def test_a_report_without_an_account_is_shown_too_where_it_cannot_be_kept(pages, monkeypatch):
    given = {"what": "Hei", "unit": "Akuttmottaket", "reporter": "01819000049"}

    with monkeypatch.context() as lost:
        lost.setattr("web.deviations.report_pages.report_form.report_typed", away)
        page = pages.browser().post("/report/to/fjord", 503, **given, key="k1", kind="event").text

    told = words(page)
    assert all(each in told for each in ("Hei", "Akuttmottaket"))
    assert "01819000049" not in told
    assert "k1" not in told
