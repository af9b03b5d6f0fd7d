"""Lists that a partnership puts in the place of those that come with a workflow: for the cases that
begin from then on, while older ones keep the lists they began with."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import bindparam, select

from engine.cases.reading import visible_refs
from engine.cases.records import case_table
from engine.days.calendar import local_day
from engine.definitions import own_lists, versions
from engine.definitions.loader import text_of
from engine.definitions.model import Definition
from engine.definitions.options import Option
from engine.definitions.own_lists import OwnList
from engine.errors import BadInput, Reason, Refused, Remedy, WayOut
from engine.given_files import check_file, check_name
from engine.language.sentences import Label, _, n_
from engine.people.acts import Act
from engine.people.rights import PARTNERSHIP, require
from engine.people.tables import Partnership
from engine.people.trace import trace
from engine.storage.session import Session
from engine.storage.statements import Statement
from workflows.partnerships.structure import SETTINGS

# Options that the program itself speaks of, in reports to councils and where plans are imported.
NEEDED = {("measure", "light"): ("on_track", "at_risk", "late", "needs_council")}
MOST_NAMED = 10  # of the cases that stand in the way
Options = Mapping[str, Option]

_CASES = Statement(
    select(case_table.c.ref, case_table.c.definition_id, case_table.c.state, case_table.c.fields)
    .where(
        case_table.c.partnership_id == bindparam("partnership_id"),
        case_table.c.workflow == bindparam("workflow"),
    )
    .order_by(case_table.c.id)
)


class ListChange(NamedTuple):
    """What another list changed: which options are new, which are said in other words or count on
    other days, which are gone, and how many stay as they were; and how many open cases go on with
    the list that they began with."""

    label: Label
    new: list[Label]
    changed: list[Label]
    gone: list[Label]
    kept: int
    open_cases: int

    @property
    def seen(self) -> str:
        """What it changes, in one number; cases come and go, and are not among it."""
        return sha256(repr(self._replace(open_cases=0)).encode()).hexdigest()


def known_workflows(session: Session) -> dict[str, Definition]:
    """The workflows in use, by their names."""
    return {definition.id: definition for _number, definition in versions.in_use(session)}


def read_own_list(file: Path, known: Mapping[str, Definition]) -> OwnList:
    """The list in a file, checked with these workflows; DefinitionRefused with its problems."""
    check_name(file.name)
    check_file(file)
    return own_lists.read_list(text_of(file), str(file), known)


class ListChangedSince(BadInput):
    """What would change is not what was seen: somebody changed the list since."""

    def __init__(self, change: ListChange) -> None:
        self.change = change
        sentence = _(
            "Somebody has changed the list since you saw this. Look at it once more, and save it"
            " then."
        )
        super().__init__(Reason("changed_since", sentence))


def put_list(
    session: Session, owner: Partnership, given: OwnList, act: Act, seen: str | None = None
) -> ListChange:
    """Put the list in the place of the one that the partnership has now. Refused where that takes
    away what open cases chose, or what the program speaks of; ListChangedSince where it changes
    something else than was `seen` before."""
    with session.begin():
        require(act, PARTNERSHIP, owner.number)
        session.take_turns("partnerships")
        lists = versions.own_lists(session, given.workflow, owner.number) | {given.field: given}
        return _changed(session, owner, _NewLists(given.workflow, given.field, lists, seen), act)


def drop_list(
    session: Session,
    owner: Partnership,
    workflow: str,
    field: str,
    act: Act,
    seen: str | None = None,
) -> ListChange:
    """Go back to the list that comes with the workflow; refused as another list is."""
    with session.begin():
        require(act, PARTNERSHIP, owner.number)
        session.take_turns("partnerships")
        lists = versions.own_lists(session, workflow, owner.number)
        if lists.pop(field, None) is None:
            none = _("{name} has no list “{list}” of its own.", name=owner.name, list=field)
            raise BadInput(Reason("list", none))
        return _changed(session, owner, _NewLists(workflow, field, lists, seen), act)


class _NewLists(NamedTuple):
    """Which list changes, all that the partnership has of its own afterwards, and what was seen of
    the change before, where it was looked at."""

    workflow: str
    field: str
    lists: Mapping[str, OwnList]
    seen: str | None


def _changed(session: Session, owner: Partnership, wanted: _NewLists, act: Act) -> ListChange:
    workflow, name = wanted.workflow, wanted.field
    before = versions.newest(session, workflow, owner.number)[1].fields[name]
    common = versions.newest(session, workflow)[1].fields[name]
    own = wanted.lists.get(name)
    now = own.options if own else common.options
    chosen, open_cases = _chosen(session, owner, workflow, name)
    gone = [each for option, each in chosen.items() if option not in now]
    seen = visible_refs(
        session, [ref for each in gone for ref in each.refs], act.by, local_day(act.at)
    )
    values = {"id": workflow, "list": name, "partnership": owner.key}
    way = Remedy(WayOut.KEEP_OPTION if own else WayOut.PUT_COMMON_LIST, values)
    if reasons := [*_needed(wanted, now), *(_vanished(each, seen, way) for each in gone)]:
        raise Refused(reasons)
    versions.store_lists(session, workflow, owner.number, wanted.lists.values(), act)
    kept = session.orm.get_one(Partnership, owner.number, populate_existing=True)
    said = {"list": name, "label": common.label._asdict()}
    trace(session, SETTINGS, kept, "own_list" if own else "no_own_list", act, **said)
    change = _compared(common.label, before.options, now, open_cases)
    if wanted.seen not in (None, change.seen):
        raise ListChangedSince(change)
    return change


def _compared(label: Label, before: Options, now: Options, open_cases: int) -> ListChange:
    stay = {name: option for name, option in now.items() if name in before}
    changed: list[Label] = [each for name, each in stay.items() if not each.same_as(before[name])]
    return ListChange(
        label=label,
        new=[option for name, option in now.items() if name not in before],
        changed=changed,
        gone=[option for name, option in before.items() if name not in now],
        kept=len(stay) - len(changed),
        open_cases=open_cases,
    )


class _Chosen(NamedTuple):
    """An option that open cases chose, with what it is called there."""

    name: str
    label: Label
    refs: list[str]


def _chosen(
    session: Session, owner: Partnership, workflow: str, name: str
) -> tuple[dict[str, _Chosen], int]:
    """What open cases chose, by name; and how many of them there are in all."""
    chosen: dict[str, _Chosen] = {}
    cases = 0
    asked = {"partnership_id": owner.number, "workflow": workflow}
    for ref, begun_with, state, fields in session.rows(_CASES, asked):
        definition = versions.by_id(session, begun_with)
        if state in definition.final:
            continue
        cases += 1
        options = definition.fields[name].options if name in definition.fields else {}
        for each in _values(options, fields.get(name)):
            chosen.setdefault(each, _Chosen(each, options[each], [])).refs.append(ref)
    return chosen, cases


def _values(options: Options, kept: object) -> list[str]:
    values = kept if isinstance(kept, list) else [kept]
    return [each for each in values if isinstance(each, str) and each in options]


def _needed(wanted: _NewLists, now: Options) -> Iterator[Reason]:
    lacking = [n for n in NEEDED.get((wanted.workflow, wanted.field), ()) if n not in now]
    if lacking:
        stay = _("The program itself speaks of these, so they stay: {names}.", names=lacking)
        yield Reason("options", stay)


def _vanished(option: _Chosen, seen: Collection[str], way: Remedy) -> Reason:
    """Why an option has to stay, with the cases that chose it and that may be seen."""
    why = n_(
        "“{option}” ({name}) was chosen in {n} case that has not ended.",
        "“{option}” ({name}) was chosen in {n} cases that have not ended.",
        len(option.refs),
        option=option.label,
        name=option.name,
    )
    shown = [ref for ref in option.refs if ref in seen][:MOST_NAMED]
    if len(shown) == len(option.refs):
        why = _("{why} It is chosen in: {refs}.", why=why, refs=shown)
    elif shown:
        why = _("{why} Among them: {refs}.", why=why, refs=shown)
    return Reason("options", why, way)
