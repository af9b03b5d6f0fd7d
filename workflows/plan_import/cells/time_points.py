"""The points in time that a cell names, one after the other, and what stands between them."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date

MONTHS = (
    "jan(?:uar|uary)?",
    "feb(?:ruar|ruary)?",
    "mar(?:s|ch)?",
    "apr(?:il)?",
    "ma[iy]",
    "jun[ie]?",
    r"jul(?:[iy]|(?=\.))",
    "aug(?:ust)?",
    "sept?(?:ember)?",
    "o[kc]t(?:ober)?",
    "nov(?:ember)?",
    "de[sc](?:ember)?",
)
_MONTH = "|".join(MONTHS)
_ORDINALS = {"første": 1, "fyrste": 1, "first": 1, "andre": 2, "second": 2, "tredje": 3}
_ORDINALS |= {"annet": 2, "anna": 2, "third": 3, "fjerde": 4, "fourth": 4}
_ORDINAL = "|".join(_ORDINALS)
# The parts of a year by the months that one of them has.
_PARTS = {"q": 3, "kv": 3, "kvartal": 3, "quarter": 3, "h": 6, "halvår": 6, "half": 6}
_PARTS |= {"t": 4, "tertial": 4}
_SCHOOL_YEAR = r"(?P<pair>(?:19|20)\d\d ?/ ?\d{2}(?!\d))"
_SCHOOLS = (
    r"(?P<school>(?<!\w)(?:skole|skule|school )(?:år|året|year) "
    r"(?P<from>(?:19|20)\d\d) ?[-–/] ?(?P<till>(?:(?:19|20)\d\d|\d\d)(?!\d)))"
)
_HALF = r"(?<![^\W_])(?P<half>[hv]) ?(?P<hof>(?:19|20)\d\d|['’]\d\d)(?!\d)"  # H2019, v'19
LAST = 0  # the day that stands for a month's last
LEAP_YEAR = 2000
AUTUMN = "autumn"  # it ends as the year does
PAIR, SCHOOL = "pair", "school"  # two years, with a slash; the second ends with the school year
SUNDAY, MOST_WEEKS = 7, 53
# Before the summer is before the holidays; the summer itself lasts through August.
_SPRING, _SUMMER, _BEFORE_SUMMER, _CHRISTMAS = (6, LAST), (8, LAST), (6, LAST), (12, 24)
_UNTIL = r"(?:innen|innan|før|til|by|before|senest|seinest)"
_BEFORE = re.compile(rf"(?<!\w){_UNTIL}(?: den)? $")
_CLOCK = r"(?: \d\d:\d\d(?::\d\d)?)?"
# What stands between a month and its year; in 1/1-31/12 2019 the next day stands there.
_TO_YEAR = r"(?:[./] ?|(?:- ?| )(?!\d{1,2}[./]\d))"
_PATTERN = re.compile(
    rf"(?P<iso>(?<!\d)\d{{4}}-\d{{2}}-\d{{2}}(?!\d)){_CLOCK}"
    rf"|(?<![\d.])(?P<day>\d{{1,2}})[./-] ?(?P<month>\d{{1,2}}){_TO_YEAR}(?P<of>\d{{4}}|'?\d\d)"
    rf"(?!\d){_CLOCK}"
    rf"|(?<![^\W_])(?:(?P<nday>\d{{1,2}})\.? ?)?(?P<named>{_MONTH})(?![^\W\d_])\.?"
    r"(?:[ -]?(?P<nof>\d{4}(?!\d)|'?\d\d(?![\d.])))?"
    r"|(?<!\d)(?P<num>\d{1,2})[./](?P<numof>(?:19|20)\d\d)(?!\d)"
    r"|(?<![\d.])(?P<bday>\d{1,2})[./](?P<bmonth>\d{1,2})\.?(?![\d.])"
    rf"|{_HALF}"
    r"|(?<![^\W\d_])(?P<short>q|h|t|kv)\.? ?(?P<which>[1-4])(?!\d)"
    rf"|(?<!\w)(?P<nth>[1-4]|{_ORDINAL})\.? ?(?P<part>kvartal|kv|quarter|halvår|half|tertial)(?!\w)"
    r"|(?<!\w)(?P<called>kvartal|halvår|tertial) ?(?P<count>[1-4])(?!\d)"
    r"|(?<!\w)(?:uke|uker|veke|veker|week|weeks) (?:\d{1,2} ?(?:[-–/]|og|and) ?)?(?P<week>\d{1,2})"
    r"(?!\d)(?:(?:[ ,./-]| i )+(?P<wof>(?:19|20)\d\d)(?!\d))?"
    r"|(?<!\w)(?P<autumn>høst|høsten|haust|hausten|autumn|fall)(?!\w)"
    r"|(?<!\w)(?P<spring>vår|våren|spring)(?!\w)"
    r"|(?<!\w)(?P<summer>sommer|sommeren|sommar|sommaren|sumar|sumaren|summer)(?!\w)"
    rf"|(?<!\w)(?P<christmas>{_UNTIL} (?:jul|jula|julen|christmas))(?!\w)"
    rf"|{_SCHOOLS}"
    rf"|(?<!\d){_SCHOOL_YEAR}"
    r"|(?<!\d)(?P<year>(?:19|20)\d\d)(?!\d)"
    r"|(?P<since>(?<!\w)f ?\.? ?o ?\.? ?m\b\.?)"
    r"|(?P<between>(?<!\w)(?:mellom|between)(?!\w))"
    r"|(?P<to>[-–—−→>]+|\.{2,}|…|til og med|t ?\.? ?o ?\.? ?m\b\.?"
    r"|(?<!\w)(?:tom|til|to|until|through)(?!\w))"
    r"|(?P<also>[,;/&+]|(?<!\w)(?:og|and|samt|eller|or)(?!\w))"
    r"|(?P<number>'?\d+)"
    r"|(?P<word>[^\W\d_]+)"
    r"|(?P<sign>[^\w\s.,:;()\[\]*~≤\"'«»“”])"
)


@dataclass(frozen=True)
class Point:
    """A day, a month, a part of a year or a year.

    `ends`: month and day that it ends on, day 0 for the month's last, None for the whole year.
    `year`: None where none stands beside it. `week`: its number, where the point is one.
    """

    year: int | None
    ends: tuple[int, int] | None = None
    week: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether it ends as its year does."""
        return self.ends is None and not self.week

    def last_day(self) -> date | None:
        """The day on which it ends; None for a whole year, and where the year is not known."""
        if self.year is not None and self.week:
            return _sunday(self.year, self.week)
        if self.year is None or self.ends is None:
            return None
        month, day = self.ends
        return date(self.year, month, day or monthrange(self.year, month)[1])


