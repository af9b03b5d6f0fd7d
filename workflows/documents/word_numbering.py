"""The numbers and bullets that Word draws by itself and does not keep in the text of a
paragraph."""

from __future__ import annotations

from typing import Any

from workflows.documents.word_text import W

BULLETS = ("•", "○", "▪")
MAX_LEVEL = 8


class WordLists:
    """Counts the lists of one document, paragraph by paragraph in printed order."""

    def __init__(self, numbering: Any, styles: Any) -> None:
        self._levels = _levels(numbering) if numbering is not None else {}
        self._style_lists = _style_lists(styles) if styles is not None else {}
        self._counters: dict[str, list[int]] = {}

    def sign(self, paragraph: Any) -> str:
        """What Word draws before that paragraph, '' when nothing."""
        list_id, level = self._place(paragraph)
        known = self._levels.get(list_id)
        if known is None or level not in known:
            return ""
        style, pattern = known[level]
        if style == "none":
            return ""
        if style == "bullet":
            return BULLETS[min(level, len(BULLETS) - 1)]
        return self._counted(list_id, level, pattern, known)

    def _place(self, paragraph: Any) -> tuple[str, int]:
        properties = paragraph.find(f"{W}pPr")
        if properties is None:
            return "", 0
        style = properties.find(f"{W}pStyle")
        from_style = (
            self._style_lists.get(style.get(f"{W}val", ""), ("", 0))
            if style is not None
            else ("", 0)
        )
        own = properties.find(f"{W}numPr")
        return _number_place(own, from_style) if own is not None else from_style

    def _counted(
        self, list_id: str, level: int, pattern: str, known: dict[int, tuple[str, str]]
    ) -> str:
        counters = self._counters.setdefault(list_id, [0] * (MAX_LEVEL + 1))
        counters[level] += 1
        counters[level + 1 :] = [0] * (MAX_LEVEL - level)
        drawn = pattern
        for depth in range(level + 1):
            drawn = drawn.replace(
                f"%{depth + 1}",
                _drawn(max(counters[depth], 1), known.get(depth, ("decimal", ""))[0]),
            )
        return drawn


def _drawn(number: int, style: str) -> str:
    if style in ("lowerLetter", "upperLetter") and number <= 26:
        letter = chr(ord("a") + number - 1)
        return letter if style == "lowerLetter" else letter.upper()
    return str(number)


def _value(element: Any, name: str, otherwise: str = "") -> str:
    child = element.find(f"{W}{name}")
    return str(child.get(f"{W}val", otherwise)) if child is not None else otherwise


def _number_place(properties: Any, otherwise: tuple[str, int]) -> tuple[str, int]:
    list_id = _value(properties, "numId", otherwise[0])
    level = _value(properties, "ilvl", str(otherwise[1]))
    return list_id, min(int(level), MAX_LEVEL) if level.isdigit() else 0


def _levels(numbering: Any) -> dict[str, dict[int, tuple[str, str]]]:
    """For each list its levels: the kind of sign and the pattern, '%1.%2'."""
    abstract = {
        item.get(f"{W}abstractNumId"): {
            int(level.get(f"{W}ilvl", "0")): (
                _value(level, "numFmt", "decimal"),
                _value(level, "lvlText"),
            )
            for level in item.findall(f"{W}lvl")
        }
        for item in numbering.findall(f"{W}abstractNum")
    }
    return {
        item.get(f"{W}numId", ""): abstract.get(_value(item, "abstractNumId"), {})
        for item in numbering.findall(f"{W}num")
    }


def _style_lists(styles: Any) -> dict[str, tuple[str, int]]:
    found = {}
    for style in styles.findall(f"{W}style"):
        properties = style.find(f"{W}pPr/{W}numPr")
        if properties is not None:
            found[style.get(f"{W}styleId", "")] = _number_place(properties, ("", 0))
    return found
