"""Whether a notice still applies, asked again at the moment of sending for a whole batch in a
fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select

from engine.cases import records
from engine.cases.events import CORRECTED, Event, EventRecord
from engine.cases.records import Case
from engine.cases.role_holders import Asked, Circle
from engine.days.calendar import local_day
from engine.definitions import versions
from engine.definitions.model import Definition
from engine.language.sentences import Sentence, _
from engine.storage.columns import any_of
from engine.storage.session import Session
from engine.storage.statements import Statement
from notifications.letters import case_lines
from notifications.letters.letters import Words
from notifications.notices import meetings_ahead
from notifications.notices.mail_days import offices
from notifications.notices.meetings_ahead import Coming
from notifications.notices.notices import NoticeKind, Planned, Reason
from notifications.notices.of_deadlines import deadlines_of
from workflows.councils.agenda import AgendaItem
from workflows.councils.meetings import MeetingState

_event, _item = EventRecord.__table__, AgendaItem.__table__  # type: ignore[attr-defined]
_CORRECTED = Statement(
    select(*(_event.c[name] for name in Event._fields))
    .where(any_of(_event.c.case_id, "cases"), _event.c.kind == CORRECTED)
    .order_by(_event.c.id)
)
_ITEMS = Statement(
    select(_item.c.meeting_id, _item.c.title, _item.c.case_id)
    .where(any_of(_item.c.meeting_id, "meetings"))
    .order_by(_item.c.meeting_id, _item.c.number)
)
STEPS = (NoticeKind.STEP, NoticeKind.ANSWERED, NoticeKind.RECEIVED)
MILESTONES = (NoticeKind.MEETING_ITEMS, NoticeKind.MEETING_PAPERS, NoticeKind.MEETING_REMINDER)


class Judgement:
    """What the batch needs to know: its cases and meetings as they stand now, and who may see
    and hear what."""

    def __init__(self, session: Session, carried: Sequence[Planned], now: datetime) -> None:
        self._session, self._now, self._today = session, now, local_day(now)
        self.offices = offices(session)
        self.meetings = meetings_ahead.by_ids(
            session, (n.meeting_id for n in carried if n.meeting_id), self._today
        )
        self._items: dict[int, list[tuple[str, int | None]]] = defaultdict(list)
        for meeting_id, title, case_id in (
            session.rows(_ITEMS, {"meetings": sorted(self.meetings)}) if self.meetings else ()
        ):
            self._items[meeting_id].append((title, case_id))
        on_agenda = {
            case_id
            for items in self._items.values()
            for _title, case_id in items
            if case_id is not None
        }
        wanted = {n.case_id for n in carried if n.case_id is not None} | on_agenda
        self.cases = records.by_ids(session, wanted) if wanted else {}
        self._asked = {c.id: self._ask(c) for c in self.cases.values()}
        self._circle = Circle(session, self._asked.values(), self._today)
        due = {n.case_id for n in carried if n.kind == NoticeKind.DUE}
        self._due = deadlines_of(
            session, [self.cases[case_id] for case_id in due if case_id is not None], self.offices
        )
        steps = sorted({n.case_id for n in carried if n.kind in STEPS and n.case_id is not None})
        corrections = (
            [Event(*row) for row in session.rows(_CORRECTED, {"cases": steps})] if steps else []
        )
        self._corrected = {(event.case_id, str(event.parts["corrects"])) for event in corrections}

    def _ask(self, case: Case) -> Asked:
        definition = self.definition(case)
        return Asked(case.id, case.partnership_id, definition, tuple(definition.roles))

    def definition(self, case: Case) -> Definition:
        """The definition that the case began with."""
        return versions.by_id(self._session, case.definition_id)

    def case(self, notice: Planned) -> Case:
        """The case of a notice."""
        assert notice.case_id is not None
        return self.cases[notice.case_id]

    def sees(self, person_id: int | None, case: Case) -> bool:
        """Whether the person may know of the case today."""
        asked = self._asked[case.id]
        return person_id in self._circle.any_of(
            asked, asked.definition.visible_to, self._today, acting=False
        )

    def pointless(self, notice: Planned) -> Reason | None:
        """Why a notice no longer applies, or None when it does."""
        if notice.meeting_id is not None:
            return self._meeting_pointless(notice, self.meetings[notice.meeting_id])
        case = self.case(notice)
        if notice.kind in STEPS and (case.id, notice.occurrence) in self._corrected:
            return Reason.CORRECTED
        if notice.contact_id is not None or notice.kind == NoticeKind.CORRECTED:
            return None
        if notice.kind == NoticeKind.DUE and not self._runs(notice):
            return Reason.DEADLINE_OVER
        if not self._has_role(notice, case):
            return Reason.LEFT
        return None if self.sees(notice.person_id, case) else Reason.NOT_VISIBLE

    def _runs(self, notice: Planned) -> bool:
        assert notice.case_id is not None
        wanted = (notice.data["deadline"], notice.data["due"])
        return wanted in {
            (due.deadline.name, due.on.isoformat()) for due in self._due[notice.case_id]
        }

    def _has_role(self, notice: Planned, case: Case) -> bool:
        return notice.person_id in self._circle.any_of(
            self._asked[case.id], notice.data["roles"], self._today
        )

    def _meeting_pointless(self, notice: Planned, meeting: Coming) -> Reason | None:
        if notice.kind == NoticeKind.MEETING_CANCELLED:
            return None
        if not meeting.planned:
            return (
                Reason.MEETING_HELD
                if meeting.state == MeetingState.HELD
                else Reason.MEETING_CANCELLED
            )
        if meeting.begins <= self._now:
            return Reason.MEETING_BEGUN
        if (
            notice.kind == NoticeKind.MEETING_MOVED
            and notice.occurrence != f"{notice.kind}-{meeting.sequence}"
        ):
            return Reason.MEETING_MOVED
        told = meeting.concerned
        if notice.kind in MILESTONES:
            told = {
                seat.person_id
                for milestone, seat in meeting.told()
                if milestone.kind == notice.kind
            }
        return None if notice.person_id in told else Reason.LEFT

    def items(self, meeting_id: int, person_id: int | None) -> Iterable[Words]:
        """The agenda, without cases that the person may not see."""
        for title, case_id in self._items[meeting_id]:
            case = self.cases.get(case_id) if case_id is not None else None
            if case is None:
                yield title
            elif self.sees(person_id, case):
                named = case_lines.called(self.definition(case), case)
                yield _("{ref}: {title}", ref=case.ref, title=named)

    def seat(self, meeting: Coming, person_id: int | None) -> Sentence:
        """Why the person hears of the meeting."""
        own = {seat.body_id for seat in meeting.seats if seat.person_id == person_id}
        bodies = [name for number, name, _kind in meeting.bodies if number in own]
        if bodies:
            return _("You sit in: {bodies}.", bodies=bodies)
        return _("You sit in a body that prepares this meeting.")
