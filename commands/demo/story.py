"""What happens in the demo: three partnerships, six weeks, told by the functions that people's
own commands call.

The people and the deviations are invented; the plans' numbers, bodies and years are those of public
plans.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from engine.cases.records import Case, get_case
from engine.cases.steps import advance, correct, open_case
from engine.days.calendar import at_local
from engine.definitions import versions
from engine.people import registry
from engine.people.actors import OPERATOR, Actor, find_actor
from engine.people.acts import Act
from engine.people.tables import Partnership
from engine.storage.session import Session
from workflows import plans
from workflows.councils import agenda, decisions, meetings
from workflows.councils.agenda import Outcome
from workflows.councils.meetings import Meeting
from workflows.deviations import reports
from workflows.partnerships import rosters
from workflows.partnerships.structure import load_structure, read_structure
from workflows.plan_import import importing
from workflows.plan_import.adoption import Adoption
from workflows.plan_import.cells.bodies import BodyIndex
from workflows.plan_import.importing import ImportOptions
from workflows.plan_import.known_bodies import known_bodies
from workflows.plan_import.reading.read_plan import read_plan

EXAMPLES = Path(__file__).parents[2] / "examples"
FIRST, LAST = date(2026, 1, 5), date(2026, 2, 13)
HOURS = ("07:05", "12:05", "16:05")  # when the demo's clock ticks


class Example(NamedTuple):
    """A partnership of the examples: its plan's file and id, the decision that adopted it, who
    keeps it moving."""

    key: str
    file: str
    plan: str
    adopted: tuple[str, date]
    secretary: str


NORTH = Example(
    "nordre-trondelag",
    "plan.csv",
    "hnt-2018-2021",
    ("asu", date(2018, 2, 13)),
    "kari.nordmann@example.no",
)
SOUTH = Example(
    "sondre-trondelag",
    "plan.xlsx",
    "st-olav-2022-2025",
    ("asu", date(2022, 1, 20)),
    "ola.nordmann@example.no",
)
WEST = Example(
    "more-og-romsdal",
    "plan.docx",
    "more-og-romsdal-2019-2022",
    ("osu", date(2019, 3, 12)),
    "solveig.nordmann@example.no",
)


class Scene(NamedTuple):
    """Something that somebody does at a moment."""

    day: str
    clock: str
    happen: Callable[[Session, datetime], object]

    @property
    def at(self) -> datetime:
        """When it happens."""
        return moment(date.fromisoformat(self.day), self.clock)


def moment(day: date, clock: str) -> datetime:
    """A local time of day."""
    return at_local(day, datetime.strptime(clock, "%H:%M").time())  # noqa: DTZ007 - only the time of day is taken


def load(session: Session, at: datetime) -> None:
    """The three partnerships with people, closed days, a year of meetings and their adopted
    plans."""
    for example in (NORTH, SOUTH, WEST):
        folder = EXAMPLES / example.key
        partnership, _changed = load_structure(session, read_structure(folder / "structure.yaml"))
        rosters.seat_people(session, partnership, folder / "people.csv", at=at)
        rosters.close_days(session, partnership, folder / "closed.csv")
        secretary = find_actor(session, example.secretary)
        rosters.call_meetings(session, partnership, folder / "year.csv", act=Act(secretary, at))
        _import(session, example, partnership, secretary, at)


def _import(
    session: Session, example: Example, partnership: Partnership, secretary: Actor, at: datetime
) -> None:
    key, day = example.adopted
    adoption = Adoption(registry.body(session, key, partnership.id), day)
    index = BodyIndex(known_bodies(session, partnership.id or 0))
    draft = read_plan(EXAMPLES / example.key / example.file, index, None)
    options = ImportOptions(example.plan, adoption=adoption)
    importing.import_plan(session, draft, partnership, Act(secretary, at), options)


class Told:
    """What one scene leaves for another: receipts, refs and meetings by a short name."""

    def __init__(self) -> None:
        self.refs: dict[str, str] = {}
        self.codes: dict[str, str] = {}


def scenes() -> Iterator[Scene]:
    """Everything that happens, in order."""
    told = Told()
    tale = [*_first_day(), *_north(told), *_south(told), *_west(told)]
    yield from sorted(tale, key=lambda scene: scene.at)


def _first_day() -> Iterator[Scene]:
    yield Scene("2026-01-05", "09:30", partial(_settle_old, NORTH, ("5.4", "6.4", "8.1")))
    yield Scene("2026-01-05", "10:30", partial(_settle_old, SOUTH, ("0.1.2", "1.3.4", "5.2.2")))
    yield Scene("2026-01-05", "11:30", _assign_west)


def _north(told: Told) -> Iterator[Scene]:
    unit, asu = "koordinerende-enhet-hnt", date(2026, 1, 30)
    ruth, finn = "ruth.myrmann@example.no", "finn.sundmann@example.no"
    report = partial(
        _report,
        told,
        "epikrise",
        NORTH,
        unit,
        "sykepleier@example.no",
        "nb",
        {
            "what": (
                "Epikrisen kom to dager etter at pasienten reiste hjem, og medisinlisten manglet."
            ),
            "happened_on": "2026-01-05",
            "kind": "patient",
            "wants_answer": True,
            "agreement": "Retningslinje 1",
            "done_at_once": "Vi ringte avdelingen.",
            "profession": "Sykepleier",
            "region": "Innherred",
        },
    )
    step = partial(_step, told, "epikrise")
    yield Scene("2026-01-07", "11:20", report)
    yield Scene("2026-01-08", "09:00", partial(step, "route", NORTH.secretary, {"handler": unit}))
    yield Scene(
        "2026-01-09",
        "13:00",
        partial(step, "ask", ruth, {"question": "Hvilken dato ble epikrisen sendt?"}),
    )
    yield Scene(
        "2026-01-12", "10:10", partial(_reply, told, "epikrise", "Den er datert 7. januar.")
    )
    yield Scene(
        "2026-01-15",
        "14:00",
        partial(
            step,
            "handle",
            finn,
            {
                "answer": (
                    "Takk for at du meldte fra. Vi sender nå medisinlisten samme dag som "
                    "pasienten reiser."
                ),
                "harm": "minor",
            },
        ),
    )
    yield Scene(
        "2026-01-21",
        "10:00",
        partial(
            step,
            "learn",
            ruth,
            {
                "learning": (
                    "Medisinlisten følger pasienten den dagen pasienten reiser, også når "
                    "epikrisen ikke er ferdig."
                ),
            },
        ),
    )
    yield Scene(
        "2026-01-22",
        "09:15",
        partial(
            _propose,
            told,
            "rutine",
            NORTH,
            ruth,
            {
                "title": "Felles rutine for medisinliste ved utskrivning",
                "bodies": ["fagrad-2"],
                "years": "2026",
            },
        ),
    )
    yield Scene(
        "2026-01-26", "09:00", partial(_agenda, told, NORTH, "asu", asu, ("rutine", "epikrise"))
    )
    yield Scene(
        "2026-01-30",
        "12:30",
        partial(_hold, told, NORTH, "asu", asu, {"rutine": (Outcome.APPROVED, "3/26")}),
    )
    yield Scene(
        "2026-01-30", "13:00", partial(_report_to_council, told, "epikrise", NORTH, "asu", asu)
    )
    yield Scene(
        "2026-02-02", "09:00", partial(_step, told, "rutine", "assign", NORTH.secretary, {})
    )
    yield Scene(
        "2026-02-04",
        "09:00",
        partial(_step, told, "rutine", "start", "geir.lynmann@example.no", {}),
    )
    yield Scene(
        "2026-02-11",
        "15:00",
        partial(
            _step,
            told,
            "rutine",
            "report_progress",
            "geir.lynmann@example.no",
            {
                "light": "on_track",
                "progress": "Første utkast er sendt på høring i fagrådet.",
            },
        ),
    )


def _south(told: Told) -> Iterator[Scene]:
    owner = "pal.akermann@example.no"
    yield Scene("2026-01-06", "10:00", partial(_planned, SOUTH, "1.2.1", "start", owner, {}))
    yield Scene(
        "2026-01-20",
        "10:00",
        partial(
            _planned,
            SOUTH,
            "1.2.1",
            "report_progress",
            owner,
            {
                "light": "at_risk",
                "progress": "To kommuner mangler representant i gruppen.",
            },
        ),
    )
    report = partial(
        _report,
        told,
        "henvisning",
        SOUTH,
        "st-olavs-hospital",
        "fastlege@example.no",
        "nn",
        {
            "what": "Tilvisinga vart returnert utan grunngiving.",
            "kind": "breach",
            "wants_answer": True,
            "profession": "Fastlege",
        },
    )
    yield Scene("2026-01-14", "08:40", report)
    yield Scene(
        "2026-01-27", "09:00", partial(_move, SOUTH, "asu", date(2026, 2, 5), date(2026, 2, 12))
    )
    yield Scene(
        "2026-02-03", "10:00", partial(_planned, SOUTH, "0.7.1", "start", SOUTH.secretary, {})
    )
    yield Scene(
        "2026-02-03",
        "10:20",
        partial(_take_back, SOUTH, "0.7.1", "Feil tiltak: det var 0.7.2 som startet."),
    )
    yield Scene(
        "2026-02-03", "10:25", partial(_planned, SOUTH, "0.7.2", "start", SOUTH.secretary, {})
    )


def _west(told: Told) -> Iterator[Scene]:
    osu, owner = date(2026, 2, 10), "ragnhild.seglmann@example.no"
    yield Scene("2026-01-13", "10:00", partial(_planned, WEST, "2.4b", "start", owner, {}))
    yield Scene(
        "2026-01-19",
        "13:00",
        partial(
            _propose,
            told,
            "øving",
            WEST,
            owner,
            {
                "title": "Felles øving for akuttkjeda",
                "bodies": ["akuttutvalet"],
                "years": "2026",
            },
        ),
    )
    yield Scene(
        "2026-02-02",
        "09:40",
        partial(
            _report,
            told,
            "klage",
            WEST,
            "hmr",
            "melder@example.no",
            "nn",
            {
                "what": "Ventetida på telefonen er for lang.",
                "kind": "improvement",
                "wants_answer": True,
            },
        ),
    )
    yield Scene("2026-02-03", "09:00", partial(_agenda, told, WEST, "osu", osu, ("øving",)))
    yield Scene(
        "2026-02-04",
        "10:00",
        partial(_step, told, "klage", "reject", WEST.secretary, {"rejection": "not_cooperation"}),
    )
    yield Scene(
        "2026-02-10",
        "14:00",
        partial(_hold, told, WEST, "osu", osu, {"øving": (Outcome.APPROVED, "2/26")}),
    )
    yield Scene("2026-02-11", "09:00", partial(_step, told, "øving", "assign", WEST.secretary, {}))


def _settle_old(example: Example, kept: tuple[str, ...], session: Session, at: datetime) -> None:
    """The secretariat records what was finished before Samsak came: all whose years have passed,
    but for some."""
    secretary = find_actor(session, example.secretary)
    for key, ref in _refs(session, example).items():
        case = get_case(session, ref)
        years = case.fields.get("years") or []
        past = bool(years) and max(years) <= at.year - 2
        if case.state != "assigned" or not past or case.fields.get("sets_up_group") or key in kept:
            continue
        result = {"result": "Gjennomført i planperioden.", "outcome": "ended"}
        advance(session, case, "start", act=Act(secretary, at))
        advance(session, get_case(session, ref), "evaluate", act=Act(secretary, at), inputs=result)


def _assign_west(session: Session, at: datetime) -> None:
    """The strategy says no years: the secretariat settles that the work goes on, where somebody
    can do it."""
    secretary = find_actor(session, WEST.secretary)
    unmanned = ("10", "11-1")
    for key, ref in _refs(session, WEST).items():
        if key not in unmanned:
            advance(
                session,
                get_case(session, ref),
                "assign",
                act=Act(secretary, at),
                inputs={"ongoing": True},
            )


def _refs(session: Session, example: Example) -> dict[str, str]:
    entries = plans.read(session, example.plan, OPERATOR, FIRST)[1]
    return {entry.key: entry.ref for entry in entries if entry.ref and not entry.alias_of}


def _planned(
    example: Example,
    key: str,
    action: str,
    email: str,
    inputs: dict[str, Any],
    session: Session,
    at: datetime,
) -> None:
    _act(session, _refs(session, example)[key], action, email, inputs, at)


def _step(
    told: Told,
    name: str,
    action: str,
    email: str,
    inputs: dict[str, Any],
    session: Session,
    at: datetime,
) -> None:
    _act(session, told.refs[name], action, email, inputs, at)


def _act(
    session: Session, ref: str, action: str, email: str, inputs: dict[str, Any], at: datetime
) -> None:
    advance(
        session,
        get_case(session, ref),
        action,
        act=Act(find_actor(session, email), at),
        inputs=inputs,
    )


def _take_back(example: Example, key: str, reason: str, session: Session, at: datetime) -> None:
    case = get_case(session, _refs(session, example)[key])
    correct(session, case, act=Act(find_actor(session, example.secretary), at), reason=reason)


def _report(
    told: Told,
    name: str,
    example: Example,
    unit: str,
    email: str,
    language: str,
    inputs: dict[str, Any],
    session: Session,
    at: datetime,
) -> None:
    body = registry.body(session, f"{example.key}/{unit}")
    receipt = reports.report(
        session, body, inputs, act=Act(OPERATOR, at), email=email, language=language
    )
    told.refs[name], told.codes[name] = receipt.case.ref, receipt.code


def _reply(told: Told, name: str, text: str, session: Session, at: datetime) -> None:
    reports.reply(session, told.codes[name], text, at)


def _propose(
    told: Told,
    name: str,
    example: Example,
    email: str,
    inputs: dict[str, Any],
    session: Session,
    at: datetime,
) -> None:
    partnership = registry.partnership(session, example.key)
    actor = find_actor(session, email)
    case = open_case(
        session, "measure", partnership_id=partnership.id or 0, act=Act(actor, at), inputs=inputs
    )
    told.refs[name] = case.ref


def _meeting(session: Session, example: Example, key: str, day: date) -> Meeting:
    found = meetings.held_on(session, registry.body(session, f"{example.key}/{key}"), day)
    assert found is not None, f"no meeting of {key} on {day}"
    return found


def _agenda(
    told: Told,
    example: Example,
    key: str,
    day: date,
    names: tuple[str, ...],
    session: Session,
    at: datetime,
) -> None:
    meeting, secretary = (
        _meeting(session, example, key, day),
        find_actor(session, example.secretary),
    )
    for name in names:
        agenda.add_item(
            session, meeting, case=get_case(session, told.refs[name]), act=Act(secretary, at)
        )


def _hold(
    told: Told,
    example: Example,
    key: str,
    day: date,
    outcomes: dict[str, tuple[Outcome, str]],
    session: Session,
    at: datetime,
) -> None:
    meeting, secretary = (
        _meeting(session, example, key, day),
        find_actor(session, example.secretary),
    )
    for name, (outcome, number) in outcomes.items():
        item = agenda.add_item(
            session, meeting, case=get_case(session, told.refs[name]), act=Act(secretary, at)
        )
        decisions.decide(
            session, meeting, item, outcome, case_number=number, act=Act(secretary, at)
        )
    decisions.hold(session, meeting, act=Act(secretary, at))


def _report_to_council(
    told: Told, name: str, example: Example, key: str, day: date, session: Session, at: datetime
) -> None:
    number = _meeting(session, example, key, day).id
    _act(session, told.refs[name], "report", example.secretary, {"meeting": number}, at)


def _move(example: Example, key: str, day: date, to: date, session: Session, at: datetime) -> None:
    secretary = find_actor(session, example.secretary)
    meetings.move(session, _meeting(session, example, key, day), to, None, act=Act(secretary, at))


def late(session: Session, today: date) -> list[tuple[Case, str]]:
    """The cases whose due day has passed, with the name of their state in the language of most."""
    from engine.cases.lists import Wanted, every

    found = []
    for listed in every(session, Wanted(due=today - timedelta(days=1)), OPERATOR, today):
        definition = versions.by_id(session, listed.case.definition_id)
        if listed.case.state not in definition.final:
            found.append((listed.case, definition.states[listed.case.state].label.nb))
    return found
