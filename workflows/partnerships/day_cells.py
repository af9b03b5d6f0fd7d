"""The days in a cell of a list: 2026-03-02, 2.3.2026, 2. mars 2026, “mandag 2. mars 2026”."""

from __future__ import annotations

import re
from datetime import date

from engine.days.dates import read_day
from engine.days.doubtful_days import other_day
from engine.errors import BadInput
from engine.language.sentences import MONTHS, WEEKDAYS, OnDay, Sentence, _

FAR = 5  # years: what is planned further ahead has a year that was mistyped

_STROKES = re.compile(r"(\d{1,2})/(\d{1,2})[-/](\d{2}|\d{4})")
_YEAR = re.compile(r"\d{4}")
_WEEKS = re.compile(
    r"(?:uke|veke|week)r? ?(?P<first>\d{1,2})(?: ?[-–] ?(?P<last>\d{1,2}))?,?(?: (?P<year>\d{4}))?"
)
_DAY_ALONE = re.compile(r"(\d{1,2})\.?")
_BETWEEN_DAYS = re.compile(
    r"(?P<first>\d{1,2}\.?|\d{4}|\S*\.\S*|\d{1,2}\. ?\w+(?: \d{4})?) ?- ?"
    r"(?P<last>\d{4}|\d{1,2}\..+)"
)
# “Onsdag 3. mars”, “10.–11. juni”, “3.3.”, “3/3”, “uke 8”: a year behind them makes them days.
_WITHOUT_YEAR = re.compile(
    r"(?:[^\W\d_]+,? (?:den )?)?\d{1,2}\.? ?(?:[-–] ?\d{1,2}\.? ?)?(?P<month>[^\W\d_]+)\.?"
    r"|(?P<day>\d{1,2})[./](?P<number>\d{1,2})\.?"
    r"|(?:uke|veke|week)r? ?\d{1,2}(?: ?[-–] ?\d{1,2})?"
)
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
    day = _written(found) if found else read_day(_STROKES.sub(r"\1.\2.\3", text.strip()))
    if day is None and is_without_year(text):
        raise _without_year(text)
    if day is None:
        raise _no_day(text)
    named = found["weekday"] if found else None
    if named and named not in {days[day.weekday()].casefold() for days in WEEKDAYS.values()}:
        sentence = _("“{text}” is no day: that date is {day}.", text=text, day=OnDay(day))
        raise BadInput(sentence)
    return day


def _no_day(text: str) -> BadInput:
    if meant := other_day(text):
        return BadInput(
            _("“{text}” has the month first: write {day}.", text=text, day=meant.isoformat())
        )
    return BadInput(_("“{text}” is not a day such as 2026-03-02 or 2.3.2026.", text=text))


def is_without_year(text: str) -> bool:
    """Whether a cell would name days if a year stood behind it."""
    found = _WITHOUT_YEAR.fullmatch(" ".join(text.casefold().split()))
    return found is not None and (not found["month"] or _month(found["month"]) > 0)


def with_year(text: str, year: int) -> str:
    """Such a cell with a year behind it."""
    found = _WITHOUT_YEAR.fullmatch(" ".join(text.casefold().split()))
    if found and found["day"]:
        return f"{found['day']}.{found['number']}.{year}"
    return f"{text.strip()} {year}"


def _without_year(text: str) -> BadInput:
    return BadInput(
        _(
            "“{text}” has no year. Write it there, or once in a title above the list or in the name"
            " of the file.",
            text=text,
        )
    )


def first_day_of(text: str | None) -> date | None:
    """As `day_of`; the first day of a year that stands alone."""
    return day_of(f"{text}-01-01" if text and _YEAR.fullmatch(text) else text)


def last_day_of(text: str | None) -> date | None:
    """As `day_of`; the last day of a year that stands alone."""
    return day_of(f"{text}-12-31" if text and _YEAR.fullmatch(text) else text)


def span_of(text: str) -> tuple[date | None, date | None]:
    """The first and the last day of a cell: uke 8 2027, 10.–11. juni 2027, 2024–2027; one day alone
    has no last. BadInput for what is no day, and for a week without its year."""
    plain = " ".join(text.casefold().split())
    if weeks := _WEEKS.fullmatch(plain):
        return _weeks(text, weeks)
    first, stroke, last = plain.partition("–") if "–" in plain else _parted(plain)
    if not stroke:
        return day_of(text), None
    end = last_day_of(last.strip())
    beginning = first.strip()
    if end is not None and (day := _DAY_ALONE.fullmatch(beginning)):
        beginning = f"{int(day[1])}.{end.month}.{end.year}"
    return first_day_of(beginning), end


def _parted(text: str) -> tuple[str, str, str]:
    """Both sides of a hyphen that stands between days; those of 2026-03-02 stand within one."""
    found = _BETWEEN_DAYS.fullmatch(text)
    return (found["first"], "-", found["last"]) if found else (text, "", "")


def _weeks(text: str, weeks: re.Match[str]) -> tuple[date, date]:
    if not weeks["year"]:
        raise _without_year(text)
    try:
        first = date.fromisocalendar(int(weeks["year"]), int(weeks["first"]), 1)
        last = date.fromisocalendar(int(weeks["year"]), int(weeks["last"] or weeks["first"]), 7)
    except (TypeError, ValueError):
        raise BadInput(
            _("“{text}” is no week of a year, such as week 8 2027.", text=text)
        ) from None
    return first, last


def _written(found: re.Match[str]) -> date | None:
    """The day whose month is written with letters."""
    month = _month(found["month"])
    return read_day(f"{found['year']}-{month:02}-{int(found['day']):02}") if month else None


def _month(word: str) -> int:
    """The number of the month that is written so, or by its first three letters; 0 for none."""
    for months in MONTHS.values():
        for number, month in enumerate(months, start=1):
            if word in (month.casefold(), month[:3].casefold()):
                return number
    return 0


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
