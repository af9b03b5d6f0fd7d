"""Milestones: what is told before a meeting, counted back in working days from its day.

The file says it, for each kind of body.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from engine.language.sentences import Label
from engine.people.seated import Seat
from notifications.notices.notices import NoticeKind

FILE = Path(__file__).with_suffix(".yaml")
ACTING, MEMBERS = "acting", "members"


@dataclass(frozen=True)
class Milestone:
    """One thing that is told `working_days` before a meeting.

    `kinds` is empty where it is told to the bodies that meet.
    """

    kind: NoticeKind
    working_days: int
    label: Label
    acting: bool
    kinds: tuple[str, ...] = ()

    def told_to(self, seat: Seat, body_id: int) -> bool:
        """Whether whoever has that seat is told it of a meeting of that body."""
        here = seat.kind in self.kinds if self.kinds else seat.body_id == body_id
        return here and (seat.acts or not self.acting)


@lru_cache
def milestones() -> dict[str, tuple[Milestone, ...]]:
    """The milestones of each kind of body, and those of `any` other."""
    read = yaml.safe_load(FILE.read_text("utf-8"))
    return {
        body: tuple(_milestone(name, values) for name, values in named.items())
        for body, named in read.items()
    }


def of_kind(kind: str) -> tuple[Milestone, ...]:
    """The milestones of meetings of a body of that kind."""
    known = milestones()
    return known.get(kind, known["any"])


def label(kind: str) -> Label | None:
    """What a milestone is called; None for what is no milestone."""
    return next(
        (m.label for listed in milestones().values() for m in listed if m.kind == kind), None
    )


def all_kinds() -> tuple[str, ...]:
    """Every kind of body that some milestone tells of other bodies' meetings."""
    return tuple(
        sorted({kind for listed in milestones().values() for m in listed for kind in m.kinds})
    )


def _milestone(name: str, values: dict[str, object]) -> Milestone:
    to = values["to"]
    kinds = tuple(str(kind) for kind in to) if isinstance(to, list) else ()
    if not kinds and to not in (ACTING, MEMBERS):
        raise ValueError(
            f"{FILE.name}: {name}: `to` is {ACTING}, {MEMBERS} or a list of kinds, not {to!r}"
        )
    words, days = values["label"], values["working_days"]
    assert isinstance(words, dict) and isinstance(days, int)  # noqa: PT018 - the file is ours
    return Milestone(
        kind=NoticeKind(name),
        working_days=days,
        label=Label(**words),
        acting=to != MEMBERS,
        kinds=kinds,
    )
