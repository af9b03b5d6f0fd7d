"""Stored moments that lie ahead of the clock: written by a clock that was wrong."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import func, select

from engine.cases.anchors import Anchor
from engine.cases.events import event_table
from engine.days.calendar import local_day
from engine.language.sentences import Sentence, _
from engine.storage.installation import Installation, is_rehearsal
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of
from notifications.digest.tables import DigestRun
from notifications.notices.notices import Notice
from notifications.outbox.deliveries import delivery_table
from notifications.sending.clock_check import SKEW

_installation, _anchor, _notice, _run = (
    table_of(model) for model in (Installation, Anchor, Notice, DigestRun)
)
_MARKS = Statement(
    select(
        select(_installation.c.ticked_at).scalar_subquery(),
        select(func.max(event_table.c.recorded_at)).scalar_subquery(),
        select(func.max(_notice.c.planned_at)).scalar_subquery(),
        select(func.max(delivery_table.c.queued_at)).scalar_subquery(),
        select(func.max(_run.c.started_at)).scalar_subquery(),
    )
)
_LAST_ANCHOR = Statement(select(func.max(_anchor.c.day)))


def marks_ahead(session: Session, now: datetime) -> Iterator[tuple[str, Sentence]]:
    """Every kind of stored moment that lies ahead of the clock: a fault to be told, for it was
    written by a clock that was wrong. None in a rehearsal, which is told the time."""
    if is_rehearsal(session):
        return
    ticked, recorded, planned, queued, started = session.rows(_MARKS)[0]
    latest = now + SKEW
    for said, moment in (
        (_("The last tick was at {moment}, ahead of the clock.", moment=ticked), ticked),
        (_("An event was recorded at {moment}, ahead of the clock.", moment=recorded), recorded),
        (_("A notice was planned at {moment}, ahead of the clock.", moment=planned), planned),
        (_("An email was queued at {moment}, ahead of the clock.", moment=queued), queued),
        (_("A digest was made at {moment}, ahead of the clock.", moment=started), started),
    ):
        if moment is not None and moment > latest:
            yield "mark_ahead", said
    anchored = session.value(_LAST_ANCHOR)
    if anchored is not None and anchored > local_day(latest):
        yield "mark_ahead", _("The newest anchor is of {day}, ahead of the clock.", day=anchored)
