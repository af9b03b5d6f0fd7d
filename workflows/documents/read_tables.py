"""Any file of tables, read by what it is: the one way in for plans and lists."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from engine.extras import need
from engine.language.sentences import Sentence, _
from workflows.documents.losses import Loss
from workflows.documents.packages import Kind, kind_of
from workflows.documents.read_calamine import read_calamine
from workflows.documents.read_csv import read_csv
from workflows.documents.read_docx import read_docx
from workflows.documents.read_xlsx import read_xlsx
from workflows.documents.sheets import Sheets

READERS: dict[Kind, Callable[[Path], Sheets]] = {
    "xlsx": read_xlsx,
    "docx": read_docx,
    "csv": read_csv,
    "xls": read_calamine,
    "xlsb": read_calamine,
    "ods": read_calamine,
}
SUFFIXES: dict[Kind, tuple[str, ...]] = {
    "xlsx": (".xlsx", ".xlsm", ".xltx", ".xltm"),
    "docx": (".docx", ".docm", ".dotx", ".dotm"),
    "csv": (".csv", ".txt", ".tsv"),
    "xls": (".xls", ".xlt"),
    "xlsb": (".xlsb",),
    "ods": (".ods", ".ots"),
}


def read_tables(path: Path) -> Sheets:
    """The tables of the file. That its name says another kind than it is, is among the losses.

    Raises FileRefused (a BadInput) when the file as a whole cannot be read, BadInput where what
    reads its kind is not installed.
    """
    kind = kind_of(path)
    if kind != "csv":
        need("documents")
    sheets = READERS[kind](path)
    others = {suffix for other, known in SUFFIXES.items() if other != kind for suffix in known}
    if path.suffix.casefold() not in others:
        return sheets
    return replace(sheets, losses=(Loss("wrong_kind", _read_as(kind), ""), *sheets.losses))


def _read_as(kind: Kind) -> Sentence:
    if kind == "docx":
        return _("The file is a Word document, whatever its name says, and is read as one.")
    if kind == "csv":
        return _(
            "The file is a text file, whatever its name says, and is read as comma-separated "
            "values."
        )
    if kind == "ods":
        return _("The file is an OpenDocument sheet, whatever its name says, and is read as one.")
    return _("The file is an Excel workbook, whatever its name says, and is read as one.")
