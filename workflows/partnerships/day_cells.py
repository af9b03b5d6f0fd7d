"""The days in a cell of a list: 2026-03-02, 2.3.2026, 2. mars 2026, “mandag 2. mars 2026”."""

from __future__ import annotations

import re
from datetime import date

from engine.days.dates import read_day
from engine.errors import BadInput
from engine.language.sentences import MONTHS, WEEKDAYS, OnDay, Sentence, _

FAR = 5  # years: what is planned further ahead has a year that was mistyped

_WRITTEN = re.compile(
    r"(?:(?P<weekday>[^\W\d_]+),? (?:den )?)?"
    r"(?P<day>\d{1,2})\.? ?(?P<month>[^\W\d_]+)\.? (?P<year>\d{4})"
)


def day_of(text: str | None) -> date | None:
    """The day of a cell, None of an empty one; BadInput for what is no day, and for a day of the
    month that is another one of the week."""
    if not text:
        return None
    found = _WRITTEN.fullmatch(" ".join(text.casefold().split()))
    day = _written(found) if found else read_day(text)
    if day is None:
        raise BadInput(_("“{text}” is not a day such as 2026-03-02 or 2.3.2026.", text=text))
    named = found["weekday"] if found else None
    if named and named not in {days[day.weekday()].casefold() for days in WEEKDAYS.values()}:
        sentence = _("“{text}” is no day: that date is {day}.", text=text, day=OnDay(day))
        raise BadInput(sentence)
    return day


def _written(found: re.Match[str]) -> date | None:
    """The day whose month is written with letters."""
    for months in MONTHS.values():
        for number, month in enumerate(months, start=1):
            if found["month"] in (month.casefold(), month[:3].casefold()):
                return read_day(f"{found['year']}-{number:02}-{int(found['day']):02}")
    return None


def years_ahead(day: date, today: date) -> list[Sentence]:
    """That a day lies so far ahead that its year is hardly meant."""
    if day.year <= today.year + FAR:
        return []
    return [_("{day} is far ahead. Look that the year is right.", day=OnDay(day))]


def before_today(day: date, today: date) -> list[Sentence]:
    """That the day of a meeting has passed."""
    if day >= today:
        return []
    return [_("{day} has passed; the meeting is called all the same.", day=OnDay(day))]
