"""Templates in three languages: strict, so that what is missing is a failing test and no blank, and
escaping, so that what people typed is shown as they typed it."""

from __future__ import annotations

import json
from datetime import date, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from engine.days.dates import FIRST_DAY, LAST_YEAR
from engine.identity_numbers import FOR_BROWSERS, told_without
from engine.language.sentences import LANGUAGES, MONTHS, OnDay, Sentence, _, say, translations
from engine.people.rights import PARTNERSHIP, PEOPLE
from web.assets import asset, icon
from web.remedies import WAYS

WEB = Path(__file__).parent
COMES_BACK = "comes_back"  # says of a form that it is looked at again, and nothing is done
# asks for a look at what came back after a login, and calls nothing wrong
LOOK_AGAIN = _("Nothing is sent yet. Look at what you typed, and send it.")

# of htmx: no style inside a page, which our headers forbid; back shows the whole page as it was
NARROWING = json.dumps({"includeIndicatorCSS": False, "history": "reload"})


class MenuLine(NamedTuple):
    """A line of the main menu: words, and where it leads; shown to those who have the right
    somewhere, to everybody where there is none."""

    words: Sentence
    path: str
    right: str = ""


MENU = (
    MenuLine(_("Measures"), "/lists/measure"),
    MenuLine(_("Plans"), "/plans"),
    MenuLine(_("Meetings"), "/meetings"),
    MenuLine(_("Deviations"), "/inbox/deviation"),
    MenuLine(_("People"), "/people", PEOPLE),
    MenuLine(_("Partnership"), "/partnership", PARTNERSHIP),
)


# known to every template
GLOBALS = {
    "asset": asset,
    "icon": icon,
    "new_key": lambda: uuid4().hex,
    "menu": MENU,
    "ways": WAYS,
    "identity_numbers": json.dumps(FOR_BROWSERS),
    "narrowing": NARROWING,
    "first_day": FIRST_DAY.isoformat(),
    "last_day": f"{LAST_YEAR}-12-31",
    "look_again": LOOK_AGAIN,
    "comes_back": COMES_BACK,
    "sending": "",
    "languages": {"nb": "Bokmål", "nn": "Nynorsk", "en": "English"},
}


@lru_cache(maxsize=len(LANGUAGES))
def environment(language: str) -> Environment:
    """The templates in that language, read and compiled once."""
    made = Environment(
        loader=FileSystemLoader(WEB),
        extensions=["jinja2.ext.i18n"],
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.policies["ext.i18n.trimmed"] = True
    made.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]
    made.filters["say"] = lambda value: spoken(value, language)
    made.filters["weekday"] = lambda day: say(OnDay(_day(day)), language)
    made.filters["day"] = lambda day: say(_day(day), language)
    made.filters["moment"] = lambda moment: say(_moment(moment), language)
    made.filters["clock"] = lambda clock: say(time.fromisoformat(clock), language)
    made.filters["month"] = lambda day: f"{MONTHS[language][day.month - 1]} {day.year}"
    made.globals |= GLOBALS
    return made


def spoken(value: object, language: str) -> str:
    """Anything that a page or an answer says, in that language; never an identity number that stood
    in an address or a form."""
    return say(told_without(value), language)


def _day(day: date | str) -> date:
    return date.fromisoformat(day) if isinstance(day, str) else day


def _moment(moment: datetime | str) -> datetime:
    return datetime.fromisoformat(moment) if isinstance(moment, str) else moment
