"""When each part of a tick last did its work, since when one does not, when the next tick comes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Column, bindparam, delete, select, update
from sqlmodel import Field, SQLModel

from engine.days.calendar import local_day
from engine.language.sentences import Sentence, _
from engine.people import rights
from engine.people.actors import Actor
from engine.people.registry import partnerships
from engine.storage.columns import UTCDateTime
from engine.storage.faults import sentence_of_code
from engine.storage.installation import Installation, is_rehearsal, last_tick
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of
from notifications.outbox.deliveries import any_waits

MAIL_SERVER, ARCHIVE = "mail_server", "archive"  # kept beside the parts: when each last answered
PATIENCE = timedelta(minutes=5)  # so much later than it was to be may a tick come
MOST_SAID = 200


class TickedPart(SQLModel, table=True):
    """A part of ticks: when it last did its work; since when it fails, and of what."""

    __tablename__ = "ticked_part"
    name: str = Field(primary_key=True, max_length=20)
    done_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime, nullable=True))
    fails_since: datetime | None = Field(default=None, sa_column=Column(UTCDateTime, nullable=True))
    failure: str = Field(default="", max_length=MOST_SAID)


class PartRun(NamedTuple):
    """How a part of ticks stands; `fails_since` is None where it does not fail."""

    name: str
    done_at: datetime | None = None
    fails_since: datetime | None = None
    failure: str = ""


_part, _installation = table_of(TickedPart), table_of(Installation)
_PARTS = Statement(select(*(_part.c[name] for name in PartRun._fields)))
_KEEP = Statement(
    lambda insert: (
        keep := insert(_part).values({name: bindparam(name) for name in PartRun._fields})
    ).on_conflict_do_update(
        index_elements=["name"], set_={name: keep.excluded[name] for name in PartRun._fields[1:]}
    )
)
_FORGET = Statement(delete(_part).where(_part.c.name == bindparam("name")))
_EXPECT = Statement(update(_installation).values(next_tick_at=bindparam("next")))
_EXPECTED = Statement(select(_installation.c.next_tick_at))


def parts_kept(session: Session, reader: Actor, now: datetime) -> dict[str, PartRun]:
    """How each part stands, by its name, and the mail server beside them; none before the first
    tick. For those who look after mails."""
    known = [each.number for each in partnerships(session)]
    rights.kept_by(reader, rights.MAILS, known, local_day(now))
    return _kept(session)


def _kept(session: Session) -> dict[str, PartRun]:
    return {row[0]: PartRun(*row) for row in session.rows(_PARTS)}


def done_on(session: Session, name: str) -> date | None:
    """The day on which a part last did its work; None where it fails or never has."""
    done_at = _done_at(session, name)
    return None if done_at is None else local_day(done_at)


def done_since(session: Session, name: str, moment: datetime) -> bool:
    """Whether a part did its work at that moment or later."""
    done_at = _done_at(session, name)
    return done_at is not None and done_at >= moment


def _done_at(session: Session, name: str) -> datetime | None:
    run = _kept(session).get(name, PartRun(name))
    return None if run.fails_since else run.done_at


def keep_parts(
    session: Session,
    now: datetime,
    failures: Mapping[str, str | None],
    *,
    without: str | None = None,
) -> None:
    """Keep what became of each part in a tick at `now`: "" where it did its work, else why not;
    None where nothing was tried, so that all stands as it stood. The one that this installation is
    `without` is forgotten."""
    with session.begin():
        before = _kept(session)
        if without in before:
            session.run(_FORGET, {"name": without})
        learned = {name: why for name, why in failures.items() if why is not None}
        runs = [_run(before.get(name) or PartRun(name), now, why) for name, why in learned.items()]
        session.run_many(_KEEP, [run._asdict() for run in runs])


def _run(before: PartRun, now: datetime, failure: str) -> PartRun:
    if failure:
        since = before.fails_since or now
        return before._replace(fails_since=since, failure=failure[:MOST_SAID])
    return PartRun(before.name, now)


def keep_next_tick(session: Session, moment: datetime) -> None:
    """Keep when the next tick is to be, for those who look whether it came."""
    with session.begin():
        session.run(_EXPECT, {"next": moment})


def next_tick(session: Session) -> datetime | None:
    """When the next tick is to be; None where nobody knows, as where a machine's scheduler runs
    each one."""
    expected, last = session.value(_EXPECTED), last_tick(session)
    return expected if expected and (last is None or expected > last) else None


def faults(session: Session, reader: Actor, now: datetime) -> Iterator[tuple[str, Sentence]]:
    """What of the ticks somebody should look at, for those who look after mails: a mail server
    that does not answer, a part that fails, a tick that did not come; the last of it not in a
    rehearsal, which is told the time."""
    for run in parts_kept(session, reader, now).values():
        if run.name == MAIL_SERVER and not any_waits(session):
            continue  # nobody has asked it since, and nobody needs it
        if run.fails_since:
            yield _away(run) if run.name in AWAY else _failing(run)
    expected = next_tick(session)
    if expected and expected + PATIENCE < now and not is_rehearsal(session):
        sentence = _(
            "The tick of {expected} has not come. Nothing is planned or sent until one does.",
            expected=expected,
        )
        yield "no_tick", sentence


AWAY = {
    MAIL_SERVER: _(
        "The email server has not answered since {since} ({said}). Emails wait until it does."
    ),
    ARCHIVE: _(
        "The email archive has not answered since {since} ({said}). Emails in doubt rest until it"
        " does."
    ),
}


REFUSES = _(
    "The email server has taken no email from Samsak since {since}. It says: {said}. Emails wait"
    " until it does."
)


def _away(run: PartRun) -> tuple[str, Sentence]:
    values = {"since": run.fails_since, "said": run.failure}
    if run.name == MAIL_SERVER and run.failure[:3].isdecimal():
        return "mail_server_refuses", replace(REFUSES, values=values)
    return f"{run.name}_away", replace(AWAY[run.name], values=values)


def _failing(run: PartRun) -> tuple[str, Sentence]:
    if known := sentence_of_code(run.failure):
        sentence = _(
            "The part “{part}” of the tick has failed since {since}. {why}",
            part=run.name,
            since=run.fails_since,
            why=known,
        )
        return "part_fails", sentence
    sentence = _(
        "The part “{part}” of the tick has failed since {since} ({error}). The log says where.",
        part=run.name,
        since=run.fails_since,
        error=run.failure,
    )
    return "part_fails", sentence
