"""The entries of a plan as the database has them, and how an import brings them up to the file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from sqlalchemy import bindparam, insert, select, update

from engine.identity_numbers import refuse_identity_numbers
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of
from workflows.plan_import import plan_rows
from workflows.plan_import.reading.drafts import MeasureDraft
from workflows.plans import PlanEntry


class KnownEntry(NamedTuple):
    """An entry as the database has it."""

    id: int
    kind: str
    key: str
    number: str
    wording: str
    printed: dict[str, Any]
    case_id: int | None


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

    def matches(self, known: KnownEntry) -> bool:
        """Whether the database says the same already."""
        return (known.number, known.wording, known.printed) == (
            self.number,
            self.wording,
            self.printed,
        )


_entry = table_of(PlanEntry)
_KNOWN = Statement(
    select(*(_entry.c[name] for name in KnownEntry._fields))
    .where(_entry.c.plan_id == bindparam("plan_id"))
    .order_by(_entry.c.position)
)
_CHANGED = ("number", "parent", "wording", "printed", "alias_of")
_ADDED = (*_CHANGED, "plan_id", "kind", "key", "position", "case_id")
_ADD = Statement(insert(_entry).values({name: bindparam(name) for name in _ADDED}))
_CHANGE = Statement(
    update(_entry)
    .where(_entry.c.id == bindparam("_id"))
    .values({name: bindparam(name) for name in _CHANGED})
)


def entry_of_part(
    kind: str, key: str, parent: str, wording: str, printed: Any = None
) -> EntryDraft:
    """A section, goal or area of the plan."""
    stored = plan_rows.as_stored(asdict(printed)) if printed else {}
    return EntryDraft(
        kind=kind,
        key=key,
        number=key,
        parent=parent or None,
        wording=wording,
        printed=stored,
    )


def entry_of_row(row: MeasureDraft) -> EntryDraft:
    """A measure, or another name for one."""
    return EntryDraft(
        kind=row.kind,
        key=row.key,
        number=row.number or row.key,
        parent=row.parent or row.goal or row.area or None,
        wording=plan_rows.wording(row),
        printed=plan_rows.printed(row),
        alias_of=row.alias_of or None,
    )


class Entries:
    """The entries of one plan: what is known of them, and how many an import has touched."""

    def __init__(self, session: Session, plan_id: str) -> None:
        self.session, self.plan_id = session, plan_id
        rows = [KnownEntry(*row) for row in session.rows(_KNOWN, {"plan_id": plan_id})]
        self.known = {(entry.kind, entry.key): entry for entry in rows}
        self.position = len(rows)

    def case_ids(self) -> dict[str, int]:
        """The cases of the known measures, by their keys."""
        return {
            entry.key: entry.case_id for entry in self.known.values() if entry.case_id is not None
        }

    def keep(
        self,
        draft: EntryDraft,
        open_case: Callable[[], int] | None = None,
        change_case: Callable[[int], None] | None = None,
    ) -> str:
        """Add the entry or bring it up to what the file says, its case with it.

        Says which it was: created, updated or unchanged.
        """
        known = self.known.get((draft.kind, draft.key))
        if known is not None and draft.matches(known):
            return "unchanged"
        refuse_identity_numbers({**_values(draft), "key": draft.key}, "")
        if known is None:
            self._add(draft, open_case)
            return "created"
        self.session.run(_CHANGE, {**_values(draft), "_id": known.id})
        if change_case is not None and known.case_id is not None:
            change_case(known.case_id)
        return "updated"

    def _add(self, draft: EntryDraft, open_case: Callable[[], int] | None) -> None:
        self.position += 1
        case_id = open_case() if open_case else None
        place = {"plan_id": self.plan_id, "position": self.position, "case_id": case_id}
        self.session.run(_ADD, {**_values(draft), "kind": draft.kind, "key": draft.key, **place})


def _values(draft: EntryDraft) -> dict[str, Any]:
    return {name: getattr(draft, name) for name in _CHANGED}
