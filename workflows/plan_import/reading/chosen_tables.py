"""Which tables of a file are a part of the plan, by what somebody has said of them, now or of an
earlier file."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from engine.errors import BadInput
from engine.language.sentences import _, n_
from workflows.documents.sheets import Sheets
from workflows.plan_import.reading.answers import QUOTES, ReadingAnswers
from workflows.plan_import.reading.drafts import Level, Where
from workflows.plan_import.reading.questions import quoted
from workflows.plan_import.reading.row_findings import Findings

_NUMBER = re.compile(r"(?:table|tabell)? ?(\d+)")


def with_names(sheets: Sheets, answers: ReadingAnswers) -> ReadingAnswers:
    """The answers with each table called as the file calls it, for the first table of the next file
    may be another one; what is said now counts before what was said of an earlier file.

    Raises BadInput for a table that the file has not, and for one that is both left out and a part
    of the plan.
    """
    named = _Named(sheets, answers.kept)
    left_out, taken = named.all(answers.left_out), named.all(answers.taken)
    only = named.all(answers.sheets)
    both = set(left_out) & {*taken, *only}
    _check_agreement(
        name for name in both if left_out[name] and (taken.get(name) or only.get(name))
    )
    return replace(
        answers,
        left_out=tuple(name for name, now in left_out.items() if name not in both or now),
        taken=tuple(name for name in taken if not left_out.get(name)),
        sheets=tuple(name for name in only if not left_out.get(name)),
        kept=(answers.kept | {*left_out, *taken, *only}) - named.now,
    )


def _check_agreement(both: Iterable[str]) -> None:
    for name in both:
        sentence = _(
            "The table “{name}” is said both to be a part of the plan and not to be one. Say"
            " one of them.",
            name=name,
        )
        raise BadInput(sentence)


def tables_taken(sheets: Sheets, answers: ReadingAnswers) -> frozenset[str]:
    """The names of the tables that are said to be a part of the plan."""
    return frozenset(_names(sheets)) & {*answers.taken, *answers.sheets}


def chosen_tables(sheets: Sheets, answers: ReadingAnswers, notes: Findings) -> Sheets:
    """The file without the tables that are no part of the plan; those of which that was said of an
    earlier file are told."""
    names = _names(sheets)
    only = [name for name in answers.sheets if name in names]
    only += [name for name in answers.taken if only and name not in answers.kept]
    out = [n for n in names if n in answers.left_out or (only and n not in only)]
    by_now = {name for name in (*answers.left_out, *answers.sheets) if name not in answers.kept}
    if not by_now & {*only}:
        _tell(sheets, [name for name in out if name not in by_now], notes)
    kept = [table for name, table in zip(names, sheets.tables, strict=True) if name not in out]
    return replace(sheets, tables=kept)


def tables_left_out(sheets: Sheets, answers: ReadingAnswers) -> tuple[str, ...]:
    """The names of the tables that are not read, as somebody has said."""
    kept = chosen_tables(sheets, answers, Findings(""))
    names = zip(_names(sheets), sheets.tables, strict=True)
    return tuple(name for name, table in names if not any(table is each for each in kept.tables))


def _tell(sheets: Sheets, left_out: list[str], notes: Findings) -> None:
    named = dict(zip(_names(sheets), sheets.tables, strict=True))
    rows = sum(len(named[name].rows) for name in left_out)
    if rows:
        sentence = n_(
            "Not read, as was said of an earlier file: {tables}, one row.",
            "Not read, as was said of an earlier file: {tables}, {n} rows.",
            rows,
            tables=quoted(left_out),
        )
        notes.add(Level.WARNING, "table_left_out", Where(notes.file), sentence)


def _names(sheets: Sheets) -> list[str]:
    """What each table is called: by its name, else by its number in the file."""
    return [table.name or str(place) for place, table in enumerate(sheets.tables, start=1)]


class _Named:
    """The tables that somebody names, by name or number."""

    def __init__(self, sheets: Sheets, kept: frozenset[str]) -> None:
        self._names, self._kept = _names(sheets), kept
        self.now: set[str] = set()

    def all(self, said: Iterable[str]) -> dict[str, bool]:
        """The name of each of these tables, and whether it is named now; one that was named of an
        earlier file may be missing."""
        found: dict[str, bool] = {}
        for name in said:
            now = name not in self._kept
            table = self._found(name, by_number=now)
            if table is None and now:
                raise self._unknown(name)
            found[table or name] = found.get(table or name, False) or now
        self.now |= {name for name, now in found.items() if now}
        return found

    def _found(self, said: str, *, by_number: bool) -> str | None:
        plain = said.strip(f" {QUOTES}").casefold()
        for name in self._names:
            if name.casefold() == plain:
                return name
        number = _NUMBER.fullmatch(plain)
        if by_number and number and 1 <= int(number[1]) <= len(self._names):
            return self._names[int(number[1]) - 1]
        return None

    def _unknown(self, name: str) -> BadInput:
        sentence = _(
            "The file has no table or worksheet “{name}”. It has {tables}.",
            name=name,
            tables=quoted(self._names),
        )
        return BadInput(sentence)
