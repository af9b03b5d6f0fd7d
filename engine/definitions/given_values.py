"""Of what shape a value must be that somebody gives for a field.

What is put together of parts is looked through by nobody: each part by itself may be harmless.
"""

from __future__ import annotations

from datetime import date

SEVERAL = frozenset({"texts", "years", "bodies", "cases"})
WORDS, SINGLE = (str,), (str, int, date)


def takes_value(given: object, field_type: str, *, words: bool) -> bool:
    """Whether it is one value, or several where a field of that type holds several; text where it
    holds words."""
    values = given if field_type in SEVERAL and isinstance(given, list | tuple) else (given,)
    return all(isinstance(each, WORDS if words else SINGLE) for each in values)
