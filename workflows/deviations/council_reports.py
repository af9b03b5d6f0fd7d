"""Reports to the council on what was learnt from deviations: drafted by the secretariat, frozen
when they are put on the agenda of a meeting, seen by whoever sits in a body that meets there."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from datetime import date
from typing import NamedTuple

from sqlmodel import col, select

from engine.days.calendar import local_day
from engine.definitions import versions
from engine.errors import NotFound, Reason, Refused, Remedy, WayOut
from engine.language.sentences import _, say
from engine.people import registry, rights
from engine.people.actors import Actor
from engine.people.acts import Act
from engine.people.tables import Body, Partnership
from engine.people.trace import trace
from engine.storage.session import Session
from workflows.councils.agenda import ITEM, OUTCOMES, AgendaItem, ItemIn, Outcome, add_item
from workflows.councils.meetings import (
    LARGEST_NUMBER,
    Meeting,
    MeetingState,
    bodies_of,
    planned,
)
from workflows.councils.reported_cases import (
    CouncilReport,
    case_numbers,
    keep_report,
    leave_agenda,
)
from workflows.councils.reporting import council_kind, reporting_action
from workflows.councils.waiting_reports import refuse_second_report
from workflows.deviations.report_cases import WORKFLOW
from workflows.deviations.report_figures import (
    Figures,
    LastReport,
    make_figures,
    title_of,
)


class PlacedReport(NamedTuple):
    """A report with the item that it is, and the meeting that has it; None where it is on no
    agenda."""

    report: CouncilReport
    item: AgendaItem | None = None
    meeting: Meeting | None = None

    @property
    def figures(self) -> Figures:
        """What the report tells."""
        return json.loads(self.report.figures)  # type: ignore[no-any-return]

    @property
    def treated(self) -> bool:
        """Whether a held meeting had it, and did not postpone it."""
        held = self.meeting is not None and self.meeting.state == MeetingState.HELD
        return held and self.item is not None and self.item.outcome != Outcome.POSTPONED


def draft(session: Session, partnership: Partnership, reader: Actor, on: date) -> Figures:
    """The report as it would be if it was proposed that day; for whoever prepares it."""
    if not rights.has(reader, rights.REPORTS, partnership.number, on):
        raise rights.may_not(reader, rights.REPORTS)
    last = _last(_placed(session, partnership.number))
    return make_figures(session, partnership, on, LastReport(last)).figures


def propose(session: Session, meeting: Meeting, act: Act) -> PlacedReport:
    """Freeze the report as it is now, and put it on the agenda of a meeting that is to come; made
    anew where it stands there. The same again changes nothing."""
    rights.require(act, rights.REPORTS, meeting.partnership_id)
    with session.begin():
        meeting = planned(session, meeting, act)
        _refuse_other_council(session, meeting)
        refuse_second_report(session, meeting)
        placed = _placed(session, meeting.partnership_id)
        known = next((each for each in placed if each.meeting == meeting), None)
        owner = session.orm.get_one(Partnership, meeting.partnership_id)
        made = make_figures(session, owner, local_day(act.at), LastReport(_last(placed)))
        text = _canonical(made.figures)
        if known is not None and _same(session, known.report, text, made.cases):
            return known
        if not made.cases:
            raise Refused([Reason("cases", _("Nothing was learnt that was not reported yet."))])
        item = _item(session, meeting, known, say(title_of(made.figures), owner.language), act)
        report = CouncilReport(
            partnership_id=owner.number, item_id=item.id, made_at=act.at, figures=text
        )
        return PlacedReport(keep_report(session, report, made.cases, act), item, meeting)


def _same(session: Session, report: CouncilReport, text: str, cases: Collection[int]) -> bool:
    """Whether a report would be made anew of the same cases; others may make the same figures."""
    return report.figures == text and case_numbers(session, report) == sorted(cases)


def _canonical(figures: Figures) -> str:
    """Figures as the one text that they can be, so that a hash holds them."""
    return json.dumps(figures, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _item(
    session: Session, meeting: Meeting, known: PlacedReport | None, title: str, act: Act
) -> AgendaItem:
    """The item that the report is: a new one, or that of the report which it is made instead of."""
    if known is None or known.item is None:
        return add_item(session, meeting, ItemIn(title=title), act)
    _refuse_decided(known.item)
    leave_agenda(session, known.item.id, act)
    if known.item.title != title:
        known.item.title = title
        trace(session, ITEM, known.item, "renamed", act)
    return known.item


def _refuse_decided(item: AgendaItem) -> None:
    """Refuse other figures under an outcome that was recorded of those that stood there."""
    if item.outcome:
        sentence = _(
            "Item {item} has an outcome already ({outcome}), of the figures as they are."
            " Take it off the agenda first, then the report is made anew.",
            item=item.number,
            outcome=OUTCOMES[Outcome(item.outcome)],
        )
        raise Refused([Reason("outcome", sentence)])


def councils(session: Session, partnership_id: int) -> list[Body]:
    """The bodies of a partnership that deviations are reported to."""
    action = reporting_action(versions.newest(session, WORKFLOW)[1])
    kind = council_kind(action) if action else ""
    return [body for body in registry.bodies(session, partnership_id) if body.kind == kind]


def _refuse_other_council(session: Session, meeting: Meeting) -> None:
    """Refuse a meeting of bodies none of which deviations are reported to."""
    met = {number for number, _key, _name in bodies_of(session, meeting.number)}
    told = councils(session, meeting.partnership_id)
    if met.isdisjoint(body.id for body in told):
        sentence = _(
            "Meeting {number} is not a meeting of {councils}, which deviations are reported to.",
            number=meeting.id,
            councils=[body.name for body in told],
        )
        raise Refused([Reason("meeting", sentence)])


def find_report(session: Session, number: int, reader: Actor, on: date) -> PlacedReport:
    """The report with that number, for who may see it; NotFound for anyone else."""
    for each in _placed(session, None, number) if 0 < number < LARGEST_NUMBER else ():
        if may_see(session, each, reader, on):
            return each
    sentence = _("There is no report {number} that you may see.", number=number)
    raise NotFound(sentence, remedy=Remedy(WayOut.LIST_REPORTS))


def listed_reports(session: Session, reader: Actor, on: date) -> list[PlacedReport]:
    """The reports that somebody may see, the newest first."""
    return [each for each in _placed(session, None)[::-1] if may_see(session, each, reader, on)]


def visible_reports(session: Session, numbers: Iterable[int], reader: Actor, on: date) -> set[int]:
    """Those of the reports with these numbers that somebody may see."""
    placed = [each for number in numbers for each in _placed(session, None, number)]
    return {each.report.number for each in placed if may_see(session, each, reader, on)}


def may_see(session: Session, placed: PlacedReport, reader: Actor, on: date) -> bool:
    """Whether somebody may read a report: who prepares reports there, and while it stands on an
    agenda whoever has a seat in a body that meets."""
    if rights.has(reader, rights.REPORTS, placed.report.partnership_id, on):
        return True
    if placed.meeting is None or placed.meeting.state == MeetingState.CANCELLED:
        return False
    met = {number for number, _key, _name in bodies_of(session, placed.meeting.number)}
    return any(post.body_id in met for post in reader.current(on))


def _placed(
    session: Session, partnership_id: int | None, number: int | None = None
) -> list[PlacedReport]:
    """Reports with where they stand, oldest first: of a partnership, or of all."""
    wanted = (
        select(CouncilReport, AgendaItem, Meeting)
        .join(AgendaItem, col(AgendaItem.id) == col(CouncilReport.item_id), isouter=True)
        .join(Meeting, col(Meeting.id) == col(AgendaItem.meeting_id), isouter=True)
    )
    if partnership_id is not None:
        wanted = wanted.where(col(CouncilReport.partnership_id) == partnership_id)
    if number is not None:
        wanted = wanted.where(col(CouncilReport.id) == number)
    rows = session.orm.exec(wanted.order_by(col(CouncilReport.id)))
    return [PlacedReport(*row) for row in rows]


def _last(placed: Iterable[PlacedReport]) -> Figures | None:
    """The figures of the last report that a held meeting had."""
    treated = [(each.meeting.day, each) for each in placed if each.treated and each.meeting]
    return max(treated, key=lambda pair: pair[0])[1].figures if treated else None
