"""Who has read a deviation: by name for the secretariat that keeps the register, by role for
whoever reported it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import NamedTuple

from engine.cases.access import READS_EVERYTHING
from engine.days.calendar import local, local_day
from engine.language.sentences import Label, Sentence, _
from engine.people.rights import PRIVACY, has, may_not
from workflows.deviations.readings import Read, read_by
from workflows.deviations.twins import with_case_before
from workflows.views.case_view import View

OPERATOR = _("The operator")
HANDLER, CONTRIBUTOR = "handler", "contributor"


class ReadingTold(NamedTuple):
    """A case was read: when, and who or in which role."""

    at: datetime
    who: str | Sentence | Label


class ReadingsOfDay(NamedTuple):
    """A case was read on a day, by the same person or in the same role: when first and last, and
    how often."""

    first: datetime
    last: datetime
    times: int
    who: str | Sentence | Label

    @property
    def when(self) -> datetime | Sentence:
        """When that was, in words."""
        if self.times == 1:
            return self.first
        first, last = local(self.first), local(self.last)
        if (first.hour, first.minute) == (last.hour, last.minute):
            return _("{day}, {n} times at {at}", day=first.date(), n=self.times, at=first.time())
        return _(
            "{day}, {n} times between {first} and {last}",
            day=first.date(),
            n=self.times,
            first=first.time(),
            last=last.time(),
        )


def by_day(readings: Iterable[ReadingTold]) -> list[ReadingsOfDay]:
    """These readings, a line for each day and whoever read: the order stays. Each reading is kept
    by itself all the same."""
    found: dict[tuple[date, str], list[ReadingTold]] = {}
    for each in readings:
        found.setdefault((local_day(each.at), str(each.who)), []).append(each)
    return [
        ReadingsOfDay(
            min(each.at for each in same), max(each.at for each in same), len(same), same[0].who
        )
        for same in found.values()
    ]


def readings_told(view: View) -> list[ReadingTold]:
    """Who has read the case, the newest first, as far as this reader is told: nothing to those who
    neither reported it nor keep the register, nor of cases that are no deviations."""
    if view.case.workflow != "deviation":
        return []
    if has(view.reader, PRIVACY, view.case.partnership_id, view.on):
        return [ReadingTold(each.at, each.name or OPERATOR) for each in _readings(view)]
    if view.only_reported:
        return [ReadingTold(each.at, _role(view, each)) for each in _of_her_report(view)]
    return []


def asked_readings(view: View) -> list[ReadingTold]:
    """The same for whoever asks for them alone; Refused to those who are told nothing."""
    keeps = has(view.reader, PRIVACY, view.case.partnership_id, view.on)
    if not keeps and not view.only_reported:
        raise may_not(view.reader, PRIVACY)
    return readings_told(view)


def _readings(view: View) -> Iterator[Read]:
    return read_by(view.session, view.case.id)


def _of_her_report(view: View) -> list[Read]:
    """Who has read the report, in the partnership that it came over from too."""
    found = [
        read
        for number in with_case_before(view.session, [view.case.id])
        for read in read_by(view.session, number)
    ]
    return sorted(found, key=lambda read: read.at, reverse=True)


def _role(view: View, read: Read) -> Sentence | Label:
    if read.role == READS_EVERYTHING.role:
        return OPERATOR
    if read.role is None:
        return _("Somebody who may read it")
    # that others were asked for their part is not for her: they count among those who handle it
    name = HANDLER if read.role == CONTRIBUTOR else read.role
    return view.definition.roles[name].label
