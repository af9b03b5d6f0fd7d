"""What a paragraph of a Word document says as it is printed: with tracked insertions, without
deletions, text boxes, and what is struck through or hidden."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DELETED = {f"{W}del", f"{W}moveFrom", f"{W}instrText", f"{W}delText"}
# A text box has two spellings in one place; none of them is part of the line it hangs at.
UNSPOKEN = DELETED | {f"{W}pPr", f"{W}rPr", f"{W}drawing", f"{W}pict"}
MAX_DEPTH = 40


class Printed(NamedTuple):
    """A text, and whether some of it is struck through or hidden, and therefore left out."""

    text: str
    struck: bool = False
    hidden: bool = False


def printed(paragraph: Any) -> Printed:
    """What the paragraph says."""
    pieces = list(_pieces(paragraph))
    return Printed(
        "".join(text for text, kept in pieces if kept == "shown"),
        struck=any(text.strip() for text, kept in pieces if kept == "struck"),
        hidden=any(text.strip() for text, kept in pieces if kept == "hidden"),
    )


def is_on(properties: Any, name: str) -> bool:
    """Whether a property such as w:strike is there and not switched off."""
    found = properties.find(f"{W}{name}") if properties is not None else None
    return found is not None and found.get(f"{W}val", "1") not in ("0", "false", "off", "none")


def _pieces(element: Any, state: str = "shown", depth: int = 0) -> Iterator[tuple[str, str]]:
    """The texts of the paragraph, each with whether it is shown, struck or hidden."""
    for child in element:
        tag = child.tag
        if tag == f"{W}t":
            yield child.text or "", state
        elif tag in (f"{W}br", f"{W}cr"):
            yield "\n", state
        elif tag == f"{W}tab":
            yield " ", state
        elif tag == f"{W}noBreakHyphen":
            yield "-", state
        elif tag not in UNSPOKEN and depth < MAX_DEPTH:
            yield from _pieces(child, _state(child) if tag == f"{W}r" else state, depth + 1)


def _state(run: Any) -> str:
    properties = run.find(f"{W}rPr")
    if is_on(properties, "vanish"):
        return "hidden"
    struck = is_on(properties, "strike") or is_on(properties, "dstrike")
    return "struck" if struck else "shown"
