"""Whether whoever reported waits for an answer."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from engine.cases.linked import linked_cases
from engine.cases.of_others import HiddenNames, hidden_from
from engine.cases.records import Case, by_ids
from engine.definitions.model import Definition
from engine.storage.session import Session

DUPLICATE, ANSWER = "duplicate_of", "answer"
CLOCK = "clock_started_on"  # the field: from which day the time limit for the answer runs
PROPOSES, BEHIND = "proposes", "behind"  # a deviation its measure, a measure its deviations
SUPERSEDED = "superseded_by"  # a measure what took its place


def wants_answer(fields: Mapping[str, Any]) -> bool:
    """Whether the reporter wants to hear what became of the report; so does who did not say."""
    return fields.get("wants_answer") is not False


def waits_for_answer(fields: Mapping[str, Any]) -> bool:
    """Whether the reporter wants an answer and has none that is in force."""
    return wants_answer(fields) and not fields.get(ANSWER)


def hidden_deadlines(definition: Definition, fields: Mapping[str, Any]) -> frozenset[str]:
    """The deadlines that the reporter is not told of: that of the answer, where none is wanted or
    it has been given, and those of others alone. To those who handle the case the first runs until
    they are done."""
    hers = waits_for_answer(fields)
    answers = {n for n, each in definition.deadlines.items() if each.answers and not hers}
    return of_others_to_reporter(definition).deadlines | answers


@lru_cache(maxsize=256)
def of_others_to_reporter(definition: Definition) -> HiddenNames:
    """What the reporter may not know of a case to which she is nothing else."""
    reporter = definition.reporting_role
    return hidden_from(definition, lambda field: reporter in field.visible_to)


def a_duplicate_wants(session: Session, case: Case) -> bool:
    """Whether the same was reported by somebody who wants an answer."""
    found = linked_cases(session, [case.id], [DUPLICATE])
    duplicates = by_ids(session, {each.end for each in found}).values()
    return any(wants_answer(duplicate.fields) for duplicate in duplicates)
