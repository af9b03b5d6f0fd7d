"""What holds for every page: who may ask for it, that looking changes nothing, what it tells the
browser. A route without a row here fails the first test."""

from __future__ import annotations

import re
import sqlite3
from datetime import date, datetime
from typing import NamedTuple

import pytest
from fastapi.routing import APIRoute
from httpx2 import Response
from sqlmodel import SQLModel

from engine.cases.records import cases_of_refs
from engine.people import logins
from engine.people.tokens import Scope, TokenIn, give_token
from tests.browsing import Browser, Browsing, words
from tests.every_page import council_report, every_page, stop_token
from tests.imported import fjord_plan
from tests.screenshots import SHOWN
from tests.world import SETTING_UP, World
from web.app import ROUTERS
from web.assets import asset
from web.deviations.receipt_cookie import RECEIPT

ANYBODY, LOGGED_IN = "anybody", "logged in"
# Who gets a route answered: anybody, whoever is logged in, or the roles that may see what it shows.
SEATED = ("secretary", "member", "owner", "gp", "handler", "neighbour")
IN_FJORD = ("secretary", "member", "owner", "gp", "handler")
MEASURE = IN_FJORD
KEEPING = ("secretary", "neighbour")  # of one partnership or the other
ROUTES: dict[tuple[str, str], object] = {
    ("GET", "/static/{hash}/{name:path}"): ANYBODY,
    ("GET", "/login"): ANYBODY,
    ("POST", "/login"): ANYBODY,
    ("GET", "/login/sent"): ANYBODY,
    ("GET", "/login/back"): ANYBODY,
    ("GET", "/login/link/{code}"): ANYBODY,
    ("POST", "/login/link/{code}"): ANYBODY,
    ("POST", "/login/as"): (),
    # Here no provider of logins is named; where one is, tests/web/login asks for these.
    ("GET", "/login/oidc"): (),
    ("GET", "/login/oidc/return"): (),
    ("POST", "/login/oidc/return"): (),
    ("POST", "/logout"): ANYBODY,
    ("GET", "/settings/logins"): LOGGED_IN,
    ("POST", "/settings/logins/{number}/end"): LOGGED_IN,
    ("GET", "/"): ANYBODY,
    ("GET", "/work"): LOGGED_IN,
    ("GET", "/lists/{workflow}"): LOGGED_IN,
    ("GET", "/inbox/{workflow}"): LOGGED_IN,
    ("GET", "/lists/{workflow}/new"): SEATED,
    ("POST", "/lists/{workflow}/new"): SEATED,
    ("GET", "/cases/{ref}"): MEASURE,
    ("GET", "/cases/{ref}/on"): MEASURE,
    ("GET", "/cases/{ref}/do/{action}"): MEASURE,
    ("POST", "/cases/{ref}/do/{action}"): ("secretary", "owner"),
    ("POST", "/cases/{ref}/correct/last"): ("secretary",),
    ("POST", "/cases/{ref}/address"): ("secretary",),
    ("GET", "/cases/{ref}/propose"): ("secretary", "handler"),
    ("POST", "/cases/{ref}/propose"): ("secretary", "handler"),
    ("GET", "/plans"): LOGGED_IN,
    ("GET", "/plans/{plan}"): IN_FJORD,
    ("GET", "/plans/{plan}/export/{kind}"): IN_FJORD,
    ("GET", "/plans/{plan}/diff"): IN_FJORD,
    ("GET", "/plans/{plan}/file/{name}"): IN_FJORD,
    ("POST", "/plans/{plan}/take-back"): ("secretary",),
    ("GET", "/imports/plan"): KEEPING,
    ("POST", "/imports/plan"): KEEPING,
    ("GET", "/imports/{roster}"): KEEPING,
    ("POST", "/imports/{roster}"): KEEPING,
    ("GET", "/people"): KEEPING,
    ("POST", "/people"): KEEPING,
    ("GET", "/people/bodies"): KEEPING,
    ("GET", "/people/bodies/{partnership}/{body}"): ("secretary",),
    ("POST", "/people/bodies/{partnership}/{body}/end"): ("secretary",),
    ("POST", "/people/bodies/{partnership}/{body}/revive"): ("secretary",),
    ("GET", "/people/{number}"): ("secretary",),
    ("POST", "/people/{number}/seats"): ("secretary",),
    ("POST", "/people/{number}/leave"): ("secretary",),
    ("POST", "/people/{number}/data"): ("secretary",),
    ("POST", "/people/{number}/forget"): ("secretary",),
    ("POST", "/people/{number}/address"): ("secretary",),
    ("POST", "/people/{number}/settings"): ("secretary",),
    ("GET", "/operations"): KEEPING,
    ("POST", "/operations/{act}"): (),  # what is held stands in no form here
    ("POST", "/operations/mails/{number}/{act}"): (),  # there is no such mail here
    ("GET", "/healthz"): ANYBODY,
    ("GET", "/readyz"): ANYBODY,
    ("GET", "/readyz/pages"): ANYBODY,
    ("GET", "/metrics"): (),  # asked from this machine in tests/web/operations
    ("GET", "/partnership"): KEEPING,
    ("GET", "/partnership/lists"): SEATED,
    ("POST", "/partnership/lists"): KEEPING,
    ("POST", "/partnership/lists/drop"): (),  # no list is named here
    ("GET", "/partnership/lists/{workflow}/{field}"): KEEPING,
    ("POST", "/partnership/settings"): KEEPING,
    ("POST", "/partnership/closed"): KEEPING,
    ("POST", "/partnership/closed/open"): KEEPING,
    ("POST", "/partnership/mandates/{number}"): ("secretary",),
    ("GET", "/public/{partnership}"): ANYBODY,
    ("GET", "/public/{partnership}/{plan}"): ANYBODY,
    ("GET", "/reports"): LOGGED_IN,
    ("POST", "/reports"): ("secretary", "neighbour"),
    ("GET", "/reports/draft/{partnership}"): ("secretary",),
    ("GET", "/reports/{number}"): ("secretary", "member"),
    ("GET", "/reports/{number}/file/{kind}"): ("secretary", "member"),
    ("GET", "/meetings"): LOGGED_IN,
    ("POST", "/meetings"): ("secretary",),
    ("GET", "/meetings/{number}"): IN_FJORD,
    ("GET", "/meetings/{number}/coverage"): ("secretary",),
    ("POST", "/meetings/{number}/move"): ("secretary",),
    ("POST", "/meetings/{number}/cancel"): ("secretary",),
    ("POST", "/meetings/{number}/revive"): ("secretary",),
    ("POST", "/meetings/{number}/hold"): ("secretary",),
    ("POST", "/meetings/{number}/items"): ("secretary",),
    ("POST", "/meetings/{number}/items/{which}/remove"): ("secretary",),
    ("POST", "/meetings/{number}/items/{which}/move"): ("secretary",),
    ("POST", "/meetings/{number}/items/{which}/mend"): ("secretary",),
    ("POST", "/meetings/{number}/minutes"): ("secretary",),
    ("GET", "/report"): ANYBODY,
    ("GET", "/report/to/{partnership}"): ANYBODY,
    ("POST", "/report/to/{partnership}"): ANYBODY,
    ("GET", "/report/receipt"): ANYBODY,
    ("POST", "/report/receipt"): ANYBODY,
    ("GET", "/report/mine"): ANYBODY,
    ("POST", "/report/mine/do/{action}"): ("reporter",),  # whoever has a receipt
    ("POST", "/report/mine/forget"): ("reporter",),
    ("POST", "/report/mine/address"): ("reporter",),
    ("POST", "/report/leave"): ANYBODY,
    ("GET", "/privacy"): ANYBODY,
    ("GET", "/accessibility"): ANYBODY,
    ("GET", "/search"): LOGGED_IN,
    ("GET", "/settings"): LOGGED_IN,
    ("GET", "/settings/data"): LOGGED_IN,
    ("POST", "/settings"): LOGGED_IN,
    ("GET", "/unsubscribe/{token}"): ANYBODY,
    ("POST", "/unsubscribe/{token}"): ANYBODY,
}
WITHOUT_LOGIN = ("reporter", "system", "nobody")  # a receipt, a token, and nothing at all
SITTING = ("secretary", "member", "owner", "gp", "handler", "stranger", "neighbour")
ROLES = (*SITTING, *WITHOUT_LOGIN)
GIVEN = {
    "bodies": "asu",
    "day": "2026-03-30",
    "clock": "23:00",
    "what": "Eventuelt",
    "place": "1",
    "outcome": "approved",
    "reason": "Feil",
    "light": "late",
    "comment": "Feil",
    "email": "owner@example.no",
}
# Files, answers to programs, and what leads on to another page.
NO_PAGES = {
    "/healthz",
    "/readyz",
    "/readyz/pages",
    "/metrics",
    "/settings/data",
    "/plans/{plan}/export/{kind}",
    "/plans/{plan}/file/{name}",
    "/reports/{number}/file/{kind}",
    "/partnership/lists/{workflow}/{field}",
    "/static/{hash}/{name:path}",
    "/login/oidc",
    "/login/oidc/return",  # looked at in tests/web/login/test_oidc_pages.py
    "/report",
    "/report/mine",
}
# There no plan is shown to everybody, and no mail goes that somebody could stop.
NOT_IN_THE_DEMO = {
    "/public/{partnership}",
    "/public/{partnership}/{plan}",
    "/unsubscribe/{token}",
    "/cases/{ref}/propose",
}
# Kept of who looks, asks and tries; who logs in is known by it.
NOTED = {"reading", "login", "login_link", "attempt"}


