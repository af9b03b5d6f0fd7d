"""On which day and at which hour a meeting may be: a day to come, and none that is years ahead;
with a word where nobody works on it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from engine.days.calendar import local_day, moments_of
from engine.errors import BadInput, Reason, Refused
from engine.language.sentences import OnDay, Sentence, _
from engine.people.acts import Act
from engine.people.closed_days import calendar
from engine.storage.session import Session
from engine.typed_text import one_line

MOST_OF_A_PLACE = 200  # signs
LATEST = timedelta(days=5 * 366)  # no meeting is called further ahead


def require_day(day: date, act: Act, *, past: bool = False) -> None:
    """Refuse a day before the one on which the meeting is called or moved, and one that is years
    ahead: slips of the keyboard both.

    `past` lets old news and rehearsals through, where what was is written down.
    """
    today = local_day(act.at)
    if day < today and not past:
        sentence = _("{day} has passed; a meeting is on a day to come.", day=day)
        raise Refused([Reason("day", sentence)])
    if day > today + LATEST:
        sentence = _("{day} is more than five years ahead.", day=day)
        raise Refused([Reason("day", sentence)])


def nobody_works(session: Session, partnership_id: int, day: date) -> list[Sentence]:
    """A warning where a meeting of the partnership is on a day on which nobody works, else none: it
    may be meant, and may be a slip."""
    if calendar(session, partnership_id).is_working(day):
        return []
    said = _("{day} is a day off: a weekend, a holiday or a closed day.", day=OnDay(day))
    return [said]


def require_time(day: date, clock: str) -> None:
    """Refuse an hour that the clocks of that day leave out; of one shown twice the first counts."""
    hour = time.fromisoformat(clock)
    if not moments_of(datetime.combine(day, hour)):
        sentence = _("On {day} the clocks leave out {clock}.", day=day, clock=hour)
        raise Refused([Reason("time", sentence)])


def clock_of(text: str) -> str:
    """A time of day as HH:MM, 10:00 when nothing is given; BadInput for anything else."""
    if not text.strip():
        return "10:00"
    try:
        found = time.fromisoformat(text.strip().replace(".", ":").zfill(5))
        if found.tzinfo is not None:  # 09:00-11:00 is a span, and no zone eleven hours away
            raise ValueError(text)
        return found.strftime("%H:%M")
    except ValueError:
        raise BadInput(_("“{text}” is not a time of day such as 10:00.", text=text)) from None


def place_of(given: str | None, before: str | None = None) -> str | None:
    """Where a meeting is held, as it is kept; as before where nothing is said."""
    return before if given is None else one_line(given, "place", MOST_OF_A_PLACE) or None
