"""What a paragraph of a Word document says as it is printed: with tracked insertions, without
deletions, text boxes, and what is struck through or hidden."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from workflows.documents.drawn_signs import as_drawn
from workflows.documents.footnote_marks import FOOTNOTE, raised

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DELETED = {f"{W}del", f"{W}moveFrom", f"{W}instrText", f"{W}delText"}
TRACKED = tuple(f"{W}{name}" for name in ("ins", "del", "moveFrom", "moveTo"))
# What is there twice, for old programs too, is read once.
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# A text box is no part of the line it hangs at.
UNSPOKEN = DELETED | {f"{W}pPr", f"{W}rPr", f"{W}drawing", f"{W}pict", FALLBACK}
MAX_DEPTH = 40


class Printed(NamedTuple):
    """A text, and whether some of it is struck through or hidden, and therefore left out; whether
    some of it is a tracked change that nobody has accepted."""

    text: str
    struck: bool = False
    hidden: bool = False
    tracked: bool = False


def printed(paragraph: Any) -> Printed:
    """What the paragraph says."""
    pieces = list(_pieces(paragraph))
    return Printed(
        "".join(text for text, kept in pieces if kept == "shown"),
        struck=any(text.strip() for text, kept in pieces if kept == "struck"),
        hidden=any(text.strip() for text, kept in pieces if kept == "hidden"),
        tracked=any(_says_something(change) for change in paragraph.iter(*TRACKED)),
    )


def _says_something(change: Any) -> bool:
    return any((text.text or "").strip() for text in change.iter(f"{W}t", f"{W}delText"))


def is_on(properties: Any, name: str) -> bool:
    """Whether a property such as w:strike is there and not switched off."""
    found = properties.find(f"{W}{name}") if properties is not None else None
    return found is not None and found.get(f"{W}val", "1") not in ("0", "false", "off", "none")


def is_placeholder(element: Any) -> bool:
    """Whether it is a field that nobody has filled in: it shows what to type, and says nothing."""
    return element.tag == f"{W}sdt" and is_on(element.find(f"{W}sdtPr"), "showingPlcHdr")


def _pieces(element: Any, run: _Run | None = None, depth: int = 0) -> Iterator[tuple[str, str]]:
    """The texts of the paragraph, each with whether it is shown, struck or hidden."""
    run = run or _Run()
    for child in element:
        tag = child.tag
        if tag == f"{W}r":
            yield from _pieces(child, _run(child), depth + 1)
        elif text := _said(child, run):
            yield text, run.state
        elif tag not in UNSPOKEN and depth < MAX_DEPTH and not is_placeholder(child):
            yield from _pieces(child, run, depth + 1)


class _Run(NamedTuple):
    """How a stretch of text is set."""

    state: str = "shown"
    font: str = ""
    raised: bool = False


def _run(run: Any) -> _Run:
    properties = run.find(f"{W}rPr")
    if properties is None:
        return _Run()
    struck = is_on(properties, "strike") or is_on(properties, "dstrike")
    state = "hidden" if is_on(properties, "vanish") else "struck" if struck else "shown"
    fonts, height = properties.find(f"{W}rFonts"), properties.find(f"{W}vertAlign")
    return _Run(
        state,
        fonts.get(f"{W}ascii", "") if fonts is not None else "",
        height is not None and height.get(f"{W}val") == "superscript",
    )


def _said(element: Any, run: _Run) -> str:
    """What a part of a run says; '' for what holds other parts, or says nothing."""
    match element.tag.removeprefix(W):
        case "t":
            text = as_drawn(element.text or "", run.font)
            return raised(text) if run.raised else text
        case "br" | "cr":
            return "\n"
        case "tab":
            return " "
        case "noBreakHyphen":
            return "-"
        case "sym":
            sign = chr(int(element.get(f"{W}char", "F020"), 16))
            return as_drawn(sign, element.get(f"{W}font", ""))
        case "footnoteReference" | "endnoteReference":
            return FOOTNOTE
        case "fldChar":
            return _ticked(element.find(f"{W}ffData/{W}checkBox"))
    return ""


def _ticked(box: Any) -> str:
    """A box of a form, which is drawn and no text."""
    if box is None:
        return ""
    said = box.find(f"{W}checked") is not None
    return "☒" if is_on(box, "checked" if said else "default") else "☐"
