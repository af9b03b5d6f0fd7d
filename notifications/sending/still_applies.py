"""How things stand at the moment of sending, asked for a whole batch in a fixed number of
queries; the rows of `notices.kinds` say what of it a notice needs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from engine.cases import records
from engine.cases.due_index import deadlines_of_all
from engine.cases.events import CORRECTED, Event, EventRecord
from engine.cases.records import Case
from engine.cases.role_holders import Asked, Circle
from engine.cases.role_matcher import matcher
from engine.days.calendar import local_day
from engine.definitions import versions
from engine.definitions.model import Definition
from engine.language.sentences import Label, Sentence, _
from engine.storage.columns import any_of
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of
from notifications.letters import acting, case_lines
from notifications.letters.letters import Words
from notifications.notices import meetings_ahead
from notifications.notices.kinds import kind_of
from notifications.notices.mail_days import mail_days
from notifications.notices.meetings_ahead import Coming
from notifications.notices.notices import CancelReason, NoticeKind, Planned
from notifications.sending import outcomes
from workflows.councils.agenda import AgendaItem
from workflows.deviations.reports import REPORTER
from workflows.deviations.shared_units import SENT_TO

_event, _item = table_of(EventRecord), table_of(AgendaItem)
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


class BatchFacts:
    """What the batch needs to know: its cases and meetings as they stand now, and who may see
    and hear what."""

    def __init__(self, session: Session, carried: Sequence[Planned], now: datetime) -> None:
        self._session, self.now, self._today = session, now, local_day(now)
        self.mail_days = mail_days(session)
        self.meetings = meetings_ahead.by_ids(
            session, (n.meeting_id for n in carried if n.meeting_id), self._today
        )
        self._items = self._agendas()
        on_agenda = (case_id for items in self._items.values() for _title, case_id in items)
        told = (case_id for n in carried for case_id in (n.case_id, n.told_in))
        wanted = {n for n in (*on_agenda, *told) if n is not None}
        self.cases = records.by_ids(session, wanted) if wanted else {}
        self._recorded = outcomes.recorded(session, carried)
        self._councils = outcomes.councils(session, map(self._meeting_of, carried))
        self._actors = acting.actors(session, (n.event_id for n in carried))
        self._asked = {case.id: self._ask(case) for case in self.cases.values()}
        self._circle = Circle(session, self._asked.values(), self._today)
        self._corrected = self._corrections({n.case_id for n in carried if n.event_id})
        dated = (n for n in carried if n.kind == NoticeKind.DUE or _to_reporter(n))
        self._due = self._deadlines({n.told_in for n in dated})

    def _agendas(self) -> dict[int, list[tuple[str, int | None]]]:
        found: dict[int, list[tuple[str, int | None]]] = defaultdict(list)
        wanted = {"meetings": sorted(self.meetings)}
        for meeting_id, *item in self._session.rows(_ITEMS, wanted) if self.meetings else ():
            found[meeting_id].append((item[0], item[1]))
        return found

    def _corrections(self, cases: set[int | None]) -> set[tuple[int | None, str]]:
        """The steps of these cases that were taken back."""
        wanted = {"cases": sorted(case for case in cases if case is not None)}
        events = [Event(*row) for row in self._session.rows(_CORRECTED, wanted)] if cases else []
        return {(event.case_id, str(event.parts["corrects"])) for event in events}

    def _deadlines(self, cases: set[int | None]) -> dict[int, set[tuple[str, str]]]:
        """The deadlines of these cases that run, each with its day."""
        wanted = [self.cases[case] for case in cases if case is not None]
        calendars = {days.id: days.calendar for days in self.mail_days.values()}
        found = deadlines_of_all(self._session, wanted, calendars)
        return {
            case: {(due.deadline.name, due.on.isoformat()) for due in running}
            for case, running in found.items()
        }

    def _ask(self, case: Case) -> Asked:
        definition = self.definition(case)
        return Asked(case.id, case.partnership_id, definition, tuple(definition.roles))

    def definition(self, case: Case) -> Definition:
        """The definition that the case began with."""
        return versions.by_id(self._session, case.definition_id)

    def case(self, notice: Planned) -> Case:
        """The case in which the reader hears of it."""
        assert notice.told_in is not None
        return self.cases[notice.told_in]

    def meeting(self, notice: Planned) -> Coming:
        """The meeting of a notice, as it stands."""
        assert notice.meeting_id is not None
        return self.meetings[notice.meeting_id]

    def sees(self, person_id: int | None, case: Case) -> bool:
        """Whether the person may know of the case today."""
        asked = self._asked[case.id]
        return person_id in self._circle.any_of(
            asked, asked.definition.visible_to, self._today, acting=False
        )

    def _meeting_of(self, notice: Planned) -> int | None:
        if notice.kind == NoticeKind.OUTCOME:
            return self._recorded[notice.data["item"]].meeting_id
        if notice.case_id is None:
            return None
        case = self.case(notice)
        return outcomes.meeting_of(self.definition(case), case, notice)

    def outcome(self, notice: Planned) -> dict[str, Any]:
        """What the step of a notice came to, where its reader may see the case."""
        case = self.case(notice)
        if not self.sees(notice.person_id, case):
            return {}
        if notice.kind == NoticeKind.OUTCOME:
            now = self._recorded[notice.data["item"]]
            return {"council": {**self._councils[now.meeting_id], "number": now.case_number}}
        return outcomes.outcome_of(self.definition(case), case, notice, self._councils)

    def actor(self, notice: Planned) -> str | Sentence | Label | None:
        """Who took the step of a notice, where its reader may know of that case."""
        if notice.case_id is None:
            return None
        case = self.cases[notice.case_id]
        acted = self._actors.get(notice.event_id)
        if acted is None or not self.sees(notice.person_id, case):
            return None
        return acting.named(self.definition(case), acted.who, acted.role) or None

    def linked_ref(self, notice: Planned) -> str | None:
        """The ref of the linked case in which it happened, where the reader may know of that."""
        if notice.case_id is None or notice.case_id == notice.told_in:
            return None
        case = self.cases[notice.case_id]
        return case.ref if self.sees(notice.person_id, case) else None

    def may_see(self, notice: Planned) -> bool:
        """Whether the reader of a notice may know of its case today."""
        return self.sees(notice.person_id, self.case(notice))

    def taken_back(self, notice: Planned) -> bool:
        """Whether the step that the notice tells of was corrected."""
        return (notice.case_id, notice.occurrence) in self._corrected

    def stands(self, notice: Planned) -> bool:
        """Whether what the council made of the case is still recorded so."""
        return bool(self._recorded[notice.data["item"]].outcome == notice.data["made"])

    def runs(self, notice: Planned) -> bool:
        """Whether the deadline that the notice names still runs to that day."""
        wanted = (notice.data["deadline"], notice.data["due"])
        return wanted in self.running(self.case(notice))

    def running(self, case: Case) -> set[tuple[str, str]]:
        """The deadlines that run, each with its day, of a case that a deadline is told of, or
        whoever reported it."""
        return self._due.get(case.id, set())

    def has_role(self, notice: Planned) -> bool:
        """Whether the reader still has one of the roles for which this was."""
        case = self.case(notice)
        roles = self._roles(notice, case)
        return notice.person_id in self._circle.any_of(self._asked[case.id], roles, self._today)

    def acts(self, notice: Planned) -> bool:
        """Whether the reader acts in a body that has the case."""
        case = self.case(notice)
        known = self.definition(case).roles.values()
        roles = [role.name for role in known if matcher(role).body_link]
        return notice.person_id in self._circle.any_of(self._asked[case.id], roles, self._today)

    def _roles(self, notice: Planned, case: Case) -> list[str]:
        """The roles for which this was; whoever reported is told from where the case went on."""
        gone_on = SENT_TO in case.fields and notice.case_id == case.id
        hers = self.definition(case).reporting_role if gone_on else None
        return [role for role in notice.data["roles"] if role != hers]

    def names_other_day(self, notice: Planned) -> bool:
        """Whether the mail that is kept of a notice names another day or hour of its meeting."""
        return notice.meeting_id is not None and not self.meeting(notice).is_named_in(notice.data)

    def names_other_state(self, notice: Planned) -> bool:
        """Whether the mail that is kept of a notice tells of its meeting or its case as it was
        before something became of it. What is told then under an older version than a cancellation
        that was read meanwhile would be the last word, and nobody would be told of the next."""
        if notice.meeting_id is not None:
            return bool(notice.data["sequence"] != self.meeting(notice).sequence)
        told = notice.data.get("state")
        return told is not None and told != self.case(notice).state

    def told_as(self, notice: Planned) -> dict[str, Any]:
        """What a mail tells with a notice of how its meeting or its case stands."""
        if notice.meeting_id is not None:
            return self.meeting(notice).told_as()
        return {"state": self.case(notice).state} if notice.told_in is not None else {}

    def pointless(self, notice: Planned) -> CancelReason | None:
        """Why a notice no longer applies, or None when it does."""
        return kind_of(notice).pointless(self, notice)

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
            return _("You receive this email because you have a seat in {bodies}.", bodies=bodies)
        return _("You receive this email because your body prepares the meeting.")


def _to_reporter(notice: Planned) -> bool:
    return notice.contact_id is not None or REPORTER in notice.data.get("roles", ())
