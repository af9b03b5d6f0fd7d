"""The parts of a Word document that its tables are read from: the text, its styles and its lists.

Nothing else of the package is opened, so that a lost picture or a broken footer damages no plan.
"""

from __future__ import annotations

import posixpath
import zipfile
from dataclasses import dataclass
from functools import cached_property
from typing import IO, Any

from workflows.documents.word_text import W

MOST_BASES = 20
BODY_TEXT = "9"  # the outline level of what is no heading


@dataclass(frozen=True)
class WordParts:
    """The roots of the parts; None where the document has no such part."""

    document: Any
    styles: Any
    numbering: Any

    def style_named(self, style_id: str) -> str:
        """What a style is called, in small letters, or “heading” where it is a kind of one.

        A style that does not say of what it is one, is a style of paragraphs.
        """
        return _named(style_id, self._by_id, MOST_BASES)

    @cached_property
    def _by_id(self) -> dict[str, Any]:
        styles = self.styles.iter(f"{W}style") if self.styles is not None else ()
        return {style.get(f"{W}styleId", ""): style for style in styles}


def _named(style_id: str, by_id: dict[str, Any], depth: int) -> str:
    style = by_id.get(style_id)
    if style is None or not depth:
        return ""
    name = _value(style, "name").casefold()
    level = style.find(f"{W}pPr/{W}outlineLvl")
    if level is not None and level.get(f"{W}val", "9") < BODY_TEXT:
        return "heading"
    based = _named(_value(style, "basedOn"), by_id, depth - 1)
    return based if based.startswith("heading") else name


def _value(style: Any, name: str) -> str:
    found = style.find(f"{W}{name}")
    return str(found.get(f"{W}val", "")) if found is not None else ""


def word_parts(source: IO[bytes]) -> WordParts:
    """The parts of an opened package. What it stumbles over comes as the error it is."""
    with zipfile.ZipFile(source) as package:
        main = _targets(package, "")["officeDocument"]
        others = _targets(package, main)
        parts = (_root(package, others.get(name)) for name in ("styles", "numbering"))
        return WordParts(_root(package, main), *parts)


def _targets(package: zipfile.ZipFile, part: str) -> dict[str, str]:
    """The parts that a part, or the package itself, points to, by the last word of why."""
    folder, name = posixpath.split(part)
    root = _root(package, posixpath.join(folder, "_rels", f"{name}.rels"))
    targets: dict[str, str] = {}
    for relation in root if root is not None else ():
        why = relation.get("Type", "").rpartition("/")[2]
        target = posixpath.join("/", folder, relation.get("Target", ""))
        targets.setdefault(why, posixpath.normpath(target).lstrip("/"))
    return targets


def _root(package: zipfile.ZipFile, name: str | None) -> Any:
    from lxml import etree  # type: ignore[import-untyped]

    if name is None or name not in package.namelist():
        return None
    return etree.fromstring(package.read(name), etree.XMLParser(resolve_entities=False))
