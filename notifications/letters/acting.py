"""Who took the steps that mails tell of: by name where that may be said, else by role.

A case whose title may hold no free text protects whoever is in it: what happened to it names
nobody, and says the role alone in which it was done.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import select

from engine.cases.events import event_table
from engine.definitions.model import Definition
from engine.language.sentences import Label, Sentence
from engine.people.actors import actor_words
from engine.people.tables import Person
from engine.storage.columns import any_of
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of

_person = table_of(Person)
_other = _person.alias("other")
_ACTORS = Statement(
    select(event_table.c.id, _person.c.name, _other.c.name, event_table.c.data)
    .join(_person, _person.c.id == event_table.c.by)
    .outerjoin(_other, _other.c.id == event_table.c.behalf_of)
    .where(any_of(event_table.c.id, "events"))
)


class Acted(NamedTuple):
    """Who took a step, and on whose behalf; in which role."""

    who: str | Sentence
    role: str


Actors = dict[int | None, Acted]  # events by their numbers


def actors(session: Session, events: Iterable[int | None]) -> Actors:
    """Who took these steps, in one query; a step of the clock or of an address is not there."""
    wanted = sorted({number for number in events if number is not None})
    rows = session.rows(_ACTORS, {"events": wanted}) if wanted else ()
    return {
        number: Acted(actor_words(name, other), json.loads(data).get("role") or "")
        for number, name, other, data in rows
    }


def named(definition: Definition, who: str | Sentence | None, role: str) -> str | Sentence | Label:
    """Who took a step, as a mail may say it: by name, or in cases that protect whoever is in them
    by the role alone; empty where neither is known."""
    if definition.title is not None:
        return who or ""
    known = definition.roles.get(role)
    return Label(*map(_within_a_sentence, known.label)) if known else ""


def _within_a_sentence(label: str) -> str:
    """A label without its capital, which an abbreviation keeps."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]
