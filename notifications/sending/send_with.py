"""With what a worker sends, and what it tells of it afterwards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from notifications.letters.mime import Letterhead
from notifications.outbox.archive import Archive
from notifications.outbox.mailer import Mailer
from notifications.sending import compose
from notifications.sending.written_mails import Composer


def go_on() -> bool:
    """Nobody wants it to stop."""
    return False


@dataclass(frozen=True)
class SendWith:
    """With what a worker sends.

    `within` are the partnerships whose mail may go, all where nothing is said. `stopped` is asked
    between two mails.
    """

    mailer: Mailer
    letterhead: Letterhead
    worker: str
    archive: Archive | None = None
    composer: Composer = compose
    within: Sequence[int] | None = None
    stopped: Callable[[], bool] = go_on


@dataclass
class SendReport:
    """How many mails went which way. `away`: why the mail server did not answer or would have none
    of our mail, "" where it took some; None where nothing was to be handed over. `archive_away`:
    the same of the archive."""

    sent: int = 0
    cancelled: int = 0
    again: int = 0
    failed: int = 0
    doubt: int = 0
    away: str | None = field(default=None, compare=False)
    archive_away: str | None = field(default=None, compare=False)
