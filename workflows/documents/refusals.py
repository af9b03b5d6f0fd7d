"""Why a whole file cannot be read, each reason with its own sentence."""

from __future__ import annotations

from engine.errors import BadInput
from engine.language.sentences import Sentence, _


class FileRefused(BadInput):
    """The file cannot be read as a plan.

    `code` is stable: too_large, damaged, wrong_kind, encrypted, no_table, …
    """

    def __init__(self, code: str, sentence: Sentence) -> None:
        super().__init__(sentence)
        self.code = code


def missing(file: str) -> FileRefused:
    return FileRefused(
        "damaged", _("Cannot read “{file}”: no such file, or no permission.", file=file)
    )


def empty(file: str) -> FileRefused:
    return FileRefused("damaged", _("The file “{file}” is empty.", file=file))


def too_large(file: str, limit: int) -> FileRefused:
    sentence = _(
        "The file “{file}” is too large: Samsak reads files up to {limit} MB.",
        file=file,
        limit=limit,
    )
    return FileRefused("too_large", sentence)


def too_large_unpacked(file: str, limit: int) -> FileRefused:
    return FileRefused(
        "too_large",
        _(
            "The file “{file}” is too large unpacked: it holds more than the {limit} MB that"
            " Samsak unpacks, or it is compressed unusually hard."
            " Copy the tables to a new file and import that.",
            file=file,
            limit=limit,
        ),
    )


def too_many_rows(file: str, limit: int) -> FileRefused:
    return FileRefused(
        "too_many_rows",
        _(
            "The file “{file}” has more than {limit} filled rows in a table.",
            file=file,
            limit=limit,
        ),
    )


def cell_too_long(file: str, row: int, limit: int) -> FileRefused:
    return FileRefused(
        "text_too_long",
        _(
            "A cell in row {row} of “{file}” has more than {limit} characters.",
            file=file,
            row=row,
            limit=limit,
        ),
    )


def damaged(file: str) -> FileRefused:
    return FileRefused(
        "damaged",
        _(
            "The file “{file}” is damaged and cannot be opened. Open it in an office program "
            "and save it again.",
            file=file,
        ),
    )


def unclosed_quote(file: str) -> FileRefused:
    return FileRefused(
        "damaged",
        _(
            "The file “{file}” is damaged: a quotation mark is opened in it and never closed.",
            file=file,
        ),
    )


def rows_in_quotes(file: str, row: int, words: str) -> FileRefused:
    return FileRefused(
        "damaged",
        _(
            "Row {row} of the file “{file}” holds whole rows in one cell: a quotation mark was"
            " opened at “{words}”. Remove it, or write it twice, and save the file anew.",
            row=row,
            file=file,
            words=words,
        ),
    )


def encrypted(file: str) -> FileRefused:
    return FileRefused(
        "encrypted",
        _(
            "The file “{file}” is protected by a password. Save it without one and import that.",
            file=file,
        ),
    )


def wrong_kind(file: str) -> FileRefused:
    return FileRefused(
        "wrong_kind",
        _(
            "The file “{file}” is neither an Excel workbook, a Word document nor a .csv file.",
            file=file,
        ),
    )


def old_format(file: str) -> FileRefused:
    return FileRefused(
        "wrong_kind",
        _(
            "The file “{file}” is in the old format of Word or another old program. Save it as"
            " .docx and import that.",
            file=file,
        ),
    )


def open_document(file: str) -> FileRefused:
    return FileRefused(
        "wrong_kind",
        _(
            "The file “{file}” is an OpenDocument file that is no spreadsheet. Save it as .docx and"
            " import that.",
            file=file,
        ),
    )


def web_page(file: str) -> FileRefused:
    return FileRefused(
        "wrong_kind",
        _(
            "The file “{file}” is a web page or XML, whatever its name says. Save it as .xlsx"
            " and import that.",
            file=file,
        ),
    )


def pdf(file: str) -> FileRefused:
    return FileRefused(
        "wrong_kind",
        _(
            "The file “{file}” is a PDF. Import the Word or Excel file that it was made from.",
            file=file,
        ),
    )


def not_a_workbook(file: str) -> FileRefused:
    return FileRefused("wrong_kind", _("The file “{file}” is not an Excel workbook.", file=file))


def not_a_document(file: str) -> FileRefused:
    return FileRefused("wrong_kind", _("The file “{file}” is not a Word document.", file=file))


def no_rows(file: str) -> FileRefused:
    return FileRefused(
        "no_rows",
        _("The file “{file}” has headers of a plan and no measure below them.", file=file),
    )


def no_table(file: str) -> FileRefused:
    return FileRefused(
        "no_table",
        _(
            "No table of measures was found in “{file}”. Samsak looks for a row of headers such as"
            " “Nr.”, “Tiltak”, “Ansvarlig” and “Når”.",
            file=file,
        ),
    )
