"""What is found in the rows of a file, each beside the measure that it is about."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from engine.language.sentences import Sentence
from workflows.plan_import.reading.drafts import Finding, Level, MeasureDraft, Where

# Found before the rows were read, and not found again.
KEPT = ("mended", "identity_number")


@dataclass
class RowEntry:
    """A measure and what stands against it. `block`: the block it was printed in."""

    draft: MeasureDraft
    block: int
    bad: bool = False


@dataclass
class Findings:
    """Collects the findings of a file."""

    file: str
    findings: list[Finding] = field(default_factory=list)

    def add(self, level: Level, code: str, where: Where, sentence: Sentence, key: str = "") -> None:
        """Write one down."""
        self.findings.append(Finding(level, code, where, sentence, key=key))

    def rename(self, where: Where, key: str, new: str) -> None:
        """The row there has another key now."""
        here = (where.table, where.row)
        self.findings = [
            replace(found, key=new)
            if found.key == key and (found.where.table, found.where.row) == here
            else found
            for found in self.findings
        ]

    def forget(self, where: Where) -> None:
        """What was found on the upper half of a row was found on half a row."""
        here = (where.table, where.row)
        self.findings = [
            found
            for found in self.findings
            if (found.where.table, found.where.row) != here or found.code in KEPT
        ]

    def against(
        self,
        entry: RowEntry,
        level: Level,
        code: str,
        sentence: Sentence,
        where: Where | None = None,
    ) -> None:
        """Write one down against a row; an error keeps the row out."""
        self.add(level, code, where or entry.draft.where, sentence, entry.draft.key)
        entry.bad = entry.bad or level is Level.ERROR
