"""The bodies that a cell of a list names: by their ids, abbreviations or names."""

from __future__ import annotations

import re

from engine.people import registry
from engine.people.tables import Body, Partnership
from engine.storage.session import Session

_BETWEEN = re.compile(r"[\n;,&]|\s(?:og|and|/)\s")


class BodyNames:
    """The bodies of a partnership by everything they are called, asked for once."""

    def __init__(self, session: Session, partnership: Partnership) -> None:
        self._session, self._partnership = session, partnership
        self._keys: dict[str, str] = {}
        for body in registry.bodies(session, partnership.number):
            for name in (body.key, body.abbreviation, body.name, *body.aliases):
                if name:
                    self._keys.setdefault(name.casefold(), body.key)

    def known(self, name: str) -> bool:
        """Whether a body is called that."""
        return name.casefold() in self._keys

    def body(self, name: str) -> Body:
        """The body that is called that; NotFound when none is."""
        key = self._keys.get(name.casefold(), name)
        return registry.body(self._session, key, self._partnership.id)

    def all_in(self, text: str) -> list[Body]:
        """The bodies of a cell, in its order: “psu asu”, “ASU og PSU”, “Administrativt
        samarbeidsutvalg”. NotFound for one that is not known."""
        names = [text] if self.known(text) else _BETWEEN.split(text)
        named = filter(None, (name.strip() for name in names))
        parts = ([name] if self.known(name) else name.split() for name in named)
        return [self.body(part) for each in parts for part in each]
