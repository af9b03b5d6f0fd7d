"""How a case is called in a mail, and why somebody hears of it.

Nothing that a reporter wrote comes through here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from engine.cases.events import CORRECTED, OPENED, Event
from engine.cases.records import Case
from engine.definitions.model import Definition
from engine.language.sentences import Label, Sentence, _
from notifications.letters.letters import CaseLine, Words
from notifications.notices.kinds import action_label, kind_of
from notifications.notices.notices import Planned

TAKEN_BACK = Label("Tatt tilbake", "Teken tilbake", "Taken back")


def link_path(ref: str) -> str:
    """Where the case is found, after the base address."""
    return f"/cases/{ref}"


def title(definition: Definition, written: str, kind: object) -> Words:
    """What a case is called: its title, or its workflow and the option of its field `kind` where
    a title could hold free text."""
    if definition.title is not None and written:
        return written
    field = definition.fields.get("kind")
    option = field.options.get(str(kind)) if field else None
    return (
        _("{workflow}: {kind}", workflow=definition.label, kind=option)
        if option
        else definition.label
    )


def called(definition: Definition, case: Case) -> Words:
    """What this case is called."""
    return title(definition, case.title, case.fields.get("kind"))


def state(definition: Definition, name: str) -> Label:
    """The label of a state."""
    known = definition.states.get(name)
    return known.label if known else Label(name, name, name)


def happened(definition: Definition, event: Event) -> Sentence:
    """What an event was, in a sentence."""
    label = action_label(definition, event.from_state, event.action)
    reached = state(definition, event.to_state)
    if event.kind == CORRECTED:
        return _("“{action}” was taken back; it is “{state}” again.", action=label, state=reached)
    if event.kind == OPENED or event.from_state != event.to_state:
        return _("“{action}”; it is now “{state}”.", action=label, state=reached)
    return _("“{action}” was done.", action=label)


def line(definition: Definition, case: Case, told: Iterable[Planned], today: date) -> CaseLine:
    """The one line for a case, with all that is to be said of it."""
    return CaseLine(
        ref=case.ref,
        title=called(definition, case),
        state=state(definition, case.state),
        due_on=case.due_on,
        overdue=case.due_on is not None and case.due_on < today,
        reasons=tuple(_reasons(definition, told)),
        link_path=link_path(case.ref),
    )


def hidden_line(definition: Definition, case: Case, told: Iterable[Planned]) -> CaseLine:
    """A case that the reader may no longer see: only that what they were told was taken back."""
    return CaseLine(
        ref=case.ref,
        title=definition.label,
        state=TAKEN_BACK,
        due_on=None,
        overdue=False,
        reasons=tuple(_reasons(definition, told)),
        link_path=link_path(case.ref),
    )


def _reasons(definition: Definition, told: Iterable[Planned]) -> Iterable[Sentence]:
    """Why the reader hears of it; what was done several times is said once."""
    alike: dict[tuple[Any, ...], list[Planned]] = defaultdict(list)
    for notice in told:
        said = (notice.data.get(name) for name in ("action", "deadline"))
        alike[notice.kind, *said, tuple(notice.data.get("roles", ()))].append(notice)
    for same in alike.values():
        yield kind_of(same[0]).case_words(definition, same[0], len(same))
