"""Lines that stand alone among the rows of a plan or above a table: headings, and what is none."""

from __future__ import annotations

import re

from workflows.plan_import.cells.numbers_and_points import read_number

LONGEST = 120  # letters of a heading
MOST_OF_LABEL = 3  # words before a colon that open something, and are no name
_DAY = re.compile(r"(?<!\d)\d{1,2}\. ?(?:\d{1,2}\. ?|[^\W\d_]{3,9} )(?:19|20)?\d\d(?!\d)")
_WORDS = re.compile(
    r"[(\[*]|(?:vedtatt|vedteke|vedtak|godkjent|behandlet|handsama|oppdatert|revidert|sist"
    r"|eksempel|døme|utkast|side \d|forts|fortsettelse|framhald|nb|obs|merk|se|sjå|jf|versjon"
    r"|adopted|approved|updated|revised|draft|example|page \d|continued|cont|version|see|note)\b",
    re.IGNORECASE,
)
# Sums, sources, legends and footnotes: x = ferdig, * etter vedtak, ¹ fra 2019.
_NOTE = re.compile(
    r"(?:totalt?|sum|i alt|antall tiltak|talet på tiltak"
    r"|kilder?|kjelder?|merknad(?:er|ar)?|noter?|fotnoter?|forklaring(?:er|ar)?"
    r"|tegnforklaring|teiknforklaring|fargekoder?|legend|source|footnotes?)\b"
    r"|[*†‡¹²³⁰⁴-⁹]|\S{1,12} ?= ",
    re.IGNORECASE,
)
_LETTERED = re.compile(r"[a-zæøå]\) ")
_GOAL = re.compile(
    r"(?:hoved|hovud|del|effekt|resultat)?mål(?:et|setting|setjing)?\b ?(?:\d+[\d.]* ?)?[:–-] ?\S"
    r"|(?:goal|objective|aim)s?\b ?(?:\d+[\d.]* ?)?[:–-] ?\S",
    re.IGNORECASE,
)
_SHEET = re.compile(r"(?:sheet|ark|blad|tabell|table|feuil|tabelle) ?\d*", re.IGNORECASE)


def is_no_heading(text: str) -> bool:
    """Whether a line is no heading but a remark: of a decision or a day, an example, a sentence."""
    number = read_number(text)
    if number and number.rest:
        return False
    words = len(text.split())
    label = text.endswith(":") and words <= MOST_OF_LABEL
    sentence = text.endswith((".", "!", "?")) and words > MOST_OF_LABEL
    says = _DAY.search(text) or _WORDS.match(text) or _LETTERED.match(text) or is_goal(text)
    return label or sentence or bool(says) or is_note(text) or len(text) > LONGEST


def is_note(text: str) -> bool:
    """Whether a text is a sum, a source, a legend or a footnote of a table."""
    return _NOTE.match(text) is not None


def is_footnote(text: str) -> bool:
    """Whether a text among owners or times is a source or a footnote: after a mere sign, as
    before a point of a list, it is a sentence."""
    sentence = text.endswith(".") and len(text.split()) > MOST_OF_LABEL
    return is_note(text) and (text[0].isalpha() or sentence)


def is_goal(text: str) -> bool:
    """Whether a line says what an area is to reach, and is not the name of one: Mål: tidlig
    hjelp."""
    return _GOAL.match(text) is not None


def is_sheets_own(name: str) -> bool:
    """Whether a worksheet is called as the program calls it: Ark1, Sheet."""
    return _SHEET.fullmatch(name) is not None
