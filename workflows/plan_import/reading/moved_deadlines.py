"""A deadline that was moved: *Ny frist* beside *Frist*, of which the newer one counts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from engine.language.sentences import _, n_
from workflows.documents.losses import row_spans
from workflows.documents.sheets import Row, one_line
from workflows.plan_import.cells.header_words import plain_header
from workflows.plan_import.reading.blocks import Block, is_title_row
from workflows.plan_import.reading.drafts import Level, Where
from workflows.plan_import.reading.headers import Header, role_of
from workflows.plan_import.reading.heading_lines import is_footnote
from workflows.plan_import.reading.row_findings import Findings
from workflows.plan_import.reading.said_roles import Said

_NEWER = re.compile(
    r"\b(?:ny|nye|nytt|rev|revidert|oppdatert|endr(?:et|a)|juster(?:t|te)|utsatt|utsett"
    r"|forlenge[td]|forlenga|gjeldende|gjeldande|new|revised|updated|extended|current|postponed)\b"
)
_OLDER = re.compile(
    r"\b(?:oppr|opprinneli?g|opprinneleg|opphavleg|første|fyrste|gammel|gamal|gml"
    r"|tidligere|tidlegare|forrige|førre|original|old|previous|initial|first)\b"
)
# Said in the newer column, they leave the older deadline as it was.
_UNCHANGED = re.compile(
    r"[-–—_.]*|uendr(?:et|a)|som (?:før|opprinnelig|opphavleg)|samme|same|ingen|unchanged"
)
ROLES = ("when", "end")


class MovedDeadline(NamedTuple):
    """Two columns of one deadline."""

    role: str
    newer: int
    older: int


def take_newer(blocks: Sequence[Block], header: Header, said: Said, notes: Findings) -> Header:
    """The header where the newer of two deadlines is the one; the rows that have none there get
    the older one. Two deadlines of which nobody says which is newer stay as they are."""
    for both in _moved_deadlines(header, said):
        moved = [row.number for block in blocks for row in block.rows if _is_moved(row, both)]
        for block in blocks:
            block.rows = _with_older(block, both)
        header = _reading(header, both)
        _tell(header, both, moved, notes, blocks[0])
    return header


def _moved_deadlines(header: Header, said: Said) -> Iterator[MovedDeadline]:
    for role in ROLES:
        columns = (*header.times, *header.unknown)
        called = [c for c in sorted(columns) if role_of(header.row.cell(c), said) == role]
        answered = any(plain_header(header.row.cell(column)) in said for column in called)
        if len(called) == 2 and not answered and (both := _newer_of(header, role, *called)):
            yield both


def _newer_of(header: Header, role: str, one: int, other: int) -> MovedDeadline | None:
    """Which of the two is the newer one, as its name or the other's says."""
    ages = [_age(plain_header(header.row.cell(column))) for column in (one, other)]
    if ages[0] == ages[1]:
        return None
    return MovedDeadline(role, one, other) if ages[0] > ages[1] else MovedDeadline(role, other, one)


def _age(name: str) -> int:
    """1 for a newer deadline, -1 for an older one, 0 for one of which that is not said."""
    return bool(_NEWER.search(name)) - bool(_OLDER.search(name))


def _reading(header: Header, both: MovedDeadline) -> Header:
    """The header where the newer column is the one that is read, and the older one is settled."""
    unknown = tuple(c for c in header.unknown if c not in (both.newer, both.older))
    if both.role == "when":
        return replace(header, unknown=unknown, when=both.newer, older=both.older)
    return replace(header, unknown=unknown, end=both.newer, older=both.older)


def keeps_older(text: str) -> bool:
    """Whether a newer deadline is none, and the older one stands."""
    return _UNCHANGED.fullmatch(one_line(text).casefold()) is not None


def _is_moved(row: Row, both: MovedDeadline) -> bool:
    newer, older = row.cell(both.newer), row.cell(both.older)
    return not keeps_older(newer) and not keeps_older(older) and newer != older


def _with_older(block: Block, both: MovedDeadline) -> list[Row]:
    """The rows with the older deadline where there is no newer one."""
    filled, above = list[Row](), ""
    for row in block.rows:
        above = above if both.older in row.merged else row.cell(both.older)
        says_newer = not keeps_older(row.cell(both.newer)) or both.newer in row.merged
        if says_newer or _is_line(row, block.header):
            filled.append(row)
            continue
        cells = [*row.cells, *[""] * (both.newer + 1 - len(row.cells))]
        cells[both.newer] = above
        unsaved = {both.newer} if both.older in row.unsaved else set()
        filled.append(replace(row, cells=cells, unsaved=row.unsaved | unsaved))
    return filled


def _is_line(row: Row, header: Header) -> bool:
    """Whether a row is a heading or a footnote, which is no deadline in whatever column it
    stands."""
    if len(row.filled) != 1:
        return False
    return is_title_row(row, header) or is_footnote(row.cell(row.filled[0]))


def _tell(
    header: Header, both: MovedDeadline, moved: Sequence[int], notes: Findings, block: Block
) -> None:
    newer, older = header.title(both.newer), header.title(both.older)
    where = Where(notes.file, block.table.name, header.row.number, newer)
    sentence = _(
        "The column “{newer}” is read as when, and “{older}” where it is empty.",
        newer=newer,
        older=older,
    )
    notes.add(Level.WARNING, "deadline_moved", where, sentence)
    if moved:
        sentence = n_(
            "“{older}” says another time in row {rows}, which is kept and does not count.",
            "“{older}” says other times in {n} rows, which are kept and do not count: {rows}.",
            len(moved),
            older=older,
            rows=row_spans(moved),
        )
        notes.add(Level.WARNING, "deadline_moved", where, sentence)
