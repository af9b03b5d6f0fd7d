"""Looking for what is not as it should be, and saying it in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import cache

# These say which of their rows are traced; `verify` compares them with their traces.
import engine.people.installation
import engine.people.seats
import engine.people.tokens  # noqa: F401
import workflows.councils.agenda
import workflows.councils.mandates
import workflows.deviations.contacts
import workflows.deviations.readings
import workflows.partnerships.structure  # noqa: F401
from engine.cases import lists
from engine.cases.anchors import Anchored, anchor_now, anchors
from engine.cases.chain import UNREADABLE, Break, verify_chains
from engine.cases.due_index import deadlines_of_all, first_moment
from engine.cases.lists import Wanted
from engine.cases.reading import visible_refs
from engine.cases.records import Case, cases_of_refs
from engine.cases.search_index import behind
from engine.days.calendar import local_day
from engine.definitions import machine, versions
from engine.language.sentences import Sentence, _, n_
from engine.people.actors import Actor
from engine.people.closed_days import calendar
from engine.people.registry import body, persons
from engine.people.seats import someone_acts
from engine.storage.installation import is_rehearsal, last_tick
from engine.storage.session import Session
from workflows.deviations.shared_units import one_sided
from workflows.measures.blocked import runs_on
from workflows.plan_proof import broken_plans
from workflows.plans import still_proposed

Fault = tuple[str, Sentence]  # a code, and what it is

BROKEN = {
    "case_vanished": _("{ref}: the case is gone, its events are not."),
    "event_vanished": _("{ref}: event {seq} is gone."),
    "event_changed": _("{ref}: event {seq} says something else than when it was written."),
    "case_differs": _("{ref}: the case does not match its history."),
    "history_vanished": _("{ref}: there is no history."),
    "case_missing": _("{ref}: fewer cases are there than numbers were given out."),
    "counter_missing": _(
        "{ref}: how many numbers were given out is gone; they would be given again."
    ),
    "number_missing": _("{ref}: a row was removed from the database."),
    "trigger_missing": _("{ref}: the database no longer refuses to change what happened."),
    "definition_changed": _("{ref}: the text of this workflow is not the one that was stored."),
    "ties_differ": _("{ref}: who is responsible is not what its history tells."),
    "unreadable": _("{ref}: what is stored cannot be read."),
    "row_differs": _("{ref}: what is stored is not what its history tells."),
    "plan_differs": _("{ref}: the plan is not what its newest edition left."),
    "anchor_missing": _("Anchors were removed: what happened before {ref} has none."),
    "kept_differs": _(
        "The record is not the one of {ref} that was kept: events up to number {seq}, or what"
        " happened in the registry until then, were changed or removed."
    ),
    "anchor_broken": _(
        "The anchor of {ref} is broken: events up to number {seq} were changed or removed."
    ),
}


def broken(found: Break) -> Sentence:
    """What a break in the record means, as a sentence."""
    return replace(BROKEN[found.what], values={"ref": found.ref, "seq": found.seq})


def heads(session: Session, today: date) -> list[Anchored]:
    """Every anchor, and last the one that would be made now: what to keep elsewhere, so that a
    record which was rewritten whole shows too."""
    with session.snapshot():
        return [*anchors(session), anchor_now(session, today)]


HIDDEN = "…"


def breaks(session: Session, reader: Actor, today: date) -> list[Break]:
    """Every place where the record does not hold; a case that the reader may not see goes without
    its ref."""
    found = [*verify_chains(session), *broken_plans(session)]
    try:
        of_cases = {case.ref for case in cases_of_refs(session, {each.ref for each in found})}
        hidden = of_cases - visible_refs(session, of_cases, reader, today)
    except UNREADABLE:  # of a case that cannot be read nobody knows who may see it
        hidden = set() if reader.operator else {each.ref for each in found}
    return [each._replace(ref=HIDDEN) if each.ref in hidden else each for each in found]


def faults(session: Session, reader: Actor, today: date) -> Iterator[Fault]:
    """Everything that is not as it should be, with a code: in what the reader may see, and with
    the people whom she keeps."""
    for found in breaks(session, reader, today):
        yield found.what, broken(found)
    for look in (_of_cases, _not_adopted, _without_seat, _said_by_one):
        yield from findings_read(look(session, reader, today))
    yield from _search_is_slow(session)


def findings_read(found: Iterable[Fault]) -> Iterator[Fault]:
    """What was found, up to a row that holds what nobody here wrote: that is a finding too."""
    try:
        yield from found
    except UNREADABLE:
        yield "unreadable", _("What is stored cannot be read, so that not everything was checked.")


def _of_cases(session: Session, reader: Actor, today: date) -> Iterator[Fault]:
    cases = [listed.case for listed in lists.every(session, Wanted(), reader, today)]
    yield from _wrong_days(session, cases)
    yield from _waits_for_nobody(session, cases, today)
    yield from _runs_on(session, cases, reader, today)


def _without_seat(session: Session, reader: Actor, today: date) -> Iterator[Fault]:
    for person, seats in persons(session, reader, today):
        if not seats:  # whose seats have ended is no ailment, but the way of the world
            yield (
                "no_seat",
                _(
                    "{name} ({email}) has no seat and receives nothing.",
                    name=person.name,
                    email=person.email,
                ),
            )


def _said_by_one(session: Session, reader: Actor, today: date) -> Iterator[Fault]:
    """Units that are in two partnerships by what one of them says alone."""
    for unit, named in one_sided(session, reader, today):
        sentence = _(
            "{unit} is also {named} by its structure file, but not by that of the other"
            " partnership: no report can be sent over.",
            unit=unit,
            named=named,
        )
        yield "said_by_one", sentence


def _waits_for_nobody(session: Session, cases: list[Case], today: date) -> Iterator[Fault]:
    """Cases whose next step belongs to bodies in which nobody can act."""
    acting = cache(lambda number, keys: someone_acts(session, number, keys, today))
    for case in cases:
        definition = versions.by_id(session, case.definition_id)
        for field in machine.acting_fields(definition, case.state):
            kept = case.fields.get(field) or []
            keys = (kept,) if isinstance(kept, str) else tuple(kept)
            if keys and not acting(case.partnership_id, keys):
                sentence = n_(
                    "{ref} waits for nobody: {bodies} has no member who can act.",
                    "{ref} waits for nobody: none of {bodies} has a member who can act.",
                    len(keys),
                    ref=case.ref,
                    bodies=[body(session, key, case.partnership_id).name for key in keys],
                )
                yield "waits_for_nobody", sentence


def _runs_on(session: Session, cases: list[Case], reader: Actor, today: date) -> Iterator[Fault]:
    """Measures that are worked on though what they depend on is open again."""
    refs = {case.id: case.ref for case in cases}
    for number, others in runs_on(session, cases, reader, today).items():
        sentence = _(
            "{ref} is being worked on, but depends on what is not finished: {cases}.",
            ref=refs[number],
            cases=others,
        )
        yield "runs_on", sentence


def _not_adopted(session: Session, reader: Actor, today: date) -> Iterator[Fault]:
    """Plans that are to be carried out by now, and that no council has adopted."""
    for plan, measures in still_proposed(session, reader, today):
        sentence = n_(
            "{plan}: one measure has not been adopted; nobody is reminded of it.",
            "{plan}: {n} measures have not been adopted; nobody is reminded of them.",
            measures,
            plan=plan.id,
        )
        yield "not_adopted", sentence


def _search_is_slow(session: Session) -> Iterator[Fault]:
    """Where ticks have not taken in what happened."""
    number = behind(session)
    if number:
        sentence = _(
            "Search is slow: {n} cases are not in its index yet. Each tick takes in some of them.",
            n=number,
        )
        yield "search_behind", sentence


def _sleeps(case: Case, moment: date | None) -> bool:
    """Whether a case is asked only after it has something to say."""
    return moment is not None and (case.wake_on is None or case.wake_on > moment)


def _wrong_days(session: Session, cases: list[Case]) -> Iterator[Fault]:
    """Due days that are stored otherwise than definition, events and closed days give."""
    calendars = {n: calendar(session, n) for n in {case.partnership_id for case in cases}}
    due = deadlines_of_all(session, cases, calendars)
    ticked = None if is_rehearsal(session) else last_tick(session)
    for case in cases:
        if ticked and _sleeps(case, first_moment(due[case.id], after=local_day(ticked))):
            sentence = _("{ref}: nobody would be warned of its deadline.", ref=case.ref)
            yield "wake_differs", sentence
        if case.due_on != next((each.on for each in due[case.id]), None):
            yield (
                "due_differs",
                _("{ref}: the stored due day is not the one that its history gives.", ref=case.ref),
            )
