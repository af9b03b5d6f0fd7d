"""Packages that not every installation has, and what is said where one is missing."""

from __future__ import annotations

from importlib.util import find_spec
from types import MappingProxyType

from engine.errors import BadInput
from engine.language.sentences import _

# The extras of pyproject.toml, each with what it is imported as.
EXTRAS = MappingProxyType(
    {
        "postgresql": ("psycopg",),
        "documents": ("docx", "lxml", "openpyxl", "python_calamine", "typst"),
        "oidc": ("joserfc", "requests_oauth2client"),
    }
)


def need(extra: str) -> None:
    """Go on where the packages of that extra are installed; BadInput that says how to install them
    where one is not."""
    missing = [package for package in EXTRAS[extra] if find_spec(package) is None]
    if missing:
        raise BadInput(
            _(
                "This needs packages that are not installed here ({packages})."
                " Whoever runs the installation adds them: {command}.",
                packages=missing,
                command=f"pip install 'samsak[{extra}]'",
            )
        )
