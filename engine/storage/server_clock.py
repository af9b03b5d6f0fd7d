"""The clock of the database's server, which is the same for all nodes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from engine.storage.columns import UTCDateTime
from engine.storage.session import Session
from engine.storage.statements import Statement

_NOW = Statement(select(func.clock_timestamp(type_=UTCDateTime())))


def server_clock(session: Session) -> datetime | None:
    """What the server's clock shows; None on SQLite, which has no other than this machine's."""
    if session.sqlite:
        return None
    found: datetime = session.value(_NOW)
    return found
