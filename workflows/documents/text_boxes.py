"""The text of boxes that float over a sheet or a page, which no table holds."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable
from typing import IO, Any

from workflows.documents.sheets import clean, one_line
from workflows.documents.word_text import FALLBACK, W

DRAWING = re.compile(r"xl/drawings/drawing\d+\.xml")
SHAPE = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}sp"
TEXT = "{http://schemas.openxmlformats.org/drawingml/2006/main}t"


def boxes_of_workbook(file: IO[bytes]) -> list[str]:
    """What stands in each box with text of a workbook."""
    from lxml import etree  # type: ignore[import-untyped]

    found = []
    with zipfile.ZipFile(file) as package:
        for name in filter(DRAWING.fullmatch, package.namelist()):
            with package.open(name) as source:
                for _event, shape in etree.iterparse(source, tag=SHAPE, resolve_entities=False):
                    found.append(" ".join(text.text or "" for text in shape.iter(TEXT)))
    return _said(found)


def boxes_of_document(body: Any) -> list[str]:
    """What stands in each box with text of a Word document.

    A box is often there twice, in today's spelling and in an old one to fall back on.
    """
    return _said(
        "".join(text.text or "" for text in box.iter(f"{W}t"))
        for box in body.iter(f"{W}txbxContent")
        if not any(parent.tag == FALLBACK for parent in box.iterancestors())
    )


def _said(texts: Iterable[str]) -> list[str]:
    return [text for each in texts if (text := one_line(clean(each)))]
