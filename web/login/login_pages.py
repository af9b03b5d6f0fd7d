"""Logging in with a link by mail, and out; in the demo, choosing whom to be."""

from __future__ import annotations

from datetime import timedelta

from fastapi import APIRouter
from fastapi.responses import Response

from engine.addresses import normalised
from engine.errors import BadInput, NotFound, SamsakError, TooOften
from engine.people import logins, registry
from engine.people.actors import OPERATOR
from engine.people.attempts import Limit, count_attempt
from notifications.sending import hold
from web.addresses import holds_none
from web.form_values import line
from web.login.browsers import browser_in_words
from web.page import LOGIN, Anyone, Given, Known, Number, Page
from web.refusals import status_of

ASKED = Limit("link", 20, timedelta(hours=1))
ASKED_FOR_ONE = Limit("link_to", 5, timedelta(hours=1))
TRIED = Limit("login", 30, timedelta(hours=1))
CODE = 64  # no code is longer
router = APIRouter()


def inside(path: str) -> str:
    """A path of this site, where somebody wants to go on to; else the first page."""
    ours = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if ours and len(path) <= 400 and holds_none(path) else "/"


@router.get("/login")
def ask(page: Anyone, to: str = "/") -> Response:
    """The form that asks for a link; there is none that leads to another site."""
    if inside(to) != to:
        raise NotFound
    return _form(page, inside(to))


def _form(page: Page, to: str, email: str = "", refusal: SamsakError | None = None) -> Response:
    people = registry.persons(page.session, OPERATOR, page.today) if page.site.demo else []
    values: dict[str, object] = {"to": to, "email": email, "people": people}
    values["wrong"] = refusal.sentences[-1] if refusal else None
    values["provider"] = page.site.settings.oidc
    return page.show("login/ask.html", values, status_of(refusal) if refusal else 200)


@router.post("/login")
def send(page: Anyone, form: Given) -> Response:
    """Have a link sent; the answer is the same whether the address is anybody's."""
    email, to = line(form, "email"), inside(line(form, "to"))
    try:
        address = normalised(email)
        count_attempt(page.session, ASKED, page.caller, page.now)
        count_attempt(page.session, ASKED_FOR_ONE, address, page.now)
    except (BadInput, TooOften) as refusal:
        return _form(page, to, email, refusal)
    logins.ask_for_link(page.session, address, to, page.now)
    page.site.wake()
    return page.go("/login/sent")


@router.get("/login/sent")
def sent(page: Anyone) -> Response:
    """That a link is on its way, if the address is somebody's and mail goes at all."""
    minutes = int(logins.LINK_LASTS.total_seconds() // 60)
    values = {"minutes": minutes, "no_mail": hold.held(page.session) is not None}
    return page.show("login/sent.html", values)


@router.get("/login/back")
def back(page: Anyone) -> Response:
    """Where to go on whose login had ended: what was typed is kept in another tab."""
    return page.show("login/back.html")


@router.get("/login/link/{code}")
def confirm(page: Anyone, code: str) -> Response:
    """A button: what only looks at links, as mail scanners do, logs nobody in."""
    if not holds_none(code):
        raise NotFound
    return page.show("login/confirm.html", {"code": code[:CODE]})


@router.post("/login/link/{code}")
def use(page: Anyone, code: str) -> Response:
    """Log in with a link."""
    count_attempt(page.session, TRIED, page.caller, page.now)
    try:
        login, path = logins.use_link(page.session, code, browser_of(page), page.now)
    except NotFound as refusal:
        values = {"sentence": refusal.sentences[-1], "to": logins.leads_to(page.session, code)}
        return page.show("login/failed.html", values, status_of(refusal))
    return logged_in(page, login, path)


@router.post("/login/as")
def choose(page: Anyone, form: Given) -> Response:
    """Be somebody, in the demo."""
    if not page.site.demo:
        raise NotFound
    email, path = line(form, "email"), inside(line(form, "to"))
    login = logins.begin_login(page.session, email, browser_of(page), page.now)
    return logged_in(page, login, path)


@router.post("/logout")
def log_out(page: Anyone) -> Response:
    """Log out in this browser."""
    code = page.request.cookies.get(LOGIN)
    if code:
        logins.end_login(page.session, code, page.now)
    answer = page.go("/login")
    answer.delete_cookie(LOGIN)
    return answer


@router.get("/settings/logins")
def my_logins(page: Known) -> Response:
    """Where the reader is logged in."""
    number = page.reader.person_id
    assert number is not None, "the page is for people who are known"
    found = logins.logins_of(page.session, number, page.now)
    return page.show("login/logins.html", {"logins": found, "in_words": browser_in_words})


@router.post("/settings/logins/{number}/end")
def end(page: Known, number: Number) -> Response:
    """End one of the reader's own logins."""
    person_id = page.reader.person_id
    assert person_id is not None, "the page is for people who are known"
    logins.end_login_of(page.session, person_id, number, page.now)
    return page.go("/settings/logins")


def logged_in(page: Page, code: str, path: str) -> Response:
    """Go on with the code of a login in the browser."""
    answer = page.go(path)
    page.keep(answer, LOGIN, code, int(logins.LOGIN_LASTS.total_seconds()))
    return answer


def browser_of(page: Page) -> str:
    """What the browser calls itself."""
    return page.request.headers.get("user-agent", "")
