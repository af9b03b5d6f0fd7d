"""A plan as a tree of its goals or areas, with where each measure stands: its light, its owners,
its years; and what a reader chose to see of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from engine.cases.records import Case
from engine.definitions import versions
from engine.language.sentences import Label
from engine.people.actors import Actor
from engine.people.body_names import names_on
from engine.storage.session import Session
from workflows.plans import Plan, ShownEntry
from workflows.views.plan_on_day import plan_on

LIGHT, OWNERS, YEARS = "light", "bodies", "years"
AREA = "area"  # the kind of entry that may be a measure and hold others


class TreeRow(NamedTuple):
    """A row of the tree: how deep it lies, what is printed, and of a measure where it stands."""

    depth: int
    entry: ShownEntry
    state: Label | None = None
    light: Label | None = None
    light_name: str = ""
    owners: tuple[str, ...] = ()
    owner_keys: tuple[str, ...] = ()
    years: str = ""
    due_on: date | None = None
    late: bool = False
    supporting: tuple[str, ...] = ()
    all_years: tuple[int, ...] = ()
    ongoing: bool = False


class ShownOf(NamedTuple):
    """What a reader chose to see of a plan; what is empty leaves everything in. `sort` is what the
    measures stand in the order of (due, status, light, owner), as one list; else they stand as they
    are printed. With `as_of` they are told as they stood at the end of that day."""

    state: str = ""
    body: str = ""
    light: str = ""
    late: bool = False
    sort: str = ""
    as_of: date | None = None

    def has(self, row: TreeRow) -> bool:
        """Whether a measure is among it."""
        wanted = (
            not self.state or row.entry.state == self.state,
            not self.body or self.body in row.owner_keys,
            not self.light or row.light_name == self.light,
            not self.late or row.late,
        )
        return row.entry.ref is not None and all(wanted)

    @property
    def everything(self) -> bool:
        """Whether nothing was chosen."""
        return not any(self._replace(as_of=None))


class Tree(NamedTuple):
    """A plan and its rows that were chosen; to choose from, the lights that a measure can have and
    the owners of all of its measures, by their ids."""

    plan: Plan
    rows: tuple[TreeRow, ...]
    lights: Mapping[str, Label]
    bodies: Mapping[str, str]


def tree(session: Session, plan_id: str, chosen: ShownOf, reader: Actor, on: date) -> Tree:
    """The rows of a plan that were chosen, each below what it belongs to."""
    plan, entries, cases = plan_on(session, plan_id, chosen.as_of, reader, on)
    names = names_on(session, plan.partnership_id, on)
    rows = [
        _row(session, entry, cases.get(entry.case_id), names, on)._replace(depth=depth)
        for depth, entry in _nested(entries)
    ]
    shown = rows if chosen.everything else list(_chosen(rows, chosen))
    _number, definition = versions.newest(session, "measure", plan.partnership_id)
    light = definition.fields.get(LIGHT)
    places = _places(definition.states, light.options if light else ())
    if chosen.sort in places:
        measures = [row._replace(depth=0) for row in shown if row.entry.ref is not None]
        shown = sorted(measures, key=places[chosen.sort])
    owning = dict(owner for row in rows for owner in zip(row.owner_keys, row.owners, strict=True))
    return Tree(
        plan=plan,
        rows=tuple(shown),
        lights=light.options if light else {},
        bodies=dict(sorted(owning.items(), key=lambda owner: owner[1])),
    )


def _places(states: Iterable[str], lights: Iterable[str]) -> Mapping[str, Callable[[TreeRow], Any]]:
    """What measures can be sorted by, states and lights as their definition has them; what has none
    of it stands last."""
    way = {name: place for place, name in enumerate(states)}
    lit = {name: place for place, name in enumerate(lights)}
    return {
        "due": lambda row: (row.due_on or date.max, row.years),
        "status": lambda row: way.get(row.entry.state or "", len(way)),
        "light": lambda row: lit.get(row.light_name, len(lit)),
        "owner": lambda row: (not row.owners, [name.casefold() for name in row.owners]),
    }


def _row(
    session: Session,
    entry: ShownEntry,
    case: Case | None,
    names: Mapping[str, str],
    on: date,
) -> TreeRow:
    if case is None:
        return TreeRow(0, entry)
    definition = versions.by_id(session, case.definition_id)
    light, known = case.fields.get(LIGHT, ""), definition.fields.get(LIGHT)
    row = TreeRow(
        depth=0,
        entry=entry,
        state=definition.states[case.state].label,
        light=known.options.get(light) if known and light else None,
        light_name=light,
        due_on=case.due_on,
        late=case.due_on is not None and case.due_on < on,
    )
    return _with_owners(row, case.fields, names)


def _with_owners(row: TreeRow, fields: Mapping[str, Any], names: Mapping[str, str]) -> TreeRow:
    """The row with who has the measure, and when it is to be done."""
    keys = tuple(fields.get(OWNERS, ()))
    return row._replace(
        owners=tuple(names.get(key, key) for key in keys),
        owner_keys=keys,
        years=span(fields.get(YEARS, ())),
        supporting=tuple(fields.get("supporting", ())),
        all_years=tuple(fields.get(YEARS, ())),
        ongoing=bool(fields.get("ongoing")),
    )


def _nested(entries: Iterable[ShownEntry]) -> Iterator[tuple[int, ShownEntry]]:
    """The entries as a tree, each below what it belongs to, in printed order; and how deep."""
    below: dict[str | None, list[ShownEntry]] = defaultdict(list)
    parts: set[str] = set()
    for entry in entries:
        below[entry.parent if entry.parent in parts else None].append(entry)
        if entry.ref is None or entry.kind == AREA:
            parts.add(entry.key)

    def walk(parent: str | None, depth: int) -> Iterator[tuple[int, ShownEntry]]:
        for entry in below.pop(parent, []):
            yield depth, entry
            yield from walk(entry.key, depth + 1)

    yield from walk(None, 0)


def span(years: Sequence[int]) -> str:
    """Years as people write them: 2022–2025 where none is left out."""
    if len(years) > 1 and list(years) == list(range(years[0], years[-1] + 1)):
        return f"{years[0]}–{years[-1]}"
    return ", ".join(map(str, years))


def _chosen(rows: list[TreeRow], chosen: ShownOf) -> Iterator[TreeRow]:
    """The measures that were chosen, below all that they belong to."""
    above: list[TreeRow] = []
    told = 0
    for row in rows:
        above = above[: row.depth]
        told = min(told, len(above))
        if chosen.has(row):
            yield from above[told:]
            told = len(above)
            yield row
        above.append(row)
