"""Where the answer to a report goes; kept apart from the events, so that it can be forgotten."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Column, Index, bindparam, func, insert, select, text, update
from sqlmodel import Field, SQLModel

from engine.addresses import normalised
from engine.cases.recording import taken
from engine.cases.records import Case
from engine.errors import Reason, Refused
from engine.language.sentences import _
from engine.people.actors import CLOCK
from engine.people.acts import Act
from engine.people.rights import PRIVACY, require
from engine.people.trace import REMOVED, told, trace, trace_of, traced
from engine.storage.columns import UTCDateTime
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of
from engine.typed_text import refuse_unfit
from workflows.deviations.receipts import kept


class Contact(SQLModel, table=True):
    """Where the answer to a report goes.

    Stands outside the events, so that it can be removed and the chain still holds.
    """

    __table_args__ = (
        Index(
            "ix_contact_kept",
            "case_id",
            sqlite_where=text("email IS NOT NULL"),
            postgresql_where=text("email IS NOT NULL"),
        ),
    )
    case_id: int = Field(foreign_key="case.id", primary_key=True)
    receipt_hash: str = Field(unique=True, max_length=64)
    email: str | None = Field(default=None, max_length=254)
    language: str = Field(default="nb", max_length=2)
    removed_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime, nullable=True))


CONTACT = traced(
    "contact",
    Contact,
    "removed_at",
    only=table_of(Contact).c.removed_at.is_not(None),
    key="case_id",
)


RECEIPT = traced("receipt", Contact, "receipt_hash", key="case_id")


class _Kept(NamedTuple):
    """A receipt that was given out, as its trace tells it."""

    id: int
    receipt_hash: str


class _Removed(NamedTuple):
    """A contact that was removed, as its trace tells it."""

    id: int
    removed_at: datetime | None


WHERE_TO_ANSWER = _("Where should the answer go?")
HANDED_OVER, CORRECTED = "handed_over", "corrected_address"
CLOSED = "handed over"  # nobody is given a code that begins so


class AnswerTo(NamedTuple):
    """Where the answer goes and in which language; without an address the receipt alone leads to
    it."""

    email: str | None = None
    language: str = "nb"


class Reached(NamedTuple):
    """The address to answer to, and the language."""

    email: str
    language: str


_contact = table_of(Contact)
_ADD = Statement(
    insert(_contact).values(
        {name: bindparam(name) for name in ("case_id", "receipt_hash", "email", "language")}
    )
)
_REMOVE = Statement(
    update(_contact)
    .where(_contact.c.case_id == bindparam("_case_id"), _contact.c.email.is_not(None))
    .values(email=None, removed_at=bindparam("now", type_=_contact.c.removed_at.type))
)
_CORRECT = Statement(
    update(_contact)
    .where(
        _contact.c.case_id == bindparam("_case_id"),
        func.coalesce(_contact.c.email, "") != bindparam("email"),
    )
    .values(email=bindparam("email"), removed_at=None)
)
_FORGOTTEN = Statement(
    update(_contact)
    .where(_contact.c.case_id == bindparam("_case_id"))
    .values(removed_at=bindparam("now", type_=_contact.c.removed_at.type))
)
_WHOLE = Statement(
    select(
        *(_contact.c[name] for name in ("receipt_hash", "email", "language", "removed_at"))
    ).where(_contact.c.case_id == bindparam("case_id"))
)
_CLOSE = Statement(
    update(_contact)
    .where(_contact.c.case_id == bindparam("_case_id"))
    .values(receipt_hash=bindparam("closed"), email=None)
)
_CASE_OF = Statement(
    select(_contact.c.case_id).where(_contact.c.receipt_hash == bindparam("receipt_hash"))
)
_REACHED = Statement(
    select(_contact.c.email, _contact.c.language).where(
        _contact.c.case_id == bindparam("case_id"), _contact.c.removed_at.is_(None)
    )
)

_LANGUAGE = Statement(select(_contact.c.language).where(_contact.c.case_id == bindparam("case_id")))


def keep(session: Session, case_id: int, receipt_hash: str, answer_to: AnswerTo, act: Act) -> int:
    """Keep where the answer to a report goes; once, however often the report is repeated: the case
    that its receipt opens. Refused where it is repeated with another address: the answer would go
    to the first. The trace holds which receipt that is, and nothing of whose it is."""
    known = case_of(session, receipt_hash)
    if known is not None:
        _refuse_other(session, known, answer_to)
        return known
    session.run(_ADD, {"case_id": case_id, "receipt_hash": receipt_hash, **answer_to._asdict()})
    trace(session, RECEIPT, _Kept(case_id, receipt_hash), "given", act)
    return case_id


def _refuse_other(session: Session, case_id: int, answer_to: AnswerTo) -> None:
    """Refuse a report that comes again with another address than it came with, as far as that is
    known: where it was corrected or removed since, it is not."""
    _hash, email, _language, removed_at = session.row(_WHOLE, {"case_id": case_id}) or [None] * 4
    if email == answer_to.email or removed_at is not None:
        return
    if all(each.kind != CORRECTED for each in trace_of(session, RECEIPT, case_id)):
        raise taken()


def hand_over(session: Session, case_id: int, to_id: int, act: Act) -> None:
    """The receipt of a case opens another one from now on, and what is answered goes on from there
    to the same address: here no code opens it any more, and no address is left."""
    row = session.row(_WHOLE, {"case_id": case_id})
    if row is None:
        return
    receipt_hash, email, language, removed_at = row
    closed = kept(f"{CLOSED}:{receipt_hash}")
    session.run(_CLOSE, {"_case_id": case_id, "closed": closed})
    trace(session, RECEIPT, _Kept(case_id, closed), HANDED_OVER, act)
    keep(session, to_id, receipt_hash, AnswerTo(email, language), act)
    if removed_at is not None:
        session.run(_FORGOTTEN, {"_case_id": to_id, "now": removed_at})
        trace(session, CONTACT, _Removed(to_id, removed_at), "removed_address", act)


def correct(session: Session, case: Case, email: str, act: Act) -> bool:
    """Answer to another address from now on; whether it is another one. The trace says that it was
    corrected, and neither address.

    Whoever holds the receipt may, also where there is none (any more); the secretariat where there
    is one, for nobody else says where she is to be written to.
    """
    hers = act.by.case_id == case.id
    if not hers:
        require(act, PRIVACY, case.partnership_id)
    refuse_unfit(email, "email", label=_("New address"))
    given = normalised(email)
    with session.begin():
        had = contact(session, case.id) is not None
        changed = session.run(_CORRECT, {"_case_id": case.id, "email": given}) == 1
        if not (had or hers) or _is_handed_over(session, case.id):
            raise _no_address(case)
        if changed:
            _trace_corrected(session, case.id, act, had=had)
        return changed


def _is_handed_over(session: Session, case_id: int) -> bool:
    return any(each.kind == HANDED_OVER for each in trace_of(session, RECEIPT, case_id))


def _trace_corrected(session: Session, case_id: int, act: Act, *, had: bool) -> None:
    receipt_hash, *_rest = session.row(_WHOLE, {"case_id": case_id}) or ("",)
    trace(session, RECEIPT, _Kept(case_id, receipt_hash), CORRECTED, act, had_one=had)
    if told(trace_of(session, CONTACT, case_id)):  # that it was removed holds no longer
        trace(session, CONTACT, _Removed(case_id, None), REMOVED, act)


def _no_address(case: Case) -> Refused:
    return Refused([Reason("email", _("No address is stored with {ref}.", ref=case.ref))])


def remove(session: Session, case: Case, act: Act) -> None:
    """Remove where the answer to a report goes; the report stays, and its receipt goes on opening
    it.

    The secretariat may, and whoever holds the receipt. Refused where there is no address (any
    more).
    """
    if act.by.case_id != case.id:
        require(act, PRIVACY, case.partnership_id)
    with session.begin():
        if not _removed(session, case.id, act):
            raise _no_address(case)


def remove_of_person(session: Session, case_id: int, act: Act) -> bool:
    """Remove an address because whoever reported is removed herself; whether there still was one.
    The right is the caller's to ask."""
    return _removed(session, case_id, act)


