"""Words that somebody gives for a field.

What is put together of parts is looked through by nobody: each part by itself may be harmless.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.errors import BadInput
from engine.language.sentences import Label, _
from engine.typed_text import visible


def refuse_no_value(label: Label, value: object, *, several: bool, flag: bool) -> None:
    """BadInput for what no form could give: lists and objects where one value is meant, or in a
    list of values; and yes or no, but for a flag."""
    if isinstance(value, str) or (flag and isinstance(value, bool)):
        return
    inside = several and isinstance(value, list | tuple)
    parts = value if inside and isinstance(value, list | tuple) else [value]
    if not any(isinstance(part, list | tuple | set | Mapping | bool) for part in parts):
        return
    if inside:
        raise BadInput(
            _("Each value in the field “{field}” is written as plain text.", field=label)
        )
    raise BadInput(_("The field “{field}” is written as plain text.", field=label))


def words_of(label: Label, value: object) -> str:
    """What was written in the field of that label, without signs that nobody sees; BadInput for
    anything but text."""
    if not isinstance(value, str):
        raise BadInput(_("The field “{field}” is written as plain text.", field=label))
    return visible(value)