def every_route() -> list[tuple[str, str]]:
    routes = [route for each in ROUTERS for route in each.routes if isinstance(route, APIRoute)]
    return [(method, route.path) for route in routes for method in sorted(route.methods)]


def test_every_route_says_who_gets_it_answered():
    assert sorted(every_route()) == sorted(ROUTES)


@pytest.mark.parametrize("role", ROLES)
def test_a_route_is_answered_to_those_who_may_and_to_nobody_else(pages, world, role):
    wrong, carried = {}, _carried(pages, world, role)
    for (method, path), who in ROUTES.items():
        browser, address = _browser(pages, world, role), sample(world, pages.at, path)
        browser.client.cookies.update(carried.cookies)
        browser.client.headers.update(carried.headers)
        form = GIVEN | _seen(world, address)
        answer = browser.client.request(method, address, data=form if method == "POST" else None)
        if answer.status_code >= 500 or _answered(answer) != _may(role, who):
            wrong[method, path] = (answer.status_code, answer.headers.get("location"))

    assert wrong == {}


def _seen(world: World, address: str) -> dict[str, int]:
    """What a form of that case says that it saw: it as it stands."""
    room, _slash, rest = address[1:].partition("/")
    found = cases_of_refs(world.session, [rest.partition("/")[0]]) if room == "cases" else []
    return {"version": found[0].version} if found else {}


