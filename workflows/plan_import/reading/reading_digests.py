"""What a file says, in one number: that of a copy of it, and of one that was only saved anew."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path

from workflows.documents.sheets import Sheets
from workflows.plan_import.cells.bodies import BodyIndex

# The modules and words that read a plan: with others the same file may say something else.
KINDS = (".py", ".yaml")
READERS = (Path(__file__).parents[1], Path(__file__).parents[2] / "documents")


def reading_digest(sheets: Sheets, bodies: BodyIndex, said: object) -> str:
    """The digest of these tables, read with these bodies. `said`: all else that the reading
    depends on."""
    found = sha256(_reader().encode())
    for part in (said, sorted(map(repr, bodies.bodies.values())), *_parts(sheets)):
        found.update(repr(part).encode(errors="surrogatepass"))
    return found.hexdigest()


def _parts(sheets: Sheets) -> Iterator[object]:
    yield sheets.title, sheets.losses
    for table in sheets.tables:
        yield table.name, table.named, table.before, sorted(table.hidden)
        for row in table.rows:
            yield row.number, row.cells, row.held_back
            beside = (
                row.dates,
                row.spans,
                row.merged,
                row.unsaved,
                row.typed_numbers,
                row.coloured,
                row.shades,
            )
            if any(beside):
                yield [sorted(each.items() if isinstance(each, dict) else each) for each in beside]


@cache
def _reader() -> str:
    """The digest of the reader itself."""
    files = (file for folder in READERS for file in folder.rglob("*") if file.suffix in KINDS)
    return sha256(b"".join(file.read_bytes() for file in sorted(files))).hexdigest()
