"""What a mail tells, as marks that it carries in a header. The same thing told to the same address
has the same mark, also in a database that was restored, and nothing else has it.

Numbers of rows are given out again after a restoration, so a mark is made of what no two rows
share: the hash of an event, a meeting's own identifier and its day, the address.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from engine.seals import seal_of
from engine.storage.session import Session
from notifications.notices.meetings_ahead import Coming
from notifications.notices.notices import Planned
from notifications.notices.said_by import said_by

HEADER = "Samsak-Told"
LENGTH = 16  # signs of a hash: a year of a million notices has no two alike
TELLING = ("deadline", "due", "made")  # what of a notice's data is said
AddressOf = Callable[[Planned], str]


def mark(*said: object) -> str:
    """The mark of what is said, which is one thing to one address."""
    return seal_of(HEADER, *said)[:LENGTH]


def marks_of(
    session: Session,
    notices: Sequence[Planned],
    meetings: Mapping[int, Coming],
    address_of: AddressOf,
) -> dict[int, str]:
    """The mark of each notice, by its number, as it would be told now, with the meetings that they
    are of; in a fixed number of queries."""
    said = said_by(session, notices)

    def told(notice: Planned) -> tuple[object, ...]:
        meeting = meetings[notice.meeting_id] if notice.meeting_id is not None else None
        when = (meeting.day, meeting.clock) if meeting else ()
        where = (meeting.place,) if meeting and meeting.place else ()
        return (*when, *where, *(notice.data.get(name) for name in TELLING))

    return {n.id: mark(said[n.id], *told(n), address_of(n)) for n in notices}


def mark_of_digest(partnership: str, period: str, address: str) -> str:
    """The mark of a digest: one to an address, of a partnership and week, whatever it tells."""
    return mark("digest", partnership, period, address)
