"""Which measures came of a deviation, and how many deviations are behind a measure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from workflows.deviations.answers import BEHIND, PROPOSES

FROM_DEVIATION = {(PROPOSES, "to"), (BEHIND, "from")}
TO_DEVIATION = {(BEHIND, "to"), (PROPOSES, "from")}
Links = Iterable[Mapping[str, str]]


def measures_of(links: Links) -> list[str]:
    """The refs of the measures among the cases that a deviation is linked with."""
    return _refs(links, FROM_DEVIATION)


def number_behind(links: Links) -> int:
    """How many deviations are behind a measure, whoever may see them."""
    return len(_refs(links, TO_DEVIATION))


def _refs(links: Links, ways: set[tuple[str, str]]) -> list[str]:
    return sorted({each["ref"] for each in links if (each["link"], each["direction"]) in ways})
