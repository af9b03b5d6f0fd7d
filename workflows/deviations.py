"""Deviations: reported without an account, answered to whoever reported, every reading by another logged."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Column, Index, bindparam, insert, select
from sqlmodel import Field, SQLModel

from engine import access, case_records, history, versions
from engine.calendar import local_day
from engine.case_records import Case
from engine.cases import advance, open_case
from engine.database import Session
from engine.errors import BadInput, NotFound
from engine.history import Event
from engine.languages import LANGUAGES, _
from engine.people import OPERATOR, Actor, Body, looks_like_an_address
from engine.statements import Statement, UTCDateTime, table_of
from engine.words import refuse_unfit

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # without signs that look alike on paper
SHORTEST_KEY = 16


class Contact(SQLModel, table=True):
    """Where the answer to a report goes. Stands outside the events, so that it can be removed and the chain still holds."""

    case_id: int = Field(foreign_key="case.id", primary_key=True)
    receipt_hash: str = Field(unique=True, max_length=64)
    email: str | None = Field(default=None, max_length=254)
    language: str = Field(default="nb", max_length=2)
    removed_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime, nullable=True))


class Reading(SQLModel, table=True):
    """Somebody other than the reporter read a deviation."""

    __table_args__ = (Index("ix_reading_case_id", "case_id"),)
    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case.id")
    person_id: int | None = Field(default=None, foreign_key="person.id")
    at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))


@dataclass(frozen=True)
class Receipt:
    """What the reporter is given: the case's ref, and the code with which the answer can be read."""

    case: Case
    code: str


_contact = table_of(Contact)
_reading = table_of(Reading)
_ADD_CONTACT = Statement(insert(_contact).values({n: bindparam(n) for n in ("case_id", "receipt_hash", "email", "language")}))
_LOG = Statement(insert(_reading).values({n: bindparam(n) for n in ("case_id", "person_id", "at")}))
_BY_RECEIPT = Statement(select(_contact.c.case_id).where(_contact.c.receipt_hash == bindparam("receipt_hash")))
_CONTACT = Statement(
    select(_contact.c.email, _contact.c.language).where(_contact.c.case_id == bindparam("case_id"), _contact.c.removed_at.is_(None))
)


def report(
    session: Session, unit: Body, inputs: Mapping[str, Any], *, by: Actor, at: datetime, email: str | None = None,
    language: str = "nb", key: str | None = None,
) -> Receipt:  # fmt: skip
    """Report a deviation that concerns a unit. Anyone may; the code is shown once and kept only as a hash.

    The same key again gives the same case and the same code, so nobody else may be able to guess it.
    """
    if key is not None and len(key) < SHORTEST_KEY:
        raise BadInput(_("The key opens the report as the receipt does: make it at least {least} characters.", least=SHORTEST_KEY))
    refuse_unfit(email or "", "email")
    if email is not None and not looks_like_an_address(email.strip()):
        raise BadInput(_("“{email}” is not a mail address; one looks like kari@example.no.", email=email))
    if language not in LANGUAGES:
        raise BadInput(_("“{language}” is not one of the languages nb, nn and en.", language=language))
    code = _new_code() if key is None else _code_of(key)
    with session.begin():
        case = open_case(session, "deviation", partnership_id=unit.partnership_id, by=by, at=at, key=key, public=True,
                         inputs={**inputs, "unit": unit.key})  # fmt: skip
        if session.value(_BY_RECEIPT, {"receipt_hash": _hash(code)}) is None:
            values = {"case_id": case.id, "receipt_hash": _hash(code), "email": email and email.strip().lower()}
            session.run(_ADD_CONTACT, {**values, "language": language})
    return Receipt(case, code)


def by_receipt(session: Session, code: str) -> Case:
    """The case that this code was given for."""
    case_id = session.value(_BY_RECEIPT, {"receipt_hash": _hash(code)})
    if case_id is None:
        raise NotFound(_("No report has this code. Check it letter by letter; 0, O, 1, I, L and U never occur."))
    return case_records.by_ids(session, [case_id])[case_id]


def for_reporter(session: Session, case: Case) -> dict[str, Any]:
    """What the holder of the receipt may see: the own text, where the case stands, questions and answers."""
    definition = versions.by_id(session, case.definition_id)
    shown = {n: v for n, v in case.fields.items() if "reporter" in (definition.fields[n].visible_to or ("reporter",))}
    return {"ref": case.ref, "state": case.state, "fields": shown}


def reply(session: Session, code: str, text: str, at: datetime) -> Event:
    """The reporter's reply to a question, given with the receipt's code."""
    case = by_receipt(session, code)
    return advance(session, case, "reply", by=OPERATOR, at=at, inputs={"reply": text}, comment="")


def log_reading(session: Session, case: Case, reader: Actor, at: datetime) -> None:
    """Keep that somebody read the deviation, unless it is the reporter's own."""
    ties = case_records.ties(session, case.id)
    if reader.person_id is not None and ("reporter", reader.person_id) in ties.persons:
        return
    with session.begin():
        session.run(_LOG, {"case_id": case.id, "person_id": reader.person_id, "at": at})


def contact(session: Session, case_id: int) -> tuple[str, str] | None:
    """The address and language to answer to, or None where there is none (any more)."""
    row = session.row(_CONTACT, {"case_id": case_id})
    return (row[0], row[1]) if row and row[0] else None


def _new_code() -> str:
    return _in_fours("".join(secrets.choice(ALPHABET) for _n in range(16)))


def _code_of(key: str) -> str:
    number = int.from_bytes(sha256(f"receipt:{key}".encode()).digest())
    return _in_fours("".join(ALPHABET[number // len(ALPHABET) ** place % len(ALPHABET)] for place in range(16)))


def _in_fours(letters: str) -> str:
    return "-".join(letters[start : start + 4] for start in range(0, 16, 4))


def _hash(code: str) -> str:
    return sha256("".join(code.upper().split()).replace("-", "").encode()).hexdigest()


def may_see(session: Session, case: Case, reader: Actor, at: datetime) -> bool:
    """Whether somebody may know of a case at all."""
    definition = versions.newest(session, case.workflow)[1]
    on = local_day(at)
    return access.may(reader, definition.visible_to, definition, case.partnership_id,
                      lambda: case_records.ties(session, case.id), on, acting=False) is not None  # fmt: skip


def last_told(session: Session, case: Case) -> list[Event]:
    """The steps of a case that count, oldest first."""
    return history.standing(history.of_case(session, case.id))
