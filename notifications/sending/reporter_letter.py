"""The letter to somebody who reported without an account: of all that it is about, it says the most
important thing that still holds; besides, what was done in a measure that came of her report, and
what was done anew after something was taken back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from engine.cases.records import Case
from engine.days.calendar import local_day
from engine.definitions import wording
from engine.definitions.model import Definition
from engine.language.sentences import Sentence, _
from notifications.letters.letters import Recipient, ReporterLetter, SendingPartnership
from notifications.notices.kinds import by_weight, news
from notifications.notices.notices import NoticeKind, Planned
from notifications.sending.still_applies import BatchFacts
from workflows.deviations.answers import hidden_deadlines
from workflows.deviations.shared_units import ref_in


class _First(NamedTuple):
    """What a letter says: of which notice, as what, and whether that is a question."""

    notice: Planned
    what: NoticeKind
    asks: bool = False


def reporter_letter(
    reader: Recipient,
    partnership: SendingPartnership,
    told: Sequence[Planned],
    facts: BatchFacts,
) -> ReporterLetter:
    """The letter about one report."""
    case = facts.case(told[0])
    definition = facts.definition(case).to_reporter
    said = _said(told, case.state)
    return ReporterLetter(
        recipient=reader,
        partnership=partnership,
        what=said.what,
        ref=case.ref,
        workflow=definition.label,
        link_path="/report/receipt",
        asks=said.asks,
        news=news(definition, said.notice),
        also=tuple(_also(definition, told, said)),
        due=due_to_reporter(case, definition, [said.notice], facts),
        reported_as=ref_in(case.fields.get(definition.opening.comes_from or "", "")),
    )


def due_to_reporter(
    case: Case, definition: Definition, told: Iterable[Planned], facts: BatchFacts
) -> tuple[Sentence, ...]:
    """What else is to be done by when, the nearest first, of what whoever reported hears of."""
    today, days = local_day(facts.now), days_to_reporter(case, definition, told, facts)
    return tuple(wording.said_due(definition, name, day, today) for day, name in days)


def days_to_reporter(
    case: Case, definition: Definition, told: Iterable[Planned], facts: BatchFacts
) -> list[tuple[date, str]]:
    """The same as days, each with the name of its deadline."""
    said = {notice.data.get("deadline") for notice in told}
    hidden = {*said, *hidden_deadlines(definition, case.fields)}
    runs = sorted((day, name) for name, day in facts.running(case) if name not in hidden)
    return [(date.fromisoformat(day), name) for day, name in runs]


def _said(told: Sequence[Planned], state: str) -> _First:
    """A question that still waits, before an answer, before what else there is: that one of them
    was taken back is neither."""
    stand = [n for n in told if n.kind != NoticeKind.CORRECTED]
    asked = [n for n in stand if n.data.get("asks")]
    if waiting := [n for n in asked if n.data.get("to") == state]:
        return _First(waiting[-1], NoticeKind.ANSWERED, asks=True)
    answers = [n for n in stand if n.data.get("answers", n.kind == NoticeKind.ANSWERED)]
    if found := [n for n in answers if n not in asked]:
        return _First(found[-1], NoticeKind.ANSWERED)
    others = [n._replace(kind=_as_step(n)) for n in told]
    own = [n for n in others if "through" not in n.data]
    return _First(own[-1] if own else others[0], by_weight(others)[0])


def _also(definition: Definition, told: Sequence[Planned], said: _First) -> Iterator[Sentence]:
    """The other steps that have to be told, each kind once, as they came."""
    steps = (n for n in told if n.kind == NoticeKind.STEP)
    alike = {_words(n): n for n in steps if _told_besides(n, said)}
    if said.what == NoticeKind.STEP:
        alike.pop(_words(said.notice), None)
    for each in alike.values():
        yield _("{what}.", what=news(definition, each))


def _told_besides(notice: Planned, said: _First) -> bool:
    return "through" in notice.data or said.what == NoticeKind.CORRECTED


def _words(notice: Planned) -> tuple[object, ...]:
    return tuple(str(notice.data.get(name)) for name in ("action", "done", "on"))


def _as_step(notice: Planned) -> NoticeKind:
    """A message is something to read, and no answer."""
    kind = NoticeKind(notice.kind)
    return NoticeKind.STEP if kind is NoticeKind.ANSWERED else kind
