"""Reading a responsible cell: which bodies it names, in which role, and what in it is no known
body."""

from __future__ import annotations

import re
from dataclasses import replace

from workflows.documents.sheets import one_line
from workflows.plan_import.cells.bodies import BodyIndex
from workflows.plan_import.cells.numbers_and_points import strip_bullet
from workflows.plan_import.cells.owner_reader import REMARK, OwnerReader
from workflows.plan_import.cells.owner_words import NOBODY, RESPONSIBLE
from workflows.plan_import.cells.owners import Owners
from workflows.plan_import.reading.drafts import Responsible

# No cell of owners is longer; one that is holds something else.
MAX_OWNERS = 2_000
SHOWN = 80
# “ASU*”, “ASU 1)”: a mark that leads to a note below the table.
_FOOTNOTE = re.compile(r"\*+|(?<=[^\W\d])[  ]?\d\)|[¹²³⁴⁵⁶⁷⁸⁹]+")
# “ASU, PSU m.fl.”: others, whom nobody names.
_OTHERS = re.compile(
    r"[ ,]*(?<!\w)(?:m\. ?fl|mfl|m ?/ ?fl|og andre|og flere|og fleire|et al|and others)\b\.?",
    re.IGNORECASE,
)
_WITH = re.compile(r"(?<!\w)m ?/ ?(?=\w)", re.IGNORECASE)
# “HNT og/eller ASU”: nobody knows which of them.
_EITHER = re.compile(r"\s+(?:og ?/ ?|and ?/ ?)?(?:eller|or|evt\.?|eventuelt)\s+", re.IGNORECASE)
# “ASU - HNT”, “HNT → ASU”, “HNT ASU”, “ASU 1”.
_BETWEEN = re.compile(r"\s+[-–—=>|]+\s+|\s*(?:->|=>|[→>|=])\s*")
_BEHIND = re.compile(r"(?<=[^\W\d]) \d$")


def read_owners(text: str, index: BodyIndex) -> Owners:
    """The bodies of the cell, in printed order, each once; unknown names apart, the known ones
    beside them stay."""
    if len(text) > MAX_OWNERS:
        return Owners(unknown=[one_line(text[:SHOWN]) + " …"])
    text = _FOOTNOTE.sub(lambda found: found[0] if _within(text, found.start()) else "", text)
    if one_line(text).casefold().strip(" .()") in NOBODY:
        return Owners()
    if others := _OTHERS.search(text):
        owners = read_owners(text[: others.start()] + text[others.end() :], index)
        return replace(owners, doubtful=[*owners.doubtful, one_line(text)])
    owners = _read(_WITH.sub("med ", text), index)
    return (_read_otherwise(text, index) or owners) if owners.unknown else owners


def _read(text: str, index: BodyIndex) -> Owners:
    lines = [strip_bullet(line) for line in text.split("\n")]
    remarks = [line for line in lines if REMARK.match(line) and not index.find(line)]
    kept = "\n".join(line for line in lines if line not in remarks)
    return OwnerReader(kept, index, remarks).read()


def _read_otherwise(text: str, index: BodyIndex) -> Owners | None:
    """The bodies of a cell that joins them by signs or words which do not say how, or has a digit
    behind one; told as doubtful. None where that makes no sense of all of it either."""
    printed = one_line(text)
    if _EITHER.search(text) or _BEHIND.search(text):
        owners = _read(_BEHIND.sub("", _EITHER.sub(" / ", text)), index)
        return None if owners.unknown else replace(owners, doubtful=[printed])
    for pieces in (_BETWEEN.split(printed), printed.split()):
        found = [index.find(piece) for piece in pieces]
        if len(found) > 1 and all(found):
            bodies = [
                Responsible(body, piece, RESPONSIBLE)
                for body, piece in zip(found, pieces, strict=True)
            ]
            return Owners(bodies=bodies, doubtful=[printed])
    return None


def _within(text: str, place: int) -> bool:
    """Whether that place stands in parentheses, where “2)” is no mark of a footnote."""
    return text.count("(", 0, place) > text.count(")", 0, place)
