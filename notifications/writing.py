"""From deliveries to letters at the moment of sending, and what is settled once one was sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from engine.database import Session
from notifications.letters import Letter, Pointless


class Claimed(NamedTuple):
    """What `letters_for` must know of a delivery; any row with these names will do."""

    id: int
    kind: str
    partnership_id: int
    person_id: int | None
    contact_id: int | None


def letters_for(session: Session, deliveries: Sequence[Claimed], now: datetime) -> dict[int, Letter | Pointless]:
    """The letter of each delivery as things stand now, or that it became pointless.

    Call it in the write transaction that freezes the bytes: it cancels the notices that no longer apply and notes how far a digest
    looked. A fixed number of queries, however many deliveries.
    """
    raise NotImplementedError


def settle(session: Session, delivery_id: int, now: datetime) -> None:
    """Record, in the commit that records `sent`, that the notices are told and that a digest has told what it looked at."""
    raise NotImplementedError
