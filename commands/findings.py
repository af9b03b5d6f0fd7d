"""What the import of a plan found and did, as it is answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from commands.face import Face
from commands.remedies import worded
from engine.errors import Remedy, WayOut
from engine.language.sentences import _, n_
from workflows.plan_changes import BECAME_WORDS, PART_WORDS, Became, RowTold
from workflows.plan_import import plan_rows
from workflows.plan_import.importing import Imported
from workflows.plan_import.reading.drafts import Finding, Level

WAYS_OUT = {"period_unknown": WayOut.GIVE_PERIOD}
LEVELS = {Level.ERROR: _("Error"), Level.WARNING: _("Warning"), Level.NOTE: _("Note")}


def answer(face: Face, imported: Imported) -> dict[str, Any]:
    """What was imported, with every finding."""
    counts = {
        name: getattr(imported, name)
        for name in ("plan", "rows", "entries", "measures", "created", "updated", "unchanged")
    }
    return {
        **counts,
        "told": [each.answer() for each in imported.told],
        "parts": [each.answer() for each in imported.parts],
        "findings": [finding_told(face, finding) for finding in imported.findings],
    }


def finding_told(face: Face, finding: Finding) -> dict[str, Any]:
    """A finding, as programs read it."""
    where = finding.where
    place = {
        "file": where.file,
        "table": where.table,
        "row": where.row or None,
        "column": where.column or None,
    }
    return {
        "level": str(finding.level),
        "code": finding.code,
        "where": place,
        "message": face.say(finding.sentence),
    }


def words(face: Face, imported: Imported, left_out: int = 0) -> Iterable[str]:
    """The same in words, a line each; of a plan that was known, what became of each measure."""
    yield from said(face, imported.findings)
    if any(each.became is not Became.NEW for each in imported.told):
        yield from table(face, imported.told, imported.parts)
    for sentence in imported.counted:
        yield face.say(sentence)
    if left_out:
        yield face.say(n_("{n} row was left out.", "{n} rows were left out.", left_out))


def table(face: Face, told: Iterable[RowTold], parts: Iterable[RowTold] = ()) -> Iterator[str]:
    """What became of the measures, and of the parts of the plan, which are not counted; what is the
    same is counted alone."""
    every = list(told)
    counts = Counter(each.became for each in every)
    yield face.say(
        _(
            "Same: {same}. Changed: {changed}. Moved: {moved}. New: {new}. Gone: {gone}."
            " Ended: {ended}.",
            **{str(became): counts[became] for became in Became},
        )
    )
    rows = [_row(each) for each in (*parts, *every) if each.became is not Became.SAME]
    heads = (_("Became"), _("Was"), _("Number"), _("Case"), _("Changed"), _("Title"))
    yield from face.table(heads, rows) if rows else ()


def _row(told: RowTold) -> tuple[object, ...]:
    became, changed = BECAME_WORDS[told.became], [PART_WORDS[part] for part in told.parts]
    return became, told.was, told.number, told.ref, changed, told.title


def said(face: Face, findings: Iterable[Finding], but: Level | None = None) -> Iterator[str]:
    """The findings with what helps, without those of one level."""
    for finding in findings:
        if finding.level != but:
            way_out = WAYS_OUT.get(finding.code)
            helps = f" {face.say(worded(Remedy(way_out)))}" if way_out else ""
            yield f"{face.say(LEVELS[finding.level])}: {face.say(plan_rows.said(finding))}{helps}"
