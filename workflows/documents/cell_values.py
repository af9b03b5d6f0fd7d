"""What the cells of a workbook say: their text as it is shown, and what their format adds to it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, NamedTuple

from workflows.documents.drawn_signs import as_drawn
from workflows.documents.footnote_marks import raised
from workflows.documents.sheets import clean

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
WHITE = {"FFFFFF", "000000FFFFFF"}
WHITE_INDEXES = {1, 9, 64, 65}  # white, and the colours of the window
# Words and stops around digits: "T"0, 0.00, 00\.
_SHOWN = re.compile(
    r"(?P<before>(?:\"[^\"]*\"|\\.)*)(?P<whole>0+)(?:\.(?P<decimals>0+))?"
    r"(?P<after>(?:\"[^\"]*\"|\\.|\.)*)(?:_.)?(?:;.*)?"
)
_SHARE = re.compile(r"[#,0]*0(?:\.(?P<decimals>0+))? ?%(?:;.*)?")
_YEAR_ALONE = re.compile(r"(?:\[[^\]]*\])?(?:y{4}|å{4})(?:;@)?")


@dataclass(frozen=True)
class CellFormat:
    """What a style says of its cells; `code` is its format of numbers."""

    code: str = "General"
    is_date: bool = False
    is_duration: bool = False
    colour: str = ""  # behind its text, '' for none and for white
    struck: bool = False
    font: str = ""

    def number(self, number: float) -> str:
        """The number as a cell of that format shows it."""
        if share := _SHARE.fullmatch(self.code):
            return f"{100 * number:.{len(share['decimals'] or '')}f} %"
        parts = self._number_parts
        if parts is None:
            return number_text(number)
        before, whole, decimals, after = parts
        digits = f"{abs(number):0{whole + decimals + bool(decimals)}.{decimals}f}"
        return f"{'-' if number < 0 else ''}{before}{digits}{after}"

    @cached_property
    def _number_parts(self) -> tuple[str, int, int, str] | None:
        found = _SHOWN.fullmatch(self.code)
        if found is None:
            return None
        before, after = (_literal(found[name]) for name in ("before", "after"))
        return before, len(found["whole"]), len(found["decimals"] or ""), after

    @cached_property
    def year_alone(self) -> bool:
        """Whether the year is all that is shown of a date."""
        return _YEAR_ALONE.fullmatch(self.code.casefold()) is not None


class CellValue(NamedTuple):
    """A cell. `date`: the number that a date cell probably was. `struck`: some of its text is
    struck through and left out."""

    text: str
    date: str = ""
    is_number: bool = False
    struck: bool = False


class Cells:
    """Reads the cells of one workbook, given its shared texts, its formats and the day it counts
    from."""

    def __init__(
        self, strings: Sequence[Any], formats: Sequence[CellFormat], epoch: datetime
    ) -> None:
        self._strings, self._formats, self._epoch = strings, formats, epoch

    def format_of(self, cell: Any) -> CellFormat:
        """The format of a cell of a worksheet's XML."""
        style = int(cell.get("s", "0"))
        return self._formats[style] if style < len(self._formats) else CellFormat()

    def read(self, cell: Any, style: CellFormat) -> CellValue:
        """The value of such a cell."""
        value, struck = cell.findtext(f"{MAIN}v"), False
        match cell.get("t", "n"):
            case "inlineStr":
                value, struck = _rich(cell.find(f"{MAIN}is"), style.font)
            case "s" if value:
                value, struck = _plain(self._strings[int(value)], style.font)
            case "n" if value:
                return _without_struck(self._number(float(value), style), style)
            case "b":
                value = "x" if value in ("1", "true") else ""  # a ticked box
            case "d" if value:
                moment = datetime.fromisoformat(value)
                return _without_struck(_of_day(moment.date(), style), style)
        return _without_struck(CellValue(clean(value or ""), struck=struck), style)

    def _number(self, number: float, style: CellFormat) -> CellValue:
        from openpyxl.utils.datetime import from_excel

        if not (style.is_date or style.is_duration):
            return CellValue(style.number(number), is_number=True)
        try:
            moment = from_excel(number, self._epoch, timedelta=style.is_duration)
        except (OverflowError, ValueError):
            return CellValue("#VALUE!")
        if isinstance(moment, date):
            return _of_day(moment, style)
        return CellValue(str(moment or "").removesuffix(":00" if number < 1 else ""))


