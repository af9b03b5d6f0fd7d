"""What goes wrong becomes a page that says what to do; the one place that turns errors into
answers."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from engine.errors import (
    BadInput,
    Conflict,
    DefinitionRefused,
    NotFound,
    Reason,
    Refused,
    SamsakError,
    TooOften,
    UnknownKey,
    place_of,
)
from engine.language.sentences import Sentence, _
from engine.people.actors import ANYONE
from engine.storage.faults import is_of_the_database, sentence_of
from web.addresses import holds_none
from web.kept_forms import kept_in, kept_values, page_with_the_form, read_form, written_in
from web.page import LoginNeeded, Page

log = logging.getLogger("samsak.web")
STATUS: dict[type[SamsakError], int] = {
    NotFound: 404,
    TooOften: 429,
    Conflict: 409,
    Refused: 403,
    BadInput: 422,
    DefinitionRefused: 422,
}
LOOKING = {"GET", "HEAD"}
PASSES = {429, 500, 503}  # what may work later with the very same form
RIGHTS = {"right", "name"}  # the codes of reasons that nobody can type away
SENT_ALREADY = _(
    "This form was sent once already, with other words. If it is to be done once more, look at what"
    " is written here and send it again."
)
HEADINGS = {
    403: _("You may not do this"),
    404: _("There is no such page"),
    405: _("There is no such page"),
    409: _("Somebody was before you"),
    413: _("What was sent is too large"),
    422: _("Something is missing or wrong"),
    429: _("Too many attempts"),
    500: _("Something went wrong here"),
    503: _("Samsak cannot reach its database"),
}
ADVICE = {
    403: _("If you think that you should be able to, ask your secretariat which seats you have."),
    404: _("The address may be wrong, or you may not see what it leads to. Go to My work."),
    405: _("The address may be wrong. Go to My work."),
    409: _("Go back, look at how it stands now, and do it again if it is still needed."),
    413: _("Go back, and choose a smaller file or write less. What you typed is still there."),
    422: _("Go back, mend it, and try again. What you typed is still there."),
    429: _("Wait a while, then try again."),
    500: _("Nothing was saved. Try again; if it happens again, tell the operator the time."),
    503: _("Nothing was saved. Try again in a few minutes; keep what you have typed."),
}
# Who only asked for a page typed nothing that could be lost.
ADVICE_TO_WHO_ASKED = {
    422: _("Go back, mend it, and try again."),
    500: _("Try again; if it happens again, tell the operator the time."),
    503: _("Try again in a few minutes."),
}


# Of somebody who is not known: nothing of hers is here, and she may have no account.
ADVICE_TO_ANYBODY = {
    403: _("Nothing was done. Go to the first page, and on from there."),
    404: _("The address may be wrong, or what it leads to is for those who are logged in."),
    405: _("The address may be wrong. Go to the first page."),
}


def reasons_of(error: SamsakError) -> tuple[Reason, ...]:
    """What stands in the way, for whoever sees a form: of its key she knows nothing."""
    return tuple(
        each._replace(sentence=SENT_ALREADY) if each.code == "key" else each
        for each in error.reasons
    )


def status_of(error: SamsakError) -> int:
    """The status of an answer that says this error."""
    if type(error) is Refused and not RIGHTS & set(error.unmet):
        return STATUS[BadInput]  # what stands in the way can be mended
    return next((code for kind, code in STATUS.items() if isinstance(error, kind)), 500)


def page_of(request: Request) -> Page:
    """The page that was asked for; a new one where it failed before it was opened."""
    return getattr(request.state, "page", None) or Page(request.app.state.site, request)


def refused_page(page: Page, status: int, reasons: Sequence[Reason] = ()) -> Response:
    """A page that says what stands in the way, and what to do."""
    known = status if status in HEADINGS else 500
    advice = ADVICE | ({} if page.known else ADVICE_TO_ANYBODY)
    if page.request.method in LOOKING:
        advice |= ADVICE_TO_WHO_ASKED
    values: dict[str, Any] = {
        "heading": HEADINGS[known],
        "reasons": reasons,
        "advice": advice[known],
        "status": status,
        "written": written_in(page.request),
        "kept": kept_in(page.request) if status in PASSES else None,
    }
    try:
        return page.show("components/refusal.html", values, status)
    finally:
        page.close()


def answer_errors(app: FastAPI) -> None:
    """Have every error answered with a page."""
    app.exception_handler(SamsakError)(_refused)
    app.exception_handler(LoginNeeded)(_login_needed)
    app.exception_handler(RequestValidationError)(_no_address)
    app.exception_handler(HTTPException)(_http)
    app.exception_handler(Exception)(_failed)


def _refused(request: Request, error: SamsakError) -> Response:
    told = () if isinstance(error, UnknownKey) else error.reasons  # keys are for who types them
    return refused_page(page_of(request), status_of(error), told)


async def _login_needed(request: Request, _error: LoginNeeded) -> Response:
    """Through the login and on; what was typed is kept on the page that says so."""
    if request.method == "GET":
        return _to_login(request.url.path + (f"?{request.url.query}" if request.url.query else ""))
    try:
        kept = kept_values(request, await read_form(request))
    except HTTPException as refusal:  # too large, or no form
        return await run_in_threadpool(_http, request, refusal)
    finally:
        await request.close()
    if kept is None:
        return _to_login(page_with_the_form(request))
    return await run_in_threadpool(_kept_page, page_of(request), kept)


def _to_login(path: str) -> Response:
    asked = f"/login?to={quote(path)}" if holds_none(path) else "/login"
    return RedirectResponse(asked, HTTPStatus.SEE_OTHER)


def _kept_page(page: Page, kept: dict[str, object]) -> Response:
    try:
        return page.show("login/ended.html", kept, HTTPStatus.UNAUTHORIZED)
    finally:
        page.close()


def _no_address(request: Request, _error: RequestValidationError) -> Response:
    return refused_page(page_of(request), 404)


def _http(request: Request, error: HTTPException) -> Response:
    looked = error.status_code == HTTPStatus.METHOD_NOT_ALLOWED and request.method in LOOKING
    if looked and holds_none(path := page_with_the_form(request)):
        return RedirectResponse(path, HTTPStatus.SEE_OTHER)
    return refused_page(page_of(request), error.status_code)


def _failed(request: Request, error: Exception) -> Response:
    # No message and no values: they may hold what somebody wrote.
    said = {"error": type(error).__name__, "where": place_of(error)}
    log.error("page failed", extra=said)
    return _without_database(request, error)


def _without_database(request: Request, error: Exception) -> Response:
    """A page that asks the database for nothing: that may be what failed."""
    if is_of_the_database(error):
        return bare_page(request, 503, (sentence_of(error),))
    return bare_page(request, 500)


def bare_page(request: Request, status: int, sentences: tuple[Sentence, ...] = ()) -> Response:
    """A page as anybody sees it, which asks the database for nothing."""
    page = Page(request.app.state.site, request)
    page.__dict__["reader"] = ANYONE
    return refused_page(page, status, [Reason("", each) for each in sentences])
