"""Where it is looked whether a mail in doubt was taken: one protocol."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Protocol

from notifications.outbox.bounces import Bounce


class ArchiveAway(Exception):
    """Nobody could be asked, which says nothing about any mail; why, in the words of the
    archive."""


class Archive(Protocol):
    """A mailbox with a copy of everything the mail server took."""

    def found(self, message_id: str) -> bool:
        """Whether a mail with that Message-ID is in it; ArchiveAway where nobody could be asked."""
        ...

    def words_of(self, header: str, first: date, last: date) -> set[str]:
        """All words that stand in this header of its mails of these days; ArchiveAway where
        nobody could be asked."""
        ...

    def bounces(self, first: date) -> Iterable[Bounce]:
        """The mails that came back since that day; ArchiveAway where nobody could be asked."""
        ...

    def close(self) -> None:
        """The batch is over."""
        ...
