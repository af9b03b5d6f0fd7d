"""How people write a day, and the days that stand for always and never."""

from __future__ import annotations

from datetime import date, datetime

ALWAYS = date(1900, 1, 1)
NEVER = date(9999, 12, 31)

FORMS = ("%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y")


def read_day(value: object) -> date | None:
    """The day that is meant by 2026-03-02, 2.3.2026 or 2.3.26; None where no day is."""
    if isinstance(value, date):
        return value.date() if isinstance(value, datetime) else value
    for form in FORMS:
        try:
            return datetime.strptime(str(value).strip(), form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None
