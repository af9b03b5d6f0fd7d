"""Words that people type beside the fields of a case: a reason, a name, a line of an agenda."""

from __future__ import annotations

import re

from engine.errors import BadInput, IdentityNumber, Reason
from engine.identity_numbers import refuse_identity_numbers
from engine.language.sentences import Sentence, _

# What is no letter: it commands a terminal, turns the order of what follows, or is half a sign.
NO_TEXT = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
    "\ud800-\udfff\ufffe\uffff]"
)
# What is pasted without being seen (the last two are notes between lines, and tags), and other
# signs for a new line.
_UNSEEN = re.compile(
    "[\xad\u180e\u200b\u2060-\u2064\u206a-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_NEW_LINE = re.compile("[\x0b\x0c\x85\u2028\u2029]")
LONG, LINE = 4000, 500
# What people call the inputs that belong to no field of a workflow.
LABELS: dict[str, Sentence] = {
    "case_number": _("Number in the minutes"),
    "comment": _("Comment"),
    "email": _("Email address"),
    "name": _("Name"),
    "number": _("Number"),
    "place": _("Place"),
    "reason": _("Reason"),
    "title": _("Title"),
}


def visible(text: str) -> str:
    """What was pasted, without signs that nobody sees."""
    return _NEW_LINE.sub("\n", _UNSEEN.sub("", text))


def shown(text: str) -> str:
    """What was typed, for a complaint that repeats it: with a sign in place of each that is no
    text, so that a terminal shows it and does not obey it."""
    return NO_TEXT.sub("\ufffd", text)


def refuse_no_text(text: str, where: str, label: object = None) -> None:
    """Refuse what is no text; `where` names what was typed, and `label` what its form calls it."""
    if place_of_no_text(text) is not None:
        raise BadInput(Reason(where, no_text_in(text, label or LABELS.get(where, where))))


def no_text_in(text: str, label: object) -> Sentence:
    """That the field of that label holds what is no text, and at which place."""
    return _(
        "The field “{field}” contains an invalid character, at place {place}. Remove it.",
        field=label,
        place=place_of_no_text(text),
    )


def place_of_no_text(text: str) -> int | None:
    """At which place, from one, the first sign stands that is no text; None where each is."""
    if not NO_TEXT.search(text) and visible(text) == text:
        return None
    signs = enumerate(text, 1)
    return next((place for place, sign in signs if NO_TEXT.match(sign) or _unseen(sign)), None)


def _unseen(sign: str) -> bool:
    return visible(sign) != sign


def one_line(text: str, where: str, most: int = LINE) -> str:
    """A name or a title as it is kept: what stood on several lines, on one. Refuses what
    `refuse_unfit` does."""
    refuse_unfit(text, where, most)
    return " ".join(text.split())


def refuse_unfit(text: str, where: str, most: int = LONG, label: object = None) -> None:
    """Refuse an identity number, what is no text, and what is too long; `where` names what was
    typed, and `label` what its form calls it, where that is not what it is called everywhere."""
    if not text:
        return
    label = label or LABELS.get(where, where)
    try:
        refuse_identity_numbers(text, where)
    except IdentityNumber:
        raise IdentityNumber(where, label) from None
    refuse_no_text(text, where, label)
    if len(text) > most:
        sentence = _(
            "The field “{field}” may have at most {most} characters; this has {length}.",
            field=label,
            most=most,
            length=len(text),
        )
        raise BadInput(Reason(where, sentence))
