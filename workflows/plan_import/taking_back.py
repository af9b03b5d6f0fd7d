"""The newest edition of a plan is taken back as one, as long as nobody has built on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import bindparam, select

from engine.cases import records
from engine.cases.events import events_of, standing
from engine.cases.records import Case, case_link, case_table
from engine.cases.steps import advance, correct
from engine.definitions import versions
from engine.errors import Reason, Refused, Remedy, WayOut
from engine.language.sentences import _
from engine.people.acts import Act
from engine.people.rights import PLANS, require
from engine.storage.columns import any_of
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of
from workflows.councils.agenda import AgendaItem
from workflows.plan_editions import (
    Edition,
    EditionKind,
    changes_of,
    editions_of,
    standing_edition,
    take_back,
)
from workflows.plan_import.entries import Entries
from workflows.plan_import.importing import said_of
from workflows.plan_import.new_edition import NewEdition
from workflows.plan_proof import is_whole
from workflows.plans import Plan, PlanEntry

_entry, _item = table_of(PlanEntry), table_of(AgendaItem)
_LINKED = Statement(
    select(case_link.c.to_id, case_link.c.case_id, case_table.c.ref)
    .join(case_table, case_table.c.id == case_link.c.case_id)
    .where(any_of(case_link.c.to_id, "cases"))
    .order_by(case_link.c.to_id, case_table.c.ref)
)
_ON_AGENDAS = Statement(
    select(_item.c.case_id, _item.c.meeting_id)
    .where(any_of(_item.c.case_id, "cases"))
    .order_by(_item.c.case_id, _item.c.meeting_id)
)
_PLAN_ON_AGENDAS = Statement(
    select(_item.c.meeting_id)
    .where(_item.c.plan_id == bindparam("plan_id"), _item.c.outcome.is_(None))
    .order_by(_item.c.meeting_id)
)
_IN_OTHER_PLANS = Statement(
    select(_entry.c.case_id, _entry.c.plan_id)
    .where(any_of(_entry.c.case_id, "cases"), _entry.c.plan_id != bindparam("plan_id"))
    .order_by(_entry.c.case_id, _entry.c.plan_id)
)


def take_back_newest(session: Session, plan: Plan, act: Act) -> Edition:
    """Take the newest edition of a plan back, with a reason: what it opened is withdrawn, what it
    changed is changed back, its entries are as they were before. The edition that does so says so.

    Raises `Refused` with everything that stands in the way.
    """
    with session.begin():
        require(act, PLANS, plan.partnership_id)
        plan = session.orm.get_one(Plan, plan.id, populate_existing=True, with_for_update=True)
        edition = standing_edition(editions_of(session, plan.id))
        if edition is None:
            sentence = _("There is no import of {plan} that can be undone.", plan=plan.id)
            raise Refused([Reason("edition", sentence)])
        cases = records.by_ids(session, [number for number, *_versions in edition.cases])
        unsound = _unsound(session, plan)
        if reasons := [*_unsaid(act), *unsound, *_built_on(session, edition, cases)]:
            raise Refused(reasons)
        before, entries = said_of(plan), Entries(session, plan.id)
        _restore(session, plan, edition, entries)
        undoing = _undoing(session, plan, act, before, edition)
        undoing.write(entries)
        touched = _restore_cases(session, edition, cases, act._replace(quiet=True))
        undoing.finish(entries, touched)
    return edition


def _unsaid(act: Act) -> Iterator[Reason]:
    if not act.reason.strip():
        sentence = _("Give the reason for undoing this.")
        yield Reason("reason", sentence, Remedy(WayOut.GIVE_REASON))


def _unsound(session: Session, plan: Plan) -> Iterator[Reason]:
    """What an edition keeps is not given back where it was changed past the verbs."""
    if not is_whole(session, plan.id):
        yield Reason(
            "proof",
            _(
                "{plan} was changed in the database itself since its newest edition, so nothing of"
                " it can be undone. Whoever runs Samsak must look first.",
                plan=plan.id,
            ),
        )


def _undoing(
    session: Session, plan: Plan, act: Act, before: dict[str, Any], edition: Edition
) -> NewEdition:
    return NewEdition(
        session,
        plan,
        act,
        kind=EditionKind.TAKEN_BACK,
        before=before,
        file=edition.file,
        digest=edition.digest,
        takes_back=edition.number,
    )


def _restore(session: Session, plan: Plan, edition: Edition, entries: Entries) -> None:
    """The plan's own row and its entries as they were before the edition."""
    wanted = {entry["id"]: dict(entry) for entry in entries.known}
    for change in changes_of(session, edition):
        take_back(wanted, change.entry_id, change.before)
    entries.restore(wanted)
    for name, value in edition.plan_before.items():
        setattr(plan, name, value)


def _restore_cases(
    session: Session, edition: Edition, cases: Mapping[int, Case], act: Act
) -> dict[int, int]:
    """What was opened is withdrawn, what was moved is taken back step by step, the last first; the
    cases with their versions before."""
    for number, was, _now in reversed(edition.cases):
        case = cases[number]
        if was:
            for _step in range(_steps_since(session, number, was)):
                correct(session, case, act)
        elif not _ended(session, case):
            advance(session, case, "withdraw", act, {"reason": act.reason})
    return {number: case.version for number, case in cases.items()}


def _ended(session: Session, case: Case) -> bool:
    return case.state in versions.by_id(session, case.definition_id).final


def _built_on(session: Session, edition: Edition, cases: Mapping[int, Case]) -> Iterator[Reason]:
    """Everything that somebody has done since on what the edition made; a step that was taken and
    undone stands no more."""
    for number, _was, now in edition.cases:
        if cases[number].version != now and _steps_since(session, number, now):
            sentence = _("{ref} has moved on since the import.", ref=cases[number].ref)
            yield Reason("moved_on", sentence)
    yield from _held_by(session, edition, cases)


def _steps_since(session: Session, case_id: int, version: int) -> int:
    """How many steps behind that version of a case stand."""
    return sum(step.seq > version for step in standing(events_of(session, case_id)))


def _held_by(session: Session, edition: Edition, cases: Mapping[int, Case]) -> Iterator[Reason]:
    """What points to the cases that an edition opened: other cases, agendas, other plans."""
    opened = [number for number, was, _now in edition.cases if not was]
    refs = {number: cases[number].ref for number in opened}
    asked = {"cases": opened, "plan_id": edition.plan_id}
    for number, pointing, other in session.rows(_LINKED, asked):
        if pointing not in refs:
            sentence = _("{other} points to {ref}.", other=other, ref=refs[number])
            yield Reason("linked", sentence)
    for number, meeting in session.rows(_ON_AGENDAS, asked):
        sentence = _("{ref} is on the agenda of meeting {n}.", ref=refs[number], n=meeting)
        yield Reason("on_agenda", sentence)
    for number, plan in session.rows(_IN_OTHER_PLANS, asked):
        sentence = _("{ref} is carried on in {plan}.", ref=refs[number], plan=plan)
        yield Reason("carried_on", sentence)
    for (meeting,) in () if edition.plan_before else session.rows(_PLAN_ON_AGENDAS, asked):
        sentence = _("{plan} is on the agenda of meeting {n}.", plan=edition.plan_id, n=meeting)
        yield Reason("on_agenda", sentence)
