"""Days: which ones people work, and when a local clock strikes.

Nothing here reads the time or the database.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from dateutil.easter import easter
from dateutil.relativedelta import relativedelta

from engine.language.sentences import ZONE

SATURDAY = 5
ONE_DAY = timedelta(days=1)
# New Year's Day, 1 and 17 May, the two days of Christmas, each as month and day
FIXED = ((1, 1), (5, 1), (5, 17), (12, 25), (12, 26))
# Maundy Thursday, Good Friday, Easter, Ascension Day, Whitsun, as days after Easter Sunday
FROM_EASTER = (-3, -2, 0, 1, 39, 49, 50)


@dataclass(frozen=True)
class Calendar:
    """Working days: Monday to Friday, without Norway's public holidays and the partnership's own
    closed days.

    24 and 31 December are no public holidays; a partnership that closes lists them among its closed
    days.
    """

    closed: frozenset[date] = frozenset()

    def is_working(self, day: date) -> bool:
        """Whether people are at work that day."""
        return (
            day.weekday() < SATURDAY
            and day not in self.closed
            and day not in public_holidays(day.year)
        )

    def add(self, day: date, working_days: int) -> date:
        """The day that many working days later; earlier when negative, the day itself when zero."""
        return _added(self, day, working_days)

    def next_working(self, day: date) -> date:
        """The day itself when it is a working day, else the first one after it."""
        return day if self.is_working(day) else self.add(day, 1)

    def previous_working(self, day: date) -> date:
        """The day itself when it is a working day, else the last one before it."""
        return day if self.is_working(day) else self.add(day, -1)

    def between(self, a: date, b: date) -> int:
        """How many working days later `b` is than `a`, negative when earlier: what `add` takes
        to reach `b`."""
        step = ONE_DAY if b > a else -ONE_DAY
        count = sum(
            self.is_working(a + step * distance) for distance in range(1, abs((b - a).days) + 1)
        )
        return count if b > a else -count


@lru_cache(maxsize=8192)
def _added(calendar: Calendar, day: date, working_days: int) -> date:
    """Remembered, because the same few due days are asked about at every step of every case."""
    step = ONE_DAY if working_days > 0 else -ONE_DAY
    left = abs(working_days)
    while left:
        day += step
        left -= calendar.is_working(day)
    return day


@lru_cache(maxsize=256)
def public_holidays(year: int) -> frozenset[date]:
    """Norway's public holidays of that year.

    Source: lov om helligdager og helligdagsfred (LOV-1995-02-24-12) § 2, and lov om 1. og 17. mai
    (LOV-1947-04-26-1).
    """
    sunday = easter(year)
    movable = (sunday + ONE_DAY * distance for distance in FROM_EASTER)
    return frozenset((*movable, *(date(year, month, day) for month, day in FIXED)))


def local(moment: datetime, zone: str = ZONE) -> datetime:
    """The moment as the clocks of that zone show it."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(ZoneInfo(zone))


@lru_cache(maxsize=4096)
def local_day(moment: datetime, zone: str = ZONE) -> date:
    """The day on which the moment falls in that zone."""
    return local(moment, zone).date()


def months_after(day: date, months: int) -> date:
    """The same day so many months later; the last of a month that has no such day."""
    later: date = day + relativedelta(months=months)
    return later


def at_local(day: date, clock: time, zone: str = ZONE) -> datetime:
    """The moment, in UTC, when the clocks of that zone show that time on that day.

    A time that is skipped in spring moves forward with the clocks (02:30 is 03:30); in autumn the
    first of two counts.
    """
    return datetime.combine(day, clock.replace(fold=0), ZoneInfo(zone)).astimezone(UTC)


def moments_of(local_time: datetime, zone: str = ZONE) -> list[datetime]:
    """The moments when the clocks of that zone show that time: none where they leave it out in
    spring, two where they show it twice in autumn."""
    shown = [local_time.replace(fold=fold, tzinfo=ZoneInfo(zone)) for fold in (0, 1)]
    found = [each for each in shown if local(each.astimezone(UTC), zone) == each]
    return found if len({each.utcoffset() for each in found}) > 1 else found[:1]


def week_period(day: date) -> str:
    """The ISO week as a key, `2026-W48`: sorts as text within and across years."""
    year, week, _ = day.isocalendar()
    return f"{year:04}-W{week:02}"
