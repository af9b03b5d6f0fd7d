"""What somebody typed whose login had ended when it was sent: it comes back with the answer, stays
in that browser alone, and goes from there to its form again, filled in. Files do not.

It works without scripts, and whichever way somebody logs in: that is done in another tab.
"""

from __future__ import annotations

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from engine.errors import BadInput, Reason
from web.rendering import LOOK_AGAIN

COMES_BACK = "comes_back"  # the name of the button that leads to the form again
LARGEST_PART = 16 * 2**20  # bytes: a plan that comes back with its form is a third larger


async def read_form(request: Request) -> FormData:
    """What was sent with a form; whether it comes back is noted, and is no part of it."""
    form = await request.form(max_files=1, max_fields=2000, max_part_size=LARGEST_PART)
    request.state.comes_back = COMES_BACK in form
    given = FormData([pair for pair in form.multi_items() if pair[0] != COMES_BACK])
    request.state.given = given
    return given


def refuse_unseen(request: Request) -> None:
    """Refuse to act on what came back after a login, until it was looked at in its form."""
    if getattr(request.state, "comes_back", False):
        raise BadInput(Reason("", LOOK_AGAIN))


def written_in(request: Request) -> list[str]:
    """The words that were sent with a form, for a page that cannot show the form."""
    form: FormData = getattr(request.state, "given", None) or FormData()
    return _words(form)


def _words(form: FormData) -> list[str]:
    values = [value for value in form.values() if isinstance(value, str)]
    return [value for value in values if len(value.split()) > 1]


def kept_values(request: Request, form: FormData) -> dict[str, object] | None:
    """What a page needs that keeps what was sent; None where nothing was."""
    given = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
    if not any(value for _name, value in given):
        return None
    path, query = request.url.path, request.url.query
    return {
        "path": f"{path}?{query}" if query else path,
        "given": given,
        "written": _words(form),
        "files": any(isinstance(each, UploadFile) and each.filename for each in form.values()),
        "comes_back": COMES_BACK,
    }
