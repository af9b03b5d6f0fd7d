"""What is kept of the last reading of a plan's file, so that a file that says the same need not be
read once more."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, func, select

from engine.language.sentences import Sentence
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of
from workflows.plan_editions import Edition
from workflows.plan_import import plan_rows
from workflows.plan_import.reading.drafts import Finding, Level, PlanDraft, Where
from workflows.plans import Plan

READ = "read"  # beside what people said of the plan's files
MOST = 200  # findings of a reading that is kept

_edition = table_of(Edition)
_NEWEST = Statement(
    select(func.max(_edition.c.id)).where(_edition.c.plan_id == bindparam("plan_id"))
)


def newest_edition(session: Session, plan_id: str) -> int:
    """The number of the newest edition of a plan, 0 where it has none."""
    return session.value(_NEWEST, {"plan_id": plan_id}) or 0


def keep_reading(plan: Plan, draft: PlanDraft, edition: int) -> None:
    """Keep what a file says and what was found in it, with the edition that the plan stands in;
    nothing of a file with errors, nor where too much was found."""
    kept: dict[str, Any] | None = None
    if not draft.errors and len(draft.findings) <= MOST and all(map(_can_be_kept, draft.findings)):
        findings = [plan_rows.as_stored(each) for each in draft.findings]
        kept = {"digest": draft.reading_digest, "edition": edition, "findings": findings}
    if plan.answers.get(READ) != kept:
        plan.answers = {**plan.answers, READ: kept}


def kept_findings(plan: Plan, digest: str, edition: int) -> list[Finding] | None:
    """What was found in the file with that digest, where it was the last one and the plan
    stands in the same edition; None for any other."""
    kept = plan.answers.get(READ) or {}
    if (kept.get("digest"), kept.get("edition")) != (digest, edition):
        return None
    return [_finding(each) for each in kept["findings"]]


def _can_be_kept(finding: Finding) -> bool:
    return _is_plain(list(finding.sentence.values.values()))


def _is_plain(value: object) -> bool:
    """Whether a value comes back from the database as it was."""
    if isinstance(value, Sentence):
        return _is_plain(list(value.values.values()))
    if type(value) is list:
        return all(map(_is_plain, value))
    return value is None or type(value) in (str, int)


def _finding(stored: dict[str, Any]) -> Finding:
    return Finding(
        level=Level(stored["level"]),
        code=stored["code"],
        where=Where(**stored["where"]),
        sentence=_sentence(stored["sentence"]),
        key=stored["key"],
    )


def _sentence(stored: dict[str, Any]) -> Sentence:
    values = {name: _value(each) for name, each in stored["values"].items()}
    return Sentence(stored["msgid"], values, stored["plural"], stored["n"])


def _value(stored: Any) -> Any:
    if isinstance(stored, dict):
        return _sentence(stored)
    return [_value(each) for each in stored] if isinstance(stored, list) else stored