class Carried(NamedTuple):
    """What somebody without a login sends along."""

    cookies: dict[str, str] = {}
    headers: dict[str, str] = {}


def _browser(pages: Browsing, world: World, role: str) -> Browser:
    return pages.browser(None if role in WITHOUT_LOGIN else getattr(world, role))


def _carried(pages: Browsing, world: World, role: str) -> Carried:
    """The receipt of a report, or a token that stands for the secretary, for whom it is."""
    if role == "reporter":
        reporting = pages.browser()
        reporting.post("/report/to/fjord", what="Noe", unit="Akuttmottaket", key="k" * 32)
        return Carried(cookies={RECEIPT: reporting.client.cookies[RECEIPT]})
    if role == "system":
        given = TokenIn("EPJ", list(Scope), date(2026, 12, 31))
        world.second_keepers()
        _token, code = give_token(world.session, "secretary@example.no", given, SETTING_UP)
        return Carried(headers={"authorization": f"Bearer {code}"})
    return Carried()


def sample(world: World, at: datetime, path: str) -> str:
    """The path of a route, about something that is there."""
    logins.ask_for_link(world.session, "owner@example.no", "/work", at)
    link = logins.waiting_links(world.session, at)[-1]
    code = logins.new_code()
    logins.keep_code(world.session, link.number, code)
    values = {
        "{hash}/{name:path}": asset("samsak.css").removeprefix("/static/"),
        "{code}": code,
        "{number}": "1",
        "{which}": "1",
        "{act}": "again",
        "{token}": stop_token(world),
        "{partnership}": "fjord",
        "{body}": "tomt-rad",
        "{roster}": "people",
        "{workflow}": "measure",
        "{field}": "light",
        "{action}": "withdraw" if path.startswith("/report") else "report_progress",
        "/on": "/on?day=2026-03-02",
    }
    if "{plan}" in path:
        values |= {"{plan}": fjord_plan(world), "{kind}": "csv", "{name}": "plan.docx"}
    if "/public/" in path:
        world.show_plans()
    if "/reports/" in path:
        values |= {"{number}": str(council_report(world).report.id), "{kind}": "json"}
    if "/meetings/" in path:
        found = world.meeting("asu", day=date(2026, 3, 30))
        item = world.item(found, title="Eventuelt")
        values |= {"{number}": str(found.id), "{which}": str(item.id)}
    if "{ref}" in path:
        case = world.handled() if path.endswith("/propose") else world.ongoing()
        values["{ref}"] = case.ref
    for name, value in values.items():
        path = path.replace(name, str(value))
    return path


