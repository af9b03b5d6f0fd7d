"""Reading .docx: its tables in printed order, each with the lines before it.

python-docx is imported here only.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from workflows.documents import refusals
from workflows.documents.packages import check_package, kind_of
from workflows.documents.sheets import (
    MAX_COLUMNS,
    Filling,
    Row,
    Sheets,
    Table,
    TextLine,
    clean,
    one_line,
)
from workflows.documents.word_numbering import W, WordLists

# Content controls and smart tags wrap paragraphs, rows and tables; what stands in them is part of
# the document.
WRAPPERS = {f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins", f"{W}smartTag"}
DELETED = {f"{W}del", f"{W}moveFrom", f"{W}instrText", f"{W}delText"}
MAX_DEPTH = 40
MAX_NAME = 120


def read_docx(path: Path) -> Sheets:
    """All tables of the document, none of them nested ones.

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
    ) as error:  # python-docx answers a malformed part with whatever its parser stumbled over
        raise refusals.damaged(path.name) from error


def _sheets(path: Path) -> Sheets:
    import docx  # heavy, and wanted by the import command alone

    document: Any = docx.Document(str(path))
    related = {
        relation.reltype.rsplit("/", 1)[-1]: relation for relation in document.part.rels.values()
    }
    numbering = document.part.numbering_part.element if "numbering" in related else None
    lists = WordLists(numbering, document.styles.element)
    names = {style.style_id: style.name or "" for style in document.styles}

    title, before, tables = "", list[TextLine](), list[Table]()
    for element in _unwrapped(document.element.body):
        if element.tag == f"{W}tbl":
            tables.append(_table(element, tuple(before), len(tables) + 1, lists, path.name))
            before = []
        elif text := clean(_paragraph(element, lists)):
            style = names.get(_style(element), "")
            title = title or (one_line(text) if style == "Title" else "")
            before.append(TextLine(text, style.startswith("Heading")))
    return Sheets(tables, title or _first_line(tables))


def _first_line(tables: list[Table]) -> str:
    before = tables[0].before if tables else ()
    return one_line(before[0].text) if before and not before[0].heading else ""


def _unwrapped(parent: Any, depth: int = 0) -> Iterator[Any]:
    """The paragraphs, tables, rows or cells of the parent, also those inside wrappers."""
    for child in parent:
        if child.tag in WRAPPERS and depth < MAX_DEPTH:
            yield from _unwrapped(child, depth + 1)
        elif child.tag in (f"{W}p", f"{W}tbl", f"{W}tr", f"{W}tc"):
            yield child


def _table(
    table: Any, before: tuple[TextLine, ...], number: int, lists: WordLists, file: str
) -> Table:
    filling = Filling(file)
    rows = (row for row in _unwrapped(table) if row.tag == f"{W}tr")
    for row_number, row in enumerate(rows, start=1):
        filling.add(_row(row, row_number, lists))
    return Table(_name(number, before), filling.rows, before)


def _name(number: int, before: tuple[TextLine, ...]) -> str:
    """What a person finds the table by: its place in the document, and the heading or line above
    it."""
    headings = [line for line in before if line.heading] or before
    return f"{number}: {one_line(headings[-1].text)[:MAX_NAME]}" if headings else str(number)


def _row(row: Any, number: int, lists: WordLists) -> Row:
    cells: list[str] = [""] * _whole(row, f"{W}trPr/{W}gridBefore")
    spans: dict[int, int] = {}
    merged: set[int] = set()
    for cell in _unwrapped(row):
        if cell.tag != f"{W}tc" or len(cells) >= MAX_COLUMNS:
            continue
        width = max(_whole(cell, f"{W}tcPr/{W}gridSpan"), 1)
        if width > 1:
            spans[len(cells)] = width
        merge = cell.find(f"{W}tcPr/{W}vMerge")
        continues = merge is not None and merge.get(f"{W}val", "continue") == "continue"
        if continues:
            merged.add(len(cells))
        text = (
            ""
            if continues
            else clean("\n".join(_paragraph(part, lists) for part in _paragraphs(cell)))
        )
        cells += [text] + [""] * (width - 1)
    return Row(number, cells[:MAX_COLUMNS], spans=spans, merged=frozenset(merged))


def _paragraphs(cell: Any) -> Iterator[Any]:
    return (part for part in _unwrapped(cell) if part.tag == f"{W}p")


def _whole(element: Any, where: str) -> int:
    found = element.find(where)
    value = found.get(f"{W}val", "0") if found is not None else "0"
    return min(int(value), MAX_COLUMNS) if value.isdigit() else 0


def _style(paragraph: Any) -> str:
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    return str(style.get(f"{W}val", "")) if style is not None else ""


def _paragraph(paragraph: Any, lists: WordLists) -> str:
    if paragraph.tag != f"{W}p":
        return ""
    text = "".join(_pieces(paragraph))
    sign = lists.sign(paragraph)
    return f"{sign} {text}" if sign else text


def _pieces(element: Any, depth: int = 0) -> Iterator[str]:
    """The text as printed: with tracked insertions, without deletions and text boxes."""
    for child in element:
        tag = child.tag
        if tag == f"{W}t":
            yield child.text or ""
        elif tag in (f"{W}br", f"{W}cr"):
            yield "\n"
        elif tag == f"{W}tab":
            yield " "
        elif tag == f"{W}noBreakHyphen":
            yield "-"
        elif (
            tag not in DELETED
            and tag not in (f"{W}pPr", f"{W}rPr", f"{W}drawing", f"{W}pict")
            and depth < MAX_DEPTH
        ):
            yield from _pieces(child, depth + 1)
