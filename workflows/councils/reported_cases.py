"""A report as a matter on an agenda: its figures, frozen when it was put there, and its cases,
which are reported when the meeting is recorded as held. Nobody learns from the agenda which they
are."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Column, Index, Text, bindparam, func, insert
from sqlalchemy import select as select_columns
from sqlmodel import Field, SQLModel, col, select

from engine.cases import records
from engine.cases.events import Event
from engine.cases.records import Case
from engine.cases.steps import advance
from engine.definitions import versions
from engine.errors import Reason, Refused, Remedy, WayOut
from engine.language.sentences import Label, _
from engine.people.acts import Act
from engine.people.trace import trace, traced
from engine.storage.columns import UTCDateTime, any_of
from engine.storage.numbered import Numbered
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of
from workflows.councils.reporting import reporting_action


class CouncilReport(Numbered, SQLModel, table=True):
    """What was learnt from cases, counted on the day it was made; `figures` is kept as the very
    text that was hashed. It stands on an agenda as an item, unless that was taken off or another
    report was made instead."""

    __tablename__ = "council_report"
    __table_args__ = (Index("ix_council_report_partnership_id", "partnership_id"),)
    id: int | None = Field(default=None, primary_key=True)
    partnership_id: int = Field(foreign_key="partnership.id")
    item_id: int | None = Field(default=None, foreign_key="agenda_item.id", unique=True)
    made_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    figures: str = Field(sa_column=Column(Text, nullable=False))

    @property
    def digest(self) -> str:
        """The SHA-256 of the figures, which is part of what happened to the report."""
        return _digest(self.figures)


class CouncilReportCase(SQLModel, table=True):
    """A case that a report counts."""

    __tablename__ = "council_report_case"
    __table_args__ = (
        Index("ix_council_report_case_case_id", "case_id"),
        {"sqlite_with_rowid": False},
    )
    report_id: int = Field(foreign_key="council_report.id", primary_key=True)
    case_id: int = Field(foreign_key="case.id", primary_key=True)


# What cases say that a report repeats in their own words.
REPEATED = ("learning", "conclusion")

_report, _counted = table_of(CouncilReport), table_of(CouncilReportCase)
_CASES_OF = Statement(
    select_columns(_counted.c.case_id)
    .where(_counted.c.report_id == bindparam("report_id"))
    .order_by(_counted.c.case_id)
)
_COUNT = Statement(
    insert(_counted).values(report_id=bindparam("report_id"), case_id=bindparam("case_id"))
)
_AGAIN = Statement(
    select_columns(_counted.c.report_id, func.count())
    .where(any_of(_counted.c.case_id, "cases"))
    .group_by(_counted.c.report_id)
    .order_by(_counted.c.report_id)
)
_HOW_MANY = Statement(
    select_columns(func.count()).where(_counted.c.report_id == bindparam("report_id"))
)
# The items as which a case stood on agendas in reports.
ITEMS_OF_REPORTED = (
    select_columns(_report.c.item_id)
    .join(_counted, _counted.c.report_id == _report.c.id)
    .where(_counted.c.case_id == bindparam("case_id"))
)


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _beside(session: Session, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """What a report's trace tells of its figures and its cases: hashes of them."""
    texts = select_columns(_report.c.id, _report.c.figures)
    counted = select_columns(_counted.c.report_id, _counted.c.case_id)
    if ids:
        texts, counted = (
            texts.where(_report.c.id.in_(ids)),
            counted.where(_counted.c.report_id.in_(ids)),
        )
    rows = session.execute(counted.order_by(_counted.c.report_id, _counted.c.case_id))
    cases = {
        number: _digest(" ".join(str(row[1]) for row in of_one))
        for number, of_one in groupby(rows, key=itemgetter(0))
    }
    return {
        number: {"figures": _digest(text), "cases": cases.get(number)}
        for number, text in session.execute(texts)
    }


COUNCIL_REPORT = traced(
    "council_report", CouncilReport, "partnership_id", "item_id", "made_at", joined=_beside
)


def keep_report(
    session: Session, report: CouncilReport, cases: Collection[int], act: Act
) -> CouncilReport:
    """Store a report with its cases, both or neither."""
    with session.begin():
        session.orm.add(report)
        session.orm.flush()
        rows = [{"report_id": report.number, "case_id": case} for case in sorted(cases)]
        session.run_many(_COUNT, rows)
        trace(session, COUNCIL_REPORT, report, "proposed", act)
    return report


