"""How many reports are accepted, each with its receipt and the trace of it."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from hashlib import sha256

from bench import raw
from bench.measure import Figure, pairs, speed
from bench.raw import compact, seal
from bench.setting import ROUNDS, Setting, two, two_on_postgresql
from bench.world import NOW, World
from engine.addresses import normalised
from engine.people import registry
from engine.people.actors import ANYONE
from engine.people.acts import Act
from engine.storage.session import Session
from workflows.deviations import reports
from workflows.deviations.contacts import AnswerTo

UNIT, PARTNERSHIP, ADDRESS = "fagrad-3", 1, "lege@example.no"
TOLD = {
    "what": "Epikrisen manglet da pasienten kom hjem, og listen over legemidler var gammel. " * 2,
    "kind": "patient",
    "happened_on": "2026-02-20",
    "consequence": "Hjemmetjenesten måtte ringe tre ganger før noen kunne svare.",
    "wants_answer": True,
    "profession": "sykepleier",
}
CONTACT = "INSERT INTO contact (case_id, receipt_hash, email, language) VALUES (?,?,?,?)"
TRACE = (
    "INSERT INTO registry_event (subject, subject_id, seq, kind, actor, at, recorded_at, data, hash)"
    " VALUES (?,?,?,?,?,?,?,?,?)"
)
EACH = 25


def reporting(setting: Setting) -> Iterator[Figure]:
    """Report a deviation on both databases, against the same rows written by hand."""
    for durable in (False, True):
        ours, yardstick, session = two(setting, f"report_{durable}", 0, durable)
        name = f"report a deviation, SQLite {'FULL' if durable else 'NORMAL'}, against raw"
        yield _figure(name, ours, yardstick, session)
    ours, yardstick, session = two_on_postgresql(setting, "report", 0)
    name = "report a deviation, PostgreSQL, against raw one statement at a time"
    yield _figure(name, ours, yardstick, session)


def _figure(name: str, ours: World, yardstick: raw.Raw, session: Session) -> Figure:
    return Figure(
        name, speed(pairs(*_reports(ours, session, yardstick), ROUNDS)), 0.5, 0.7, more=True
    )


def _reports(
    ours: World, session: Session, yardstick: raw.Raw
) -> tuple[Callable[[int], None], Callable[[int], None]]:
    unit = registry.body(session, UNIT, ours.partnership_id)

    def we(_round: int) -> None:
        for _n in range(EACH):
            reports.report(session, unit, TOLD, Act(ANYONE, NOW), AnswerTo(ADDRESS))

    def they(_round: int) -> None:
        for _n in range(EACH):
            _by_hand(yardstick, ours.partnership_id)

    return we, they


def _by_hand(here: raw.Raw, partnership_id: int) -> None:
    """Next number, case, unit, event, address, receipt and its trace, in one transaction; the
    address is checked by the library that ours is checked by."""
    execute = here.sql.execute
    address = normalised(ADDRESS)
    execute(here.begin)
    definition = execute(here.newest, ("deviation",)).fetchone()[0]
    unit = execute(here.body_id, (partnership_id, UNIT)).fetchone()[0]
    number = execute(here.next_number, ("A-2026",)).fetchone()[0]
    ref, fields = f"A-2026-{number}", {**TOLD, "unit": UNIT}
    data = compact({"changes": {name: [None, value] for name, value in fields.items()}})
    head = seal("", ref, 1, "opened", "open", 0, here.at, None, "reported", data)
    kept = (ref, "deviation", definition, partnership_id, "", "", "reported", 1, compact(fields))
    case = execute(
        here.write_case, (*kept, here.never, here.never, head, here.when, here.when)
    ).fetchone()[0]
    execute(here.write_body, (case, "concerns", unit, "reported", here.never))
    opened = (
        "opened",
        "open",
        None,
        None,
        here.when,
        here.when,
        None,
        "reported",
        data,
        head,
        None,
    )
    execute(here.write_event, (case, 1, *opened)).fetchone()
    receipt = sha256(secrets.token_bytes(16)).hexdigest()
    execute(here.own(CONTACT), (case, receipt, address, "nb"))
    traced = compact({"changes": {"receipt_hash": [None, receipt]}})
    sealed = seal("", "receipt", case, "kept", "", 0, here.at, None, "", traced)
    known = ("receipt", case, 1, "kept", "anyone", here.when, here.when, traced, sealed)
    execute(here.own(TRACE), known)
    execute("COMMIT")