def _of_day(day: date, style: CellFormat) -> CellValue:
    if style.year_alone:
        return CellValue(str(day.year))
    return CellValue(day_text(day), probable_number(day, style.code))


def _without_struck(value: CellValue, style: CellFormat) -> CellValue:
    return CellValue("", struck=True) if style.struck and value.text else value


def _plain(text: Any, font: str) -> tuple[str, bool]:
    """The text as it is drawn, without what is struck through in it, and whether something is."""
    if isinstance(text, str):
        return as_drawn(text, font), False
    kept = [piece for piece in text if isinstance(piece, str) or not piece.font.strike]
    return "".join(_piece(piece, font) for piece in kept), len(kept) < len(text)


def _piece(piece: Any, font: str) -> str:
    if isinstance(piece, str):
        return as_drawn(piece, font)
    text = as_drawn(piece.text, piece.font.rFont or font)
    return raised(text) if piece.font.vertAlign == "superscript" else text


def _rich(element: Any, font: str) -> tuple[str, bool]:
    from openpyxl.cell.rich_text import CellRichText

    return _plain(CellRichText.from_tree(element), font) if element is not None else ("", False)


def formats_of(book: Any) -> list[CellFormat]:
    """The formats of a workbook, as its cells count them."""
    from openpyxl.cell.read_only import ReadOnlyCell
    from openpyxl.styles.numbers import is_date_format, is_timedelta_format

    sheet: Any = type("Sheet", (), {"parent": book})
    formats = []
    for style in range(len(book._cell_styles)):  # noqa: SLF001 - openpyxl tells formats cell by cell
        cell: Any = ReadOnlyCell(sheet, 1, 1, None, style_id=style)
        shown = str(cell.number_format)
        formats.append(
            CellFormat(
                code=shown,
                is_date=is_date_format(shown),
                is_duration=is_timedelta_format(shown),
                colour=_colour(cell.fill),
                struck=bool(cell.font.strike),
                font=cell.font.name or "",
            )
        )
    return formats


def _colour(fill: Any) -> str:
    kind = getattr(fill, "fill_type", None)
    if kind is None or kind == "none" or (kind == "solid" and _is_white(fill.fgColor)):
        return ""
    colour = fill.fgColor
    return f"{kind} {colour.type} {colour.value} {colour.tint}"


def _is_white(colour: Any) -> bool:
    if colour.type == "theme":
        return bool(colour.theme == 0 and not colour.tint)
    if colour.type == "indexed":
        return colour.indexed in WHITE_INDEXES
    return str(colour.rgb)[-6:].upper() in WHITE


def number_text(number: float) -> str:
    """The number as a cell shows it that has no format of its own."""
    return str(int(number)) if number.is_integer() else format(number, ".10g")


def _literal(code: str) -> str:
    """The words of a format without what marks them as words."""
    return re.sub(r'"([^"]*)"|\\(.)', lambda found: found[1] or found[2] or "", code)


def day_text(day: date) -> str:
    """The day as a Norwegian cell shows it: 02.03.2026."""
    return f"{day.day:02}.{day.month:02}.{day.year}"


# A year that the spreadsheet added by itself to “1.2” is the year of typing; one from “1.2.3” is
# long past.
YEAR_OF_TYPING = 2015


def probable_number(day: date, number_format: str) -> str:
    """What was typed when a Norwegian spreadsheet made this date of it: 1.2 → 1 February, 1.13 →
    January 2013."""
    shown = number_format.casefold()
    if "y" in shown and "d" not in shown:
        return f"{day.month}.{day.year % 100}"
    if "y" in shown and day.year < YEAR_OF_TYPING:
        return f"{day.day}.{day.month}.{day.year % 100}"
    return f"{day.day}.{day.month}"
