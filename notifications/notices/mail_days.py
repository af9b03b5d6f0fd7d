"""When a partnership sends mail: its hour, its day for the digest, its working days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from engine.days.calendar import Calendar, at_local, local_day
from engine.people.closed_days import calendar
from engine.people.tables import Partnership
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of

_READ = ("id", "key", "name", "language", "mail_hour", "digest_day")
_partnership = table_of(Partnership)
_ALL = Statement(select(*(_partnership.c[name] for name in _READ)).order_by(_partnership.c.id))


@dataclass(frozen=True)
class MailDays:
    """A partnership as one that sends mail: when, and in which language where nobody chose."""

    id: int
    key: str
    name: str
    language: str
    mail_hour: int
    digest_day: int
    calendar: Calendar

    def hour_of(self, day: date) -> datetime:
        """The moment at which the mail of that day goes."""
        return at_local(day, time(self.mail_hour))

    def open_on(self, moment: datetime) -> bool:
        """Whether any mail may go on the day of that moment: never on Saturdays, Sundays,
        holidays and closed days."""
        return self.calendar.is_working(local_day(moment))

    def soon(self, moment: datetime) -> datetime:
        """The moment itself on a working day, else the next working day at the partnership's
        hour."""
        if self.open_on(moment):
            return moment
        return self.hour_of(self.calendar.add(local_day(moment), 1))

    def on_day(self, day: date, now: datetime) -> datetime:
        """The hour of mail on that day; when that has passed, as soon as may be."""
        return max(self.hour_of(self.calendar.next_working(day)), self.soon(now))

    def digest_moment(self, week: date, weekday: int) -> datetime:
        """When the digest of the week that begins on that Monday goes to those who want it on
        that weekday."""
        return self.hour_of(self.calendar.next_working(week + timedelta(days=weekday)))


def mail_days(session: Session) -> dict[int, MailDays]:
    """Every partnership by its number."""
    return {
        row[0]: MailDays(**dict(zip(_READ, row, strict=True)), calendar=calendar(session, row[0]))
        for row in session.rows(_ALL)
    }
