"""The end of a stream of mails, from the link in each of them: without a login, and by the button
that mail programs show (RFC 8058)."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from notifications.letters import unsubscribe
from web.page import Anyone, Page
from web.settings.settings_pages import STREAM_WORDS

router = APIRouter()


@router.get("/unsubscribe/{token}")
def ask(page: Anyone, token: str) -> Response:
    """A button: what only looks at links stops nothing."""
    return _shown(page, unsubscribe.asked_for(token, _secret(page)), stopped=False)


@router.post("/unsubscribe/{token}")
def stop(page: Anyone, token: str) -> Response:
    """Stop the stream. Answered at once, for mail programs follow no redirection."""
    wanted = unsubscribe.asked_for(token, _secret(page))
    unsubscribe.stop(page.session, wanted, page.now)
    return _shown(page, wanted, stopped=True)


def _secret(page: Page) -> bytes:
    return page.site.settings.secret.encode()


def _shown(page: Page, wanted: unsubscribe.Stop, *, stopped: bool) -> Response:
    values = {"what": STREAM_WORDS[wanted.stream], "stopped": stopped}
    return page.show("settings/unsubscribe.html", values)
