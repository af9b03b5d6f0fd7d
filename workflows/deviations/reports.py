"""Deviations: reported without an account, answered to whoever reported, every reading by
another logged."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import bindparam, insert, select

from engine.addresses import normalised
from engine.cases import records
from engine.cases.events import Event
from engine.cases.records import Case
from engine.cases.steps import advance, open_case
from engine.definitions import versions
from engine.errors import BadInput, NotFound
from engine.language.sentences import LANGUAGES, _
from engine.people.actors import OPERATOR
from engine.people.acts import Act
from engine.people.tables import Body
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of
from engine.typed_text import refuse_unfit
from workflows.deviations.contacts import Contact

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # without signs that look alike on paper
SHORTEST_KEY = 16


@dataclass(frozen=True)
class Receipt:
    """What the reporter is given: the case's ref, and the code with which the answer can be
    read."""

    case: Case
    code: str


_contact = table_of(Contact)

_ADD_CONTACT = Statement(
    insert(_contact).values(
        {n: bindparam(n) for n in ("case_id", "receipt_hash", "email", "language")}
    )
)

_BY_RECEIPT = Statement(
    select(_contact.c.case_id).where(_contact.c.receipt_hash == bindparam("receipt_hash"))
)


def report(
    session: Session,
    unit: Body,
    inputs: Mapping[str, Any],
    *,
    act: Act,
    email: str | None = None,
    language: str = "nb",
    key: str | None = None,
) -> Receipt:
    """Report a deviation that concerns a unit.

    Anyone may; the code is shown once and kept only as a hash.

    The same key again gives the same case and the same code, so nobody else may be able to guess
    it.
    """
    if key is not None and len(key) < SHORTEST_KEY:
        raise BadInput(
            _(
                "The key opens the report as the receipt does: make it at least {least} "
                "characters.",
                least=SHORTEST_KEY,
            )
        )
    refuse_unfit(email or "", "email")
    address = None if email is None else normalised(email)
    if language not in LANGUAGES:
        raise BadInput(
            _("“{language}” is not one of the languages nb, nn and en.", language=language)
        )
    code = _new_code() if key is None else _code_of(key)
    with session.begin():
        case = open_case(
            session,
            "deviation",
            partnership_id=unit.partnership_id,
            act=act,
            key=key,
            public=True,
            inputs={**inputs, "unit": unit.key},
        )
        if session.value(_BY_RECEIPT, {"receipt_hash": _hash(code)}) is None:
            values = {
                "case_id": case.id,
                "receipt_hash": _hash(code),
                "email": address,
            }
            session.run(_ADD_CONTACT, {**values, "language": language})
    return Receipt(case, code)


def by_receipt(session: Session, code: str) -> Case:
    """The case that this code was given for."""
    case_id = session.value(_BY_RECEIPT, {"receipt_hash": _hash(code)})
    if case_id is None:
        raise NotFound(
            _(
                "No report has this code. Check it letter by letter; 0, O, 1, I, L and U never "
                "occur."
            )
        )
    return records.by_ids(session, [case_id])[case_id]


def for_reporter(session: Session, case: Case) -> dict[str, Any]:
    """What the holder of the receipt may see: the own text, where the case stands, questions and
    answers."""
    definition = versions.by_id(session, case.definition_id)
    shown = {
        n: v
        for n, v in case.fields.items()
        if "reporter" in (definition.fields[n].visible_to or ("reporter",))
    }
    return {"ref": case.ref, "state": case.state, "fields": shown}


def reply(session: Session, code: str, text: str, at: datetime) -> Event:
    """The reporter's reply to a question, given with the receipt's code."""
    case = by_receipt(session, code)
    return advance(
        session, case, "reply", act=Act(OPERATOR, at), inputs={"reply": text}, comment=""
    )


def _new_code() -> str:
    return _in_fours("".join(secrets.choice(ALPHABET) for _n in range(16)))


def _code_of(key: str) -> str:
    number = int.from_bytes(sha256(f"receipt:{key}".encode()).digest())
    return _in_fours(
        "".join(ALPHABET[number // len(ALPHABET) ** place % len(ALPHABET)] for place in range(16))
    )


def _in_fours(letters: str) -> str:
    return "-".join(letters[start : start + 4] for start in range(0, 16, 4))


def _hash(code: str) -> str:
    return sha256("".join(code.upper().split()).replace("-", "").encode()).hexdigest()
