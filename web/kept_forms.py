"""What somebody typed whose login had ended when it was sent: it comes back with the answer, stays
in that browser alone, and goes from there to its form again, filled in. Files do not.

It works without scripts, and whichever way somebody logs in: that is done in another tab. In the
same way a form that was refused goes to its page again in another language.
"""

from __future__ import annotations

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.routing import Match

from engine.errors import BadInput, Reason
from web.rendering import COMES_BACK, LOOK_AGAIN
from web.typed_words import Typed, typed_in

LARGEST_PART = 16 * 2**20  # bytes: a plan that comes back with its form is a third larger


async def read_form(request: Request) -> FormData:
    """What was sent with a form; whether it comes back is noted, and is no part of it."""
    form = await request.form(max_files=1, max_fields=2000, max_part_size=LARGEST_PART)
    request.state.comes_back = COMES_BACK in form
    pairs = [(name, _plain(value)) for name, value in form.multi_items() if name != COMES_BACK]
    given = FormData(pairs)
    request.state.given = given
    return given


def _plain(value: UploadFile | str) -> UploadFile | str:
    """A text whose lines end with one sign: browsers count one, and send two."""
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


def sent_words(request: Request) -> list[tuple[str, str]] | None:
    """What was sent with a form, for its page to be shown again: neither files nor the key, which
    may be spent. None where no form was read."""
    form: FormData | None = getattr(request.state, "given", None)
    if form is None:
        return None
    pairs = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
    return [(name, value) for name, value in pairs if name != "key"]


def page_with_the_form(request: Request) -> str:
    """The page at an address that is sent to, or the nearest above it: neither a login nor a reload
    leads to an act."""
    path = request.url.path
    while path:
        scope = {"type": "http", "method": "GET", "path": path, "headers": []}
        if any(route.matches(scope)[0] is Match.FULL for route in request.app.routes):
            return path
        path = path.rpartition("/")[0]
    return "/"


def comes_back(request: Request) -> bool:
    """Whether what was sent has only come back, after a login or in another language."""
    return bool(getattr(request.state, "comes_back", False))


def refuse_unseen(request: Request) -> None:
    """Refuse to act on what has only come back, until it was looked at in its form."""
    if comes_back(request):
        raise BadInput(Reason("", LOOK_AGAIN))


def kept_in(request: Request) -> dict[str, object] | None:
    """What was sent with a form, where a page cannot show the form now but may later."""
    form: FormData | None = getattr(request.state, "given", None)
    return None if form is None else kept_values(request, form)


def written_in(request: Request) -> list[Typed]:
    """What was typed into a form that was sent, for a page that cannot show the form."""
    return typed_in(request.url.path, getattr(request.state, "given", None) or FormData())


def kept_values(request: Request, form: FormData) -> dict[str, object] | None:
    """What a page needs that keeps what was sent; None where nothing was."""
    given = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
    if not any(value for _name, value in given):
        return None
    path, query = request.url.path, request.url.query
    return {
        "path": f"{path}?{query}" if query else path,
        "given": given,
        "written": typed_in(path, form),
        "files": any(isinstance(each, UploadFile) and each.filename for each in form.values()),
    }
