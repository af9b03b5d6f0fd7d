"""A look back from a database that was just restored: what is planned as of the backup, and was
mailed after it, counts as told before anything of it changes.

Later the archive would be asked about other words: a meeting that moves first has marks of its new
day, and whoever was told the old one would never hear of the move.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from engine.days.calendar import local_day
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of
from notifications.digest.runs import plan_digests
from notifications.letters.addressees import readers
from notifications.letters.marks import marks_of
from notifications.notices import meetings_ahead, store
from notifications.notices.bundles import put_together
from notifications.notices.notices import Notice, NoticeState, Planned
from notifications.notices.planner import plan
from notifications.outbox.archive import Archive
from notifications.sending import hold
from notifications.sending.sent_before import known_marks, settle_sent_before

_notice = table_of(Notice)
_IN_NO_MAIL = Statement(
    select(*store.COLUMNS)
    .where(_notice.c.state == NoticeState.PLANNED, _notice.c.delivery_id.is_(None))
    .order_by(_notice.c.id)
)


def look_back(session: Session, archive: Archive, now: datetime, *, host: str) -> int:
    """Plan what is due, and count as told what the archive has of it, also where its time has not
    come: it came before the restoration, by hours or days that the backup does not know. Returns
    how many mails need not go.

    Raises ArchiveAway where nobody could be asked.
    """
    restored = hold.restored(session, now)
    if restored is None:
        return 0
    plan(session, now)
    plan_digests(session, now, host=host)
    known = known_marks(archive, restored)
    with store.planning(session):
        put_together(session, _told(session, known, now), now, host=host)
    return settle_sent_before(session, archive, restored, now)


def _told(session: Session, known: set[str], now: datetime) -> list[Planned]:
    """The notices in no mail yet that the archive has in one."""
    waiting = [Planned(*row) for row in session.rows(_IN_NO_MAIL)]
    numbers = (notice.meeting_id for notice in waiting if notice.meeting_id is not None)
    meetings = meetings_ahead.by_ids(session, numbers, local_day(now))
    found = readers(
        session,
        (notice.person_id for notice in waiting if notice.person_id is not None),
        (notice.contact_id for notice in waiting if notice.contact_id is not None),
    )

    def address_of(notice: Planned) -> str:
        who = found.of(notice)
        return who.address if who else ""

    marks = marks_of(session, waiting, meetings, address_of)
    return [notice for notice in waiting if marks[notice.id] in known]