def _answered(answer: Response) -> bool:
    """Whether it was shown or done, or failed for another reason than who asked."""
    to_log_in = answer.headers.get("location", "").startswith("/login?to=")
    return not to_log_in and answer.status_code not in (401, 403, 404)


def _may(role: str, who: object) -> bool:
    return who == ANYBODY or (who == LOGGED_IN and role not in WITHOUT_LOGIN) or role in who


def test_every_page_is_looked_at(world):
    """A page that no browser opens in the tests is one of a route that answers no page."""
    shown = [path.partition("?")[0] for path, _reader in every_page(world)]
    pages = {path for method, path in ROUTES if method == "GET"} - NO_PAGES

    assert [path for path in pages if not _is_among(path, shown)] == []


def test_every_page_of_the_demo_is_in_the_pictures():
    shown = [path.partition("?")[0] for path, _email in SHOWN.values()]
    pages = {path for method, path in ROUTES if method == "GET"} - NO_PAGES - NOT_IN_THE_DEMO

    assert [path for path in pages if not _is_among(path, shown)] == []


def _is_among(path: str, shown: list[str]) -> bool:
    pattern = re.sub(r"\{[^}]*\}", "[^/]+", path)
    return any(re.fullmatch(pattern, each) for each in shown)


# What is typed in a terminal, and is told to nobody who looks at a page.
OF_THE_TERMINAL = re.compile(r"\bsamsak [a-z-]+|\B--[a-z][a-z-]+|`[^`<>]*`|SAMSAK_[A-Z_]+")


def test_every_page_has_a_sentence_of_help_and_speaks_of_no_terminal(pages, world):
    without, typed = [], {}
    for path, reader in every_page(world):
        main = pages.browser(reader).client.get(path).text.partition("<main")[2]
        if not re.search(r'<p class="[^"]*\b(help|lead)\b[^"]*"[^>]*>[^<]*\w', main):
            without.append(path)
        if found := OF_THE_TERMINAL.findall(main):
            typed[path] = found

    assert without == ["/nowhere"]  # an error says what to do
    assert typed == {}


def test_looking_changes_nothing(pages, world):
    browser = pages.browser(world.secretary)
    looking = [path for method, path in ROUTES if method == "GET"]
    addresses = [sample(world, pages.at, path) for path in looking]
    before = everything(world)

    for address in addresses:
        browser.client.get(address)

    assert everything(world) == before


