"""Mails in doubt are looked for in the archive before anything else."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from notifications.outbox.archive import Archive, ArchiveAway
from notifications.outbox.leases import Claimed
from notifications.outbox.waits import LEASE, MOST_DOUBTS
from notifications.sending.send_with import SendReport

log = logging.getLogger("samsak.mail")


class LookedFor(NamedTuple):
    """What came of it: mails that are to go, that the archive has, of which it could not be asked,
    and that were in doubt too often to go again by themselves."""

    to_go: list[Claimed]
    arrived: list[Claimed]
    unasked: list[Claimed]
    undecided: list[Claimed]


def look_for(
    claimed: Sequence[Claimed],
    archive: Archive | None,
    report: SendReport,
    now: Callable[[], datetime],
) -> LookedFor:
    """Sort what was claimed; an archive so slow that the lease runs out is one that cannot be
    asked."""
    found = LookedFor([], [], [], [])
    enough = now() + LEASE / 2
    for mail in claimed:
        there = _is_there(mail, archive, report) if not mail.doubtful or now() < enough else None
        if there is None:
            found.unasked.append(mail)
        elif there:
            found.arrived.append(mail)
        else:
            (found.to_go if mail.doubts < MOST_DOUBTS else found.undecided).append(mail)
    return found


def _is_there(mail: Claimed, archive: Archive | None, report: SendReport) -> bool | None:
    """Whether the archive has the mail; None where it cannot be asked, which it is then not again
    in this tick."""
    if archive is None or not mail.doubtful:
        return False
    if report.archive_away:
        return None
    try:
        found = archive.found(mail.message_id)
    except ArchiveAway as away:
        report.archive_away = str(away) or "–"
        log.warning("archive away", extra={"why": report.archive_away})
        return None
    report.archive_away = ""
    return found
