"""Signs of fonts that draw pictures instead of letters: a tick is a “ü” in Wingdings."""

from __future__ import annotations

UNKNOWN = "\ufffd"
# The letter that is typed, and what is drawn for it. Digits and stops are themselves in Symbol,
# whose letters are Greek.
_FONTS = {
    font: {pair[0]: pair[-1] for pair in pairs.split()}
    for font, pairs in {
        "wingdings": "J☺ L☹ l● n■ o☐ p☐ q☐ r☐ v❖ x☒ Ÿ• §▪ ¨☐ «★ Ø➢ ß← à→ è→ ð→ û✗ ü✓ ý☒ þ☑",
        "wingdings 2": "O✗ P✓ Q☒ R☑ S☒ T☒ —● £☐",
        "webdings": "a✓ c☐ g■ n● r✗",
        "symbol": "-- £≤ ®→ ±± ³≥ ´× ·• ×· Þ→ 0 1 2 3 4 5 6 7 8 9 . , ; : ( ) / % +",
    }.items()
}


def as_drawn(text: str, font: str | None) -> str:
    """The text as that font draws it; a sign that is not known here is UNKNOWN."""
    signs = _FONTS.get((font or "").casefold())
    if signs is None:
        return text
    return "".join(sign if sign.isspace() else _drawn(sign, signs) for sign in text)


def _drawn(sign: str, signs: dict[str, str]) -> str:
    if "\uf000" <= sign <= "\uf0ff":  # where Word keeps the letters of such fonts
        sign = bytes([ord(sign) & 0xFF]).decode("cp1252", "replace")
    try:
        sign.encode("cp1252")
    except UnicodeEncodeError:
        return sign  # what no such font can draw is drawn in another one
    return signs.get(sign, UNKNOWN)
