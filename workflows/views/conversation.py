"""What the reporter and those who handle her report wrote to each other, each text as it was sent,
with the role of whoever wrote it; the history keeps them all, and a field the last alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from engine.cases.events import standing
from engine.language.sentences import Label, Sentence, _, say
from workflows.deviations.parts import AWAITED
from workflows.views.case_view import View

ADDENDUM = "addendum"
PART = "part"
WRITTEN = ("question", "reply", "message", ADDENDUM, "part_question", PART, "answer", "reopening")


class Written(NamedTuple):
    """One text: when, by whom as a role, as what, and how many of its kind it is."""

    name: str
    at: datetime
    role: Label | Sentence
    label: Label | Sentence
    words: str
    number: int
    own: bool

    @property
    def called(self) -> Label | Sentence:
        """What it is; an addendum has its number."""
        return self.label if not self.number else _("Addendum {n}", n=self.number)

    def told(self, language: str) -> dict[str, object]:
        """As answers have it that programs read."""
        said = {"role": say(self.role, language), "what": say(self.called, language)}
        return {"at": self.at, **said, "text": self.words}


def conversation(view: View) -> list[Written]:
    """The texts in the order in which they were sent, without those that were taken back."""
    return list(_written(view))


def _written(view: View) -> Iterator[Written]:
    stands: dict[str, str] = {}
    count: Counter[str] = Counter()
    asked = {action.name: action.needs for action in view.definition.actions}
    for event in standing(view.events):
        changes = event.parts.get("changes", {})
        stands |= {name: now for name, (_was, now) in changes.items() if name in WRITTEN}
        for name in WRITTEN:
            field = view.definition.fields.get(name)
            sent = name in changes or name in asked.get(event.action, ())
            if field is None or not sent or not stands.get(name) or not view.may_see(field):
                continue
            count[name] += 1
            role = event.parts.get("role") or ""
            yield Written(
                name=name,
                at=event.at,
                role=_role(view, role),
                label=_part(view, changes) if name == PART else field.label,
                words=stands[name],
                number=count[name] if name == ADDENDUM else 0,
                own=role == view.definition.reporting_role,
            )


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
