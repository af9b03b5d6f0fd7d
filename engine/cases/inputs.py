"""What people give, checked against the fields of a definition and made into what is stored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select

from engine.days.dates import NEVER
from engine.definitions.model import Definition, Field
from engine.definitions.options import options_on
from engine.errors import BadInput, IdentityNumber, Reason
from engine.identity_numbers import refuse_identity_numbers
from engine.language.sentences import _
from engine.people.tables import Body, Partnership
from engine.storage.columns import any_of
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of

_body, _partnership = table_of(Body), table_of(Partnership)
_successor = _body.alias("successor")
_BODY = Statement(
    select(*(_body.c[name] for name in ("id", "parts", "name", "valid_to")), _successor.c.key)
    .outerjoin(_successor, _successor.c.id == _body.c.successor_id)
    .where(_body.c.partnership_id == bindparam("partnership_id"), _body.c.key == bindparam("key"))
)
_KEY = Statement(select(_partnership.c.key).where(_partnership.c.id == bindparam("partnership_id")))
_PARTS = Statement(
    select(_body.c.id)
    .where(_body.c.partnership_id == bindparam("partnership_id"), any_of(_body.c.key, "keys"))
    .order_by(_body.c.id)
)


def read_inputs(
    session: Session,
    definition: Definition,
    given: Mapping[str, Any],
    partnership_id: int,
    today: date = NEVER,
) -> dict[str, Any]:
    """The inputs as they are stored on that day; None for a field that is emptied.

    Refuses every wrong one at once.
    """
    _refuse_identity_numbers(definition, given)
    is_known = partial(_is_known, session, partnership_id)
    cleaned: dict[str, Any] = {}
    wrong: list[Reason] = []
    for name, value in given.items():
        try:
            field = _field(definition, name)
            cleaned[name] = _not_ahead(field, field.type.read(field, value, is_known), today)
        except BadInput as refusal:
            wrong.extend(reason._replace(code=name) for reason in refusal.reasons)
    if wrong:
        raise BadInput(*wrong)
    return cleaned


def _refuse_identity_numbers(definition: Definition, given: Mapping[str, Any]) -> None:
    try:
        refuse_identity_numbers(given, "")
    except IdentityNumber as refusal:
        field = definition.fields.get(refusal.field)
        raise IdentityNumber(refusal.field, field and field.label) from None


def unfit_options(
    definition: Definition, given: Mapping[str, Any], known: Mapping[str, Any], opened_on: date
) -> Iterator[Reason]:
    """What was chosen and was not valid on the day that the case is about: the day in the field
    that the choice names, among what is known with what is given, or else that of its opening."""
    for name, kept in given.items():
        field = definition.fields[name]
        if not (field.options and kept):
            continue
        day = day_of_options(field, known, opened_on)
        for each in kept if isinstance(kept, list) else [kept]:
            if not field.options[each].applies_on(day):
                sentence = _(
                    "“{option}” did not apply on {day}. Choose from: {options}.",
                    option=field.options[each],
                    day=day,
                    options=list(options_on(field.options, day).values()),
                )
                yield Reason(name, sentence)


def day_of_options(field: Field, known: Mapping[str, Any], opened_on: date) -> date:
    """The day on which the options of a choice are to be valid."""
    kept = known.get(field.day) if field.day else None
    return date.fromisoformat(kept) if kept else opened_on


def _not_ahead(field: Field, kept: Any, today: date) -> Any:
    """What is kept of a value; BadInput for a day to come where a past one is meant."""
    if field.past and kept is not None and kept > today.isoformat():
        day = date.fromisoformat(kept)
        raise BadInput(
            _("The field “{field}” cannot lie ahead: {day}.", field=field.label, day=day)
        )
    return kept


def _is_known(session: Session, partnership_id: int, name: str) -> bool:
    """Whether the partnership has a body of that id; `partnership/id` must name this one. BadInput
    for a body that has ended."""
    prefix, slash, key = name.rpartition("/")
    if slash and session.value(_KEY, {"partnership_id": partnership_id}) != prefix:
        return False
    found = _find(session, key, partnership_id)
    if found is not None and found.valid_to is not None:
        raise BadInput(_("{body} ended on {day}.", body=found.name, day=found.valid_to))
    return found is not None


def _field(definition: Definition, name: str) -> Field:
    field = definition.fields.get(name)
    if field is None:
        unknown = _(
            "There is no field “{name}”. Choose from: {fields}.",
            name=name,
            fields=list(definition.fields),
        )
        raise BadInput(unknown)
    return field


class _KnownBody(NamedTuple):
    """A body with the numbers of all for which it stands, itself first."""

    ids: tuple[int, ...]
    name: str
    valid_to: date | None


def body_ids(session: Session, key: str, partnership_id: int) -> tuple[int, ...]:
    """The number of a body of the partnership, then those of the bodies that it stands for and
    of its successor; empty when there is none."""
    found = _find(session, key, partnership_id)
    return found.ids if found else ()


def _find(session: Session, key: str, partnership_id: int) -> _KnownBody | None:
    """A body of the partnership; remembered for the session, until bodies change."""
    known: _KnownBody | None = session.cache.get(("body", partnership_id, key))
    if known is None:
        row = session.row(_BODY, {"partnership_id": partnership_id, "key": key})
        if row is None:
            return None
        number, parts, name, valid_to, successor = row
        wanted = {"partnership_id": partnership_id, "keys": parts}
        stands_for = [part for (part,) in session.rows(_PARTS, wanted)] if parts else []
        after = body_ids(session, successor, partnership_id) if successor else ()
        ids = tuple(dict.fromkeys((number, *stands_for, *after)))
        known = session.cache["body", partnership_id, key] = _KnownBody(ids, name, valid_to)
    return known
