"""What the reporter and those who handle her report wrote to each other, each text as it was sent,
with the role of whoever wrote it; the history keeps them all, and a field the last alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from engine.cases.events import CORRECTED, Event, standing
from engine.language.sentences import Label, Sentence, _, say
from workflows.deviations import heard
from workflows.deviations.answers import ANSWER
from workflows.deviations.answers_given import AnswerGiven, answers_given
from workflows.deviations.reports import WORKFLOW
from workflows.deviations.routing import AWAITED
from workflows.views.acting_words import carried_actor
from workflows.views.case_view import View

ADDENDUM = "addendum"
PART = "part"
WRITTEN = ("question", "reply", "message", ADDENDUM, "part_question", PART, "answer", "reopening")


class Written(NamedTuple):
    """One text: when, by whom as a role, as what, and how many of its kind it is; `taken_back` is
    when it was, of one that whoever reported had heard of, and `until` when an answer that was not
    gave way to another one, or to none."""

    name: str
    at: datetime
    role: Label | Sentence
    label: Label | Sentence
    own: bool
    words: str = ""
    number: int = 0
    taken_back: datetime | None = None
    until: datetime | None = None

    @property
    def called(self) -> Label | Sentence:
        """What it is; an addendum has its number."""
        return self.label if not self.number else _("Addendum {n}", n=self.number)

    @property
    def no_longer(self) -> Sentence | None:
        """That it was taken back, or that it is an earlier answer, where it is."""
        if self.until is not None:
            return _("An earlier answer, which applied until {at}.", at=self.until)
        if self.taken_back is None:
            return None
        if not self.words:
            return _("Withdrawn on {at}; what it said is not shown any more.", at=self.taken_back)
        return _("Withdrawn on {at}; it no longer applies.", at=self.taken_back)

    def told(self, language: str) -> dict[str, object]:
        """As answers have it that programs read."""
        said = {"role": say(self.role, language), "what": say(self.called, language)}
        ended = {"taken_back": self.taken_back, "until": self.until}
        return {"at": self.at, **said, "text": self.words, **ended}


def conversation(view: View) -> list[Written]:
    """The texts in the order in which they were sent. Of those that were taken back whoever
    reported keeps what she had read, and is told of what a mail had told her of; nobody else is
    told whether she had. She reads the answers too of a case in which the same was reported."""
    answers = {each.event.id: each for each in _answers(view)}
    own = [_until(text, answers.pop(number, None)) for number, text in _written(view)]
    others = [_of_original(view, each) for each in answers.values()] if view.only_reported else []
    return sorted([*own, *others], key=lambda text: text.at) if others else own


def _answers(view: View) -> list[AnswerGiven]:
    if view.case.workflow != WORKFLOW:
        return []
    return answers_given(view.session, view.definition, view.case, view.events)


def _until(text: Written, answer: AnswerGiven | None) -> Written:
    return text if answer is None or text.name != ANSWER else text._replace(until=answer.until)


def _of_original(view: View, answer: AnswerGiven) -> Written:
    """An answer in the case in which the same was reported, which goes to her too."""
    label = view.definition.fields[ANSWER].label
    role = _role(view, answer.event.parts.get("role") or "")
    text = Written(ANSWER, answer.since, role, label=label, own=False)
    return text._replace(words=answer.words, until=answer.until, taken_back=answer.taken_back)


class _Sending(NamedTuple):
    """A step that sent texts: when it was taken back, and whether they can still be read."""

    taken_back: datetime | None = None
    readable: bool = True


def _written(view: View) -> Iterator[tuple[int, Written]]:
    """The texts of the case, each with the number of the step that sent it."""
    stands: dict[str, str] = {}
    count: Counter[str] = Counter()
    sendings = _sendings(view)
    for event in view.events:
        changes = event.parts.get("changes", {})
        stands |= {name: now for name, (_was, now) in changes.items() if name in WRITTEN}
        if (sending := sendings.get(event.seq)) is None:
            continue
        for name in _sent(view, event):
            if not stands.get(name):
                continue
            count[name] += sending.taken_back is None
            text = _sent_by(view, event, name)._replace(
                words=stands[name] if sending.readable else "",
                number=count[name] if name == ADDENDUM else 0,
                taken_back=sending.taken_back,
            )
            yield event.id, text


def _sent_by(view: View, event: Event, name: str) -> Written:
    """A text without its words: who sent it, and what it is."""
    role, changes = event.parts.get("role") or "", event.parts.get("changes", {})
    return Written(
        name=name,
        at=event.at,
        role=carried_actor(view.definition, view.case, event, view.may_see) or _role(view, role),
        label=_part(view, changes) if name == PART else view.definition.fields[name].label,
        own=role == view.definition.reporting_role,
    )


def _sendings(view: View) -> dict[int, _Sending]:
    """The steps whose texts are shown, by their numbers."""
    shown = {event.seq: _Sending() for event in standing(view.events)}
    undone = {e.parts["corrects"]: e.at for e in view.events if e.kind == CORRECTED}
    if undone and view.only_reported:
        known = heard.taken_back(view.session, view.definition, view.events)
        for event in view.events:
            if event.id in known:
                shown[event.seq] = _Sending(undone[event.seq], known[event.id])
    return shown


def _sent(view: View, event: Event) -> Iterator[str]:
    """The texts that a step sent, of those that the reader may see."""
    asked = {action.name: action.needs for action in view.definition.actions}
    sent = {*event.parts.get("changes", {}), *asked.get(event.action, ())}
    fields = view.definition.fields
    return (n for n in WRITTEN if n in sent and n in fields and view.may_see(fields[n]))


def _part(view: View, changes: Mapping[str, Any]) -> Sentence:
    """Whose part it is: of the units that were not waited for any more after it."""
    was, now = changes.get(AWAITED, ([], []))
    names = view.body_names()
    units = [names.get(key, key) for key in was or [] if key not in (now or [])]
    return _("The part of {units}", units=units)


def _role(view: View, name: str) -> Label | Sentence:
    """What whoever wrote it is to the case; the reporter is spoken to as herself."""
    if name == view.definition.reporting_role and view.only_reported:
        return _("You")
    role = view.definition.roles.get(name)
    return role.label if role else _("The operator")
