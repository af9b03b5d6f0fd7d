"""What of mails and ticks somebody should look at, for people; and whether an installation does its
work, as checks for programs that ask again and again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple, TypeVar

from engine.language.sentences import Sentence
from engine.people.actors import OPERATOR, Actor
from engine.storage.database import Database
from engine.storage.faults import is_of_the_database
from engine.storage.migrate import is_current
from engine.storage.session import Session
from notifications import mails
from notifications.sending import clock_check, tick_parts

DATABASE, SCHEMA = "database", "schema"
# What is told where it is well too; whatever else is found is told as well.
WORKING = (
    "no_tick",
    "part_fails",
    "clock_off",
    "mail_server_away",
    "mail_server_refuses",
    "archive_away",
    "mail_waits",
    "mail_failed",
    "mail_in_doubt",
    "mail_undecided",
    "mail_held",
)
SINCE = ("since", "expected")  # what sentences call the moment from which on it is so
T = TypeVar("T")


class Check(NamedTuple):
    """Whether something is as it should be, by the code that people are told it with; since when
    it is not, where that is known."""

    code: str
    well: bool = True
    since: datetime | None = None


def faults(session: Session, reader: Actor, now: datetime) -> Iterator[tuple[str, Sentence]]:
    """Everything of mails and ticks that somebody should look at, with a code, for those who look
    after mails."""
    yield from mails.faults(session, reader, now)
    yield from tick_parts.faults(session, reader, now)
    yield from clock_check.faults(session)


def bare_checks(database: Database) -> list[Check]:
    """Whether the database answers, and its tables are those of this program: what any answer
    needs."""
    current = None if database.file_is_gone else _asked(database, is_current)
    if current is None:
        return [Check(DATABASE, well=False)]
    return [Check(DATABASE), Check(SCHEMA, well=current)]


def all_checks(database: Database, now: datetime) -> list[Check]:
    """The same, and then whether ticks come and mails go; nothing that people wrote."""
    bare = bare_checks(database)
    if not all_well(bare):
        return bare  # nothing else can be asked
    found = _asked(database, lambda session: _found(session, now))
    return [Check(DATABASE, well=False)] if found is None else [*bare, *found]


def all_well(found: Sequence[Check]) -> bool:
    """Whether everything is as it should be."""
    return all(check.well for check in found)


def _found(session: Session, now: datetime) -> list[Check]:
    found = {code: Check(code) for code in WORKING}
    for code, said in faults(session, OPERATOR, now):
        before = found.get(code, Check(code)).since
        moments = (before, *(said.values.get(name) for name in SINCE))
        known = [each for each in moments if isinstance(each, datetime)]
        found[code] = Check(code, well=False, since=min(known, default=None))
    return [*found.values()]


def _asked(database: Database, ask: Callable[[Session], T]) -> T | None:
    """What the database answers; None where it does not."""
    try:
        with database.session() as session:
            return ask(session)
    except Exception as error:
        if is_of_the_database(error):
            return None
        raise
