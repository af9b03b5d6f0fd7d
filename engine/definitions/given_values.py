"""Words that somebody gives for a field.

What is put together of parts is looked through by nobody: each part by itself may be harmless.
"""

from __future__ import annotations

from engine.errors import BadInput
from engine.language.sentences import Label, _
from engine.typed_text import visible


def words_of(label: Label, value: object) -> str:
    """What was written in the field of that label, without signs that nobody sees; BadInput for
    anything but text."""
    if not isinstance(value, str):
        raise BadInput(_("The field “{field}” is written as plain text.", field=label))
    return visible(value)
