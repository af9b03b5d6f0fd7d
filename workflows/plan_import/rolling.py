"""The next edition of a plan without a file: what has not ended is carried on, with its cases and
their history."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from sqlmodel import col, select

from engine.cases import records
from engine.cases.records import Case
from engine.definitions import versions
from engine.errors import Reason, Refused
from engine.language.sentences import _, n_
from engine.people.acts import Act
from engine.people.rights import PLANS, require
from engine.people.tables import Partnership
from engine.storage.session import Session
from workflows.plan_changes import Became, RowTold, became, number_of
from workflows.plan_editions import EditionKind
from workflows.plan_import.carried_on import carried_by_others, first_of
from workflows.plan_import.entries import Entries, EntryDraft
from workflows.plan_import.importing import known_plan
from workflows.plan_import.new_edition import NewEdition
from workflows.plan_import.reading.drafts import Finding, Level, Where
from workflows.plan_import.recognised import next_key
from workflows.plans import Plan

_YEAR = re.compile(r"\b\d{4}\b")
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
        elsewhere = tuple(carried_by_others(session, new, _numbers(carried)))
        _write(session, new, carried, act)
    measures = {entry["case_id"]: entry for entry in carried if entry["case_id"] is not None}
    years = {entry["key"]: cases[number].fields for number, entry in measures.items()}
    findings = (*_outside(new_id, years, period), *elsewhere)
    return Rolled(new, tuple(_told(before, cases, measures)), findings)


def _numbers(entries: Iterable[Mapping[str, Any]]) -> dict[int, str]:
    """The numbers of the measures among these entries, by their cases."""
    return {each["case_id"]: each["key"] for each in entries if each["case_id"] is not None}


def _outside(
    plan_id: str, measures: Mapping[str, Mapping[str, Any]], period: tuple[int, int]
) -> Iterator[Finding]:
    """The measures, by their numbers with their fields, that are carried on with years that the new
    plan has not: nobody has said when they are to be done in it."""
    years = {number: fields.get("years", ()) for number, fields in measures.items()}
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
            numbers=first_of(outside),
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
        title=_title(session, old, new_id, period),
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


def _title(session: Session, old: Plan, new_id: str, period: tuple[int, int]) -> str:
    """The old title with the new years for the old ones, or behind it; with the plan's id where
    another plan is called so already."""
    now = {str(old.period_start): str(period[0]), str(old.period_end): str(period[1])}
    title = _YEAR.sub(lambda year: now.get(year[0], year[0]), old.title)
    if title == old.title and (old.period_start, old.period_end) != period:
        title = f"{title} {period[0]}–{period[1]}"
    others = select(Plan.title).where(col(Plan.partnership_id) == old.partnership_id)
    return f"{title} ({new_id})" if title in session.orm.exec(others) else title


def _carried(
    session: Session, before: list[dict[str, Any]], cases: Mapping[int, Case]
) -> Iterator[dict[str, Any]]:
    """What is carried on: measures that have not ended, other names for them, and the parts. One
    that is gone from the newest edition stands under the number that it had, or the next free."""
    alive = [e for e in before if e["case_id"] is not None and not _ended(session, e, cases)]
    keys = {entry["key"] for entry in alive if not entry["gone"]}
    taken = {*keys}
    for entry in before:
        if entry["case_id"] is None:
            if entry["alias_of"] is None or entry["alias_of"] in keys:
                taken |= {entry["key"]} if entry["alias_of"] else set()
                yield entry
        elif entry in alive:
            carried = _as_printed(entry, taken) if entry["gone"] else entry
            taken.add(carried["key"])
            yield carried


def _as_printed(entry: dict[str, Any], taken: Container[str]) -> dict[str, Any]:
    """A measure that is gone as one that stands in the plan."""
    number = next_key(entry["number"], taken)
    if number == entry["number"]:
        return {**entry, "key": number}
    printed = {**entry["printed"], "number_printed": number}
    return {**entry, "key": number, "number": number, "printed": printed}


def _ended(session: Session, entry: Mapping[str, Any], cases: Mapping[int, Case]) -> bool:
    case = cases[entry["case_id"]]
    return case.state in versions.by_id(session, case.definition_id).final


def _told(
    before: Iterable[Mapping[str, Any]],
    cases: Mapping[int, Case],
    carried: Mapping[int, Mapping[str, Any]],
) -> Iterator[RowTold]:
    """What became of each measure; one that is gone and has ended was told before."""
    for entry in (entry for entry in before if entry["case_id"] is not None):
        case, was = cases[entry["case_id"]], number_of(entry)
        now = carried.get(entry["case_id"])
        if now is not None:
            kind = became(was, now["key"], ())
            yield RowTold(kind, was=was, number=now["key"], ref=case.ref, title=case.title)
        elif not entry["gone"]:
            yield RowTold(Became.ENDED, was=was, number="", ref=case.ref, title=case.title)
