"""Saying once what an installation is for; it leaves a trace, for what a rehearsal tells proves
nothing."""

from __future__ import annotations

from engine.errors import Reason, Refused
from engine.language.sentences import _
from engine.people.acts import Act
from engine.people.rights import PARTNERSHIP, require_in_all
from engine.people.trace import trace, traced
from engine.storage.installation import ONLY, Installation
from engine.storage.session import Session

INSTALLATION = traced("installation", Installation, "rehearsal")


def found_installation(session: Session, act: Act, *, rehearsal: bool) -> None:
    """Say once what the database is for; one in real use never becomes a rehearsal. The
    operator's alone."""
    require_in_all(act, PARTNERSHIP, [])
    with session.begin():
        session.take_turns("installation")  # several may be made ready for one database at once
        found = session.orm.get(Installation, ONLY)
        if found is None:
            made = Installation(rehearsal=rehearsal)
            session.orm.add(made)
            session.cache["rehearsal"] = rehearsal
            trace(session, INSTALLATION, made, "founded", act)
        elif rehearsal and not found.rehearsal:
            sentence = _("This database is in real use and cannot become a rehearsal.")
            raise Refused([Reason("rehearsal", sentence)])
