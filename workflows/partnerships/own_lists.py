"""Lists that a partnership puts in the place of those that come with a workflow: for the cases that
begin from then on, while older ones keep the lists they began with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import bindparam, select

from engine.cases.records import case_table
from engine.definitions import own_lists, versions
from engine.definitions.loader import text_of
from engine.definitions.model import Definition
from engine.definitions.options import Option
from engine.definitions.own_lists import OwnList
from engine.errors import BadInput, Reason, Refused
from engine.given_files import check_file
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
Options = Mapping[str, Option]

_CASES = Statement(
    select(case_table.c.definition_id, case_table.c.state, case_table.c.fields).where(
        case_table.c.partnership_id == bindparam("partnership_id"),
        case_table.c.workflow == bindparam("workflow"),
    )
)


class ListChange(NamedTuple):
    """What another list changed: which options are new, which are gone, and how many open cases go
    on with the list that they began with."""

    label: Label
    new: list[Label]
    gone: list[Label]
    open_cases: int


def known_workflows(session: Session) -> dict[str, Definition]:
    """The workflows in use, by their names."""
    return {definition.id: definition for _number, definition in versions.in_use(session)}


def read_own_list(file: Path, known: Mapping[str, Definition]) -> OwnList:
    """The list in a file, checked with these workflows; DefinitionRefused with its problems."""
    check_file(file)
    return own_lists.read_list(text_of(file), str(file), known)


def put_list(session: Session, owner: Partnership, given: OwnList, act: Act) -> ListChange:
    """Put the list in the place of the one that the partnership has now. Refused where that takes
    away what open cases chose, or what the program speaks of."""
    with session.begin():
        require(act, PARTNERSHIP, owner.number)
        session.take_turns("partnerships")
        lists = versions.own_lists(session, given.workflow, owner.number) | {given.field: given}
        return _changed(session, owner, _NewLists(given.workflow, given.field, lists), act)


def drop_list(
    session: Session, owner: Partnership, workflow: str, field: str, act: Act
) -> ListChange:
    """Go back to the list that comes with the workflow; refused as another list is."""
    with session.begin():
        require(act, PARTNERSHIP, owner.number)
        session.take_turns("partnerships")
        lists = versions.own_lists(session, workflow, owner.number)
        if lists.pop(field, None) is None:
            none = _("{name} has no list “{list}” of its own.", name=owner.name, list=field)
            raise BadInput(Reason("list", none))
        return _changed(session, owner, _NewLists(workflow, field, lists), act)


class _NewLists(NamedTuple):
    """Which list changes, and all that the partnership has of its own afterwards."""

    workflow: str
    field: str
    lists: Mapping[str, OwnList]


def _changed(session: Session, owner: Partnership, wanted: _NewLists, act: Act) -> ListChange:
    workflow, name = wanted.workflow, wanted.field
    before = versions.newest(session, workflow, owner.number)[1].fields[name]
    common = versions.newest(session, workflow)[1].fields[name]
    own = wanted.lists.get(name)
    now = own.options if own else common.options
    chosen, open_cases = _chosen(session, owner, workflow, name)
    if reasons := [*_needed(wanted, now), *_vanished(now, chosen)]:
        raise Refused(reasons)
    versions.store_lists(session, workflow, owner.number, wanted.lists.values(), act)
    kept = session.orm.get_one(Partnership, owner.number, populate_existing=True)
    trace(session, SETTINGS, kept, "own_list" if own else "no_own_list", act, list=name)
    return ListChange(
        label=common.label,
        new=[label for option, label in now.items() if option not in before.options],
        gone=[label for option, label in before.options.items() if option not in now],
        open_cases=open_cases,
    )


def _chosen(
    session: Session, owner: Partnership, workflow: str, name: str
) -> tuple[dict[str, tuple[int, Label]], int]:
    """How many open cases chose each option, with what it is called there; and how many there are
    in all."""
    counts: Counter[str] = Counter()
    called: dict[str, Label] = {}
    cases = 0
    asked = {"partnership_id": owner.number, "workflow": workflow}
    for begun_with, state, fields in session.rows(_CASES, asked):
        definition = versions.by_id(session, begun_with)
        if state in definition.final:
            continue
        cases += 1
        options = definition.fields[name].options if name in definition.fields else {}
        for each in _values(options, fields.get(name)):
            counts[each] += 1
            called[each] = options[each]
    return {each: (n, called[each]) for each, n in counts.items()}, cases


def _values(options: Options, kept: object) -> list[str]:
    values = kept if isinstance(kept, list) else [kept]
    return [each for each in values if isinstance(each, str) and each in options]


def _needed(wanted: _NewLists, now: Options) -> Iterator[Reason]:
    lacking = [n for n in NEEDED.get((wanted.workflow, wanted.field), ()) if n not in now]
    if lacking:
        stay = _("The program itself speaks of these, so they stay: {names}.", names=lacking)
        yield Reason("options", stay)


def _vanished(now: Options, chosen: Mapping[str, tuple[int, Label]]) -> Iterator[Reason]:
    for name, (n, label) in chosen.items():
        if name not in now:
            yield Reason(
                "options",
                n_(
                    "“{option}” ({name}) was chosen in {n} case that has not ended. Keep it in the"
                    " list, with `valid_to`, and with `newer` if another one took its place.",
                    "“{option}” ({name}) was chosen in {n} cases that have not ended. Keep it in"
                    " the list, with `valid_to`, and with `newer` if another one took its place.",
                    n,
                    option=label,
                    name=name,
                ),
            )
