"""Deriving due days anew for many cases, as after a new closed day."""

from __future__ import annotations

from engine import cases
from engine.database import Session
from engine.listing import Wanted, every
from engine.people import OPERATOR
from engine.case_records import NEVER


def reckon_all(session: Session, partnership_id: int) -> int:
    """Reckon every case of a partnership; returns how many have other days than before."""
    with session.begin():
        listed = list(every(session, Wanted(), OPERATOR, NEVER))
        return sum(cases.reckon(session, each.case) for each in listed if each.case.partnership_id == partnership_id)
