"""The cells of a row of a list of people, made plain before they are read: addresses as mail
programs write them, roles that name their body, periods; and what is no name."""

from __future__ import annotations

import re
from datetime import date

from engine.errors import BadInput
from engine.language.sentences import _
from workflows.partnerships.day_cells import first_day_of, last_day_of, span_of
from workflows.partnerships.row_errors import RowErrors
from workflows.partnerships.seat_cells import is_role
from workflows.partnerships.table_lists import Row

_ADDRESS = re.compile(r".*<(?P<address>[^<>\s]+@[^<>\s]+)>")
# What stands beside a name in many lists, and is none: (vara for …), (til 2025), Permisjon: …
_REMARK = re.compile(
    r"[:;]|\([^)]*(?:\d|\b(?:vara|for|til|fra|frå|leder|leiar|permisjon)\b)", re.IGNORECASE
)


def plain_row(row: Row) -> Row:
    """The row with its address alone, and with the body of its role where that names one."""
    email = row["email"].strip()
    if found := _ADDRESS.fullmatch(email):
        email = found["address"]
    if email.casefold().startswith("mailto:"):
        email = email[len("mailto:") :]
    plain = {**row, "email": email}
    if row["role"] and not row["seats"] and not is_role(row["role"]):
        return {**plain, "seats": row["role"], "role": ""}
    return plain


def days_of(row: Row) -> tuple[date | None, date | None]:
    """The first and the last day of a row's seats, by its own columns or by its period; BadInput
    for what is no day."""
    wrong = RowErrors()
    first, last = wrong.of(span_of, row["period"]) or (None, None)
    days = (wrong.of(first_day_of, row["from"]) or first, wrong.of(last_day_of, row["to"]) or last)
    wrong.refuse()
    return days


def check_words(row: Row, name: str) -> None:
    """BadInput for a role without a body, and for a name with a remark, which would be lost."""
    if row["role"] and not row["seats"]:
        raise BadInput(_("The role “{role}” is in no body. Name the body too.", role=row["role"]))
    if _REMARK.search(name):
        sentence = _(
            "“{name}” says more than a name. Write the rest in a column of its own.", name=name
        )
        raise BadInput(sentence)
