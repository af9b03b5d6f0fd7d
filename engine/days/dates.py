"""How people write a day, and the days that stand for always and never."""

from __future__ import annotations

from datetime import date, datetime

from engine.errors import BadInput, Reason
from engine.language.sentences import _

ALWAYS = date(1900, 1, 1)
NEVER = date(9999, 12, 31)
FIRST_YEAR, LAST_YEAR = 1900, 2100
# Trusts and municipalities must cooperate by agreement since lov 24. juni 2011 nr. 30 § 6-1 came
# into force; nothing happened in a partnership before.
FIRST_DAY = date(2012, 1, 1)

FORMS = ("%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y")


def read_day(value: object) -> date | None:
    """The day that is meant by 2026-03-02, 2.3.2026 or 2.3.26; None where no day is, or one of a
    year that nobody here means, such as 1 or 9999."""
    day = written_day(value)
    return day if day is not None and FIRST_YEAR <= day.year <= LAST_YEAR else None


def read_asked_day(value: str, name: str) -> date | None:
    """The day that is asked for under that name; None where none is. BadInput for what is no
    day."""
    text = value.strip()
    day = read_day(text)
    if text and day is None:
        sentence = _("“{text}” is not a day such as 2026-03-02 or 2.3.2026.", text=text)
        raise BadInput(Reason(name, sentence))
    return day


def read_asked_year(value: str, name: str) -> int | None:
    """The year that is asked for under that name; None where none is. BadInput for what is no
    year, or one that nobody here means."""
    text = value.strip()
    if not text:
        return None
    if not (text.isdecimal() and FIRST_YEAR <= int(text[:9]) <= LAST_YEAR):
        raise BadInput(Reason(name, _("“{text}” is not a year such as 2026.", text=text)))
    return int(text)


def written_day(value: object) -> date | None:
    """The day as it is written, of any year; None where no day is."""
    if isinstance(value, date):
        return value.date() if isinstance(value, datetime) else value
    for form in FORMS:
        try:
            return datetime.strptime(str(value).strip(), form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None
