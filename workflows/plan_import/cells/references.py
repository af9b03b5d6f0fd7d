"""Where a plan's text points to other measures, and where it says that a measure waits."""

from __future__ import annotations

import re

from workflows.documents.sheets import one_line
from workflows.plan_import.reading.drafts import CrossRef, ScheduleNote

# Words before a number, and what they say. The first that fits counts.
TYPES = (
    ("same_as", r"Det same som|Same som|Samme som|Som|Tilsvarer|Tilsvarar|Same as"),
    (
        "see_together",
        (
            r"(?:må )?(?:ses|sees|sjåast|sjås|sett) i"
            r" (?:helhet|heilskap|sammenheng|samanheng) (?:med|av)"
        ),
    ),
    ("see_together", r"see together with"),
    ("depends_on", r"(?:er )?(?:avhengig|avhengige|avhengig) av|i påvente av|depends on|waits for"),
    ("see", r"jf\.?|jfr\.?|se også|sjå også|se|sjå|see"),
    ("ref", r"ref\.?|referanse|viser til"),
)
POINTED = r"(?:pkt\.?|punkt|tiltak|nr\.?|mål|measure)"
# Pointers are looked for in this much of a cell; a text that is longer is no measure.
READ = 10_000
_KEY = r"\d{1,3}(?:\.\d{1,3}){1,4}(?!\.?\d)(?:(?-i:[A-ZÆØÅ]| [A-HJ-Z])(?!\w)|(?-i:[a-z])(?!\w))?"
_PLAIN_KEY = r"\d{1,3}[a-z]?(?![\w.,/]\d)"
_BETWEEN = rf" ?(?:,|/|;|og|and|samt|&) ?(?:{POINTED} ?)?"
_PATTERNS = tuple(
    (
        kind,
        re.compile(
            rf"(?<!\w)(?:{words}) ?"
            rf"(?:{POINTED} ?(?P<many>{_PLAIN_KEY}(?:{_BETWEEN}{_PLAIN_KEY})*(?!\.\d))(?!\d)|"
            rf"(?:{POINTED} ?)?(?P<dotted>{_KEY}(?:{_BETWEEN}{_KEY})*))",
            re.IGNORECASE if kind != "same_as" else re.NOFLAG,  # 'som' within a sentence is 'which'
        ),
    )
    for kind, words in TYPES
)
_DIGIT = re.compile(r"\d")
_EACH = re.compile(rf"{_KEY}|\d{{1,3}}[a-z]?(?![\w.])")
_DATE = re.compile(r"\d{1,2}\.\d{1,2}\.(?:\d{4}|\d{2})(?!\d)")
_SAME_GROUP = re.compile(
    r"(?:samme|same|felles) (?:arbeidsgruppe|arbeidsgruppa|prosjektgruppe|gruppe|working group)",
    re.IGNORECASE,
)
_POSTPONED = re.compile(
    r"(?:utsettes|utsett|utsatt|utsettast|blir utsatt|blir utsett|postponed|deferred)(?!\w)",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.;])\s+(?=[A-ZÆØÅ\d])|\n")


def read_references(text: str, where: str) -> list[CrossRef]:
    """The pointers in a cell, in printed order."""
    if not _DIGIT.search(text):
        return []
    found: list[tuple[int, CrossRef]] = []
    taken: list[tuple[int, int]] = []
    flat = one_line(text)[:READ]
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(flat):
            numbers = match["many"] or match["dotted"]
            if _DATE.fullmatch(numbers) or any(
                match.start() < end and start < match.end() for start, end in taken
            ):
                continue
            taken.append(match.span())
            found += [
                (match.start(), CrossRef(kind, key, match[0].strip(), where))
                for key in keys_in(numbers)
            ]
    return [ref for _place, ref in sorted(found, key=lambda item: item[0])]


def keys_in(text: str) -> list[str]:
    """Every number of a measure in the text, without a blank: '2.1.3 A' → 2.1.3A."""
    return [key.replace(" ", "") for key in _EACH.findall(text)]


def shared_groups(goal_cell: str) -> list[tuple[tuple[str, ...], str]]:
    """Sentences that give several measures to one working group: the keys, and the sentence."""
    sentences = [one_line(sentence) for sentence in _SENTENCE.split(goal_cell)]
    return [
        (tuple(keys_in(words)), words)
        for words in sentences
        if _SAME_GROUP.search(words) and len(keys_in(words)) > 1
    ]


def only_references(text: str) -> bool:
    """Every line of the cell is a pointer: a cell that names no goal of its own."""
    return bool(text) and all(_is_pointer(line) for line in text.split("\n"))


def _is_pointer(line: str) -> bool:
    refs = read_references(line, "goal_cell")
    return bool(refs) and line.startswith(refs[0].as_printed[:3]) and len(line) < 120


def split_schedule(text: str) -> tuple[str, str]:
    """The text, and its last line when that says that the measure is put off."""
    head, _break, last = text.rpartition("\n")
    if _POSTPONED.match(last) or (not head and _POSTPONED.match(text)):
        return head, last
    return text, ""


def read_schedule(text: str) -> ScheduleNote | None:
    """What a line says of being put off: 'Utsettes, avhengig av 3.1.1 og 3.1.2'."""
    if not _POSTPONED.match(text):
        return None
    waits = tuple(ref.to for ref in read_references(text, "text_after") if ref.type == "depends_on")
    return ScheduleNote("postponed", one_line(text), waits)