def _sunday(year: int, week: int) -> date:
    """The last day of a week, within the year that it is counted in."""
    weeks = date(year, 12, 28).isocalendar().week  # that day is always in the year's last week
    return min(date.fromisocalendar(year, min(week, weeks), SUNDAY), date(year, 12, 31))


@dataclass(frozen=True)
class Piece:
    """One piece of a cell: a point in time, or what stands between two, as a sign or a word."""

    text: str
    point: Point | None = None
    # of what is no point: to, also, since, between, number, word, sign
    kind: str = ""


def pieces(text: str, beside: Collection[str]) -> list[Piece]:
    """The pieces of a cell in printed order, without the words that say nothing of a time.

    `text` is in small letters, on one line.
    """
    found = [_piece(each) for each in _PATTERN.finditer(text)]
    said = [piece for piece in found if piece.kind != "word" or piece.text not in beside]
    return list(_with_years(_joined(said)))


def _piece(found: re.Match[str]) -> Piece:
    text = found[0]
    if found.lastgroup in ("to", "also", "since", "between", "number", "word", "sign"):
        return Piece(text, kind=str(found.lastgroup))
    if found["school"]:
        return Piece(f"{found['from']}/{found['till'][-2:]}", Point(int(found["from"])), SCHOOL)
    if found["pair"]:
        first = int(text[:4])
        return Piece(text, Point(first), kind=PAIR)
    if found["year"]:
        return Piece(text, Point(int(text)))
    if found["half"]:
        return _half(text, century(found["hof"]))
    if found["autumn"]:
        return Piece(text, Point(None, (12, LAST)), kind=AUTUMN)
    point = _dated(found) or _season(found) or _part(found)
    return Piece(text, point) if point else Piece(text, kind="number")


