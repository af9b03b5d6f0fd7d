"""Where a list of cases is read: the ranges of indexes that it is merged from, so that it takes no
longer with more cases, however few of them the reader may know of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import bindparam, select

from engine.cases.access import Numbered
from engine.cases.records import case_person, case_table
from engine.cases.role_matcher import sees_whole
from engine.people.actors import Actor
from engine.people.tables import Partnership
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of

_partnership = table_of(Partnership)
_PARTNERSHIPS = Statement(select(_partnership.c.id).order_by(_partnership.c.id))
_OWN = Statement(
    select(case_table.c.id, case_table.c.partnership_id, case_table.c.workflow)
    .distinct()
    .join(case_person, case_person.c.case_id == case_table.c.id)
    .where(case_person.c.person_id == bindparam("person_id"))
)
Place = dict[str, object]


def places(
    session: Session, known: Sequence[Numbered], workflow: str | None, reader: Actor, on: date
) -> Iterator[Place]:
    """Where the cases of these versions are that the reader may know of, as conditions of a list:
    whole partnerships, where she sees every case or all workflows are asked for; elsewhere her
    bodies, and her own cases. A case may lie in several."""
    if reader.operator:
        for (number,) in session.rows(_PARTNERSHIPS):
            yield {"partnership_id": number}
        return
    whole = sorted(_seen_whole(known, workflow, reader, on))
    for number in whole:
        yield {"partnership_id": number}
    posts = reader.current(on)
    for number in sorted({post.body_id for post in posts if post.partnership_id not in whole}):
        yield {"body_id": number}
    own = [
        number
        for number, owner, of in session.rows(_OWN, {"person_id": reader.person_id})
        if owner not in whole and workflow in (None, of)
    ]
    if own:
        yield {"among": own}


def _seen_whole(
    known: Sequence[Numbered], workflow: str | None, reader: Actor, on: date
) -> Iterator[int]:
    """The partnerships in which the reader's seats show her all cases, of one version at least."""
    kinds: dict[int, set[str]] = {}
    for post in reader.current(on):
        kinds.setdefault(post.partnership_id, set()).add(post.kind)
    roles = [
        [definition.roles[name] for name in definition.visible_to]
        for _number, definition in known
        if definition.id == workflow
    ]
    for number, here in kinds.items():
        if workflow is None or any(sees_whole(each, here) for each in roles):
            yield number
