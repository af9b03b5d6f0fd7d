"""The entries of a plan as the database has them, and how an import brings them up to the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import bindparam, delete, func, insert, select, update

from engine.identity_numbers import refuse_identity_numbers
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of
from workflows.plan_changes import number_of
from workflows.plan_editions import ADD_CHANGE, COLUMNS, NEW_ONES
from workflows.plan_import import plan_rows
from workflows.plan_import.reading.drafts import MeasureDraft
from workflows.plans import PlanEntry

AT_ONCE = 500


@dataclass(frozen=True)
class EntryDraft:
    """An entry as the file has it. `key` tells it from others of its kind in the plan."""

    kind: str
    key: str
    number: str
    parent: str | None
    wording: str
    printed: dict[str, Any]
    alias_of: str | None = None

    def says_the_same(self, known: Mapping[str, Any]) -> bool:
        """Whether the database says the same already."""
        return all(known[name] == getattr(self, name) for name in ("number", "wording", "printed"))


_entry = table_of(PlanEntry)
_KNOWN = Statement(
    select(*_entry.columns)
    .where(_entry.c.plan_id == bindparam("plan_id"))
    .order_by(_entry.c.position)
)
_ADDED = tuple(name for name in COLUMNS if name != "id")
_LAST = Statement(select(func.coalesce(func.max(_entry.c.id), 0)))
_ADD = Statement(insert(_entry).values({name: bindparam(name) for name in _ADDED}))
_FREE_KEY = Statement(
    update(_entry).where(_entry.c.id == bindparam("_id")).values(key=bindparam("key"))
)
_CHANGE = Statement(
    update(_entry)
    .where(_entry.c.id == bindparam("_id"))
    .values({name: bindparam(name) for name in _ADDED if name != "plan_id"})
)
# What stands elsewhere in the plan and is otherwise as it was: a row that is new above moves all.
_MOVE = Statement(
    update(_entry).where(_entry.c.id == bindparam("_id")).values(position=bindparam("position"))
)
_REMOVE = Statement(delete(_entry).where(_entry.c.id == bindparam("_id")))


class Touched(NamedTuple):
    """How many entries an import adds, changes and removes."""

    added: int
    changed: int
    removed: int


def entry_of_part(
    kind: str, key: str, parent: str, wording: str, printed: Any = None
) -> EntryDraft:
    """A section, goal or area of the plan."""
    stored = plan_rows.as_stored(printed) if printed else {}
    return EntryDraft(
        kind=kind,
        key=key,
        number=key,
        parent=parent or None,
        wording=wording,
        printed=stored,
    )


def entry_of_row(row: MeasureDraft, keys: Mapping[str, str]) -> EntryDraft:
    """A measure, or another name for one; `keys` are those that rows have in the plan where they
    are not their own."""
    return EntryDraft(
        kind=row.kind,
        key=row.key,
        number=row.number or row.key,
        parent=keys.get(row.parent, row.parent) or row.goal or row.area or None,
        wording=plan_rows.wording(row),
        printed=plan_rows.printed(row),
        alias_of=keys.get(row.alias_of, row.alias_of) or None,
    )


class Entries:
    """The entries of one plan, and what an import makes of them: noted first, then written whole.

    `known` are those that the database has, as it has them; each is kept, said to be gone, or
    removed.
    """

    def __init__(self, session: Session, plan_id: str) -> None:
        self.session, self.plan_id = session, plan_id
        rows = session.rows(_KNOWN, {"plan_id": plan_id})
        self.known = [dict(zip(COLUMNS, row, strict=True)) for row in rows]
        self.position = 0
        self._added: list[dict[str, Any]] = []
        self._changed: list[_Changed] = []
        self._removed: list[dict[str, Any]] = []
        self._written: Touched | None = None

    def followed(self) -> list[dict[str, Any]]:
        """The entries that have a case, and those that are gone with them."""
        return [entry for entry in self.known if entry["case_id"] is not None]

    def without_cases(self) -> dict[tuple[str, str], dict[str, Any]]:
        """The parts of the plan and the other names, by kind and key."""
        rest = (entry for entry in self.known if entry["case_id"] is None)
        return {(entry["kind"], entry["key"]): entry for entry in rest}

    def keep(
        self,
        draft: EntryDraft,
        known: dict[str, Any] | None,
        position: int,
        case_id: int | None = None,
    ) -> str:
        """Note that the entry is in the file, at that place; `known` is what it was, `case_id` the
        case of one that is new. Says which it is: created, updated or unchanged."""
        values = {**vars(draft), "position": position, "gone": False}
        if known is None:
            refuse_identity_numbers(vars(draft), "")
            self._added.append({**values, "plan_id": self.plan_id, "case_id": case_id})
            return "created"
        self._note(known, values)
        if draft.says_the_same(known):
            return "unchanged"
        refuse_identity_numbers(vars(draft), "")
        return "updated"

    def leave(self, known: dict[str, Any], ref: str, position: int, parent: str | None) -> None:
        """Note that a measure is not in the file: it stays, as one that is gone, with the number
        that it had, in the part of the plan that it stood in where that is there."""
        gone = {"key": f"gone:{ref}", "parent": parent, "gone": True, "position": position}
        self._note(known, {**gone, "number": number_of(known)})

    def remove(self, known: dict[str, Any]) -> None:
        """Note that what has no case is not in the file: the editions alone tell of it."""
        self._removed.append(known)

    def restore(self, wanted: Mapping[int, dict[str, Any]]) -> None:
        """Note that the entries are to be these, by their numbers; one that was removed since comes
        back under a number of its own."""
        known = {entry["id"]: entry for entry in self.known}
        self._removed += [entry for number, entry in known.items() if number not in wanted]
        for number, entry in wanted.items():
            if number in known:
                self._note(known[number], entry)
            else:
                self._added.append(entry)

    def _note(self, known: dict[str, Any], values: Mapping[str, Any]) -> None:
        names = [name for name, value in values.items() if known[name] != value]
        if names:
            now = {name: values[name] for name in names}
            self._changed.append(_Changed(known, now))

    @property
    def touched(self) -> Touched:
        """What there is to write, or what there was."""
        return self._written or Touched(len(self._added), len(self._changed), len(self._removed))

    def write(self, edition_id: int) -> None:
        """Write what was noted, and in that edition what stood there before."""
        session = self.session
        _each(session, _REMOVE, ({"_id": entry["id"]} for entry in self._removed))
        last = session.value(_LAST)
        others = [each for each in self._changed if not each.is_moved_alone]
        moving = (each.known["id"] for each in others if "key" in each.now)
        _each(session, _FREE_KEY, ({"_id": number, "key": f"~{number}"} for number in moving))
        _each(session, _CHANGE, (each.after for each in others))
        moved = (each for each in self._changed if each.is_moved_alone)
        _each(session, _MOVE, ({"_id": each.known["id"], **each.now} for each in moved))
        _each(session, _ADD, self._added)
        rows = ({**told, "edition_id": edition_id} for told in self._told())
        _each(session, ADD_CHANGE, rows)
        session.run(NEW_ONES, {"edition_id": edition_id, "plan_id": self.plan_id, "last": last})
        self._forget()

    def _forget(self) -> None:
        """Keep how many they were, and nothing of them: a plan may have thousands."""
        self._written = self.touched
        self.known, self._added, self._changed, self._removed = [], [], [], []

    def _told(self) -> Iterator[dict[str, Any]]:
        """What stood there before, entry by entry."""
        for entry in self._removed:
            yield {"entry_id": entry["id"], "before": entry}
        for each in self._changed:
            before = {name: each.known[name] for name in each.now}
            yield {"entry_id": each.known["id"], "before": before}


class _Changed(NamedTuple):
    """An entry as the database has it, and what of it is other now."""

    known: dict[str, Any]
    now: dict[str, Any]

    @property
    def is_moved_alone(self) -> bool:
        """Whether it is as it was, in another place."""
        return self.now.keys() == {"position"}

    @property
    def after(self) -> dict[str, Any]:
        """All of it as it is now."""
        return {**self.known, **self.now, "_id": self.known["id"]}


def _each(session: Session, statement: Statement, values: Iterable[dict[str, Any]]) -> None:
    """Run the statement with each of these, some hundreds at a time: a plan may have thousands."""
    rest = iter(values)
    while batch := list(islice(rest, AT_ONCE)):
        session.run_many(statement, batch)
