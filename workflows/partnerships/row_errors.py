"""What is wrong with a row of a list, cell by cell, so that all of it is told at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from engine.errors import BadInput, SamsakError

P = ParamSpec("P")
T = TypeVar("T")


class RowErrors:
    """Collects what the cells of one row are refused for."""

    def __init__(self) -> None:
        self._errors: list[SamsakError] = []

    def of(self, read: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | None:
        """What was read; None where it was refused, which is kept."""
        try:
            return read(*args, **kwargs)
        except SamsakError as error:
            self._errors.append(error)
            return None

    def refuse(self) -> None:
        """Raise what was refused, if anything was."""
        if len(self._errors) == 1:
            raise self._errors[0]
        if self._errors:
            raise BadInput(*(each for error in self._errors for each in error.sentences))
