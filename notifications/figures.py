"""How an installation does, in numbers: how many cases and mails stand where, and how long it is
since something happened. Nothing that people wrote, and no names but those of states and parts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, select

from engine.cases.records import CaseRecord
from engine.people.actors import OPERATOR
from engine.storage.installation import last_backup
from engine.storage.migrate import version
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of
from notifications.mails import due_since
from notifications.outbox.deliveries import DeliveryState, delivery_table
from notifications.sending.hold import held
from notifications.sending.tick_parts import AWAY, parts_kept

_case = table_of(CaseRecord)
_CASES = Statement(
    select(_case.c.workflow, _case.c.state, func.count()).group_by(_case.c.workflow, _case.c.state)
)
_MAILS = Statement(select(delivery_table.c.state, func.count()).group_by(delivery_table.c.state))
_FIRST_DUE = Statement(
    select(func.min(due_since))
    .where(delivery_table.c.state == DeliveryState.QUEUED.value)
    .where(due_since <= bindparam("now"))
)


@dataclass
class Figures:
    """The numbers of a moment. What never happened has no age."""

    schema: str
    mails: dict[str, int]
    cases: dict[tuple[str, str], int]
    longest_due: timedelta
    tick_age: timedelta | None
    backup_age: timedelta | None
    mail_held: bool
    failing: dict[str, timedelta] = field(default_factory=dict)


def figures(session: Session, now: datetime) -> Figures:
    """The numbers at `now`."""
    parts = parts_kept(session, OPERATOR, now)
    done = [run.done_at for name, run in parts.items() if run.done_at and name not in AWAY]
    mails = {row[0]: row[1] for row in session.rows(_MAILS)}
    return Figures(
        schema=version(session.connection) or "",
        mails={state.value: mails.get(state.value, 0) for state in DeliveryState},
        cases={(row[0], row[1]): row[2] for row in session.rows(_CASES)},
        longest_due=_age(session.value(_FIRST_DUE, {"now": now}), now) or timedelta(),
        tick_age=_age(max(done, default=None), now),
        backup_age=_age(last_backup(session), now),
        mail_held=held(session) is not None,
        failing={name: _age(run.fails_since, now) or timedelta() for name, run in parts.items()},
    )


def _age(moment: datetime | None, now: datetime) -> timedelta | None:
    return None if moment is None else max(now - moment, timedelta())
