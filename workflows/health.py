"""Looking for what is not as it should be, and saying it in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

# These say which of their rows are traced; `verify` compares them with their traces.
import engine.people.seats  # noqa: F401
import workflows.councils.agenda
import workflows.councils.mandates
import workflows.partnerships.structure  # noqa: F401
from engine.cases import lists
from engine.cases.chain import Break, verify_chains
from engine.cases.due_index import deadlines_of_all
from engine.cases.lists import Wanted
from engine.cases.reading import visible_refs
from engine.cases.records import cases_of_refs
from engine.language.sentences import Sentence, _
from engine.people.actors import Actor
from engine.people.closed_days import calendar
from engine.people.registry import persons
from engine.storage.session import Session


def broken(found: Break) -> Sentence:
    """What a break in the record means, as a sentence."""
    values = {"ref": found.ref, "seq": found.seq}
    match found.what:
        case "case_vanished":
            return _("{ref}: the case is gone, its events are not.", **values)
        case "event_vanished":
            return _("{ref}: event {seq} is gone.", **values)
        case "event_changed":
            return _("{ref}: event {seq} says something else than when it was written.", **values)
        case "case_differs":
            return _("{ref}: the case does not match its history.", **values)
        case "history_vanished":
            return _("{ref}: there is no history.", **values)
        case "row_differs":
            return _("{ref}: what is stored is not what its history tells.", **values)
        case _:
            return _(
                "The anchor of {ref} is broken: events up to number {seq} were changed or removed.",
                **values,
            )


HIDDEN = "…"


def breaks(session: Session, reader: Actor, today: date) -> list[Break]:
    """Every place where the record does not hold; a case that the reader may not see goes without
    its ref."""
    found = verify_chains(session)
    of_cases = {case.ref for case in cases_of_refs(session, {each.ref for each in found})}
    hidden = of_cases - visible_refs(session, of_cases, reader, today)
    return [each._replace(ref=HIDDEN) if each.ref in hidden else each for each in found]


def faults(session: Session, reader: Actor, today: date) -> Iterator[tuple[str, Sentence]]:
    """Everything that is not as it should be, with a code: in what the reader may see, and with
    the people whom she keeps."""
    for found in breaks(session, reader, today):
        yield found.what, broken(found)
    yield from _wrong_days(session, reader, today)
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


def _wrong_days(session: Session, reader: Actor, today: date) -> Iterator[tuple[str, Sentence]]:
    """Due days that are stored otherwise than definition, events and closed days give."""
    cases = [listed.case for listed in lists.every(session, Wanted(), reader, today)]
    calendars = {n: calendar(session, n) for n in {case.partnership_id for case in cases}}
    due = deadlines_of_all(session, cases, calendars)
    for case in cases:
        if case.due_on != next((each.on for each in due[case.id]), None):
            yield (
                "due_differs",
                _("{ref}: the stored due day is not the one that its history gives.", ref=case.ref),
            )
