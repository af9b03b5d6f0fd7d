"""What a responsible cell says, once it is read."""

from __future__ import annotations

from dataclasses import dataclass, field

from workflows.plan_import.reading.drafts import Responsible


@dataclass
class Owners:
    """What a responsible cell says. `unknown` are the names in it that no body has."""

    bodies: list[Responsible] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    remark: str = ""
    doubtful: list[str] = field(default_factory=list)  # read in one of several ways

    def add(self, found: Responsible) -> None:
        """Keep a body, once."""
        if all(known.body_id != found.body_id for known in self.bodies):
            self.bodies.append(found)

    def doubt(self, printed: str) -> None:
        """Keep words of the cell that may mean something else, once."""
        if printed not in self.doubtful:
            self.doubtful.append(printed)
