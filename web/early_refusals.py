"""What is refused before a page is opened, as a page all the same: a form of another site, and one
that is too large."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from fastapi import Request
from secure import Secure
from secure.middleware import SecureASGIMiddleware
from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from engine.language.sentences import Sentence, _
from web.refusals import bare_page

OF_ANOTHER_SITE = _(
    "The form came from another site. Open Samsak yourself, and do there what you want to do."
)


async def refuse_other_site(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a form that another site has sent in somebody's name."""
    await _answer(scope, receive, send, 403, (OF_ANOTHER_SITE,))


async def _answer(
    scope: Scope, receive: Receive, send: Send, status: int, sentences: tuple[Sentence, ...] = ()
) -> None:
    page = await run_in_threadpool(bare_page, Request(scope, receive), status, sentences)
    await page(scope, receive, send)


class TooLargeAsPage:
    """Turns the bare refusal of what is too large into a page with its headers; where other
    programs ask, into what they are told, by the beginning of their paths."""

    def __init__(self, app: ASGIApp, secure: Secure, calls: Mapping[str, ASGIApp]) -> None:
        self.app, self.calls = app, calls
        self.page = cast(ASGIApp, SecureASGIMiddleware(_too_large, secure=secure))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request; a bare 413 is answered anew."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        refused = False

        async def look(message: Message) -> None:
            nonlocal refused
            refused = refused or _is_bare(message)
            if not refused:
                await send(message)

        await self.app(scope, receive, look)
        if refused:
            called = (app for path, app in self.calls.items() if scope["path"].startswith(path))
            await next(called, self.page)(scope, receive, send)


async def _too_large(scope: Scope, receive: Receive, send: Send) -> None:
    await _answer(scope, receive, send, 413)


def _is_bare(message: Message) -> bool:
    kinds = [value for name, value in message.get("headers", ()) if name == b"content-type"]
    worded = any(b"html" in kind or b"problem" in kind for kind in kinds)
    return message.get("status") == 413 and not worded
