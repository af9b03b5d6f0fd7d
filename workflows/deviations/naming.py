"""Who is named in a text that others will read: nobody should be."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlalchemy import select

from engine.language.sentences import Sentence, _
from engine.people.tables import Person
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of

_person = table_of(Person)

_NAMES = Statement(select(_person.c.name).order_by(_person.c.id))
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")
TELEPHONE = re.compile(r"(?<![\d/])(?:\+47[ ]?)?[2-9]\d(?:[ ]?\d{2}){3}(?![\d/])")


def naming(session: Session, field: object, text: str) -> Sentence | None:
    """Why others may not read a text in that field: it names somebody who is registered here, or
    carries an address or a telephone number. None where they may."""
    if ADDRESS.search(text) or TELEPHONE.search(text):
        return _(
            "“{field}” contains an address or a telephone number."
            " Take it out; others will read the text.",
            field=field,
        )
    if person := _named(session, text):
        return _(
            "“{field}” names {person}. Name no one; others will read the text.",
            field=field,
            person=person,
        )
    return None


def registered_names(session: Session) -> Iterator[str]:
    """The names of all who are registered."""
    return (str(name) for (name,) in session.rows(_NAMES))


def _named(session: Session, text: str) -> str | None:
    """Somebody registered whose name stands in the text, also as Nordmann, Kari."""
    words = " ".join(text.casefold().replace(",", " ").split())
    for person in registered_names(session):
        parts = person.casefold().split()
        turned = [*parts[-1:], *parts[:-1]]
        spelt = "|".join(re.escape(" ".join(each)) for each in (parts, turned))
        if parts and re.search(rf"\b(?:{spelt})s?\b", words):
            return person
    return None
