"""What must be known of a mail to write it, and to settle what it told."""

from __future__ import annotations

from typing import Protocol


class OfKind(Protocol):
    """A mail, and what kind it is of."""

    @property
    def id(self) -> int: ...
    @property
    def kind(self) -> str: ...


class ToWrite(OfKind, Protocol):
    """A mail that is to be written."""

    @property
    def key(self) -> str: ...
    @property
    def partnership_id(self) -> int: ...
    @property
    def person_id(self) -> int | None: ...
    @property
    def contact_id(self) -> int | None: ...
    @property
    def doubtful(self) -> bool: ...