def everything(world: World) -> dict[str, list[str]]:
    tables = SQLModel.metadata.tables
    return {
        name: sorted(
            str(row)
            for row in world.session.execute(table.select())
            if getattr(row, "subject", "") not in NOTED
        )
        for name, table in tables.items()
        if name not in NOTED
    }


def test_nothing_comes_from_elsewhere_and_nothing_runs_in_a_page(pages, world):
    case = world.ongoing()
    for path in ("/", "/login", "/work", "/lists/measure", f"/cases/{case.ref}", "/nowhere"):
        answer = pages.browser(world.secretary).client.get(path)
        policy = answer.headers["content-security-policy"]

        assert "unsafe" not in policy
        assert "default-src 'none'" in policy
        assert not re.search(r'(src|href|action)="(https?:)?//', answer.text)
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", answer.text)
        assert answer.headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"sec-fetch-site": "same-origin"}, 303),
    ],
)
def test_a_form_of_another_site_is_refused(pages, world, headers, status):
    case = world.ongoing()
    browser = pages.browser(world.owner)

    path = f"/cases/{case.ref}/do/report_progress"
    given = browser.form(path, path)
    answer = browser.client.post(path, data={**given, "light": "late"}, headers=headers)

    assert answer.status_code == status
    assert (world.now(case).version > case.version) == (status == 303)
    assert ("The form came from another site." in answer.text) == (status == 403)
    assert "ask your secretariat" not in answer.text


def test_whoever_is_not_logged_in_is_not_led_to_her_work(pages, world):
    known, anybody = (pages.browser(who).get("/nowhere", 404) for who in (world.owner, None))

    assert "Go to My work." in words(known)
    assert "My work" not in words(anybody)
    assert "for those who are logged in" in words(anybody)
    assert 'href="/"' in anybody.partition("<main")[2]


FORM = {"content-type": "application/x-www-form-urlencoded"}


def test_what_is_too_large_is_refused_by_a_page_before_it_is_read(pages, world):
    case = world.ongoing()
    browser = pages.browser(world.owner)
    path, much = f"/cases/{case.ref}/do/report_progress", "x" * 2**21

    for answer in (
        browser.client.post(path, data={"light": "late", "progress": much}),
        browser.client.post(path, content=iter([f"progress={much}".encode()]), headers=FORM),
        browser.client.post("/nowhere", data={"progress": much}),
    ):
        assert answer.status_code == 413
        assert "What was sent is too large" in answer.text
    assert world.now(case).version == case.version


def test_an_address_that_leads_nowhere_is_a_page_too(pages, world):
    browser = pages.browser(world.secretary)

    for path in ("/people/abc", "/meetings/abc", f"/people/{10**30}", "/nowhere"):
        assert "There is no such page" in browser.get(path, 404)


def test_what_fails_is_a_page_that_tells_nothing_of_it(pages, world, monkeypatch):
    monkeypatch.setattr("web.work.my_work.digest_for", lambda *_: 1 / 0)

    answer = pages.browser(world.owner).client.get("/work")

    assert answer.status_code == 500
    assert "Try again; if it happens again" in words(answer.text)
    assert "ZeroDivisionError" not in answer.text


def test_a_database_that_is_away_is_said_by_a_page_and_by_the_api(pages, world, monkeypatch):
    def away(*_given: object) -> None:
        raise sqlite3.OperationalError("database is locked")

    monkeypatch.setattr("web.work.my_work.digest_for", away)
    monkeypatch.setattr("web.api.calls.find_held", away)
    browser = pages.browser(world.owner)

    page = browser.get("/work", 503)
    known = {"authorization": "Bearer x"}
    call = browser.client.get("/api/v1/bodies", headers=known)
    sent = browser.client.post("/api/v1/cases/T-1/steps", json={"action": "x"}, headers=known)

    assert "Samsak cannot reach its database" in page
    assert "Nothing was saved" not in page + call.text
    assert "Nothing was saved" in sent.text
    assert "Try again in a few minutes." in words(page)
    assert "typed" not in words(page)  # by who only looked
    assert (call.status_code, call.json()["title"]) == (503, "Unavailable")
