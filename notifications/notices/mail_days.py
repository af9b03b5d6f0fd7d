"""When a partnership sends mail: its hour, its day for the digest, its working days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select

from engine.days.calendar import Calendar, at_local, local, local_day
from engine.people.closed_days import calendar
from engine.people.tables import MAIL_UNTIL, Partnership
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of

_READ = ("id", "key", "name", "language", "mail_hour", "digest_day", "mail_until")
_partnership = table_of(Partnership)
_UNTIL = func.coalesce(_partnership.c.mail_until, MAIL_UNTIL)
_ALL = Statement(
    select(*(_partnership.c[name] for name in _READ[:-1]), _UNTIL).order_by(_partnership.c.id)
)


@dataclass(frozen=True)
class MailDays:
    """A partnership as one that sends mail: when, and in which language where nobody chose."""

    id: int
    key: str
    name: str
    language: str
    mail_hour: int
    digest_day: int
    mail_until: int
    calendar: Calendar

    def hour_of(self, day: date) -> datetime:
        """The moment at which the mail of that day goes."""
        return at_local(day, time(self.mail_hour))

    def open_at(self, moment: datetime) -> bool:
        """Whether any mail may go at that moment: never on Saturdays, Sundays, holidays and closed
        days, nor between the partnership's last hour and its first."""
        hour = local(moment).hour
        opened = self.mail_hour <= hour < self.mail_until
        return opened and self.calendar.is_working(local_day(moment))

    def soon(self, moment: datetime) -> datetime:
        """The moment itself while mail goes, else the next time at which it begins to."""
        if self.open_at(moment):
            return moment
        today = local_day(moment)
        if local(moment).hour < self.mail_hour:
            return self.hour_of(self.calendar.next_working(today))
        return self.hour_of(self.calendar.add(today, 1))

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
