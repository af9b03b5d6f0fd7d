"""The yardstick: the same work by hand on the drivers, writing the very same rows with the same
durability.

It knows beforehand what the engine has to find out: which action leads where, which rows to touch,
that nothing stands in the way. It checks nothing and explains nothing.
"""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime
from hashlib import sha256
from typing import Any

CASE = (
    "id, ref, workflow, definition_id, partnership_id, number, title, state, version,"
    " fields, due_on, wake_on, head, opened_at, moved_at"
)
EVENT = 'case_id, seq, kind, action, "by", behalf_of, at, recorded_at, from_state, to_state, data, hash, request'


def compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def seal(
    previous: str,
    ref: str,
    seq: int,
    kind: str,
    action: str,
    by: int,
    at: str,
    source: str | None,
    target: str,
    data: str,
) -> str:
    lines = (
        previous,
        ref,
        str(seq),
        kind,
        action,
        str(by),
        "None",
        at,
        at,
        str(source),
        target,
        data,
    )
    return sha256("\n".join(lines).encode()).hexdigest()


PAGE = """
    SELECT c.id, c.ref, c.number, c.title, c.state, c.version, c.fields, c.due_on, c.opened_at FROM case_body b JOIN "case" c ON c.id = b.case_id
    WHERE b.body_id = ? AND b.state = ? AND b.due_on <= ? AND c.workflow = 'measure' AND c.partnership_id = ?
    ORDER BY b.due_on, b.case_id LIMIT 50
"""
PAGE_BODIES = """
    SELECT b.case_id, b.link, o.key FROM case_body b JOIN body o ON o.id = b.body_id
    WHERE b.case_id IN ({}) ORDER BY b.case_id, b.link, o.id
"""


STATEMENTS = {
    "read_case": (f'SELECT {CASE} FROM "case" WHERE id = ?'),
    "read_ties": (
        "SELECT link, body_id, 0 FROM case_body WHERE case_id = ? UNION ALL "
        "SELECT link, person_id, 1 FROM case_person WHERE case_id = ?"
    ),
    "move_case": (
        'UPDATE "case" SET title=?, state=?, version=?, fields=?, due_on=?, wake_on=?, head=?, moved_at=? WHERE id=? AND version=?'
    ),
    "move_bodies": "UPDATE case_body SET state=?, due_on=? WHERE case_id=?",
    "write_event": (f"INSERT INTO event ({EVENT}) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?) RETURNING id"),
    "next_number": (
        "INSERT INTO counter (series, last) VALUES (?, 1) ON CONFLICT (series) DO UPDATE "
        "SET last = counter.last + 1 RETURNING last"
    ),
    "write_case": (
        f'INSERT INTO "case" ({CASE[4:]}) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?) RETURNING id'
    ),
    "write_body": (
        "INSERT INTO case_body (case_id, link, body_id, state, due_on) VALUES (?,?,?,?,?)"
    ),
    "write_person": "INSERT INTO case_person (case_id, link, person_id) VALUES (?,?,?)",
    "newest": ("SELECT id FROM definition WHERE workflow = ? ORDER BY version DESC LIMIT 1"),
    "body_id": "SELECT id FROM body WHERE partnership_id = ? AND key = ?",
    "set_head": 'UPDATE "case" SET head = ? WHERE id = ?',
    "write_notice": (
        "INSERT INTO notice (key, kind, occurrence, partnership_id, case_id, event_id, person_id, state, reason, data, planned_at,"
        " send_at, delivery_id) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT DO NOTHING"
    ),
    "write_delivery": (
        "INSERT INTO delivery (kind, key, partnership_id, person_id, state, message_id, subject, address, queued_at, next_at,"
        " attempts, reply) VALUES (?,?,?,?,?,?,?,?,?,?,?,?) RETURNING id"
    ),
}


