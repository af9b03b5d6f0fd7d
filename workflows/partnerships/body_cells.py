"""The bodies that a cell of a list names: by their ids, abbreviations or names."""

from __future__ import annotations

import re

from engine.people import registry
from engine.people.tables import Body, Partnership
from engine.storage.session import Session

_BETWEEN = re.compile(r"[\n;,&+]|\s(?:og|and|samt|/)\s")


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
        return self._plain(name) in self._keys

    def body(self, name: str) -> Body:
        """The body that is called that; NotFound when none is."""
        key = self._keys.get(self._plain(name), name)
        return registry.body(self._session, key, self._partnership.id)

    def _plain(self, name: str) -> str:
        """As bodies are told apart: Steinkjer kommune is Steinkjer."""
        said = name.casefold().strip()
        return said if said in self._keys else said.removesuffix(" kommune")

    def all_in(self, text: str) -> list[Body]:
        """The bodies of a cell, in its order: “psu asu”, “ASU og PSU”, “Fagråd 2 og 10”. NotFound
        for one that is not known."""
        return [self.body(name) for name in self._names_in(text)]

    def known_in(self, text: str) -> list[str]:
        """The names in a cell that names bodies and nothing else; none of any other."""
        names = self._names_in(text)
        return names if all(map(self.known, names)) else []

    def _names_in(self, text: str) -> list[str]:
        if self.known(text):
            return [text]
        names = list[str]()
        for piece in filter(None, (piece.strip() for piece in _BETWEEN.split(text))):
            names += self._names(piece, names[-1] if names else "")
        return names

    def _names(self, piece: str, before: str) -> list[str]:
        """The names that stand together: one, that leans on the one before it or not, or several
        with a stroke or a gap between them."""
        whole = piece if self.known(piece) else self._elliptic(piece, before)
        if whole:
            return [whole]
        parts = [part.strip() for part in piece.split("/")]
        if all(map(self.known, parts)):
            return parts
        words = piece.split()
        return words if any(map(self.known, words)) else [piece]

    def _elliptic(self, name: str, before: str) -> str:
        """'Fagråd 2 og 10': the second one is Fagråd 10."""
        words = before.split()
        wholes = (" ".join([*words[:count], name]) for count in range(len(words) - 1, 0, -1))
        return next(filter(self.known, wholes), "")
