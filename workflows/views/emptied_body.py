"""What a body would leave lying when its last member leaves: told before, for nobody hears of it
afterwards."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from engine.cases import lists
from engine.cases.lists import Wanted
from engine.days.calendar import ONE_DAY
from engine.days.dates import NEVER
from engine.definitions import machine, versions
from engine.language.sentences import Label, Sentence, _, n_
from engine.people.actors import Actor
from engine.people.rights import PEOPLE, kinds_with
from engine.people.seats import seats_after
from engine.people.systems import systems
from engine.people.tables import Body
from engine.storage.session import Session
from workflows.views.case_titles import title

NAMED = 20  # so many cases are named, and of the rest how many there are


class WaitingCase(NamedTuple):
    """A case that waits for a body: its number and what it is called."""

    ref: str
    title: Sentence | Label | str


class Emptied(NamedTuple):
    """A body in which nobody could act after a day, and what waits for it."""

    body: str
    cases: list[WaitingCase]
    more: int


def emptied(
    session: Session, person: Actor, body: Body, last: date, reader: Actor
) -> Emptied | None:
    """What would wait for nobody once a person's seats in a body end with that day; None where
    somebody else acts there, where she never did, and of a secretariat, which nobody leaves as the
    last. Of cases, those that the reader may see."""
    if body.kind in kinds_with(PEOPLE):
        return None
    day = last + ONE_DAY if last < NEVER else last
    no_people = systems(session)
    acting = (seat for seat in seats_after(session, body, day) if seat.acts)
    after = [seat for seat in acting if seat.person_id not in no_people]
    others = [seat for seat in after if seat.person_id != person.person_id]
    if len(others) == len(after) or any(seat.valid_from <= day for seat in others):
        return None
    waiting = _waiting(session, body, reader, last)
    return Emptied(body.name, waiting[:NAMED], max(0, len(waiting) - NAMED))


def emptied_words(left: Emptied | None) -> list[Sentence]:
    """That nobody can act in a body any more, and what waits for it."""
    if left is None:
        return []
    alone = _("Nobody can act in {body} after that.", body=left.body)
    refs = [case.ref for case in left.cases]
    if not refs:
        return [alone]
    waits = n_(
        "One case waits for nobody then: {refs}.",
        "{n} cases wait for nobody then: {refs}.",
        len(refs) + left.more,
        refs=refs,
    )
    return [alone, waits]


def emptied_by_token(session: Session, person: Actor, on: date, reader: Actor) -> list[Emptied]:
    """The bodies in which nobody could act any more if a person counted as another system."""
    numbers = dict.fromkeys(post.body_id for post in person.acting(on))
    bodies = [session.orm.get_one(Body, number) for number in numbers]
    found = [emptied(session, person, body, on, reader) for body in bodies]
    return [each for each in found if each is not None]


def _waiting(session: Session, body: Body, reader: Actor, on: date) -> list[WaitingCase]:
    found = []
    for each in lists.every(session, Wanted(body_id=body.number), reader, on):
        definition = versions.by_id(session, each.case.definition_id)
        kept = (each.case.fields.get(f) for f in machine.acting_fields(definition, each.case.state))
        keys = [key for value in kept for key in (value if isinstance(value, list) else [value])]
        if body.key in keys:
            found.append(WaitingCase(each.case.ref, title(definition, each.case)))
    return found
