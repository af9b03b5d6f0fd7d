"""Where a measure that is gone from a plan stands in it: in the part that it stood in, under the
key that this part has by now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from workflows.plan_changes import folded
from workflows.plan_import.entries import EntryDraft


class PartsNow:
    """The sections, goals and areas of a plan as it was known, each with the part of the file that
    has its words; a number alone may be another part's by now."""

    def __init__(self, known: Iterable[Mapping[str, Any]], parts: Iterable[EntryDraft]) -> None:
        self._keys = {(part.kind, folded(part.wording)): part.key for part in parts}
        self._known = {entry["key"]: entry for entry in known if not entry["gone"]}

    def now_of(self, entry: Mapping[str, Any]) -> str | None:
        """The key of the innermost part of the file that the entry lay in; None where none of them
        is there."""
        above = self._known.get(entry["parent"])
        while above is not None:
            key = self._keys.get((above["kind"], folded(above["wording"])))
            if key is not None:
                return key
            above = self._known.get(above["parent"])
        return None
