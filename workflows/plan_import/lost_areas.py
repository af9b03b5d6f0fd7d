"""An import that takes the measures of a plan out of the areas that they stood in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.language.sentences import n_
from workflows.plan_import.reading.drafts import Finding, Level, PlanDraft, Where

Entry = Mapping[str, Any]
FEWEST = 2  # measures that leave their areas; one alone may have moved


def told_of_areas(
    draft: PlanDraft, known: Mapping[str, Entry], parts: Mapping[tuple[str, str], Entry]
) -> Iterator[Finding]:
    """A warning where every measure that is known leaves its area, and the file has none of these.
    `known`: the entries of the rows, by their keys; `parts`: what the plan has without cases."""
    titles = {key: entry["wording"] for (kind, key), entry in parts.items() if kind == "area"}
    now = {area.number: area.title for area in draft.areas}
    before = {
        row.key: titles[entry["parent"]]
        for row in draft.measures
        if (entry := known.get(row.key)) and titles.get(entry["parent"])
    }
    kept = {title.casefold() for title in now.values()} & {
        title.casefold() for title in before.values()
    }
    if len(before) < FEWEST or kept:
        return
    sentence = n_(
        "The file takes {n} measure out of its area “{area}”: look that it is meant.",
        "The file takes all {n} measures out of their areas, such as “{area}”: look that it is"
        " meant.",
        len(before),
        area=next(iter(before.values())),
    )
    yield Finding(Level.WARNING, "area_doubtful", Where(draft.file), sentence)
