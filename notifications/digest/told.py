"""Up to which event the readers of digests have been told, as the mails went or came back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import bindparam, update

from engine.storage.columns import any_of
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of
from notifications.digest.tables import DigestEntry

_entry = table_of(DigestEntry)
_RENDERED = Statement(
    update(_entry)
    .where(any_of(_entry.c.delivery_id, "deliveries"))
    .values(rendered_until=bindparam("until"))
)
_TOLD = Statement(
    update(_entry)
    .where(any_of(_entry.c.delivery_id, "deliveries"))
    .values(told_until=_entry.c.rendered_until)
)
_UNTOLD = Statement(
    update(_entry).where(any_of(_entry.c.delivery_id, "deliveries")).values(told_until=None)
)


@dataclass(frozen=True)
class LookedAt:
    """How far these digests looked, up to an event; an empty one has told it."""

    deliveries: tuple[int, ...]
    until: int
    empty: tuple[int, ...]

    def __call__(self, session: Session) -> None:
        """Note it, in the transaction that keeps the digests."""
        session.run(_RENDERED, {"deliveries": sorted(self.deliveries), "until": self.until})
        settle(session, self.empty)


def settle(session: Session, sent: Iterable[int]) -> None:
    """The digests were sent: their readers have been told up to where each looked."""
    session.run(_TOLD, {"deliveries": sorted(sent)})


def unsettle(session: Session, returned: Iterable[int]) -> None:
    """The digests came back: what they told is told by the next ones."""
    session.run(_UNTOLD, {"deliveries": sorted(returned)})
