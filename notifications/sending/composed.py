"""What some mails say, and what is to be noted once they are about to go."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from engine.storage.session import Session
from notifications.letters.letters import Letter, Pointless

Letters = Mapping[int, Letter | Pointless]
Note = Callable[[Session], object]


class Composed(NamedTuple):
    """The letter of each mail, by the mail's number, or that it became pointless; what is noted
    with them, as how far a digest looked; the marks of what each tells."""

    letters: Letters
    notes: tuple[Note, ...] = ()
    marks: Mapping[int, tuple[str, ...]] = MappingProxyType({})

    def beside(self, other: Composed) -> Composed:
        """These and others."""
        return Composed(
            {**self.letters, **other.letters},
            (*self.notes, *other.notes),
            {**self.marks, **other.marks},
        )

    def note(self, session: Session) -> None:
        """Note what belongs to them, in the transaction that keeps them."""
        with session.begin():
            for note in self.notes:
                note(session)
