"""The file that somebody names: it is there, and it is a file."""

from __future__ import annotations

from pathlib import Path

from engine.errors import BadInput, IdentityNumber
from engine.identity_numbers import holds_identity_number
from engine.language.sentences import _


def check_file(path: Path) -> None:
    """Raise BadInput where no file can be read there."""
    if path.is_dir():
        raise BadInput(_("{file} is a folder. Give a file in it.", file=path))
    if str(path) == "-" or (path.exists() and not path.is_file()):
        raise BadInput(_("{file} is no file. Save what is to be read, and give that.", file=path))
    if not path.is_file():
        raise BadInput(_("There is no file {file}.", file=path))


def check_name(name: str) -> None:
    """Raise IdentityNumber where a number stands in the name of a file, for names are repeated."""
    if holds_identity_number(name):
        said = _(
            "The name of the file contains what looks like a national identity number. Give the"
            " file another name, and send it again."
        )
        raise IdentityNumber("file", said=said)
