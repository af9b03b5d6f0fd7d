"""The weekly digest by hand: for each person the four lists by plain SQL, as a good programmer
writes it first."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from engine.days.calendar import week_period
from engine.language.sentences import Label, _
from notifications.letters.letters import (
    CaseLine,
    DigestLetter,
    HappenedLine,
    MeetingLine,
    Recipient,
    SendingPartnership,
)
from workflows.known_definitions import DEFINITIONS

SHOWN = 20
SEATS = """
    SELECT m.body_id FROM membership m JOIN body o ON o.id = m.body_id
    WHERE m.person_id = :person AND o.partnership_id = :partnership AND m.acts AND m.valid_from <= :today AND m.valid_to >= :today
"""
# From the index alone; the cases themselves are read for the twenty that are shown.
TIED = "FROM case_body b WHERE b.body_id IN ({bodies}) AND b.state IN "
OPEN = "('proposed', 'approved', 'assigned', 'ongoing')"
WORK = "('assigned', 'ongoing')"
FIRST = "SELECT c.ref, c.title, c.state, c.due_on FROM (SELECT b.case_id, b.due_on "
THEN = f' ORDER BY b.due_on, b.case_id LIMIT {SHOWN}) t JOIN "case" c ON c.id = t.case_id ORDER BY t.due_on, t.case_id'
WAITS = FIRST + TIED + WORK + " AND b.due_on >= :today" + THEN
WAITS_ALL = "SELECT count(*) " + TIED + WORK + " AND b.due_on >= :today"
LATE = FIRST + TIED + OPEN + " AND b.due_on < :today" + THEN
LATE_ALL = "SELECT count(*) " + TIED + OPEN + " AND b.due_on < :today"
HAPPENED = f"""
    SELECT c.ref, c.title, count(*), max(e.id), max(e.at) FROM event e JOIN "case" c ON c.id = e.case_id
    JOIN case_body b ON b.case_id = e.case_id AND b.body_id IN ({{bodies}})
    WHERE e.id > :since AND (e.by IS NULL OR e.by <> :person) GROUP BY c.id ORDER BY max(e.id) DESC LIMIT {SHOWN}
"""
MEETINGS = """
    SELECT m.id, group_concat(o.name, '|'), m.day, m.clock, m.sequence, m.state FROM meeting m JOIN meeting_body mb ON mb.meeting_id = m.id
    JOIN body o ON o.id = mb.body_id WHERE m.state = 'planned' AND m.day BETWEEN :today AND :ahead AND mb.body_id IN
    (SELECT body_id FROM membership WHERE person_id = :person AND valid_from <= :today AND valid_to >= :today) GROUP BY m.id ORDER BY m.day
"""


class Digests:
    """Makes the letters one person at a time."""

    def __init__(self, connection: sqlite3.Connection, partnership_id: int, today: date) -> None:
        self.sql, self.today = connection, today
        self.sql.execute("PRAGMA cache_size=-65536")
        self.fixed = {
            "partnership": partnership_id,
            "today": today.isoformat(),
            "ahead": (today + timedelta(days=30)).isoformat(),
        }
        key, name = self.sql.execute(
            "SELECT key, name FROM partnership WHERE id = ?", (partnership_id,)
        ).fetchone()
        self.partnership = SendingPartnership(partnership_id, key, name)
        assert DEFINITIONS.is_dir()

    def letters(self, persons: list[int]) -> Iterator[DigestLetter]:
        """The digest of each person."""
        for person in persons:
            yield self.letter(person)

    def letter(self, person: int) -> DigestLetter:
        """One person's digest, by eight queries."""
        values = {**self.fixed, "person": person, "since": self.since(person)}
        bodies = ", ".join(str(row[0]) for row in self.sql.execute(SEATS, values))

        def said(text: str) -> str:
            return text.replace("{bodies}", bodies)

        name, address, language = self.sql.execute(
            "SELECT name, email, language FROM person WHERE id = ?", (person,)
        ).fetchone()
        waits = tuple(self.line(row) for row in self.sql.execute(said(WAITS), values))
        late = tuple(self.line(row) for row in self.sql.execute(said(LATE), values))
        more = (
            self.sql.execute(said(WAITS_ALL), values).fetchone()[0] - len(waits),
            self.sql.execute(said(LATE_ALL), values).fetchone()[0] - len(late),
        )
        happened = tuple(
            HappenedLine(
                ref,
                title,
                count,
                _("{action} → {state}", action="", state=""),
                datetime.fromisoformat(at),
                f"/cases/{ref}",
            )
            for ref, title, count, _last, at in self.sql.execute(said(HAPPENED), values)
        )
        meetings = tuple(
            MeetingLine(
                row[0],
                tuple(row[1].split("|")),
                date.fromisoformat(row[2]),
                row[3],
                row[4],
                row[5],
                f"/meetings/{row[0]}",
            )
            for row in self.sql.execute(MEETINGS, values)
        )
        recipient = Recipient(name, address, language, person)
        return DigestLetter(
            recipient,
            self.partnership,
            week_period(self.today),
            waits,
            late,
            happened,
            meetings,
            *more,
        )

    def since(self, person: int) -> int:
        """The last event that this person was told of."""
        told = self.sql.execute(
            "SELECT max(told_until) FROM digest_entry WHERE person_id = ?", (person,)
        ).fetchone()[0]
        if told:
            return int(told)
        week = (self.today - timedelta(days=7)).isoformat()
        first = self.sql.execute(
            "SELECT id FROM event WHERE at > ? ORDER BY at LIMIT 1", (week,)
        ).fetchone()
        return (
            first[0] - 1
            if first
            else int(self.sql.execute("SELECT coalesce(max(id), 0) FROM event").fetchone()[0])
        )

    def line(self, row: tuple[str, str, str, str]) -> CaseLine:
        """A case as a line of the mail."""
        ref, title, state, due = row
        day = date.fromisoformat(due)
        return CaseLine(
            ref, title, Label(state, state, state), day, day < self.today, (), f"/cases/{ref}"
        )
