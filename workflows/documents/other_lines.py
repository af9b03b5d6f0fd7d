"""The lines of a Word document that stand between and below its tables, and are not read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from engine.language.sentences import n_
from workflows.documents.losses import Loss
from workflows.documents.sheets import TextLine, one_line

SHOWN = 80
# 1.5 Lage rutine: a number of two parts and some words, and no day.
MEASURE = re.compile(r"\d{1,2}\.\d{1,2}(?:\.\d{1,2})?[.)]? +[^\W\d_]{2,}")
OWNED = re.compile(
    r"(?<!\w)(?:ansvar\w*|frist|når|tid|responsible|owner|deadline|due|when) ?:", re.IGNORECASE
)


def other_lines(lines: Sequence[TextLine]) -> Iterator[Loss]:
    """What is lost with these lines: those that may be measures are told by themselves, as they
    begin with a number or say who or when; headings are none."""
    texts = [one_line(each.text) for each in lines if not each.heading]
    numbered = [text for text in texts if MEASURE.match(text)]
    rest = [text for text in texts if not MEASURE.match(text)]
    owned = [text for text in rest if OWNED.search(text)]
    others = [text for text in rest if not OWNED.search(text)]
    for told, found in ((_numbered, numbered), (_owned, owned), (_others, others)):
        if found:
            yield told(found)


def _numbered(lines: Sequence[str]) -> Loss:
    sentence = n_(
        "A line with a number outside the tables is not read: “{text}”.",
        "{n} lines with numbers outside the tables are not read, the first of them “{text}”.",
        len(lines),
        text=lines[0][:SHOWN],
    )
    return Loss("lines_outside", sentence, "")


def _owned(lines: Sequence[str]) -> Loss:
    sentence = n_(
        "A line outside the tables that says who or when is not read: “{text}”.",
        "{n} lines outside the tables that say who or when are not read, the first of them"
        " “{text}”.",
        len(lines),
        text=lines[0][:SHOWN],
    )
    return Loss("lines_outside", sentence, "")


def _others(lines: Sequence[str]) -> Loss:
    sentence = n_(
        "A line of text between or below the tables is not read: “{text}”.",
        "{n} lines of text between or below the tables are not read, the first of them “{text}”.",
        len(lines),
        text=lines[0][:SHOWN],
    )
    return Loss("lines_outside", sentence, "", light=True)
