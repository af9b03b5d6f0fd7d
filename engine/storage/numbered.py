"""The number of a row that has been stored."""

from __future__ import annotations


class Numbered:
    """A row that has been stored has a number."""

    id: int | None

    @property
    def number(self) -> int:
        """The row's number."""
        assert self.id is not None, "a row that was read or stored has a number"
        return self.id