class Raw:
    """One connection, statements as text."""

    read_case: str
    read_ties: str
    move_case: str
    move_bodies: str
    write_event: str
    next_number: str
    write_case: str
    write_body: str
    write_person: str
    newest: str
    body_id: str
    set_head: str
    write_notice: str
    write_delivery: str

    def __init__(self, connection: Any, mark: str, now: datetime) -> None:
        self.sql = connection
        self.now = now
        self.sqlite = mark == "?"
        self.never = "9999-12-31"  # how a case without a due day is kept
        self.at = now.isoformat(timespec="microseconds")
        self.when: Any = self.at if self.sqlite else now
        self.begin = "BEGIN IMMEDIATE" if self.sqlite else "BEGIN"
        for name, text in STATEMENTS.items():
            setattr(self, name, text.replace("?", mark))
        self.read_case += "" if self.sqlite else " FOR UPDATE"

    def own(self, text: str) -> str:
        """A statement as this database marks its values."""
        return text if self.sqlite else text.replace("?", "%s")

    def step(
        self,
        case_id: int,
        action: str,
        target: str,
        changes: dict[str, Any],
        by: int,
        notices: tuple[int, ...] = (),
    ) -> None:
        """Move a case: read it and its ties, write case, bodies and event in one transaction;
        with its notices where asked."""
        execute = self.sql.execute
        execute(self.begin)
        case = execute(self.read_case, (case_id,)).fetchone()
        execute(self.read_ties, (case_id, case_id)).fetchall()
        fields = json.loads(case[9]) if self.sqlite else case[9]
        parts: dict[str, Any] = {"role": "owner"}
        if changes:
            parts["changes"] = {name: [fields.get(name), value] for name, value in changes.items()}
            fields = {**fields, **changes}
        data, version = compact(parts), case[8] + 1
        head = seal(
            case[12], case[1], version, "advanced", action, by, self.at, case[7], target, data
        )
        event = (
            case_id,
            version,
            "advanced",
            action,
            by,
            None,
            self.when,
            self.when,
            case[7],
            target,
            data,
            head,
            None,
        )
        event_id = execute(self.write_event, event).fetchone()[0]
        execute(
            self.move_case,
            (
                case[6],
                target,
                version,
                compact(fields),
                case[10],
                case[11],
                head,
                self.when,
                case_id,
                case[8],
            ),
        )
        if target != case[7]:
            execute(self.move_bodies, (target, case[10], case_id))
        if notices:
            self._tell(case_id, case[4], event_id, notices)
        execute("COMMIT")

    def _tell(
        self, case_id: int, partnership_id: int, event_id: int, persons: tuple[int, ...]
    ) -> None:
        delivery = None
        for person in persons:
            key = f"step:{event_id}:p{person}"
            if delivery is None:
                row = (
                    "notices",
                    key,
                    partnership_id,
                    person,
                    "queued",
                    f"<{key}@samsak>",
                    "",
                    "",
                    self.when,
                    self.when,
                    0,
                    "",
                )
                delivery = self.sql.execute(self.write_delivery, row).fetchone()[0]
            row = (
                key,
                "step",
                str(event_id),
                partnership_id,
                case_id,
                event_id,
                person,
                "planned",
                "",
                '{"roles":["owner"]}',
                self.when,
                self.when,
                delivery,
            )
            self.sql.execute(self.write_notice, row)

    def open(self, partnership_id: int, body: str, title: str, by: int) -> int:
        """Open a measure: next number, case, body, person, event, in one transaction."""
        execute = self.sql.execute
        execute(self.begin)
        definition = execute(self.newest, ("measure",)).fetchone()[0]
        body_id = execute(self.body_id, (partnership_id, body)).fetchone()[0]
        number = execute(self.next_number, ("T-2026",)).fetchone()[0]
        ref, fields = f"T-2026-{number}", {"title": title, "bodies": [body], "years": [2030]}
        data = compact(
            {
                "changes": {name: [None, value] for name, value in fields.items()},
                "role": "partnership",
            }
        )
        head = seal("", ref, 1, "opened", "open", by, self.at, None, "proposed", data)
        case = (
            ref,
            "measure",
            definition,
            partnership_id,
            "",
            title,
            "proposed",
            1,
            compact(fields),
            self.never,
            None,
            head,
            self.when,
            self.when,
        )
        case_id: int = execute(self.write_case, case).fetchone()[0]
        execute(self.write_body, (case_id, "responsible", body_id, "proposed", self.never))
        execute(self.write_person, (case_id, "proposer", by))
        event = (
            case_id,
            1,
            "opened",
            "open",
            by,
            None,
            self.when,
            self.when,
            None,
            "proposed",
            data,
            head,
            None,
        )
        execute(self.write_event, event).fetchone()
        execute("COMMIT")
        return case_id

    def page(
        self, partnership_id: int, body_id: int, state: str, due: str
    ) -> list[tuple[Any, ...]]:
        """A page of a list with the bodies of its cases, fields and days as Python has them."""
        from datetime import date

        rows = self.sql.execute(PAGE, (body_id, state, due, partnership_id)).fetchall()
        ids = [row[0] for row in rows]
        bodies: dict[int, list[tuple[str, str]]] = {}
        for case_id, link, key in self.sql.execute(
            PAGE_BODIES.format(",".join("?" * len(ids))), ids
        ):
            bodies.setdefault(case_id, []).append((link, key))
        return [
            (
                *row[:6],
                json.loads(row[6]),
                date.fromisoformat(row[7]),
                datetime.fromisoformat(row[8]),
                bodies[row[0]],
            )
            for row in rows
        ]

    def case(self, ref: str) -> tuple[Any, list[Any]]:
        """A case with its events, fields and days as Python has them."""
        from datetime import date

        row = self.sql.execute(f'SELECT {CASE} FROM "case" WHERE ref = ?', (ref,)).fetchone()
        events = self.sql.execute(
            f"SELECT id, {EVENT} FROM event WHERE case_id = ? ORDER BY seq", (row[0],)
        ).fetchall()
        read = [
            (
                *event[:7],
                datetime.fromisoformat(event[7]),
                datetime.fromisoformat(event[8]),
                *event[9:11],
                json.loads(event[11]),
                event[12],
            )
            for event in events
        ]
        days = date.fromisoformat(row[10]), date.fromisoformat(row[11])
        moments = [datetime.fromisoformat(moment) for moment in row[13:15]]
        return (*row[:9], json.loads(row[9]), *days, row[12], *moments), read


def on_sqlite(path: str, now: datetime, synchronous: str) -> Raw:
    """The yardstick on a SQLite file, with the engine's own pragmas."""
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in (
        "journal_mode=WAL",
        f"synchronous={synchronous}",
        "foreign_keys=ON",
        "cache_size=-65536",
        "temp_store=MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")
    return Raw(connection, "?", now)


def on_postgresql(address: str, now: datetime) -> Raw:
    """The yardstick on PostgreSQL: psycopg, one statement at a time."""
    import psycopg

    return Raw(psycopg.connect(address, autocommit=True), "%s", now)