def note_export(session: Session, case_id: int, act: Act) -> None:
    """What is kept with a report was handed out to whoever left its address: why, in the trace."""
    receipt_hash, *_rest = session.row(_WHOLE, {"case_id": case_id}) or ("",)
    trace(session, RECEIPT, _Kept(case_id, receipt_hash), "exported", act, reason=act.reason)


def remove_expired(session: Session, case_id: int, now: datetime) -> bool:
    """Remove an address whose time is over; whether there still was one."""
    return _removed(session, case_id, Act(CLOCK, now))


def _removed(session: Session, case_id: int, act: Act) -> bool:
    if session.run(_REMOVE, {"_case_id": case_id, "now": act.recorded}) != 1:
        return False
    why = {"reason": act.reason} if act.reason else {}
    trace(session, CONTACT, _Removed(case_id, act.recorded), "removed_address", act, **why)
    return True


def case_of(session: Session, receipt_hash: str) -> int | None:
    """The number of the case whose receipt has this hash."""
    found = session.value(_CASE_OF, {"receipt_hash": receipt_hash})
    return None if found is None else int(found)


def language_of(session: Session, case_id: int) -> str:
    """The language in which the reporter wants to be answered, with an address or without."""
    return str(session.value(_LANGUAGE, {"case_id": case_id}))


def contact(session: Session, case_id: int) -> Reached | None:
    """The address and language to answer to, or None where there is none (any more)."""
    row = session.row(_REACHED, {"case_id": case_id})
    return Reached(*row) if row and row[0] else None