def report_of(session: Session, item_id: int | None) -> CouncilReport | None:
    """The report that an item of an agenda is."""
    return session.orm.exec(
        select(CouncilReport).where(col(CouncilReport.item_id) == item_id)
    ).first()


def reports_of_items(session: Session, items: Collection[int | None]) -> dict[int | None, int]:
    """Those of these items that are reports: the numbers of the reports, by those of the items."""
    asked = select_columns(_report.c.item_id, _report.c.id).where(
        _report.c.item_id.in_(list(items))
    )
    return {row[0]: row[1] for row in session.execute(asked)}


def case_numbers(session: Session, report: CouncilReport) -> list[int]:
    """The cases that a report counts."""
    return [row[0] for row in session.rows(_CASES_OF, {"report_id": report.number})]


def reports_counting(session: Session, cases: Collection[int]) -> list[tuple[CouncilReport, bool]]:
    """Every report that was ever made and counts any of these cases, on an agenda or on none; each
    with whether half of its cases or more are among them."""
    found = []
    for number, again in session.rows(_AGAIN, {"cases": list(cases)}) if cases else ():
        (whole,) = session.rows(_HOW_MANY, {"report_id": number})
        report = session.orm.get_one(CouncilReport, number)
        found.append((report, 2 * again >= whole[0]))
    return found


def cases_of_report(session: Session, item_id: int | None) -> list[Case]:
    """The cases of the report that an item is; none where it is none."""
    report = report_of(session, item_id)
    if report is None:
        return []
    return [
        case for _n, case in sorted(records.by_ids(session, case_numbers(session, report)).items())
    ]


def leave_agenda(session: Session, item_id: int | None, act: Act) -> None:
    """Leave a report without an item, where the item was one: it is on no agenda any more."""
    report = report_of(session, item_id)
    if report is not None:
        report.item_id = None
        trace(session, COUNCIL_REPORT, report, "taken_off", act)


def report_case(session: Session, case: Case, meeting_id: int, act: Act) -> list[Event]:
    """Report a case of a report that a held meeting had; nothing where it was done before. Refused
    where the case has left the state in which the report counted it."""
    definition = versions.by_id(session, case.definition_id)
    action, now = reporting_action(definition), records.locked(session, case.id)
    if action is None or (now.state == action.target and now.fields.get("meeting") == meeting_id):
        return []
    if now.state not in action.sources:
        label = definition.states[now.state].label
        raise Refused([gone(now.ref, label, meeting_id)])
    return [advance(session, now, action.name, act, {"meeting": meeting_id})]


def newer_words(session: Session, item_id: int | None, meeting: int) -> list[Reason]:
    """What cases of the report that an item is say by now and the report does not; nothing where
    the item is none."""
    report = None if item_id is None else report_of(session, item_id)
    if report is None:
        return []
    repeated = repeated_in(report.figures)
    return [
        newer(case.ref, meeting)
        for case in cases_of_report(session, item_id)
        if says_more(case.fields, repeated) and _waits(session, case)
    ]


def _waits(session: Session, case: Case) -> bool:
    action = reporting_action(versions.by_id(session, case.definition_id))
    return action is not None and case.state in action.sources


def repeated_in(figures: str) -> frozenset[str]:
    """The words of cases that a report with these figures repeats."""
    told = json.loads(figures)
    return frozenset([*(each["text"] for each in told["learning"]), *told["analyses"]])


def says_more(fields: Mapping[str, Any], repeated: Collection[str]) -> bool:
    """Whether a case with these fields says what a report that repeats these words does not."""
    return any((text := fields.get(name)) and text not in repeated for name in REPEATED)


def newer(ref: str, meeting: int) -> Reason:
    """That a case says by now what the report on it does not."""
    sentence = _(
        "The report does not have what was written last of learning in {ref}."
        " Make the report anew.",
        ref=ref,
    )
    return Reason("words", sentence, Remedy(WayOut.COUNT_ANEW, {"meeting": meeting}))


def gone(ref: str, state: Label, meeting: int) -> Reason:
    """That a case is no longer where the report counted it."""
    sentence = _(
        "{ref} is now “{state}”, and no longer where the report counted it."
        " Take it there again, make the report anew, or take it off the agenda.",
        ref=ref,
        state=state,
    )
    return Reason("state", sentence, Remedy(WayOut.COUNT_ANEW, {"meeting": meeting}))
