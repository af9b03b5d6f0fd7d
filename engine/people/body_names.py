"""What bodies were called on a day: a new name does not rewrite what happened before it."""

from __future__ import annotations

import json
from datetime import date

from sqlalchemy import bindparam, select

from engine.days.calendar import local_day
from engine.people.tables import Body
from engine.people.trace import registry_event
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of

_body = table_of(Body)
_RENAMED = Statement(
    select(_body.c.key, registry_event.c.at, registry_event.c.data)
    .join(registry_event, registry_event.c.subject_id == _body.c.id)
    .where(registry_event.c.subject == "body")
    .where(_body.c.partnership_id == bindparam("partnership_id"))
    .order_by(_body.c.id, registry_event.c.seq)
)


def names_on(session: Session, partnership_id: int, day: date) -> dict[str, str]:
    """The name of each body of a partnership at the end of that day, by its id; of a body that
    came later, its first one."""
    names: dict[str, str] = {}
    for key, at, data in session.rows(_RENAMED, {"partnership_id": partnership_id}):
        change = json.loads(data).get("changes", {}).get("name")
        if change and (key not in names or local_day(at) <= day):
            names[key] = change[1]
    return names
