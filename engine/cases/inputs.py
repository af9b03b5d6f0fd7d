"""What people give, checked against the fields of a definition and made into what is stored.

Stored values are plain JSON: text, numbers, true, lists; days as 2026-03-01; bodies by their ids,
cases by their refs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, select

from engine.definitions.field_types import FieldType
from engine.definitions.model import Definition, Field
from engine.errors import BadInput
from engine.identity_numbers import refuse_identity_numbers
from engine.language.sentences import Sentence, _
from engine.people.tables import Body
from engine.storage.columns import any_of
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of
from engine.typed_text import NO_TEXT

YES = {"ja", "yes", "true", "1", "j", "y", "sann", "x"}
NO = {"nei", "no", "false", "0", "n", "usann", "-"}
LARGEST = 2**31 - 1
FIRST_YEAR, LAST_YEAR = 1990, 2100
DAYS = ("%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y")

_body = table_of(Body)
_BODY = Statement(
    select(_body.c.id, _body.c.parts).where(
        _body.c.partnership_id == bindparam("partnership_id"), _body.c.key == bindparam("key")
    )
)
_PARTS = Statement(
    select(_body.c.id)
    .where(_body.c.partnership_id == bindparam("partnership_id"), any_of(_body.c.key, "keys"))
    .order_by(_body.c.id)
)


def read_inputs(
    session: Session, definition: Definition, given: Mapping[str, Any], partnership_id: int
) -> dict[str, Any]:
    """The inputs as they are stored; None for a field that is emptied.

    Refuses every wrong one at once.
    """
    refuse_identity_numbers(given, "")
    cleaned: dict[str, Any] = {}
    wrong: list[Sentence] = []
    for name, value in given.items():
        field = definition.fields.get(name)
        if field is None:
            wrong.append(unknown_field(definition, name))
            continue
        try:
            cleaned[name] = _read(session, field, value, partnership_id)
        except BadInput as refusal:
            wrong.extend(refusal.sentences)
    if wrong:
        raise BadInput(*wrong)
    return cleaned


def unknown_field(definition: Definition, name: str) -> Sentence:
    """The sentence for a field that the workflow does not have."""
    return _(
        "There is no field “{name}”. The fields are: {fields}.",
        name=name,
        fields=list(definition.fields),
    )


def _read(session: Session, field: Field, value: Any, partnership_id: int) -> Any:
    if value is None or (isinstance(value, str) and not value.strip()) or value == []:
        return None
    if field.type is FieldType.BODY:
        return _bodies(session, field, [value], partnership_id)[0]
    if field.type is FieldType.BODIES:
        return _bodies(session, field, _many(value), partnership_id)
    return READERS[field.type](field, value)


def _line(field: Field, value: Any) -> str:
    text = " ".join(str(value).split())
    return _bounded(field, text)


def _text(field: Field, value: Any) -> str:
    return _bounded(field, str(value).strip())


def _bounded(field: Field, text: str) -> str:
    if len(text) > field.max_length:
        sentence = _(
            "{field} may be {most} characters long; this is {length}.",
            field=field.label,
            most=field.max_length,
            length=len(text),
        )
        raise BadInput(sentence)
    if NO_TEXT.search(text):
        raise BadInput(_("{field} holds a character that is not text.", field=field.label))
    return text


def _texts(field: Field, value: Any) -> list[str]:
    lines = value if isinstance(value, list) else str(value).splitlines()
    return [_bounded(field, str(line).strip()) for line in lines if str(line).strip()]


def _number(field: Field, value: Any) -> int:
    digits = str(value).strip()
    if not re.fullmatch(r"[0-9]{1,10}", digits) or int(digits) > LARGEST:
        raise BadInput(
            _("{field} is a whole number, not “{value}”.", field=field.label, value=value)
        )
    return int(digits)


def _flag(field: Field, value: Any) -> bool:
    word = str(value).strip().casefold()
    if word in YES:
        return True
    if word in NO:
        return False
    raise BadInput(_("{field} is yes or no, not “{value}”.", field=field.label, value=value))


def _date(field: Field, value: Any) -> str:
    day = _day(value)
    if day is not None and FIRST_YEAR <= day.year <= LAST_YEAR:
        return day.isoformat()
    raise BadInput(
        _(
            "{field} is a day such as 2026-03-01 or 1.3.2026, not “{value}”.",
            field=field.label,
            value=value,
        )
    )


def _day(value: Any) -> date | None:
    if isinstance(value, date):
        return value.date() if isinstance(value, datetime) else value
    for form in DAYS:
        try:
            return datetime.strptime(str(value).strip(), form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None


def _years(field: Field, value: Any) -> list[int]:
    given = (
        [str(year) for year in value]
        if isinstance(value, list)
        else re.split(r"[,;\s]+", str(value).strip())
    )
    years: set[int] = set()
    for part in given:
        span = re.fullmatch(r"(\d{4})(?:[-–](\d{4}))?", part)
        if (
            not span
            or not (first := int(span[1])) <= (last := int(span[2] or span[1])) <= first + 50
        ):
            raise BadInput(
                _(
                    "{field} are years such as 2026 or 2026-2028, not “{value}”.",
                    field=field.label,
                    value=part,
                )
            )
        years.update(range(first, last + 1))
    if min(years) < FIRST_YEAR or max(years) > LAST_YEAR:
        raise BadInput(_("{field} must lie between 1990 and 2100.", field=field.label))
    return sorted(years)


def _choice(field: Field, value: Any) -> str:
    word = str(value).strip()
    if word in field.options:
        return word
    said = {text.casefold(): key for key, label in field.options.items() for text in label}
    if word.casefold() in said:
        return said[word.casefold()]
    options = list(field.options)
    raise BadInput(
        _(
            "{field} is one of {options}, not “{value}”.",
            field=field.label,
            options=options,
            value=word,
        )
    )


def _case(_field: Field, value: Any) -> str:
    return str(value).strip().upper()


def _cases(field: Field, value: Any) -> list[str]:
    return list(dict.fromkeys(_case(field, each) for each in _many(value)))


def _bodies(session: Session, field: Field, given: list[str], partnership_id: int) -> list[str]:
    keys = [str(each).strip().rpartition("/")[2] for each in given]
    missing = [key for key in keys if not body_ids(session, key, partnership_id)]
    if missing:
        sentence = _(
            "{field}: there is no body “{body}”. See `samsak body list`.",
            field=field.label,
            body=missing[0],
        )
        raise BadInput(sentence)
    return list(dict.fromkeys(keys))


def body_ids(session: Session, key: str, partnership_id: int) -> tuple[int, ...]:
    """The number of a body of the partnership, then those of the bodies that it stands for;
    empty when there is none.

    Remembered for the session: bodies are never renumbered.
    """
    known: tuple[int, ...] | None = session.cache.get(("body", partnership_id, key))
    if known is None:
        row = session.row(_BODY, {"partnership_id": partnership_id, "key": key})
        if row is None:
            return ()
        parts = (
            session.rows(_PARTS, {"partnership_id": partnership_id, "keys": row[1]})
            if row[1]
            else []
        )
        known = session.cache["body", partnership_id, key] = (row[0], *(part for (part,) in parts))
    return known


def _many(value: Any) -> list[str]:
    parts = value if isinstance(value, list | tuple) else str(value).replace(";", ",").split(",")
    return [str(part).strip() for part in parts if str(part).strip()]


READERS: dict[FieldType, Callable[[Field, Any], Any]] = {
    FieldType.LINE: _line,
    FieldType.TEXT: _text,
    FieldType.TEXTS: _texts,
    FieldType.NUMBER: _number,
    FieldType.MEETING: _number,
    FieldType.FLAG: _flag,
    FieldType.DATE: _date,
    FieldType.YEARS: _years,
    FieldType.CHOICE: _choice,
    FieldType.CASE: _case,
    FieldType.CASES: _cases,
}
