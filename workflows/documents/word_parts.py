"""The parts of a Word document that its tables are read from: the text, its styles and its lists.

Nothing else of the package is opened, so that a lost picture or a broken footer damages no plan.
"""

from __future__ import annotations

import posixpath
import zipfile
from typing import IO, Any, NamedTuple

from workflows.documents.word_text import W


class WordParts(NamedTuple):
    """The roots of the parts; None where the document has no such part."""

    document: Any
    styles: Any
    numbering: Any

    @property
    def style_names(self) -> dict[str, str]:
        """What each style is called, by its id. One that does not say of what it is one, is a
        style of paragraphs."""
        names = {}
        for style in self.styles.iter(f"{W}style") if self.styles is not None else ():
            name = style.find(f"{W}name")
            names[style.get(f"{W}styleId", "")] = (
                name.get(f"{W}val", "") if name is not None else ""
            )
        return names


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
