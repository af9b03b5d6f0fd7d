"""What a row of a plan says, made ready to be kept: title, wording, everything printed beside
it, what belongs together."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import is_dataclass
from typing import Any

from engine.errors import BadInput, Remedy, WayOut
from engine.language.sentences import Sentence, _, n_
from workflows.plan_import.reading.drafts import Finding, Kind, MeasureDraft, PlanDraft, Where

LONGEST_TITLE = 160
NOT_PRINTED = frozenset({"where", "text", "key", "kind", "number", "text_after"})
# A stop ends a sentence when a whole word stands before it and a capital behind it: not after
# “St.”, “ref.”, “evt.”.
SENTENCE_END = re.compile(r"(?<=[a-zæøå]{4}[.:;])\s+(?=[A-ZÆØÅ«])|\n")

_COUNTED = re.compile(r"\d+(?:: |$)")


def said(finding: Finding) -> Sentence:
    """A finding with the place it is about, as one sentence."""
    where = finding.where
    if where.row and where.column:
        return _(
            "{table}, row {row}, {column}: {finding}",
            table=_called(where),
            row=where.row,
            column=where.column,
            finding=finding.sentence,
        )
    if where.row:
        return _(
            "{table}, row {row}: {finding}",
            table=_called(where),
            row=where.row,
            finding=finding.sentence,
        )
    return _("{file}: {finding}", file=where.file, finding=finding.sentence)


def _called(where: Where) -> Sentence | str:
    """What the table is called; those of a Word document have a number before their heading."""
    if _COUNTED.match(where.table):
        return _("table {name}", name=where.table)
    return where.table or where.file


def refusal(draft: PlanDraft) -> Sentence:
    """Why a file with errors is refused as a whole, and what can be done."""
    return n_(
        "Nothing was imported: one row cannot be read as it stands. Fix it in the file,"
        " or import the rest.",
        "Nothing was imported: {n} rows cannot be read as they stand. Fix them in the file,"
        " or import the rest.",
        len({(f.where.table, f.where.row) for f in draft.errors if f.where.row}),
    )


def refused(draft: PlanDraft) -> BadInput:
    """Every error of a file that is refused as a whole, those of the whole file last, and what can
    be done."""
    errors = map(said, sorted(draft.errors, key=lambda found: not found.where.row))
    return BadInput(*errors, refusal(draft), remedy=Remedy(WayOut.SKIP_BAD_ROWS))


def wording(row: MeasureDraft) -> str:
    """The official wording of a row: text, points and what follows them."""
    bullets = "\n".join(f"{bullet.marker or '•'} {bullet.text}" for bullet in row.bullets)
    return "\n".join(part for part in (row.text, bullets, row.text_after) if part)


def printed(row: MeasureDraft) -> dict[str, Any]:
    """What the row said beside its wording; what tells one import from the next."""
    return {
        name: as_stored(value)
        for name, value in vars(row).items()
        if name not in NOT_PRINTED and value not in (None, "", (), [], {}, False)
    }


def as_stored(value: Any) -> Any:
    """The value as it comes back from the database: lists for tuples, mappings for what has parts
    with names."""
    if isinstance(value, str | int):
        return value
    if isinstance(value, list | tuple):
        return [as_stored(each) for each in value]
    if is_dataclass(value) or isinstance(value, dict):
        named = value if isinstance(value, dict) else vars(value)
        return {str(name): as_stored(each) for name, each in named.items()}
    return value


def title(text: str) -> str:
    """The first sentence of a text, cut at a word where it is long."""
    first = SENTENCE_END.split(text.strip(), maxsplit=1)[0].rstrip(":;")
    if len(first) <= LONGEST_TITLE:
        return first
    return first[: LONGEST_TITLE - 2].rsplit(" ", 1)[0].rstrip(",;:–-(") + " …"


def texts(row: MeasureDraft) -> dict[str, Any]:
    """Title, text and points of the measure that a row makes; no text that only repeats the
    title."""
    short = row.title or title(row.text)
    beside_points = "\n".join(part for part in (row.text, row.text_after) if part)
    text = beside_points if row.points else wording(row)
    return {"title": short, "text": text if text != short else "", "points": list(row.points)}


def bodies(row: MeasureDraft, *, supporting: bool) -> list[str]:
    """The bodies that are responsible for a measure, or those that support it; each once."""
    named = (
        owner.body_id for owner in row.responsible if (owner.role != "responsible") is supporting
    )
    return list(dict.fromkeys(named))


def dependencies_first(rows: Sequence[MeasureDraft]) -> Iterator[MeasureDraft]:
    """The rows in their order, so that other names come after what they name."""
    yield from (row for row in rows if row.kind is not Kind.ALIAS)
    yield from (row for row in rows if row.kind is Kind.ALIAS)


def together(rows: Sequence[MeasureDraft]) -> defaultdict[str, list[str]]:
    """For each measure the ones it is to be seen with, both ways; another name counts as what it
    names."""
    real = {row.key: row.alias_of or row.key for row in rows}
    pairs: defaultdict[str, list[str]] = defaultdict(list)
    for row in rows:
        for reference in row.cross_refs:
            one, other = real[row.key], real.get(reference.to)
            if reference.type in ("see_together", "same_working_group") and other and one != other:
                for key, partner in ((one, other), (other, one)):
                    if partner not in pairs[key]:
                        pairs[key].append(partner)
    return pairs
