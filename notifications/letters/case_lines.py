"""How a case is called in a mail, and why somebody hears of it.

Nothing that a reporter wrote comes through here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from engine.cases.events import CORRECTED, OPENED
from engine.cases.records import Case
from engine.definitions.model import Definition
from engine.language.sentences import Label, Sentence, _, n_
from notifications.letters.letters import CaseLine, Words
from notifications.notices.notices import NoticeKind, Planned

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


def action(definition: Definition, source: str | None, name: str) -> Words:
    """The label of an action, as it is called from that state."""
    if source is None or name == "open":
        return definition.opening.label
    known = definition.action(source, name)
    return known.label if known else name


def happened(
    definition: Definition, kind: str, source: str | None, name: str, target: str
) -> Sentence:
    """What an event was, in a sentence."""
    label = action(definition, source, name)
    if kind == CORRECTED:
        return _(
            "“{action}” was taken back; it is “{state}” again.",
            action=label,
            state=state(definition, target),
        )
    if kind == OPENED or source != target:
        return _("“{action}”; it is now “{state}”.", action=label, state=state(definition, target))
    return _("“{action}” was done.", action=label)


def line(definition: Definition, case: Case, told: Iterable[Planned], today: date) -> CaseLine:
    """The one line for a case, with all that is to be said of it."""
    return CaseLine(
        case.ref,
        called(definition, case),
        state(definition, case.state),
        case.due_on,
        case.due_on is not None and case.due_on < today,
        tuple(_reasons(definition, told)),
        link_path(case.ref),
    )


def hidden_line(definition: Definition, case: Case, told: Iterable[Planned]) -> CaseLine:
    """A case that the reader may no longer see: only that what they were told was taken back."""
    reasons = tuple(_reasons(definition, told))
    return CaseLine(
        case.ref, definition.label, TAKEN_BACK, None, False, reasons, link_path(case.ref)
    )


def _reasons(definition: Definition, told: Iterable[Planned]) -> Iterable[Sentence]:
    """Why the reader hears of it; what was done several times is said once."""
    same = Counter(
        (n.kind, n.data.get("action"), n.data.get("deadline"), tuple(n.data.get("roles", ())))
        for n in told
    )
    first: dict[tuple[Any, ...], Planned] = {}
    for notice in told:
        key = (
            notice.kind,
            notice.data.get("action"),
            notice.data.get("deadline"),
            tuple(notice.data.get("roles", ())),
        )
        first.setdefault(key, notice)
    for key, notice in first.items():
        roles = [
            definition.roles[name].label
            for name in notice.data.get("roles", ())
            if name in definition.roles
        ]
        yield _reason(definition, notice, roles, same[key])


def _reason(definition: Definition, notice: Planned, roles: list[Label], times: int) -> Sentence:
    data: Mapping[str, Any] = notice.data
    if notice.kind == NoticeKind.DUE:
        known = definition.deadlines.get(data["deadline"])
        label = known.label if known else data["deadline"]
        day = date.fromisoformat(data["due"])
        if data["late"]:
            return _(
                "{deadline}: the day was {day}. You hear of it as: {roles}.",
                deadline=label,
                day=day,
                roles=roles,
            )
        return _(
            "{deadline}: {day}. You hear of it as: {roles}.", deadline=label, day=day, roles=roles
        )
    label = action(definition, data.get("from"), data["action"])
    if notice.kind == NoticeKind.CORRECTED:
        return _("“{action}”, which you were told of, was taken back.", action=label)
    return n_(
        "“{action}” was done. You hear of it as: {roles}.",
        "“{action}” was done {n} times. You hear of it as: {roles}.",
        times,
        action=label,
        roles=roles,
    )
