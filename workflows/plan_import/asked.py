"""What an import asks before it goes on: which measure a row is, where that is not certain, and
whether a plan that stands here already is meant as another one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import takewhile
from typing import Any

from sqlalchemy import bindparam, select

from engine.errors import BadInput, Reason, Refused, Remedy, WayOut
from engine.language.sentences import AnyOf, Sentence, _, n_
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of
from workflows.plan_changes import folded, number_of
from workflows.plan_import.comparing import side_of_entry, side_of_row
from workflows.plan_import.matching import Answers, Doubt, Side
from workflows.plan_import.reading.drafts import Kind, PlanDraft
from workflows.plans import Plan, PlanEntry

MOST = 0.5  # of a file's rows: where more stand in another plan, it is that plan once more
LONGEST = 120  # letters of a text that is shown in a question
BEFORE = 40  # of them stand before the first that differ
NEW = "new"  # the answer that a row is none of them

_entry, _plan = table_of(PlanEntry), table_of(Plan)
_ELSEWHERE = Statement(
    select(_entry.c.plan_id, _entry.c.kind, _entry.c.key, _entry.c.wording, _entry.c.printed)
    .join(_plan, _plan.c.id == _entry.c.plan_id)
    .where(_plan.c.partnership_id == bindparam("partnership_id"))
    .where(_plan.c.id != bindparam("plan_id"))
    .where(_entry.c.case_id.is_not(None), _entry.c.gone.is_(False))
)


class RowsAsked(Refused):
    """It is not certain which measures some rows of a file are; nothing is imported before that is
    said. `doubts` are the rows with the measures that they may be, `names` what those are called by
    their keys."""

    def __init__(self, doubts: Sequence[Doubt], names: Mapping[str, str]) -> None:
        self.doubts, self.names = tuple(doubts), dict(names)
        super().__init__(
            [
                Reason(
                    "row_uncertain",
                    self.question(doubt),
                    Remedy(
                        WayOut.SAY_WHICH_MEASURE,
                        {"row": doubt.row.key, "measures": [names[k.key] for k in doubt.known]},
                    ),
                )
                for doubt in doubts
            ]
        )

    def choices(self) -> list[tuple[str, Sentence, list[str]]]:
        """Each row by its key, with the question and the names of the measures that it may be."""
        return [
            (doubt.row.key, self.question(doubt), [self.names[each.key] for each in doubt.known])
            for doubt in self.doubts
        ]

    def question(self, doubt: Doubt) -> Sentence:
        """The row with both texts."""
        known = AnyOf(
            _("{number} “{words}”", number=self.names[each.key], words=_short(each, doubt.row))
            for each in doubt.known
        )
        return _(
            "Is “{words}” ({number} in the file) the measure {known}, or a new one?",
            words=_short(doubt.row, doubt.known[0]),
            number=doubt.row.key,
            known=known,
        )


def _short(side: Side, other: Side) -> str:
    """The words of one side, or so many of them around the first that the other has not."""
    words, others = " ".join(side.words.split()), " ".join(other.words.split())
    if len(words) <= LONGEST:
        return words
    differs = sum(1 for _pair in takewhile(_alike, zip(words, others, strict=False)))
    if differs < LONGEST - BEFORE:
        return f"{words[:LONGEST]}…"
    start = words.find(" ", min(differs - BEFORE, len(words) - LONGEST)) + 1
    end = start + LONGEST
    return f"…{words[start:end]}{'…' if end < len(words) else ''}"


def _alike(pair: tuple[str, str]) -> bool:
    return pair[0] == pair[1]


def names_of(known: Mapping[str, Mapping[str, Any]], refs: Mapping[int, str]) -> dict[str, str]:
    """What known measures are called in questions and answers, by their keys: their numbers, or
    their refs where a number is not theirs alone."""
    numbers = Counter(number_of(entry) for entry in known.values())
    return {
        key: refs[entry["case_id"]]
        if entry["gone"] or numbers[number_of(entry)] > 1
        else number_of(entry)
        for key, entry in known.items()
    }


def read_answers(
    said: Answers,
    rows: Iterable[Side],
    known: Mapping[str, Mapping[str, Any]],
    refs: Mapping[int, str],
) -> Answers:
    """What people said, by the keys of rows and of known measures. BadInput for a row or a measure
    that is not there, and for one that is named twice."""
    keys, names = {row.key for row in rows}, names_of(known, refs)
    called = {name.casefold(): key for key, name in names.items()}
    called |= {refs[entry["case_id"]].casefold(): key for key, entry in known.items()}
    for row in (*said.same, *said.new):
        if row not in keys:
            raise BadInput(_("No row of the file has the number {number}.", number=row))
    same: dict[str, str] = {}
    for row, name in said.same.items():
        found = called.get(name.strip().casefold())
        if found is None or found in same.values() or row in said.new:
            raise _no_answer(row, name)
        same[row] = found
    return Answers(same, said.new)


def _no_answer(row: str, name: str) -> BadInput:
    return BadInput(
        _(
            "“{row}={measure}” does not say which measure of the plan the row is.",
            row=row,
            measure=name,
        )
    )


def refuse_known_plan(session: Session, plan: Plan, draft: PlanDraft) -> None:
    """Refuse a new plan most of whose rows stand in another one of the partnership already."""
    every = (*draft.measures, *draft.rejected)
    rows = [side_of_row(row) for row in every if row.kind is not Kind.ALIAS]
    asked = {"plan_id": plan.id, "partnership_id": plan.partnership_id}
    words = {(row.kind, folded(row.words)) for row in rows}
    found: Counter[str] = Counter()
    for plan_id, *entry in session.rows(_ELSEWHERE, asked):
        names = ("kind", "key", "wording", "printed")
        side = side_of_entry("", {**dict(zip(names, entry, strict=True)), "gone": False})
        found[plan_id] += (side.kind, folded(side.words)) in words
    if not found:
        return
    ((other, same),) = found.most_common(1)
    if same > MOST * len(rows):
        sentence = n_(
            "The one row of the file is in {plan} already, word for word.",
            "{same} of {n} rows are in {plan} already, word for word.",
            len(rows),
            same=same,
            plan=other,
        )
        remedy = Remedy(WayOut.SAY_WHICH_PLAN, {"plan": other, "new": plan.id})
        raise Refused([Reason("plan_known", sentence, remedy)])
