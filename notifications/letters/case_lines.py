"""How a case is called in a mail, and why somebody hears of it.

Nothing that a reporter wrote comes through here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from engine.cases.deadlines import runs
from engine.cases.events import CORRECTED, Event
from engine.cases.records import Case
from engine.days.calendar import local_day
from engine.definitions import machine, wording
from engine.definitions.main_line import next_step, steps_beside
from engine.definitions.model import Action, Definition
from engine.language.sentences import Label, Sentence, _
from notifications.letters.letters import CaseLine, OtherStep, Words
from notifications.notices.kinds import kind_of
from notifications.notices.notices import NoticeKind, Planned

NONE: Mapping[str, str] = {}
TAKEN_BACK = Label("Omgjort", "Gjort om", "Undone")
WITH_OTHERS = Label("Hos andre", "Hos andre", "With others")


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


def units(definition: Definition, case: Case, names: Mapping[str, str]) -> Iterable[str]:
    """What the bodies are called that a case names for everybody who may see it."""
    for name, field in definition.fields.items():
        key, shown = case.fields.get(name), {*definition.visible_to} <= {*field.visible_to}
        if field.type.asked_with == "body" and shown and key:
            yield names.get(str(key), str(key))


def state(definition: Definition, name: str) -> Label:
    """The label of a state."""
    known = definition.states.get(name)
    return known.label if known else Label(name, name, name)


def happened(
    definition: Definition, event: Event, by: str | Sentence | Label | None = None
) -> Sentence:
    """What an event was, in a sentence; by whom, where that may be said."""
    done, day = wording.done(definition, event.from_state, event.action), local_day(event.at)
    if event.kind == CORRECTED:
        undone = wording.taken_back(done, by)
        if event.from_state == event.to_state:
            return _("{what}.", what=undone)
        reached = state(definition, event.to_state)
        return _("{what}. The status is “{state}” again.", what=undone, state=reached)
    if by:
        return _("{done} on {day} by {person}.", done=done, day=day, person=by)
    return _("{done} on {day}.", done=done, day=day)


def done_before(definition: Definition, events: Sequence[Event]) -> tuple[Words, ...]:
    """What was done before the last of these events, each kind of step once, as it came."""
    words = {
        (event.action, event.kind == CORRECTED): _before(definition, event) for event in events[:-1]
    }
    return tuple(words.values())


def _before(definition: Definition, event: Event) -> Words:
    done = wording.done(definition, event.from_state, event.action)
    return wording.taken_back(done, None) if event.kind == CORRECTED else done


def line(
    definition: Definition,
    case: Case,
    told: Sequence[Planned],
    today: date,
    running: Mapping[str, str] = NONE,
) -> CaseLine:
    """All that is said of a case in one line; `running` names deadlines that run by their days."""
    said = CaseLine(
        ref=case.ref,
        title=called(definition, case),
        state=state(definition, case.state),
        due_on=case.due_on,
        overdue=case.due_on is not None and case.due_on < today,
        reasons=tuple(_reasons(definition, told)),
        link_path=link_path(case.ref),
        opened=wording.opened(definition, case.title, local_day(case.opened_at)),
        due=_due(definition, case, told, today, running),
        written=_written(told),
        gone=_is_gone(told),
    )
    roles = {role for notice in told for role in notice.data.get("roles", ())}
    action = step_of(definition, case, roles)
    return with_step(said, definition, case, action) if action else said


def step_of(definition: Definition, case: Case, roles: set[str]) -> Action | None:
    """The step to which the line leads for these roles: the next one, or what a body is asked for
    beside it."""
    onward = next_step(definition, case.state, case.fields)
    if onward and roles & set(onward.who):
        return onward
    asked = (each for each in machine.possible(definition, case.state) if each.takes_out)
    return next((each for each in asked if roles & set(each.who)), None)


def _written(told: Iterable[Planned]) -> tuple[str, ...]:
    """What was written with the steps that are told, each once."""
    return tuple(dict.fromkeys(w for notice in told for w in notice.data.get("written", ())))


def with_step(line: CaseLine, definition: Definition, case: Case, action: Action) -> CaseLine:
    """The line for somebody who may take the next step: it leads to its form."""
    beside = steps_beside(definition, case.state, action.name)
    others = (OtherStep(each.label, each.name) for each in beside)
    return replace(line, next_step=action.name, next_label=action.label, others=tuple(others))


def _due(
    definition: Definition,
    case: Case,
    told: Iterable[Planned],
    today: date,
    running: Mapping[str, str],
) -> Sentence | None:
    """The nearest deadline, by its name where it is known; None where it is told already."""
    day = case.due_on
    if day is None or any(n.data.get("due") == day.isoformat() for n in told):
        return None
    name = running.get(day.isoformat()) or _only_one(definition, case)
    if name is not None:
        return wording.said_due(definition, name, day, today)
    if day < today:
        return _("The nearest deadline was {day}.", day=day)
    return _("The nearest deadline is {day}.", day=day)


def _only_one(definition: Definition, case: Case) -> str | None:
    """The deadline that runs, where as the case stands no other can."""
    can = [
        deadline.name
        for deadline in definition.deadlines.values()
        if runs(definition, deadline, case.state, case.fields)
    ]
    return can[0] if len(can) == 1 else None


def hidden_line(definition: Definition, case: Case, told: Iterable[Planned]) -> CaseLine:
    """A case that the reader may no longer see: only that it went to others, or that what they
    were told was taken back. Nothing leads to it."""
    told = list(told)
    elsewhere = any(notice.kind == NoticeKind.MOVED_ON for notice in told)
    return CaseLine(
        ref=case.ref,
        title=definition.label,
        state=WITH_OTHERS if elsewhere else TAKEN_BACK,
        due_on=None,
        overdue=False,
        reasons=tuple(_reasons(definition, told)),
        link_path="",
        gone=True,
    )


def _is_gone(told: Sequence[Planned]) -> bool:
    """Whether all that is told is that others have the case now."""
    return bool(told) and all(notice.kind == NoticeKind.MOVED_ON for notice in told)


def _reasons(definition: Definition, told: Iterable[Planned]) -> Iterable[Sentence]:
    """Why the reader hears of it, as it came; what was done several times is said once, and counted
    unless the last took the place of those before."""
    alike: dict[tuple[Any, ...], list[Planned]] = {}
    for notice in sorted(told, key=_when):
        said = (notice.data.get(name) for name in ("action", "deadline"))
        back = notice.data.get("on") if notice.kind == NoticeKind.CORRECTED else None
        key = (notice.kind, *said, back, tuple(notice.data.get("roles", ())))
        alike[key] = [*alike.pop(key, ()), notice]
    for same in alike.values():
        times = 1 if _asks_anew(definition, same[-1]) else len(same)
        yield kind_of(same[-1]).case_words(definition, same[-1], times)


def _when(notice: Planned) -> tuple[bool, int]:
    """As the steps came, and then what is of no step, as a deadline."""
    number = notice.event_id
    return number is None, -1 if number is None else number


def _asks_anew(definition: Definition, notice: Planned) -> bool:
    """Whether the step takes the place of the one before: a new question, and no second one."""
    if "done" in notice.data or "action" not in notice.data:  # in another case, or no step
        return False
    action = machine.action(definition, notice.data["from"] or "", notice.data["action"])
    return action is not None and bool(action.clears)
