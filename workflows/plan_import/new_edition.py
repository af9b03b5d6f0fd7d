"""An import that changed something is written down as an edition of its plan, in the transaction
that changed it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.cases import records
from engine.people.acts import Act
from engine.people.trace import trace
from engine.storage.session import Session
from workflows.plan_editions import EDITION, Edition, EditionKind
from workflows.plan_import.entries import Entries
from workflows.plan_proof import SEAL, SEALED, seal_of_plan
from workflows.plans import Plan


@dataclass
class NewEdition:
    """The edition of a plan that an act makes, if it changes anything: `before` is what the plan's
    own row said, `file` and `digest` are the file that it came from, `takes_back` is the edition
    that it undoes."""

    session: Session
    plan: Plan
    act: Act
    kind: EditionKind
    before: dict[str, Any]
    file: str
    digest: str
    takes_back: int | None = None
    row: Edition | None = None

    def write(self, entries: Entries) -> None:
        """Write the entries, and what they were before."""
        if any(entries.touched):
            entries.write(self._row().number)

    def finish(self, entries: Entries, touched: dict[int, int]) -> Edition | None:
        """Write down the cases that were opened or moved, with their versions before and after,
        and seal the plan as it stands; None where nothing changed at all."""
        if touched:
            self._row().cases = cases_moved(self.session, touched)
        if self._says_more():
            self._row()
        if self.row is not None:
            self.session.orm.flush()
            told = {**entries.touched._asdict(), SEAL: seal_of_plan(self.session, self.plan.id)}
            trace(self.session, EDITION, self.row, str(self.kind), self.act, **told)
        return self.row

    def _says_more(self) -> bool:
        """Whether the plan's own row says something else than before."""
        before = {name: said for name, said in self.before.items() if name in SEALED}
        return any(said != getattr(self.plan, name) for name, said in before.items())

    def _row(self) -> Edition:
        if self.row is None:
            self.row = Edition(
                plan_id=self.plan.id,
                kind=self.kind,
                file=self.file,
                digest=self.digest,
                at=self.act.at,
                by=self.act.by.person_id,
                plan_before=self.before,
                takes_back=self.takes_back,
            )
            self.session.orm.add(self.row)
            self.session.orm.flush()
        return self.row


def cases_moved(session: Session, touched: dict[int, int]) -> list[list[int]]:
    """The cases with their versions before and after."""
    now = records.by_ids(session, touched)
    return [[number, touched[number], case.version] for number, case in sorted(now.items())]
