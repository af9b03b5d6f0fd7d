"""The definitions in use: the text of each version is kept in the database, and every case keeps
the version it began with.

A workflow in which a partnership has lists of its own is a series of versions of that partnership,
each the text of the workflow with those of its lists: its cases begin with the newest of these.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import lru_cache
from hashlib import sha256

from sqlalchemy import Column, Text, UniqueConstraint, bindparam, func, select
from sqlmodel import Field, SQLModel

from engine.definitions.loader import load_stored
from engine.definitions.model import Definition
from engine.definitions.own_lists import SEAM, OwnList, read_list, stored_list, with_lists
from engine.errors import BadInput, NotFound, Reason, Refused, UnknownKey
from engine.language.sentences import AnyOf, Label, _
from engine.people.acts import Act
from engine.people.rights import PARTNERSHIP, require
from engine.people.trace import trace, traced
from engine.storage.columns import UTCDateTime
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of

OWN = ":"  # in the names of series: the workflow stands before it, the partnership behind it


class StoredDefinition(SQLModel, table=True):
    """The text of one version of one workflow, as it was when the first case could begin with
    it."""

    __tablename__ = "definition"
    __table_args__ = (UniqueConstraint("workflow", "version"),)
    id: int | None = Field(default=None, primary_key=True)
    workflow: str = Field(max_length=80)
    version: int
    sha256: str = Field(max_length=64)
    text: str = Field(sa_column=Column(Text, nullable=False))
    stored_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))


_table = table_of(StoredDefinition)
_BY_ID = Statement(select(_table.c.workflow, _table.c.text).where(_table.c.id == bindparam("id")))
# Each answered by its index: to sort the two together costs SQLite a tenth of an opening.
_NEWEST = Statement(
    select(
        func.coalesce(
            *(
                select(_table.c.id)
                .where(_table.c.workflow == bindparam(series))
                .order_by(_table.c.version.desc())
                .limit(1)
                .scalar_subquery()
                for series in ("own", "workflow")
            )
        )
    )
)
_ALL = Statement(
    select(_table.c.id, _table.c.workflow, _table.c.version).order_by(
        _table.c.workflow, _table.c.version
    )
)
_SAME = Statement(
    select(_table.c.sha256).where(
        _table.c.workflow == bindparam("workflow"), _table.c.version == bindparam("version")
    )
)
_TEXTS = Statement(
    select(_table.c.workflow, _table.c.version, _table.c.sha256, _table.c.text).order_by(
        _table.c.id
    )
)
DEFINITION = traced("definition", StoredDefinition, "workflow", "version", "sha256")


@lru_cache(maxsize=256)
def _parsed(workflow: str, text: str) -> Definition:
    return load_stored(text, f"{workflow}.yaml")


def by_id(session: Session, definition_id: int) -> Definition:
    """The definition with that number; read from the database once in a process, for its text
    never changes."""
    found: Definition | None = session.cache.get(("definition", definition_id))
    if found is None:
        row = session.row(_BY_ID, {"id": definition_id})
        if row is None:
            raise NotFound(
                _(
                    "The workflow definition number {number} is not in the database.",
                    number=definition_id,
                )
            )
        found = session.cache["definition", definition_id] = _parsed(row[0], row[1])
    return found


def newest(
    session: Session, workflow: str, partnership_id: int | None = None
) -> tuple[int, Definition]:
    """The number and the definition with which a new case of that workflow begins; in a partnership
    with the lists that it has of its own."""
    own = workflow if partnership_id is None else _series(workflow, partnership_id)
    found = session.value(_NEWEST, {"workflow": workflow, "own": own})
    if found is None or OWN in workflow:
        known = sorted({row[1] for row in session.rows(_ALL) if OWN not in row[1]})
        raise UnknownKey(
            _(
                "There is no workflow “{workflow}”. Choose from: {known}.",
                workflow=workflow,
                known=known,
            )
        )
    return found, by_id(session, found)


def in_use(session: Session) -> list[tuple[int, Definition]]:
    """The newest version of every workflow, by its name; without what partnerships have of their
    own in it."""
    rows = session.rows(_ALL)
    newest_of = {workflow: number for number, workflow, _version in rows if OWN not in workflow}
    return [(number, by_id(session, number)) for _workflow, number in sorted(newest_of.items())]


def every(session: Session) -> tuple[tuple[int, Definition], ...]:
    """Every version of every workflow, for what is asked of old cases and new ones alike."""
    return tuple((number, by_id(session, number)) for number, *_version in session.rows(_ALL))


def states(session: Session, workflow: str) -> dict[str, Label]:
    """The names of all states that a case of that workflow can be in, whichever version it began
    with; as the newest that has the state calls it."""
    numbers = [number for number, known, _version in session.rows(_ALL) if known == workflow]
    found = [by_id(session, number) for number in numbers]
    return {state.name: state.label for each in found for state in each.states.values()}


def known_state(session: Session, workflow: str, state: str | None) -> str | None:
    """The state, if cases of that workflow can be in it, or None where none is asked for; BadInput
    names those that there are."""
    known = states(session, workflow)
    if not state or state in known:
        return state or None
    sentence = _("There is no status “{state}”. Choose {known}.", state=state, known=AnyOf(known))
    raise BadInput(Reason("state", sentence))


def store(session: Session, definitions: Iterable[Definition], act: Act) -> list[Definition]:
    """Keep the text of each version that is new; refuse one that differs from what cases already
    began with."""
    added = []
    if not act.by.operator:
        sentence = _("Only the operator may store workflow definitions.")
        raise Refused([Reason("right", sentence)])
    with session.begin():
        session.take_turns("definitions stored")
        for definition in definitions:
            digest = sha256(definition.source.encode()).hexdigest()
            known = session.value(_SAME, {"workflow": definition.id, "version": definition.version})
            if known is None:
                _store(session, definition, act)
                added.append(definition)
            elif known != digest:
                raise Refused([_changed(definition)])
    return added


def _store(session: Session, definition: Definition, act: Act) -> None:
    """Keep a new version, and for each partnership that has lists of its own in the workflow one
    with these."""
    _write(session, definition.id, definition.version, definition.source, act)
    own = {series for _number, series, _version in session.rows(_ALL)}
    for series in sorted(name for name in own if name.startswith(f"{definition.id}{OWN}")):
        owner = int(series.rpartition(OWN)[2])
        lists = own_lists(session, definition.id, owner).values()
        fitting = [
            read_list(each.source, f"{series}, {each.field}", {definition.id: definition})
            for each in lists
        ]
        _store_own(session, series, with_lists(definition, fitting), act)


def _write(session: Session, workflow: str, version: int, text: str, act: Act) -> None:
    stored = StoredDefinition(
        workflow=workflow,
        version=version,
        sha256=sha256(text.encode()).hexdigest(),
        text=text,
        stored_at=act.recorded,
    )
    session.orm.add(stored)
    trace(session, DEFINITION, stored, "stored", act)


def store_lists(
    session: Session, workflow: str, partnership_id: int, lists: Iterable[OwnList], act: Act
) -> None:
    """Keep a version of the workflow with these lists, for the cases of a partnership that begin
    from now on."""
    require(act, PARTNERSHIP, partnership_id)
    with session.begin():
        session.take_turns("definitions stored")
        common = newest(session, workflow)[1]
        _store_own(session, _series(workflow, partnership_id), with_lists(common, lists), act)


def own_lists(session: Session, workflow: str, partnership_id: int) -> dict[str, OwnList]:
    """The lists that a partnership has of its own in a workflow, by their fields."""
    texts = newest(session, workflow, partnership_id)[1].source.split(SEAM)[1:]
    found = [stored_list(text, f"{workflow}.yaml") for text in texts]
    return {each.field: each for each in found}


def _store_own(session: Session, series: str, definition: Definition, act: Act) -> None:
    known = [version for _number, name, version in session.rows(_ALL) if name == series]
    _write(session, series, max(known, default=0) + 1, definition.source, act)


def _series(workflow: str, partnership_id: int) -> str:
    """Under which name the versions of a partnership are kept."""
    return f"{workflow}{OWN}{partnership_id}"


def changed(session: Session) -> Iterator[str]:
    """The versions whose text is not the one that was stored: their workflow and number."""
    for workflow, version, digest, source in session.rows(_TEXTS):
        if sha256(source.encode()).hexdigest() != digest:
            yield f"{workflow} {version}"


def _changed(definition: Definition) -> Reason:
    sentence = _(
        "Version {version} of the workflow “{workflow}” is in use with another text."
        " Give the changed file a higher version number.",
        version=definition.version,
        workflow=definition.id,
    )
    return Reason("version", sentence)
