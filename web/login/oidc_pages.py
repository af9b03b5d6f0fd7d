"""Logging in at a provider, where the settings name one."""

from __future__ import annotations

import logging
from datetime import timedelta

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from engine.errors import NotFound
from engine.people.attempts import Limit, count_attempt
from engine.people.logins import begin_login
from web.form_values import line
from web.login import failures
from web.login.failures import LoginFailed
from web.login.journey import LASTS, Journey, opened, sealed
from web.login.login_pages import browser_of, inside, logged_in
from web.login.provider import RETURN, Provider, Returned
from web.page import Anyone, Given, Page

# Everybody at a hospital may come from one address of the network.
BEGUN = Limit("oidc", 60, timedelta(hours=1))
FINISHED = Limit("oidc_back", 60, timedelta(hours=1))
JOURNEY, PLACE = "samsak_journey", "/login/oidc"
DENIED = ("access_denied", "login_required", "interaction_required", "consent_required")
log = logging.getLogger("samsak.web")
router = APIRouter()


@router.get(PLACE)
def begin(page: Anyone, to: str = "/") -> Response:
    """Send the browser to the provider; a link, for a form may lead to no other site."""
    provider = _provider(page)
    count_attempt(page.session, BEGUN, page.caller, page.now)
    page.close()  # the provider may take its time
    try:
        address, journey = provider.begin(inside(to))
    except LoginFailed as failure:
        return _failed(page, failure)
    kept = sealed(journey, page.site.settings.secret, page.now)
    answer = RedirectResponse(address, 303)
    page.keep(answer, JOURNEY, kept, int(LASTS.total_seconds()), PLACE)
    return answer


@router.get(RETURN)
def come_back(
    page: Anyone, code: str = "", state: str = "", iss: str = "", error: str = ""
) -> Response:
    """A button: looking changes nothing. Our script presses it."""
    name = _provider(page).told.name
    if error in DENIED:
        return _failed(page, failures.denied(name, error))
    if error:
        return _failed(page, failures.away(name, "answer"))
    values = {"name": name, "code": code, "state": state, "iss": iss}
    return page.show("login/come_back.html", values)


@router.post(RETURN)
def finish(page: Anyone, form: Given) -> Response:
    """Log in whoever the provider says that it is."""
    provider = _provider(page)
    count_attempt(page.session, FINISHED, page.caller, page.now)
    page.close()
    returned = Returned(line(form, "code"), line(form, "state"), line(form, "iss"))
    try:
        journey = _journey(page)
        answer = _log_in(page, provider, provider.finish(journey, returned, page.now), journey.to)
    except LoginFailed as failure:
        answer = _failed(page, failure)
    answer.delete_cookie(JOURNEY, PLACE)
    return answer


def _log_in(page: Page, provider: Provider, address: str, to: str) -> Response:
    try:
        code = begin_login(page.session, address, browser_of(page), page.now)
    except NotFound:
        raise failures.nobody(provider.told.name, address) from None
    return logged_in(page, code, to)


def _journey(page: Page) -> Journey:
    kept = page.request.cookies.get(JOURNEY, "")
    journey = opened(kept, page.site.settings.secret, page.now)
    if journey is None:
        raise failures.lost("cookie")
    return journey


def _failed(page: Page, failure: LoginFailed) -> Response:
    """A page that says so, and which other way there is. What the provider wrote stands neither
    there nor in the log."""
    cause = type(failure.__cause__ or failure).__name__
    log.warning("no login by the provider", extra={"place": failure.place, "error": cause})
    return page.show("login/failed.html", {"sentence": failure.sentence, "to": "/"}, failure.status)


def _provider(page: Page) -> Provider:
    provider: Provider | None = page.request.app.state.provider
    if provider is None:
        raise NotFound
    return provider