def _half(text: str, year: int) -> Piece:
    """H2019 and v2019: the autumn and the spring of a year."""
    if text.startswith("h"):
        return Piece(text, Point(year, (12, LAST)), kind=AUTUMN)
    return Piece(text, Point(year, _SPRING))


def _season(found: re.Match[str]) -> Point | None:
    """A week, a season or Christmas."""
    if found["week"]:
        week = int(found["week"])
        named = int(found["wof"]) if found["wof"] else None
        return Point(named, week=week) if 1 <= week <= MOST_WEEKS else None
    if found["spring"]:
        return Point(None, _SPRING)
    if found["summer"]:
        before = _BEFORE.search(found.string[: found.start()])
        return Point(None, _BEFORE_SUMMER if before else _SUMMER)
    return Point(None, _CHRISTMAS) if found["christmas"] else None


def _dated(found: re.Match[str]) -> Point | None:
    if found["iso"]:
        year, month, day = (int(part) for part in found["iso"].split("-"))
        return _day(year, month, day)
    if found["day"]:
        return _day(century(found["of"]), int(found["month"]), int(found["day"]))
    if found["named"]:
        named = century(found["nof"]) if found["nof"] else None
        day = int(found["nday"]) if found["nday"] else LAST
        return _day(named, _month(found["named"]), day)
    if found["num"]:
        return _day(int(found["numof"]), int(found["num"]), LAST)
    if found["bday"]:
        return _day(None, int(found["bmonth"]), int(found["bday"]))
    return None


def _part(found: re.Match[str]) -> Point | None:
    """A quarter, a half or a third of a year."""
    name = found["short"] or found["part"] or found["called"]
    if not name:
        return None
    said = found["which"] or found["nth"] or found["count"]
    month = _PARTS[name] * (int(said) if said.isdigit() else _ORDINALS[said])
    return _day(None, month, LAST)


def _day(year: int | None, month: int, day: int) -> Point | None:
    """The point of that day; None where no month or no day is called so."""
    if not 1 <= month <= 12 or not 0 <= day <= monthrange(year or LEAP_YEAR, month)[1]:
        return None
    return Point(year, (month, day))


def _month(name: str) -> int:
    return next(n for n, known in enumerate(MONTHS, start=1) if re.match(known, f"{name}."))


def century(digits: str) -> int:
    """The year that 2019, 19 and '19 are."""
    plain = digits.strip("'’")
    return int(plain) if len(plain) == 4 else 2000 + int(plain)


def _joined(found: list[Piece]) -> list[Piece]:
    """A part of a year and the year beside it are one point: Q2 2019, 2019 Q2."""
    result: list[Piece] = []
    for piece in found:
        last = result[-1] if result else None
        if (
            last is None
            or last.point is None
            or piece.point is None
            or piece.kind in (PAIR, SCHOOL)
        ):
            result.append(piece)
        elif last.point.year is None and piece.point.is_whole:
            result[-1] = replace(last, point=replace(last.point, year=piece.point.year))
        elif piece.point.year is None and last.point.is_whole:
            result[-1] = replace(piece, point=replace(piece.point, year=last.point.year))
        else:
            result.append(piece)
    return result


def _with_years(found: list[Piece]) -> Iterator[Piece]:
    """A point without a year has that of the next one, else of the one before: June–August 2019."""
    years = [piece.point.year if piece.point else None for piece in found]
    for place, piece in enumerate(found):
        if piece.point is None or piece.point.year is not None:
            yield piece
            continue
        behind = (year for year in years[place:] if year)
        before = (year for year in reversed(years[:place]) if year)
        year = next(behind, None) or next(before, None)
        yield replace(piece, point=replace(piece.point, year=year))
