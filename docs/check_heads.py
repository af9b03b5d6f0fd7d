#!/usr/bin/env python3
"""Checks heads that were kept against a record, without Samsak: Python's standard library alone.

    python3 check_heads.py HEADS.json BACKUP.zip      (or samsak.db, or samsak.sql)

HEADS.json comes from `samsak verify --export`. Each event is hashed anew with the hash of the one
before it, each head anew over all events since the one before; how, says docs/proof.md. Leaves
with 1 where anything is not as it was when the heads were kept, and where a file proves nothing.
"""

import datetime
import hashlib
import json
import sqlite3
import sys
import tempfile
import zipfile
import zlib
from pathlib import Path

CASE = ("id", "ref")
EVENT = ("id", "case_id", "seq", "kind", "action", "by", "behalf_of", "at", "recorded_at")
EVENT += ("from_state", "to_state", "data", "hash")
REGISTRY = ("id", "subject", "subject_id", "seq", "kind", "by", "actor", "at", "recorded_at")
REGISTRY += ("data", "hash")
TABLES = {"case": CASE, "event": EVENT, "registry_event": REGISTRY}
DAMAGED = (ValueError, KeyError, TypeError, StopIteration, EOFError, RuntimeError)
DAMAGED += (sqlite3.Error, zipfile.BadZipFile, zlib.error)
UNWRITTEN = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


def heads_of(path):
    """The heads in a file that was exported; says why it proves nothing, where it does not."""
    try:
        said = json.loads(Path(path).read_text(encoding="utf-8"))
        made = datetime.date.fromisoformat(said["made_at"][:10])
        heads = [
            {**head, **{name: int(head[name]) for name in ("last_event_id", "last_registry_id")}}
            for head in said["heads"]
        ]
        reached = [(datetime.date.fromisoformat(head["day"]), head["hash"]) for head in heads]
    except OSError as error:
        sys.exit(f"{path} cannot be read: {error.strerror}")
    except (ValueError, KeyError, TypeError):
        sys.exit(f"{path} holds no heads that were exported.")
    if not reached or reached[-1][0] < made:  # the last is always of the moment of the export
        sys.exit(f"{path} is of {made}, and its heads do not reach that day: it proves nothing.")
    return heads


def record_of(path):
    """The rows of the three tables out of a backup; says why they cannot be had."""
    try:
        with tempfile.TemporaryDirectory() as folder:
            return tables_of(path, folder)
    except OSError as error:
        sys.exit(f"{path} cannot be read: {error.strerror}")
    except DAMAGED:
        sys.exit(f"{path} is damaged, or holds no record of Samsak.")


def tables_of(path, folder):
    """The rows of the three tables, each a dictionary."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            name = next(n for n in archive.namelist() if n in ("samsak.db", "samsak.sql"))
            path = archive.extract(name, folder)
    if Path(path).read_bytes()[:15] == b"SQLite format 3":
        return of_sqlite(path)
    return of_dump(path)


def of_sqlite(path):
    with sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True) as connection:
        asked = {name: ", ".join(f'"{c}"' for c in columns) for name, columns in TABLES.items()}
        return {
            name: [
                dict(zip(TABLES[name], row))
                for row in connection.execute(f'SELECT {columns} FROM "{name}" ORDER BY id')
            ]
            for name, columns in asked.items()
        }


def of_dump(path):
    """The same out of what pg_dump wrote: COPY public.event (id, …) FROM stdin; rows; a dot."""
    found = {}
    with open(path, encoding="utf-8", newline="\n") as dump:
        for line in dump:
            if not line.startswith("COPY public."):
                continue
            name, _blank, rest = line[len("COPY public.") :].partition(" (")
            rows = found.setdefault(name.strip('"'), [])
            columns = [each.strip(' "') for each in rest.partition(")")[0].split(",")]
            for row in iter(dump.readline, "\\.\n"):
                if not row:
                    raise EOFError
                if name.strip('"') in TABLES:
                    values = map(unwritten, row.rstrip("\n").split("\t"))
                    rows.append(dict(zip(columns, values)))
    return {name: sorted(found[name], key=lambda row: int(row["id"])) for name in TABLES}


def unwritten(text):
    """A value as COPY writes it."""
    if text == "\\N":
        return None
    parts, signs = [], iter(text)
    for sign in signs:
        if sign == "\\":
            sign = next(signs)
            sign = UNWRITTEN.get(sign, sign)
        parts.append(sign)
    return "".join(parts)


def sealed(previous, *said):
    return hashlib.sha256("\n".join([previous, *map(str, said)]).encode()).hexdigest()


def moment(text):
    """A moment as it is hashed: UTC, six decimals; what is none, as it stands."""
    try:
        return known_moment(text)
    except (AttributeError, ValueError):
        return text


def known_moment(text):
    text = text.replace(" ", "T") + (":00" if text[-3:-2] in "+-" else "")
    head, dot, rest = text.partition(".")
    if dot:  # older Pythons read three or six decimals alone
        digits = rest[: len(rest) - 6]
        text = f"{head}.{digits:0<6}{rest[-6:]}"
    known = datetime.datetime.fromisoformat(text)
    if known.tzinfo is None:
        known = known.replace(tzinfo=datetime.timezone.utc)
    return known.astimezone(datetime.timezone.utc).isoformat(timespec="microseconds")


def broken_events(tables):
    """Every event whose hash is not that of what it says and of the event before it."""
    refs = {str(row["id"]): row["ref"] for row in tables["case"]}
    last = {}
    for row in tables["event"]:
        case = str(row["case_id"])
        said = [row[name] for name in EVENT[2:7]]
        said += [moment(row["at"]), moment(row["recorded_at"]), *(row[n] for n in EVENT[9:12])]
        if sealed(last.get(case, ""), refs.get(case), *said) != row["hash"]:
            yield f"event {row['id']} of {refs.get(case)}"
        last[case] = row["hash"]
    for row in tables["registry_event"]:
        place = (row["subject"], str(row["subject_id"]))
        said = [row[name] for name in REGISTRY[1:7]]
        said += [moment(row["at"]), moment(row["recorded_at"]), row["data"]]
        if sealed(last.get(place, ""), *said) != row["hash"]:
            yield f"registry event {row['id']} of {' '.join(place)}"
        last[place] = row["hash"]


def broken_heads(heads, tables):
    """Every head that cannot be made of the events any more."""
    events = iter_until(tables["event"], "{id} {case_id} {seq} {hash}")
    traced = iter_until(tables["registry_event"], "registry {id} {hash}")
    before = ""
    for head in heads:
        lines = [f"{before} {head['day']}", *events(head["last_event_id"])]
        lines += traced(head["last_registry_id"])
        if hashlib.sha256("\n".join(lines).encode()).hexdigest() != head["hash"]:
            yield f"head of {head['day']}"
        before = head["hash"]


def iter_until(rows, line):
    """A function that answers the rows up to a number, from where it ended last, a line each."""
    place = 0

    def taken(last):
        nonlocal place
        begun = place
        while place < len(rows) and int(rows[place]["id"]) <= last:
            place += 1
        return [line.format(**row) for row in rows[begun:place]]

    return taken


def main(kept, record):
    """What is broken, a line each; whether nothing is."""
    heads, tables = heads_of(kept), record_of(record)
    found = [*broken_events(tables), *broken_heads(heads, tables)]
    for each in found:
        print(f"broken: {each}")
    if not found:
        print(f"{len(tables['event'])} events and {len(heads)} heads are as they were kept.")
    return not found


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(0 if main(*sys.argv[1:]) else 1)
