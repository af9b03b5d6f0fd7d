"""Numbers, points and cells of a plan as people print them."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from typing import NamedTuple

from workflows.documents.sheets import one_line
from workflows.plan_import.reading.drafts import Agreements, Bullet

# 3, 1.2, 2.1.3A, 2.1.3 A, 2.4a, with Nr., Pkt. or Tiltak before it
_NUMBER = re.compile(
    r"(?:#|(?:nr|pkt|punkt|tiltak|pnt)\.? *)?"
    r"(?P<digits>\d{1,4}(?:\.\d{1,4}){0,4})"
    r"(?P<letter>[A-Za-zÆØÅæøå](?!\w)| [A-Z](?=[.):]*(?:$|\n| ref\b)))?"
    r"(?P<end>[.):]*)(?=\s|$|[,;–-])",
    re.IGNORECASE,
)
_LETTERED = re.compile(
    r"(?P<number>(?:[A-Za-zÆØÅæøå]{1,3}[-.]?|[A-Za-zÆØÅæøå]{4,10}[-.])\d{1,4}(?:\.\d{1,4}){0,3}"
    r"|[A-Za-zæøåÆØÅ])(?=[.):]*(?:\s|$))"
)
# What a number column alone may hold: 1-1, 1/1 and 1,1 for 1.1, and I., II., III.
_JOINED = re.compile(r"(?P<number>\d{1,3}(?:[-–,/:]\d{1,3}){1,3})[.):]?")
# § 1.10, (1.10), 1.8*: what stands around a number.
_AROUND = re.compile(r"^(?:§+ *|(?P<open>[(\[]))?(?P<number>[\w.,-]+)(?(open)[)\]])(?: ?[*†‡]+)?$")
_SPACED_STOP = re.compile(r"(?<=\d) *\. *(?=\d)")
# 2019/1 and 1-2018: a number of a year; F1.T1, A/1: a number with letters in some of its parts.
_OF_YEAR = re.compile(
    r"(?:(?:19|20)\d\d[-–/.:]\d{1,3}(?:\.\d{1,3})*|\d{1,3}[-–/:](?:19|20)\d\d)[.):]?"
)
_IN_PARTS = re.compile(r"[A-Za-zÆØÅæøå]*\d*(?:[-–./:_][A-Za-zÆØÅæøå]*\d*)+")
_PART = re.compile(r"(?P<letters>[A-Za-zÆØÅæøå]{0,10})(?P<digits>\d{0,4})")
_CALLED = re.compile(
    r"(?:nr|no|pkt|punkt|pnt|tiltak|aktivitet|handling|measure|action)\b\.? *(?=\S)", re.IGNORECASE
)
_ROMAN = re.compile(r"(?=[IVXL])(?P<tens>L?X{0,3}|XL)(?P<ones>I[VX]|V?I{0,3})[.):]?")
_DATE = re.compile(
    r"\d{1,2}\. ?(?:jan|feb|mar|apr|mai|jun|jul|aug|sep|okt|nov|des)[a-z]*\.?(?: ?\d{2,4})?"
    r"|\d{1,2}[./]\d{1,2}[./]\d{4}",
    re.IGNORECASE,
)
_MONTHS = ("jan", "feb", "mar", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "des")
_BULLET = re.compile(
    r"(?P<sign>[•◦○●▪▫■□‣⁃∙·*➢➤✓\-–—o]) (?P<text>\S.*)|(?P<tight>[•◦○●▪▫■□‣⁃∙·])(?P<rest>\w.*)"
)
_COUNTED = re.compile(r"(?P<number>\d{1,2})[.)] +(?P<text>\S.*)", re.DOTALL)
_AGREEMENT = re.compile(r"(\d{1,3}) ?([a-z]*)", re.IGNORECASE)
_ALL = ("alle", "all", "samtlige", "samtlege")
_SPECIAL = ("særavtale", "særavtaler", "særavtalar", "særskilt")


class Number(NamedTuple):
    """A printed number and what stands after it in the cell."""

    number: str
    rest: str


class Parts(NamedTuple):
    """A text cell cut at its list."""

    text: str
    bullets: tuple[Bullet, ...]
    after: str


def read_number(text: str) -> Number | None:
    """The number a cell or a title begins with; None when it begins with something else."""
    found = _NUMBER.match(text)
    if found is None:
        return None
    number = found["digits"] + (found["letter"] or "").strip()
    return Number(number, text[found.end() :].strip(" \n–-:."))


def read_number_cell(text: str, *, roman: bool = True) -> Number | None:
    """As `read_number`, for a column of numbers, where other signs count too: T1, a), 1-1, 1,1,
    II, 2019/1, F1.T1, Tiltak A. `roman`: I, V and X are numbers there, and not letters."""
    text = _SPACED_STOP.sub(".", unicodedata.normalize("NFKC", text))
    text = _AROUND.sub(lambda found: found["number"], text)
    if looks_like_date(text):
        return None
    found = _joined(text) or (_roman(text) if roman else None) or _in_parts(text)
    return found or read_number(text) or _lettered(text) or _called(text)


def is_number(text: str) -> bool:
    """Whether the text is a number and no more."""
    number = read_number(text) if text else None
    return number is not None and not number.rest


def is_roman(text: str) -> bool:
    """Whether the cell holds a Roman number."""
    return _roman(text) is not None


def lost_zero(before: str, number: str) -> str:
    """1.10, where a spreadsheet made 1.1 of it after 1.9; '' where nothing was lost."""
    head, _dot, last = before.rpartition(".")
    if not head or not last.isdigit() or (int(last) + 1) % 10:
        return ""
    whole = f"{head}.{int(last) + 1}"
    return whole if whole.rstrip("0") == number else ""


def _joined(text: str) -> Number | None:
    found = _JOINED.fullmatch(text)
    return Number(re.sub(r"[-–,/:]", ".", found["number"]), "") if found else None


def is_of_year(text: str) -> bool:
    """Whether the text is a number of a year, 2019/1, which may be a time too."""
    return _OF_YEAR.fullmatch(text) is not None


def _in_parts(text: str) -> Number | None:
    """A number of parts that are no plain numbers; what cannot stand in a ref is a dash there."""
    plain = text.rstrip(".):")
    if not (is_of_year(text) or _has_lettered_parts(plain)):
        return None
    return Number(re.sub(r"[–/:_]", "-", plain), "")


def _has_lettered_parts(text: str) -> bool:
    """F1.T1, HNT-2018-01; neither the span A1-A3 nor Nr.1."""
    if not _IN_PARTS.fullmatch(text) or _CALLED.match(text):
        return False
    parts = [found for part in re.split(r"[-–./:_]", text) if (found := _PART.fullmatch(part))]
    letters = [part["letters"] for part in parts]
    dashed = "-" in text or "–" in text
    span = dashed and any(one and one == other for one, other in pairwise(letters))
    numbered = any(letters) and any(part["digits"] for part in parts)
    return numbered and not span and all(part[0] for part in parts)


def _called(text: str) -> Number | None:
    """Tiltak A, Aktivitet 1.2: what stands behind what the numbered is called."""
    found = _CALLED.match(text)
    number = read_number_cell(text[found.end() :]) if found else None
    return number if number and not number.rest else None


def _roman(text: str) -> Number | None:
    """The number of a Roman one up to 89; longer plans count otherwise."""
    found = _ROMAN.fullmatch(text.upper() if text.islower() else text)
    if found is None:
        return None
    tens = {"XL": 4}.get(found["tens"], found["tens"].count("X") + 5 * found["tens"].count("L"))
    ones = {"IV": 4, "IX": 9}.get(
        found["ones"], found["ones"].count("I") + 5 * found["ones"].count("V")
    )
    return Number(str(10 * tens + ones), "")


def _lettered(text: str) -> Number | None:
    found = _LETTERED.match(text)
    return Number(found["number"], text[found.end() :].strip(" \n–-:.)")) if found else None


def looks_like_date(text: str) -> bool:
    """A spreadsheet took a number for a date: 01.feb, 01.02.2026."""
    return _DATE.fullmatch(text) is not None


def number_behind(text: str) -> str:
    """The number that such a date probably was, '' when that cannot be told."""
    day, _dot, month = text.partition(".")
    named = month.strip()[:3].casefold()
    if named in _MONTHS:
        return f"{int(day)}.{_MONTHS.index(named) + 1}"
    parts = re.split(r"[./]", text)
    return f"{int(parts[0])}.{int(parts[1])}" if len(parts) == 3 else ""


def read_parts(text: str) -> Parts:
    """Text, points and what follows the points.

    A line without a sign between two points belongs to the first.
    """
    lines = text.split("\n")
    signs = [_sign(line) for line in lines]
    counted = _counted(lines)
    starts = [number for number in range(len(lines)) if signs[number] or number in counted]
    if not starts:
        return Parts(text, (), "")
    levels: list[str] = []
    bullets: list[Bullet] = []
    for number in range(starts[0], starts[-1] + 1):
        if number not in starts:
            bullets[-1] = _longer(bullets[-1], lines[number])
        elif number in counted:
            bullets.append(Bullet(1, counted[number][1], counted[number][0]))
        else:
            bullets.append(_bullet(lines[number], levels))
    return Parts("\n".join(lines[: starts[0]]), tuple(bullets), "\n".join(lines[starts[-1] + 1 :]))


def _sign(line: str) -> str:
    found = _BULLET.match(line)
    return (found["sign"] or found["tight"]) if found else ""


def _bullet(line: str, levels: list[str]) -> Bullet:
    """Each new sign in a cell opens a deeper level."""
    sign = _sign(line)
    if sign not in levels:
        levels.append(sign)
    return Bullet(levels.index(sign) + 1, strip_bullet(line))


def _longer(bullet: Bullet, line: str) -> Bullet:
    return Bullet(bullet.level, f"{bullet.text} {line}", bullet.marker)


def _counted(lines: list[str]) -> dict[int, tuple[str, str]]:
    """Lines numbered 1., 2., … in order; a single number that opens a line is no list."""
    found: dict[int, tuple[str, str]] = {}
    for place, line in enumerate(lines):
        match = _COUNTED.match(line)
        if match and int(match["number"]) == len(found) + 1:
            found[place] = (f"{match['number']}.", match["text"])
    return found if len(found) > 1 else {}


def strip_bullet(line: str) -> str:
    """The line without a list sign before it."""
    found = _BULLET.match(line)
    return (found["text"] or found["rest"]) if found else line


def read_agreements(text: str) -> Agreements:
    """'2, 3ab og 6' → 2, 3a, 3b, 6; 'Alle' → all."""
    printed = one_line(text)
    plain = printed.casefold().strip(" .-–")
    if not plain:
        return Agreements(printed)
    if plain in _ALL:
        return Agreements(printed, "all")
    if plain in _SPECIAL:
        return Agreements(printed, "special")
    refs = tuple(
        ref
        for number, letters in _AGREEMENT.findall(plain.replace(" og ", ", "))
        for ref in _refs(number, letters)
    )
    return Agreements(printed, "listed", refs)


def _refs(number: str, letters: str) -> list[str]:
    return [number + letter for letter in letters] if letters else [number]
