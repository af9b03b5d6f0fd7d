"""What is read: a page of a list, a case, a digest, and a tick that finds nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from datetime import date
from time import process_time

from bench import raw, raw_digest
from bench.measure import Figure, cost, pairs
from bench.setting import Setting, file_of, walks
from bench.world import NOW, World
from engine.cases import lists
from engine.cases.events import events_of
from engine.cases.lists import Wanted
from engine.cases.reading import find_visible
from engine.days.calendar import local_day
from engine.storage.session import Session

BATCH = 50  # mails that are written together


def page_of_fifty(setting: Setting) -> Iterator[Figure]:
    """In state X of body Y by due date, with rights in the query: against raw, and a million
    against 100,000."""
    big, huge = setting.hundred_thousand, setting.million
    session, larger = (setting.stack.enter_context(w.database.session()) for w in (big, huge))
    yardstick = raw.on_sqlite(file_of(big), NOW, "NORMAL")
    today, reader = local_day(NOW), big.owner

    def ours(where: Session, number: int) -> None:
        found = lists.page(
            where,
            Wanted("measure", "ongoing", big.bodies[1 + number % 40], date(2033, 12, 31)),
            reader,
            today,
        )
        assert len(found) == lists.PAGE or setting.smaller > 1

    def they(number: int) -> None:
        yardstick.page(big.partnership_id, big.bodies[1 + number % 40], "ongoing", "2033-12-31")

    yield Figure(
        "page of 50, 100,000 cases, against raw",
        cost(pairs(lambda n: ours(session, n), they, 200)),
        3,
        2,
        more=False,
    )
    grown = pairs(lambda n: ours(larger, n), lambda n: ours(session, n), 200)
    yield Figure("page of 50, 1,000,000 cases against 100,000", cost(grown), 1.5, 1.2, more=False)


def one_case(setting: Setting) -> Iterator[Figure]:
    """A case with its history."""
    big = setting.hundred_thousand
    session = setting.stack.enter_context(big.database.session())
    yardstick = raw.on_sqlite(file_of(big), NOW, "NORMAL")
    today, reader = local_day(NOW), big.owner

    def we(number: int) -> None:
        for n in range(50):
            case = find_visible(session, f"T-B{1 + (number * 50 + n) % 900}", reader, today)
            assert [event.parts for event in events_of(session, case.id)]

    def they(number: int) -> None:
        for n in range(50):
            yardstick.case(f"T-B{1 + (number * 50 + n) % 900}")

    yield Figure(
        "a case with its history, against raw", cost(pairs(we, they, 40)), 5, 3, more=False
    )


def digest(setting: Setting) -> Iterator[Figure]:
    """The weekly digest of 500 people over 100,000 cases, text and HTML, against raw SQL and the
    same templates."""
    from notifications.digest import collect
    from notifications.letters.addressees import readers
    from notifications.letters.rendering import render
    from notifications.notices import planner

    big = setting.hundred_thousand
    session = setting.stack.enter_context(big.database.session())
    persons = [
        row[0]
        for row in session.driver.execute("SELECT id FROM person ORDER BY id LIMIT 500").fetchall()
    ]
    walks(big, session, None, 300)[0](0)  # a week's work, so that something has happened
    planner.plan(session, NOW)
    until = planner.looked_at(session)

    def we(_round: int) -> None:
        known = readers(session, persons).persons
        wanted = collect.DigestWanted(big.partnership_id, until)
        for letter in collect.collect(session, wanted, known, NOW).values():
            render(letter, "https://samsak.example.no")

    yardstick = raw_digest.Digests(
        sqlite3.connect(file_of(big)), big.partnership_id, local_day(NOW)
    )

    def they(_round: int) -> None:
        for letter in yardstick.letters(persons):
            render(letter, "https://samsak.example.no")

    yield Figure(
        "weekly digest, 500 people, 100,000 cases, against raw SQL and the same templates",
        cost(pairs(we, they, 4, 1)),
        1.3,
        0.7,
        more=False,
    )


def digests_as_sent(setting: Setting) -> Iterator[Figure]:
    """The weekly digest of 500 people, fifty at a time as they are sent, a million cases against
    ten thousand, in processor time."""
    large, small = (_weekly(setting, where) for where in (setting.million, setting.ten_thousand))
    yield Figure(
        "500 digests as sent, 1,000,000 cases against 10,000",
        cost(pairs(large, small, 4, 1, clock=process_time)),
        3,
        1.5,
        more=False,
    )


def _weekly(setting: Setting, where: World) -> Callable[[int], object]:
    """What makes the digests of a week in which something happened."""
    from notifications.digest import collect
    from notifications.letters.addressees import readers
    from notifications.letters.rendering import render
    from notifications.notices import planner

    session = setting.stack.enter_context(where.database.session())
    rows = session.driver.execute("SELECT id FROM person ORDER BY id LIMIT 500").fetchall()
    walks(where, session, None, 300)[0](0)
    planner.plan(session, NOW)
    wanted = collect.DigestWanted(where.partnership_id, planner.looked_at(session))

    def make(_round: int) -> None:
        for first in range(0, len(rows), BATCH):
            known = readers(session, [row[0] for row in rows[first : first + BATCH]]).persons
            for letter in collect.collect(session, wanted, known, NOW).values():
                render(letter, "https://samsak.example.no")

    return make


def idle_tick(setting: Setting) -> Iterator[Figure]:
    """A tick with nothing due, at a million open cases against a thousand."""
    from notifications.outbox.maildir import MaildirMailer
    from notifications.sending.tick import tick

    large, small = setting.million, setting.thousand
    mailer = MaildirMailer(setting.folder / "mail")

    def beat(where: World) -> Callable[[int], object]:
        # A quiet Sunday: the first tick settles what a week brings, the later ones find nothing.
        sunday = NOW.replace(day=8)
        return lambda _round: tick(where.database, sunday, mailer=mailer, clock=lambda: sunday)

    yield Figure(
        "tick with nothing due, 1,000,000 open cases against 1,000",
        cost(pairs(beat(large), beat(small), 60)),
        2,
        1.2,
        more=False,
    )
