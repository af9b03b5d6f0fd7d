"""Reading .docx: its tables in printed order, each with the lines before it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from workflows.documents import refusals
from workflows.documents.other_lines import other_lines
from workflows.documents.packages import check_package, kind_of
from workflows.documents.sheets import Sheets, Table, TextLine, one_line
from workflows.documents.strict import opened
from workflows.documents.text_boxes import boxes_of_document
from workflows.documents.word_numbering import WordLists
from workflows.documents.word_parts import word_parts
from workflows.documents.word_tables import WordTables, flow
from workflows.documents.word_text import W


def read_docx(path: Path) -> Sheets:
    """All tables of the document; those inside others where the others only hold them in place.

    Raises FileRefused when it cannot be read.
    """
    if kind_of(path) != "docx":
        raise refusals.not_a_document(path.name)
    check_package(path)
    try:
        return _sheets(path)
    except refusals.FileRefused:
        raise
    except (
        Exception
    ) as error:  # a malformed part is answered with whatever the parser stumbled over
        raise refusals.damaged(path.name) from error


def _sheets(path: Path) -> Sheets:
    with opened(path) as file:
        parts = word_parts(file)
    body = parts.document.find(f"{W}body")
    reader = WordTables(WordLists(parts.numbering, parts.styles), path.name)

    title, before, tables, outside = "", list[TextLine](), list[Table](), list[TextLine]()
    for element in flow(body):
        if element.tag == f"{W}tbl":
            tables.append(reader.table(element, tuple(before), len(tables) + 1))
            outside += before[:-1] if len(tables) > 1 else []
            before = []
        elif element.tag == f"{W}p" and (text := reader.line(element)):
            style = parts.style_named(_style(element))
            is_title = style == "title" and not title
            title = one_line(text) if is_title else title
            before.append(TextLine(text, style.startswith("heading"), is_title))
    reader.losses.lines(other_lines([*outside, *before] if tables else []))
    reader.losses.text_boxes(boxes_of_document(body))
    reader.losses.embedded(sum(1 for _each in body.iter(f"{W}object", f"{W}altChunk")))
    reader.losses.comments(sum(1 for _each in body.iter(f"{W}commentReference")))
    return Sheets(tables, title or _first_line(tables), reader.losses.all)


def _first_line(tables: list[Table]) -> str:
    before = tables[0].before if tables else ()
    return one_line(before[0].text) if before and not before[0].heading else ""


def _style(paragraph: Any) -> str:
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    return str(style.get(f"{W}val", "")) if style is not None else ""
