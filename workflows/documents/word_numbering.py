"""The numbers and bullets that Word draws by itself and does not keep in the text of a
paragraph."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from workflows.documents.word_text import W, is_on

BULLETS = ("•", "○", "▪")
MAX_LEVEL = 8
MAX_STYLES = 20
ROMAN = (
    *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L")),
    *((40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
)


@dataclass(frozen=True)
class ListLevel:
    """A level of a list. `restarts_after`: the number of outer levels that begin it anew; `style`
    is the style of paragraphs that stands on it."""

    kind: str
    pattern: str
    start: int
    restarts_after: int
    style: str = ""
    all_decimal: bool = False


@dataclass
class WordList:
    """A list of the document. Lists that share `counters` go on where the other left off, unless
    `overrides` says where a level begins."""

    levels: dict[int, ListLevel]
    counters: list[int | None]
    overrides: dict[int, int] = field(default_factory=dict)

    def number(self, level: int) -> str:
        """What is drawn before the next paragraph on that level."""
        known = self.levels[level]
        if level in self.overrides:
            self.counters[level] = self.overrides.pop(level)
        else:
            last = self.counters[level]
            self.counters[level] = known.start if last is None else last + 1
        for deeper in range(level + 1, MAX_LEVEL + 1):
            if deeper in self.levels and level < self.levels[deeper].restarts_after:
                self.counters[deeper] = None
        drawn = known.pattern
        for depth in range(level + 1):
            drawn = drawn.replace(f"%{depth + 1}", self._part(depth, decimal=known.all_decimal))
        return drawn

    def _part(self, depth: int, *, decimal: bool) -> str:
        level, counter = self.levels.get(depth), self.counters[depth]
        if counter is None:
            counter = level.start if level else 1
        return drawn_number(counter, "decimal" if decimal or not level else level.kind)


class WordLists:
    """Counts the lists of one document, paragraph by paragraph in printed order."""

    def __init__(self, numbering: Any, styles: Any) -> None:
        self._styles = _Styles(styles)
        self._lists = _lists(numbering, self._styles) if numbering is not None else {}

    def sign(self, paragraph: Any) -> str:
        """What Word draws before that paragraph, '' when nothing."""
        list_id, level = self._place(paragraph)
        known = self._lists.get(list_id)
        if known is None or level not in known.levels or known.levels[level].kind == "none":
            return ""
        if known.levels[level].kind == "bullet":
            return BULLETS[min(level, len(BULLETS) - 1)]
        return known.number(level)

    def _place(self, paragraph: Any) -> tuple[str, int]:
        properties = paragraph.find(f"{W}pPr")
        style = _value(properties, "pStyle") or self._styles.default
        list_id, level = self._styles.numbering(style)
        own = properties.find(f"{W}numPr") if properties is not None else None
        if own is not None:
            list_id = _value(own, "numId") or list_id
            level = _value(own, "ilvl") or level
        if level:
            return list_id, min(int(level), MAX_LEVEL) if level.isdigit() else 0
        known = self._lists.get(list_id)
        of_style = (n for n, each in known.levels.items() if each.style == style) if known else ()
        return list_id, next(iter(of_style), 0)


class _Styles:
    """What the styles of paragraphs say of lists, each with the styles that it is based on."""

    def __init__(self, styles: Any) -> None:
        found = styles.findall(f"{W}style") if styles is not None else []
        self._by_id = {style.get(f"{W}styleId", ""): style for style in found}
        self.default = next(
            (
                style.get(f"{W}styleId", "")
                for style in found
                if style.get(f"{W}default") in ("1", "true")
                and style.get(f"{W}type", "paragraph") == "paragraph"
            ),
            "",
        )

    def numbering(self, style_id: str) -> tuple[str, str]:
        """The list and the level of a style, '' for what it does not say."""
        list_id = level = ""
        for _depth in range(MAX_STYLES):
            style = self._by_id.get(style_id)
            if style is None:
                break
            properties = style.find(f"{W}pPr/{W}numPr")
            list_id = list_id or _value(properties, "numId")
            level = level or _value(properties, "ilvl")
            style_id = _value(style, "basedOn")
        return list_id, level


def drawn_number(number: int, kind: str) -> str:
    """The number as Word draws it: 4, 04, iv, IV, d, D."""
    if kind in ("lowerRoman", "upperRoman"):
        roman = _roman(number)
        return roman if kind == "upperRoman" else roman.lower()
    if kind in ("lowerLetter", "upperLetter") and number > 0:
        times, place = divmod(number - 1, 26)
        letter = chr(ord("a") + place) * (times + 1)
        return letter if kind == "lowerLetter" else letter.upper()
    return f"{number:02}" if kind == "decimalZero" else str(number)


def _roman(number: int) -> str:
    drawn = ""
    for value, letters in ROMAN:
        times, number = divmod(number, value)
        drawn += letters * times
    return drawn


def _lists(numbering: Any, styles: _Styles) -> dict[str, WordList]:
    """The lists by their ids."""
    abstract = {
        item.get(f"{W}abstractNumId", ""): item for item in numbering.findall(f"{W}abstractNum")
    }
    of_list = {
        item.get(f"{W}numId", ""): _value(item, "abstractNumId")
        for item in numbering.findall(f"{W}num")
    }
    found, counters = dict[str, WordList](), dict[str, list[int | None]]()
    for item in numbering.findall(f"{W}num"):
        list_id = item.get(f"{W}numId", "")
        kind = of_list[list_id]
        linked = _value(abstract.get(kind), "numStyleLink")
        kind = of_list.get(styles.numbering(linked)[0], kind) if linked else kind
        levels = _levels(abstract.get(kind))
        shared = counters.setdefault(kind, [None] * (MAX_LEVEL + 1))
        found[list_id] = _with_overrides(item, WordList(levels, shared))
    return found


def _with_overrides(item: Any, plain: WordList) -> WordList:
    levels, starts = dict(plain.levels), dict[int, int]()
    for override in item.findall(f"{W}lvlOverride"):
        depth = int(override.get(f"{W}ilvl", "0"))
        levels |= _levels(override)
        if start := _value(override, "startOverride"):
            starts[depth] = int(start)
            if depth in levels:
                levels[depth] = replace(levels[depth], start=int(start))
    return WordList(levels, plain.counters, starts)


def _levels(item: Any) -> dict[int, ListLevel]:
    found = {}
    for level in item.findall(f"{W}lvl") if item is not None else ():
        depth = min(int(level.get(f"{W}ilvl", "0")), MAX_LEVEL)
        found[depth] = ListLevel(
            kind=_value(level, "numFmt") or "decimal",
            pattern=_value(level, "lvlText"),
            start=int(_value(level, "start") or 0),
            restarts_after=int(_value(level, "lvlRestart") or depth),
            style=_value(level, "pStyle"),
            all_decimal=is_on(level, "isLgl"),
        )
    return found


def _value(element: Any, name: str) -> str:
    child = element.find(f"{W}{name}") if element is not None else None
    return str(child.get(f"{W}val", "")) if child is not None else ""
