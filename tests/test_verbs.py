"""Every verb that changes something, tried by everybody: whoever has the right is heard, and
anybody else is refused and leaves nothing behind.

A verb that takes an act and stands in no row here fails the first test.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from sqlalchemy import Table
from sqlmodel import SQLModel, col, select

from engine.cases import opening, steps
from engine.cases.records import Case
from engine.definitions import versions
from engine.errors import NotFound, Refused, SamsakError
from engine.people import closed_days, registry, seats
from engine.people.actors import CLOCK, OPERATOR, Actor, reporter
from engine.people.acts import Act
from engine.people.registry import PersonIn
from engine.people.seats import SeatIn
from engine.people.tables import Partnership, Person
from engine.storage.database import Database
from engine.storage.session import Session
from tests.house import dotted, room, written_by_hand
from tests.world import STRUCTURE, World, build, definitions
from workflows.councils import agenda, decisions, mandates, meetings
from workflows.councils.agenda import ItemIn, Outcome
from workflows.councils.mandates import Mandate
from workflows.councils.meetings import Meeting
from workflows.deviations import reports
from workflows.deviations.reports import AnswerTo
from workflows.partnerships import closing, rosters, structure
from workflows.partnerships.closing import ClosedIn
from workflows.plan_import import adoption, importing
from workflows.plan_import.adoption import Adoption
from workflows.plan_import.importing import ImportOptions
from workflows.plan_import.reading.drafts import PlanDraft
from workflows.plans import Plan

SECRETARIAT = frozenset({"secretary"})
KEEPERS = SECRETARIAT | {"operator"}
SEATED = frozenset(
    {"secretary", "member", "mayor", "owner", "other", "handler", "gp", "observer", "deputy"}
)
EVERYBODY = SEATED | {"stranger", "neighbour", "reporter", "clock", "operator"}
NEXT_WEEK = date(2026, 3, 9)


class Verb(NamedTuple):
    """A verb, who may, and how it is tried: first the world is made ready, then somebody acts."""

    verb: Callable[..., Any]
    allowed: frozenset[str]
    ready: Callable[[World], Any]
    acted: Callable[[World, Any, Act], Any]


def _nothing(_world: World) -> None:
    return None


def _item(world: World) -> tuple[Any, Any]:
    meeting = world.meeting()
    return meeting, world.item(meeting, world.measure())


def _held(world: World) -> tuple[Any, Any]:
    meeting = world.meeting()
    world.hold(meeting)
    return meeting, world.item(meeting, title="Orientering")


def _asked(world: World) -> str:
    receipt = world.report(by=world.gp)
    world.step(receipt.case, "ask_reporter", question="Når kom brevet?")
    return receipt.code


def _roster(columns: str, row: str) -> Callable[[World], Path]:
    def write(world: World) -> Path:
        path = Path(str(world.session.orm.get_bind().engine.url.database)).with_name("list.csv")
        path.write_text(f"{columns}\n{row}\n", encoding="utf-8")
        return path

    return write


def _plan(world: World) -> Plan:
    plan = Plan(
        id="plan",
        partnership_id=world.partnership,
        title="Handlingsplan",
        layout="goals",
        imported_at=world.at,
    )
    world.session.orm.add(plan)
    world.session.orm.flush()
    return plan


def _mandate(world: World) -> int:
    found = mandates.of_partnership(world.session, world.partnership, world.secretary, NEXT_WEEK)
    number = found[0].mandate.id
    assert number is not None
    return number


def _draft(_world: World) -> PlanDraft:
    return PlanDraft(
        file="plan.xlsx",
        layout="goals",
        title="Handlingsplan",
        period=(2026, 2027),
        title_period=None,
        areas=(),
        goals=(),
        measures=(),
        rejected=(),
        findings=(),
    )


def _fjord(world: World) -> Partnership:
    return world.session.orm.get_one(Partnership, world.partnership)


def _person(world: World, who: str) -> Person:
    wanted = select(Person).where(col(Person.email) == f"{who}@example.no")
    return world.session.orm.exec(wanted).one()


def _opened(world: World, _ready: object, act: Act) -> None:
    inputs = {"title": "Felles rutine", "bodies": ["fagrad-1"], "years": "2026"}
    opening.open_case(world.session, "measure", world.partnership, act, inputs)


def _reported(world: World, _ready: object, act: Act) -> None:
    unit, inputs = world.body("mottak"), {"what": "Epikrisen kom aldri."}
    reports.report(world.session, unit, inputs, act, AnswerTo(None))


def _decided_with_step(world: World, ready: tuple[Case, Meeting], act: Act) -> None:
    case, meeting = ready
    approve = next(each for each in definitions()["measure"].actions if each.name == "approve")
    decisions.decide_with_step(world.session, case, approve, meeting, "", act)


def _written_down(world: World, _ready: object, act: Act) -> None:
    wanted = Mandate(
        partnership_id=world.partnership,
        subject="new_model",
        body_id=world.body("psu").number,
    )
    mandates.write_down(world.session, wanted, act)


VERBS = [
    Verb(opening.open_case, SEATED - {"observer"}, _nothing, _opened),
    Verb(
        steps.advance,
        SECRETARIAT,
        lambda w: w.measure(),
        lambda w, case, act: steps.advance(w.session, case, "defer", act, {"reason": "Venter"}),
    ),
    Verb(
        steps.correct,
        SECRETARIAT,
        lambda w: (case := w.measure(), w.step(case, "defer", reason="Venter"))[0],
        lambda w, case, act: steps.correct(w.session, case, act._replace(reason="Feil")),
    ),
    Verb(
        versions.store,
        frozenset({"operator"}),
        lambda w: definitions()["measure"].model_copy(update={"version": 99}),
        lambda w, newer, act: versions.store(w.session, [newer], act),
    ),
    Verb(
        registry.register_person,
        KEEPERS,
        _nothing,
        lambda w, _, act: registry.register_person(
            w.session, PersonIn("member@example.no", "Et annet navn", "nn", mail=False), act, []
        ),
    ),
    Verb(
        seats.join_body,
        KEEPERS,
        lambda w: SeatIn(w.body("psu"), "member"),
        lambda w, seat, act: seats.join_body(w.session, _person(w, "stranger"), seat, act),
    ),
    Verb(
        seats.leave_body,
        KEEPERS,
        _nothing,
        lambda w, _, act: seats.leave_body(w.session, w.member, w.body("asu"), NEXT_WEEK, act),
    ),
    Verb(
        closed_days.close,
        KEEPERS,
        _nothing,
        lambda w, _, act: closed_days.close(
            w.session, w.partnership, NEXT_WEEK, NEXT_WEEK, "Planleggingsdag", act
        ),
    ),
    Verb(
        closing.close,
        KEEPERS,
        _fjord,
        lambda w, fjord, act: closing.close(w.session, fjord, ClosedIn(NEXT_WEEK, NEXT_WEEK), act),
    ),
    Verb(
        structure.load_structure,
        KEEPERS,
        lambda w: {**STRUCTURE, "name": "Et annet navn"},
        lambda w, given, act: structure.load_structure(w.session, given, act),
    ),
    Verb(
        rosters.seat_people,
        KEEPERS,
        _roster("email;name;seats", "ny@example.no;Nina Ny;asu:member"),
        lambda w, path, act: rosters.seat_people(w.session, _fjord(w), path, act),
    ),
    Verb(
        rosters.call_meetings,
        KEEPERS,
        _roster("body;date", "asu;09.03.2026"),
        lambda w, path, act: rosters.call_meetings(w.session, _fjord(w), path, act),
    ),
    Verb(
        rosters.close_days,
        KEEPERS,
        _roster("first;last;name", "09.03.2026;;Planleggingsdag"),
        lambda w, path, act: rosters.close_days(w.session, _fjord(w), path, act),
    ),
    Verb(
        meetings.add,
        KEEPERS,
        _nothing,
        lambda w, _, act: meetings.add(w.session, [w.body("asu")], NEXT_WEEK, "10:00", act),
    ),
    Verb(
        meetings.move,
        KEEPERS,
        lambda w: w.meeting(),
        lambda w, meeting, act: meetings.move(w.session, meeting, NEXT_WEEK, None, act),
    ),
    Verb(
        meetings.cancel,
        KEEPERS,
        lambda w: w.meeting(),
        lambda w, meeting, act: meetings.cancel(w.session, meeting, act),
    ),
    Verb(
        meetings.planned,
        KEEPERS,
        lambda w: w.meeting(),
        lambda w, meeting, act: meetings.planned(w.session, meeting, act),
    ),
    Verb(
        meetings.held_fast,
        KEEPERS,
        lambda w: w.meeting(),
        lambda w, meeting, act: meetings.held_fast(w.session, meeting, act),
    ),
    Verb(
        agenda.add_item,
        KEEPERS,
        lambda w: w.meeting(),
        lambda w, meeting, act: agenda.add_item(w.session, meeting, ItemIn(title="Saker"), act),
    ),
    Verb(
        decisions.decide,
        SECRETARIAT,
        _item,
        lambda w, found, act: decisions.decide(w.session, *found, Outcome.APPROVED, "", act),
    ),
    Verb(
        decisions.record_outcome,
        SECRETARIAT,
        _held,
        lambda w, found, act: decisions.record_outcome(w.session, *found, Outcome.NOTED, "", act),
    ),
    Verb(
        decisions.decide_with_step,
        SECRETARIAT,
        lambda w: (w.measure(), _held(w)[0]),
        _decided_with_step,
    ),
    Verb(
        decisions.hold,
        SECRETARIAT,
        lambda w: w.meeting(),
        lambda w, meeting, act: decisions.hold(w.session, meeting, act),
    ),
    Verb(
        mandates.set_days,
        KEEPERS,
        _mandate,
        lambda w, number, act: mandates.set_days(w.session, number, NEXT_WEEK, None, act),
    ),
    Verb(mandates.write_down, KEEPERS, _nothing, _written_down),
    Verb(
        importing.import_plan,
        SECRETARIAT,
        _draft,
        lambda w, draft, act: importing.import_plan(
            w.session, draft, _fjord(w), act, ImportOptions("plan")
        ),
    ),
    Verb(
        adoption.record,
        SECRETARIAT,
        _plan,
        lambda w, plan, act: adoption.record(
            w.session, plan, Adoption(w.body("psu"), date(2026, 3, 2)), act
        ),
    ),
    Verb(reports.report, EVERYBODY - {"clock", "operator"}, _nothing, _reported),
]
# Verbs that take the act of one who was asked already, and the one whose right is its receipt.
ASKED_BEFORE = {
    "engine.cases.unmet.survey",
    "engine.cases.unmet.possible_actions",
    "engine.cases.unmet.find_unmet",
    "engine.cases.recording.answered",
    "engine.cases.recording.write_birth",
    "engine.cases.recording.write_step",
    "engine.cases.ties.unfit_links",
    "engine.people.trace.trace",
    "workflows.councils.agenda.find_item",
    "workflows.councils.meetings.record",
    "workflows.deviations.reports.reply",
}


def _acting() -> Iterator[str]:
    """The public functions outside the faces that take a session and an act."""
    for path in written_by_hand():
        if room(path) in ("engine", "workflows", "notifications"):
            module = import_module(dotted(path))
            for name, found in inspect.getmembers(module, inspect.isfunction):
                own = found.__module__ == module.__name__ and not name.startswith("_")
                if own and {"session", "act"} <= set(inspect.signature(found).parameters):
                    yield f"{module.__name__}.{name}"


def _name(verb: Verb) -> str:
    return f"{verb.verb.__module__}.{verb.verb.__name__}"


def test_every_verb_that_acts_is_tried():
    tried = {_name(verb) for verb in VERBS}
    assert set(_acting()) == tried | ASKED_BEFORE
    assert tried.isdisjoint(ASKED_BEFORE)


@pytest.fixture
def world(sqlite_url: str) -> Iterator[World]:
    """Fjord, on SQLite alone: rights are no matter of the database."""
    database = Database(sqlite_url, durable=False)
    with database.session() as session:
        yield build(session)
    database.close()


def _actor(world: World, who: str) -> Actor:
    if who == "reporter":
        return reporter(world.report().case.id)
    others = {"clock": CLOCK, "operator": OPERATOR}
    return others.get(who) or getattr(world, who)


def _everything(session: Session) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    session.orm.flush()
    tables: list[Table] = SQLModel.metadata.sorted_tables
    return {t.name: sorted(map(tuple, session.orm.execute(t.select())), key=repr) for t in tables}


@pytest.mark.parametrize("verb", VERBS, ids=_name)
def test_whoever_may_is_heard(world: World, verb: Verb):
    actors = {who: _actor(world, who) for who in verb.allowed}
    refused = {}
    for who, actor in actors.items():
        with suppress(_Undone), world.session.begin():
            made = verb.ready(world)
            try:
                verb.acted(world, made, Act(actor, world.at))
            except SamsakError as error:
                refused[who] = str(error)
            raise _Undone

    assert refused == {}


@pytest.mark.parametrize("verb", VERBS, ids=_name)
def test_nobody_else_is_and_nothing_is_left(world: World, verb: Verb):
    actors = {who: _actor(world, who) for who in EVERYBODY - verb.allowed}
    with world.session.begin():
        made = verb.ready(world)
    before = _everything(world.session)
    heard = []
    for who, actor in actors.items():
        try:
            verb.acted(world, made, Act(actor, world.at))
        except (NotFound, Refused):
            assert _everything(world.session) == before
        else:
            heard.append(who)

    assert heard == []


class _Undone(Exception):
    """Ends a transaction that is to leave nothing."""
