"""Where a mail is handed over: one protocol, and what the one who took it, or did not, answered."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class ReplyKind(StrEnum):
    """What became of an attempt."""

    ACCEPTED = "accepted"
    LATER = "later"  # certainly not taken; may be taken later
    REFUSED = "refused"  # certainly not taken; never will be
    UNKNOWN = "unknown"  # silence after the final dot: it may have been taken
    LOST_LEASE = "lost_lease"  # not handed over: meanwhile it was somebody else's to send


@dataclass(frozen=True)
class Reply:
    """The answer, in the server's own words.

    `down`: there is no server to talk to, or none that takes mail from us, for this mail or any
    other. `ours`: it may be us whom the server refuses, or this recipient; it takes more mails to
    tell.
    """

    kind: ReplyKind
    text: str
    down: bool = False
    ours: bool = False


class Mailer(Protocol):
    """Hands mails over, one by one; `close` ends what was kept open between them."""

    def send(
        self,
        address: str,
        message_id: str,
        body: bytes,
        still_mine: Callable[[], bool],
        slow: Callable[[], object],
    ) -> Reply:
        """Hand these bytes over; ask `still_mine` at the last moment before that cannot be taken
        back, and call `slow` when the answer to it takes long."""
        ...

    def close(self) -> None:
        """The batch is over."""
        ...


_CODE = re.compile(r"(?:[a-z0-9 ]+: )?[245]\d\d(?: [245]\.\d+\.\d+)?(?= |$)")


def bare_reply(said: str) -> str:
    """Why a mail did not go, as far as it may be told to anybody: the codes of the mail server, or
    what happened where it gave none; never an address."""
    if code := _CODE.match(said):
        return code[0]
    return "" if "@" in said else said[:80]
