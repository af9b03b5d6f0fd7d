"""What is asked for in an address: no identity number is taken from there, and none comes back."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import unquote_plus

from starlette.requests import Request

from engine.errors import IdentityNumber
from engine.identity_numbers import holds_identity_number
from engine.language.sentences import Sentence, _

# What the inputs are called whose values stand in addresses.
CALLED: dict[str, Sentence] = {
    "q": _("Search"),
    "state": _("Status"),
    "body": _("Body"),
    "unit": _("Unit"),
    "due": _("Due by"),
}

# What a provider of logins writes there: of an error, which is shown to nobody, and its code, in
# which any digits may stand.
OF_A_PROVIDER = {"error", "error_description", "code"}


def refuse_asked_numbers(request: Request) -> None:
    """Refuse an identity number that somebody asks for, before anything looks for it."""
    for name, value in request.query_params.multi_items():
        if name not in OF_A_PROVIDER and holds_identity_number(f"{name} {value}"):
            field = "" if holds_identity_number(name) else name
            raise IdentityNumber(field, CALLED.get(field))


def holds_none(address: str) -> bool:
    """Whether an address may stand in an answer: no identity number is in it."""
    return not holds_identity_number(unquote_plus(address))


def told_values(pairs: Iterable[tuple[str, object]]) -> dict[str, object]:
    """What of a query may stand in an answer."""
    return {name: value for name, value in pairs if holds_none(f"{name}={value}")}
