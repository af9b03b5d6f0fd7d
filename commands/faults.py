"""Everything that `samsak doctor` finds in a database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

    from engine.language.sentences import Sentence
    from engine.people.actors import Actor
    from engine.storage.session import Session


def all_faults(
    session: Session, reader: Actor, today: date, now: datetime
) -> Iterator[tuple[str, Sentence]]:
    """Everything that is not as it should be, in what the reader may see."""
    import notifications.sending.proof  # noqa: F401 - says what of a mail is proven
    from notifications import checks
    from notifications.sending.marks_ahead import marks_ahead
    from workflows import backups
    from workflows.health import faults, findings_read

    yield from faults(session, reader, today)
    yield from findings_read(checks.faults(session, reader, now))
    yield from findings_read(marks_ahead(session, now))
    yield from backups.faults(session, now)


def remedies(codes: Iterable[str]) -> Iterator[Sentence]:
    """What can be done about what was found, by the codes of it: each once."""
    from commands.remedies import OF_BREAKS, OF_FAULTS
    from workflows.health import BROKEN

    told = (OF_BREAKS if code in BROKEN else OF_FAULTS.get(code) for code in codes)
    return (each for each in dict.fromkeys(told) if each is not None)
