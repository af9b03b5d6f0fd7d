"""What keeps the measures of an adopted plan from being taken as far as the plan says: the same of
many told once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from engine.language.sentences import Label, Sentence, n_
from workflows.plan_import.carried_on import first_of
from workflows.plan_import.reading.drafts import Finding, Level, MeasureDraft

MANY = 3  # measures that the same keeps are told together


class UnmetStep(NamedTuple):
    """A row whose case stays where it is: under which code that is told, the case's ref, the label
    of its state, and the first reason."""

    row: MeasureDraft
    code: str
    ref: str
    state: Label
    why: Sentence


def told_together(steps: list[UnmetStep]) -> Iterator[Finding]:
    """A note for each reason, with the measures that it keeps; at the first of their rows."""
    alike: dict[tuple[str, str, str], list[UnmetStep]] = {}
    for each in steps:
        alike.setdefault((each.code, str(each.state), str(each.why)), []).append(each)
    for told in alike.values():
        together = [told] if len(told) >= MANY else [[each] for each in told]
        yield from map(_finding, together)


def _finding(told: list[UnmetStep]) -> Finding:
    first = told[0]
    sentence = n_(
        "{refs} stays “{state}”: {why}",
        "{n} measures stay “{state}”: {why} They are {refs}.",
        len(told),
        refs=first_of([each.ref for each in told]),
        state=first.state,
        why=first.why,
    )
    key = first.row.key if len(told) == 1 else ""
    return Finding(Level.NOTE, first.code, first.row.where, sentence, key=key)
