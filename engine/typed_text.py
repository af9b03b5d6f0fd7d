"""Words that people type beside the fields of a case: a reason, a name, a line of an agenda."""

from __future__ import annotations

import re

from engine.errors import BadInput
from engine.identity_numbers import refuse_identity_numbers
from engine.language.sentences import _

NO_TEXT = re.compile("[\x00\ud800-\udfff]")  # what no database takes for a letter
LONG, LINE = 4000, 500


def refuse_unfit(text: str, where: str, most: int = LONG) -> None:
    """Refuse an identity number, what is no text, and what is too long; `where` names what was
    typed."""
    if not text:
        return
    refuse_identity_numbers(text, where)
    if NO_TEXT.search(text):
        raise BadInput(_("The field “{field}” contains an invalid character.", field=where))
    if len(text) > most:
        raise BadInput(
            _(
                "The field “{field}” may have at most {most} characters; this has {length}.",
                field=where,
                most=most,
                length=len(text),
            )
        )
