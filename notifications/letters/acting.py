"""Who took the steps that mails tell of, by name, where that may be said.

A case whose title may hold no free text protects whoever is in it: what happened to it names
nobody.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from engine.cases.events import event_table
from engine.definitions.model import Definition
from engine.language.sentences import Sentence
from engine.people.actors import actor_words
from engine.people.tables import Person
from engine.storage.columns import any_of
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of

_person = table_of(Person)
_other = _person.alias("other")
_ACTORS = Statement(
    select(event_table.c.id, _person.c.name, _other.c.name)
    .join(_person, _person.c.id == event_table.c.by)
    .outerjoin(_other, _other.c.id == event_table.c.behalf_of)
    .where(any_of(event_table.c.id, "events"))
)

# Events by their numbers: who acted, and on whose behalf.
Actors = dict[int | None, str | Sentence]


def actors(session: Session, events: Iterable[int | None]) -> Actors:
    """Who took these steps, in one query; a step of the clock or of an address is not there."""
    wanted = sorted({number for number in events if number is not None})
    rows = session.rows(_ACTORS, {"events": wanted}) if wanted else ()
    return {number: actor_words(name, other) for number, name, other in rows}


def names_actor(definition: Definition) -> bool:
    """Whether it may be said in a mail who took a step in cases of this definition."""
    return definition.title is not None
