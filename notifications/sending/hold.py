"""Holding all mail: everything is planned and put into mails, and nothing is sent, until somebody
lets it go. So begins a database that was restored: what it would send may have gone already."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import bindparam, case, select, update

from engine.days.calendar import local_day
from engine.errors import Reason, Refused
from engine.language.sentences import Sentence, _
from engine.people import rights
from engine.people.actors import Actor
from engine.people.acts import Act
from engine.people.registry import partnerships
from engine.storage.columns import UTCDateTime
from engine.storage.installation import Installation
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of

CATCHES_UP = timedelta(days=40)  # nothing is planned that was due longer ago than 30 days


class HeldMail(NamedTuple):
    """Since when all mail is held; of when the backup is, where it is held since one was
    restored."""

    since: datetime
    restored_from: datetime | None


class RestoredFrom(NamedTuple):
    """Of when the backup is that the database was restored from, and when that was."""

    backup: datetime
    at: datetime


_installation = table_of(Installation)
_HELD = Statement(
    select(
        _installation.c.held_at,
        case(
            (
                _installation.c.held_at == _installation.c.restored_at,
                _installation.c.restored_from,
            ),
            else_=None,
        ).label("restored_from"),
    )
)
_RESTORED = Statement(select(_installation.c.restored_from, _installation.c.restored_at))
_HOLD = Statement(
    update(_installation)
    .where(_installation.c.held_at.is_(None))
    .values(held_at=bindparam("moment", type_=UTCDateTime()))
)
_RELEASE = Statement(
    update(_installation).where(_installation.c.held_at.is_not(None)).values(held_at=None)
)


def held(session: Session) -> HeldMail | None:
    """Since when all mail is held; None where it goes."""
    row = session.row(_HELD)
    return HeldMail(*row) if row is not None and row[0] is not None else None


def restored(session: Session, now: datetime) -> RestoredFrom | None:
    """From what and when the database was restored, as long as it may plan what was mailed before;
    else None."""
    row = session.row(_RESTORED)
    found = RestoredFrom(*row) if row is not None and row[1] is not None else None
    return found if found and now < found.at + CATCHES_UP else None


def hold(session: Session, act: Act) -> None:
    """Send nothing from now on, whatever is due. For those who look after the mails of every
    partnership here; refused where all is held already."""
    _require(session, act)
    with session.begin():
        if session.run(_HOLD, {"moment": act.recorded}) != 1:
            raise Refused([Reason("held", _("All emails are held already."))])


def release(session: Session, act: Act) -> None:
    """Let go what is held; the next tick sends what is due. For the same people; refused where
    nothing is held."""
    _require(session, act)
    with session.begin():
        if session.run(_RELEASE) != 1:
            raise Refused([Reason("held", _("Emails are not held."))])


def may_hold(session: Session, reader: Actor, on: date) -> bool:
    """Whether the reader looks after the mails of every partnership here."""
    return all(rights.has(reader, rights.MAILS, number, on) for number in _all(session))


def _require(session: Session, act: Act) -> None:
    day = local_day(act.recorded)
    known = [
        (each, rights.has(act.by, rights.MAILS, each.number, day)) for each in partnerships(session)
    ]
    hers = [each.name for each, may in known if may]
    if hers and len(hers) < len(known):
        sentence = _(
            "All emails of this installation are held and let go together, and you look after those"
            " of {partnerships} alone. Ask whoever runs Samsak.",
            partnerships=hers,
        )
        raise Refused([Reason("right", sentence)])
    rights.require_in_all(act, rights.MAILS, _all(session))


def _all(session: Session) -> list[int]:
    return [each.number for each in partnerships(session)]


def faults(session: Session) -> list[tuple[str, Sentence]]:
    """That all mail is held, with a code."""
    found = held(session)
    return [("mail_held", _said(found))] if found else []


def _said(found: HeldMail) -> Sentence:
    if found.restored_from is not None:
        return _(
            "All emails are held since {since}, for this database was restored from a backup of"
            " {backup}. Look what was sent after that, then release them.",
            since=found.since,
            backup=found.restored_from,
        )
    return _(
        "All emails are held since {since}. None goes until they are released.", since=found.since
    )
