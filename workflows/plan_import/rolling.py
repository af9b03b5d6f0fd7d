"""The next edition of a plan without a file: what has not ended is carried on, with its cases and
their history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from engine.cases import records
from engine.cases.records import Case
from engine.definitions import versions
from engine.errors import Reason, Refused
from engine.language.sentences import _, n_
from engine.people.acts import Act
from engine.people.rights import PLANS, require
from engine.people.tables import Partnership
from engine.storage.session import Session
from workflows.plan_changes import Became, RowTold, years_in_row
from workflows.plan_editions import EditionKind
from workflows.plan_import.entries import Entries, EntryDraft
from workflows.plan_import.importing import known_plan
from workflows.plan_import.new_edition import NewEdition
from workflows.plan_import.reading.drafts import Finding, Level, Where
from workflows.plans import Plan

SHOWN = 12  # numbers of measures that are named
COPIED = ("kind", "key", "number", "parent", "wording", "printed", "alias_of")


class Rolled(NamedTuple):
    """What rolling a plan did: the new plan, what became of each measure, and what is to be said of
    its years."""

    plan: Plan
    told: tuple[RowTold, ...]
    findings: tuple[Finding, ...]


def roll_plan(
    session: Session, old: Plan, new_id: str, period: tuple[int, int], act: Act
) -> Rolled:
    """Make the plan of the next period: every measure that has not ended stands in it with the same
    case, and all that is printed around them. Refuses where the new plan is there already."""
    with session.begin():
        require(act, PLANS, old.partnership_id)
        owner = session.orm.get_one(Partnership, old.partnership_id)
        if known_plan(session, owner, new_id) is not None:
            sentence = _("The plan {plan} is there already; import its file.", plan=new_id)
            raise Refused([Reason("plan", sentence)])
        before = Entries(session, old.id).known
        cases = records.by_ids(session, [e["case_id"] for e in before if e["case_id"] is not None])
        new = _next_plan(session, old, new_id, period, act)
        carried = list(_carried(session, before, cases))
        _write(session, new, carried, act)
    told = (_told(session, entry, cases) for entry in before if entry["case_id"] is not None)
    findings = tuple(_outside(new_id, carried, period))
    return Rolled(new, tuple(each for each in told if each is not None), findings)


def _outside(
    plan_id: str, carried: Iterable[dict[str, Any]], period: tuple[int, int]
) -> Iterator[Finding]:
    """The measures that are carried on with years that the new plan has not: nobody has said when
    they are to be done in it."""
    years = {entry["key"]: years_in_row(entry["printed"])[0] for entry in carried}
    outside = [key for key, named in years.items() if any(not _within(y, period) for y in named)]
    if outside:
        sentence = n_(
            "One measure is carried on with years outside {first}–{last}: {numbers}. Change its"
            " years, or import the new plan's file.",
            "{n} measures are carried on with years outside {first}–{last}: {numbers}. Change their"
            " years, or import the new plan's file.",
            len(outside),
            first=str(period[0]),
            last=str(period[1]),
            numbers=outside if len(outside) <= SHOWN else [*outside[:SHOWN], "…"],
        )
        yield Finding(Level.WARNING, "years_outside", Where(plan_id), sentence)


def _within(year: int, period: tuple[int, int]) -> bool:
    return period[0] <= year <= period[1]


def _write(session: Session, new: Plan, carried: Iterable[dict[str, Any]], act: Act) -> None:
    """The entries of the new plan, as its first edition."""
    entries = Entries(session, new.id)
    for place, entry in enumerate(carried, start=1):
        draft = EntryDraft(**{name: entry[name] for name in COPIED})
        entries.keep(draft, None, place, entry["case_id"])
    edition = NewEdition(
        session, plan=new, act=act, kind=EditionKind.ROLLED, before={}, file="", digest=""
    )
    edition.write(entries)
    edition.finish(entries, {})


def _next_plan(session: Session, old: Plan, new_id: str, period: tuple[int, int], act: Act) -> Plan:
    plan = Plan(
        id=new_id,
        partnership_id=old.partnership_id,
        title=_title(old, period),
        layout=old.layout,
        language=old.language,
        period_start=period[0],
        period_end=period[1],
        follows=old.id,
        imported_at=act.at,
    )
    session.orm.add(plan)
    session.orm.flush()
    return plan


def _title(old: Plan, period: tuple[int, int]) -> str:
    """The old title with the new years, where the old ones stand in it."""
    title = old.title.replace(str(old.period_start), str(period[0]))
    return title.replace(str(old.period_end), str(period[1])) if title != old.title else title


def _carried(
    session: Session, before: list[dict[str, Any]], cases: Mapping[int, Case]
) -> Iterator[dict[str, Any]]:
    """What is carried on: measures that have not ended, other names for them, and the parts."""
    alive = [e for e in before if e["case_id"] is not None and not _ended(session, e, cases)]
    keys = {entry["key"] for entry in alive if not entry["gone"]}
    for entry in before:
        if entry["case_id"] is None:
            if entry["alias_of"] is None or entry["alias_of"] in keys:
                yield entry
        elif entry["key"] in keys and not entry["gone"] and entry in alive:
            yield entry


def _ended(session: Session, entry: Mapping[str, Any], cases: Mapping[int, Case]) -> bool:
    case = cases[entry["case_id"]]
    return case.state in versions.by_id(session, case.definition_id).final


def _told(session: Session, entry: Mapping[str, Any], cases: Mapping[int, Case]) -> RowTold | None:
    case, number = cases[entry["case_id"]], entry["key"]
    if entry["gone"]:
        return None
    if _ended(session, entry, cases):
        return RowTold(Became.ENDED, was=number, number="", ref=case.ref, title=case.title)
    return RowTold(Became.SAME, was=number, number=number, ref=case.ref, title=case.title)
