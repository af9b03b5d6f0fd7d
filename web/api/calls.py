"""A call of another program: by which token, and for what; what went wrong as problem details
(RFC 9457), with the same reasons as the pages have."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from functools import cached_property
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Header, Request, Security
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.types import Receive, Send
from starlette.types import Scope as Asked

from engine.errors import IdentityNumber, NotFound, Reason, Refused, SamsakError
from engine.identity_numbers import holds_identity_number
from engine.language.sentences import Sentence, _
from engine.people.actors import ANYONE, Actor
from engine.people.tokens import Held, Scope, find_held
from engine.storage.faults import is_of_the_database, none_kept, sentence_of
from web.addresses import refuse_asked_numbers
from web.page import Page
from web.refusals import HEADINGS, LOOKING, status_of
from workflows.views.case_view import View, view_of

PROBLEM = "application/problem+json"
# What does not fit the description, by the kinds that pydantic knows.
UNFIT = {
    "missing": _("This is missing."),
    "extra_forbidden": _("This is not in the description."),
    "string_too_long": _("This is too long."),
    "string_too_short": _("This is too short."),
    "json_invalid": _("This is no JSON."),
}
OTHERWISE = _("This is not as the description says.")
UNKNOWN = {
    404: ("NotFound", _("Nothing is answered at this address.")),
    405: ("MethodNotAllowed", _("This address is not called with that method.")),
    413: ("TooLarge", _("The call is too large.")),
}
Key = Annotated[
    str | None,
    Header(alias="Idempotency-Key", max_length=64, pattern=r"^[\x21-\x7e]+$"),
]
bearer = HTTPBearer(auto_error=False, description="A token that `samsak token give` made.")


class NoToken(Refused):
    """The call has no token, or one that is none, has ended, or is for something else."""


def no_token() -> NoToken:
    """That a token is needed."""
    return NoToken([Reason("token", _("A token that is in use is needed."))])


class Call(Page):
    """A call and the answer to it."""

    code = ""

    @cached_property
    def holder(self) -> Held | None:
        """Who acts by the token, and what for."""
        return find_held(self.session, self.code, self.now) if self.code else None

    @cached_property
    def reader(self) -> Actor:
        """Whoever the token stands for."""
        return self.holder.actor if self.holder else ANYONE

    @cached_property
    def language(self) -> str:
        """What the call asks for, else the language of whoever the token stands for, else that of
        the installation."""
        own = self.reader.language if self.holder else self.site.settings.language
        return self.asked_for or own

    def case(self, ref: str) -> View:
        """A case as whoever the token stands for may see it; NotFound where she may not."""
        return view_of(self.session, ref, self.reader, self.now, self.language)


async def _open_call(
    request: Request,
    given: Annotated[HTTPAuthorizationCredentials | None, Security(bearer)],
) -> AsyncIterator[Call]:
    call = Call(request.app.state.site, request)
    call.code = given.credentials if given else ""
    request.state.page = call
    try:
        yield call
    finally:
        call.close()


def _for(scope: Scope) -> Callable[[Call], Call]:
    def allowed(call: Annotated[Call, Depends(_open_call)]) -> Call:
        if call.holder is None:
            raise no_token()
        if scope not in call.holder.scopes:
            sentence = _("This token is not for “{scope}”.", scope=scope)
            raise Refused([Reason("right", sentence)])
        refuse_asked_numbers(call.request)
        return call

    return allowed


Reading = Annotated[Call, Depends(_for(Scope.READ))]
Acting = Annotated[Call, Depends(_for(Scope.ACT))]
Reporting = Annotated[Call, Depends(_for(Scope.REPORT))]


def answer_problems(app: FastAPI) -> None:
    """Have every error answered as problem details."""
    app.exception_handler(SamsakError)(_refused)
    app.exception_handler(RequestValidationError)(_unfit)
    app.exception_handler(HTTPException)(_unknown)
    app.exception_handler(Exception)(_failed)


def _refused(request: Request, error: SamsakError) -> Response:
    call, known = _call_of(request), isinstance(error, NotFound)
    kind = NotFound.__name__ if known else type(error).__name__
    status = 401 if isinstance(error, NoToken) else status_of(error)
    reasons = [
        {"code": each.code or _code(kind), "reason": call.say(each.sentence)}
        for each in error.reasons
    ]
    more: dict[str, Any] = {"reasons": reasons}
    if isinstance(error, Refused):
        more["possible"] = [call.say(each) for each in error.possible]
    return problem(call, status, kind, **more)


def _unfit(request: Request, error: RequestValidationError) -> Response:
    # a body is read before anybody asks for the token, and whoever has none is told that alone
    call = _call_of(request)
    call.code = call.code or _told_token(request)
    try:
        if call.holder is None:
            return _refused(request, no_token())
        if any(holds_identity_number(_place(each["loc"])) for each in error.errors()):
            return _refused(request, IdentityNumber(""))
        return _as_described(call, error)
    finally:
        call.close()


def _as_described(call: Call, error: RequestValidationError) -> Response:
    # the places alone: what was given may not be told back
    reasons = [
        {
            "code": _place(each["loc"]) or each["type"],
            "reason": call.say(UNFIT.get(each["type"], OTHERWISE)),
            "kind": each["type"],
        }
        for each in error.errors()
    ]
    detail = call.say(_("The call does not fit the description."))
    return problem(call, 422, "BadInput", detail, reasons=reasons)


def _place(told: tuple[str | int, ...]) -> str:
    """Where in a call something does not fit; nowhere, where it is no JSON: then the place is that
    of a letter."""
    names = told[1:]
    return "" if names and isinstance(names[0], int) else ".".join(str(part) for part in names)


def _unknown(request: Request, error: HTTPException) -> Response:
    kind, said = UNKNOWN.get(error.status_code, ("BadInput", OTHERWISE))
    answer = _failing(_call_of(request), error.status_code, kind, said)
    answer.headers.update(error.headers or {})
    return answer


async def too_large(scope: Asked, receive: Receive, send: Send) -> None:
    """Answer a call that is refused for its size, before any of it is read."""
    request = Request(scope, receive)
    answer = await run_in_threadpool(_unknown, request, HTTPException(413))
    await answer(scope, receive, send)


def _failed(request: Request, error: Exception) -> Response:
    # the pages around these log it
    call = Call(request.app.state.site, request)
    call.__dict__["holder"] = None  # the database may be what failed: it is asked for nothing
    if is_of_the_database(error):
        why = sentence_of(error)
        said = why if request.method in LOOKING else none_kept(why)
        return _failing(call, 503, "Unavailable", said)
    return _failing(call, 500, "Failed", HEADINGS[500])


def _failing(call: Call, status: int, kind: str, said: Sentence) -> Response:
    return problem(call, status, kind, reasons=[{"code": _code(kind), "reason": call.say(said)}])


def _code(kind: str) -> str:
    """The code of a reason that has none of its own: the kind of error, as codes are written."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", kind).lower()


def _told_token(request: Request) -> str:
    scheme, _blank, code = request.headers.get("authorization", "").partition(" ")
    return code if scheme.lower() == "bearer" else ""


def _call_of(request: Request) -> Call:
    """The call as it was opened; a new one where it failed before."""
    known = getattr(request.state, "page", None)
    if not isinstance(known, Call):
        known = request.state.page = Call(request.app.state.site, request)
    return known


def problem(call: Call, status: int, kind: str, detail: str = "", **more: Any) -> JSONResponse:
    """Problem details in the language of the call: `type` is the kind of error, `reasons` what
    stands in the way, each with its code."""
    said = detail or " ".join(each["reason"] for each in more["reasons"])
    told = {"type": f"urn:samsak:{kind}", "title": kind, "status": status, "detail": said}
    headers = {"Content-Language": call.language}
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return JSONResponse({**told, **more}, status, headers=headers, media_type=PROBLEM)
