"""The troubles that an operator may meet, as they come about in a small database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple, NoReturn

from engine.people.actors import OPERATOR
from engine.people.acts import Act
from engine.storage.database import Database
from notifications.outbox.archive import ArchiveAway
from notifications.outbox.bounces import Bounce
from notifications.outbox.mailer import Reply, ReplyKind
from notifications.sending import hold
from notifications.sending.bounced import fail_bounced
from notifications.sending.tick import TickWith, tick
from tests.mailbox import MONDAY

LOOKED = MONDAY + timedelta(minutes=40)


class Trouble(NamedTuple):
    """What goes wrong, what to do then, and how it comes about in a database; how long after it
    began somebody looks."""

    title: str
    remedy: str
    begin: Callable[[Database], object]
    looked: datetime = LOOKED


def answered(*reply: object, **more: bool) -> Callable[..., object]:
    """A tick whose mail server says that of every mail."""

    class Server:
        def send(self, *_mail: object) -> Reply:
            return Reply(*reply, **more)

        def close(self) -> None:
            pass

    def ticked(database: Database, now: datetime = MONDAY, **given: TickWith) -> None:
        tick(database, now, mailer=Server(), **given)

    return ticked


class NoArchive:
    """A mailbox with copies that does not answer."""

    def _asked(self, *_about: object) -> NoReturn:
        raise ArchiveAway("connection refused")

    found = words_of = bounces = _asked

    def close(self) -> None:
        """There is nothing to close."""


def archive_away(database: Database) -> None:
    """Mails are in doubt, and nobody can look for them."""
    unknown = answered(ReplyKind.UNKNOWN, "no answer after the final dot")
    unknown(database)
    unknown(database, MONDAY + timedelta(minutes=20), given=TickWith(NoArchive()))


def undecided(database: Database) -> None:
    """The answer stays away each time."""
    unknown = answered(ReplyKind.UNKNOWN, "no answer after the final dot")
    for hours in (0, 0.5, 2, 6.5, 23):
        unknown(database, MONDAY + timedelta(hours=hours))


def held(database: Database) -> None:
    """Somebody holds all mail before it goes."""
    with database.session() as session:
        hold.hold(session, Act(OPERATOR, MONDAY))
    answered(ReplyKind.ACCEPTED, "250 ok")(database)


def of_version(number: str) -> Callable[[Database], object]:
    """Tables that another version of Samsak left."""

    def left(database: Database) -> None:
        with database.session() as session:
            session.driver.execute("UPDATE alembic_version SET version_num = ?", (number,))

    return left


def came_back(database: Database) -> None:
    """Everything was taken, and one mail is reported as given up by a later server."""
    answered(ReplyKind.ACCEPTED, "250 ok")(database)
    with database.session() as session:
        found = "SELECT message_id FROM delivery ORDER BY id LIMIT 1"
        (message_id,) = session.driver.execute(found).fetchone()
        said = "550 5.1.1 no such user here"
        fail_bounced(session, [Bounce(message_id, said, LOOKED, "5.1.1")], LOOKED)


TROUBLES = (
    Trouble(
        "The mail server refuses us",
        "Put the login or the sender's address right ([settings.md](settings.md)); every mail"
        " waits, and goes by itself then.",
        answered(ReplyKind.LATER, "535 5.7.8 authentication failed", down=True),
    ),
    Trouble(
        "The mail server is away",
        "Look whether it runs; every mail waits, and goes by itself once it answers.",
        answered(ReplyKind.LATER, "connection refused", down=True),
    ),
    Trouble(
        "A mail is in doubt",
        "Where an archive is set Samsak looks there by itself. Else ask the reader, and say"
        " `samsak mail arrived` or `samsak mail retry`.",
        answered(ReplyKind.UNKNOWN, "no answer after the final dot"),
    ),
    Trouble(
        "A mail was in doubt too often",
        "It was tried five times, and Samsak tries it no more. Ask the reader, and say `samsak mail"
        " arrived`, `samsak mail retry` or `samsak mail give-up`.",
        undecided,
        MONDAY + timedelta(hours=24),
    ),
    Trouble(
        "The archive is away",
        "Look whether the IMAP server answers, and whether its login is right"
        " ([settings.md](settings.md#the-archive)). What is in doubt rests meanwhile; all other"
        " mail goes.",
        archive_away,
    ),
    Trouble(
        "Mails wait for longer than an hour",
        "Here the mail server says “later”: it says why, and each mail is tried again by itself."
        " Where nothing was tried, see whether `samsak run` goes.",
        answered(ReplyKind.LATER, "451 4.7.1 greylisted, try again later"),
        MONDAY + timedelta(minutes=90),
    ),
    Trouble(
        "All mail is held",
        "Somebody said `samsak mail hold`. What is due is planned and waits; `samsak mail release`"
        " lets it go.",
        held,
    ),
    Trouble(
        "A recipient is refused",
        "Put the address right (`samsak person address`), and what was refused goes again by"
        " itself; or say `samsak mail give-up`.",
        answered(ReplyKind.REFUSED, "550 5.1.1 no such user here"),
    ),
    Trouble(
        "A mail came back",
        "As where a recipient is refused.",
        came_back,
    ),
)
OTHER_TABLES = (
    Trouble(
        "The tables are of an older version",
        "Bring them up to date (`samsak init`), as in [install.md](install.md); until then there is"
        " no page, and nothing is sent.",
        of_version("0001"),
    ),
    Trouble(
        "The tables are of a newer version",
        "Install the program that they belong to; an older one does not touch them.",
        of_version("9999"),
    ),
)
