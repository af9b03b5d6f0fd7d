"""What happens in the demo: three partnerships, six weeks.

The people and the deviations are invented; the plans' numbers, bodies and years are those of public
plans.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from commands.demo.stage import Example, Stage, Told
from engine.cases.lists import Wanted, every
from engine.cases.records import Case
from engine.days.calendar import at_local
from engine.definitions import versions
from engine.language.sentences import Label
from engine.people.actors import OPERATOR
from engine.storage.session import Session
from workflows.councils.agenda import Outcome
from workflows.deviations.contacts import AnswerTo

FIRST, LAST = date(2026, 1, 5), date(2026, 2, 13)
HOURS = ("07:05", "12:05", "16:05")  # when the demo's clock ticks

NORTH = Example(
    key="nordre-trondelag",
    file="plan.csv",
    plan="hnt-2018-2021",
    adopted=("asu", date(2018, 2, 13)),
    secretary="kari.nordmann@example.no",
)
SOUTH = Example(
    key="sondre-trondelag",
    file="plan.xlsx",
    plan="st-olav-2022-2025",
    adopted=("asu", date(2022, 1, 20)),
    secretary="ola.nordmann@example.no",
)
WEST = Example(
    key="more-og-romsdal",
    file="plan.docx",
    plan="more-og-romsdal-2019-2022",
    adopted=("osu", date(2019, 3, 12)),
    secretary="solveig.nordmann@example.no",
)

EPIKRISE = {
    "what": "Epikrisen kom to dager etter at pasienten reiste hjem, og medisinlisten manglet.",
    "happened_on": "2026-01-05",
    "kind": "patient",
    "wants_answer": True,
    "agreement": "Retningslinje 1",
    "done_at_once": "Vi ringte avdelingen.",
    "profession": "Sykepleier",
    "region": "Innherred",
}
EPIKRISE_ANSWER = (
    "Takk for at du meldte fra. Vi sender nå medisinlisten samme dag som pasienten reiser."
)
EPIKRISE_LEARNING = (
    "Medisinlisten følger pasienten den dagen pasienten reiser, også når epikrisen ikke er ferdig."
)
RUTINE = {
    "title": "Felles rutine for medisinliste ved utskrivning",
    "bodies": ["fagrad-2"],
    "years": "2026",
}
TILVISING = {
    "what": "Tilvisinga vart returnert utan grunngiving.",
    "kind": "breach",
    "wants_answer": True,
    "profession": "Fastlege",
}
VENTETID = {
    "what": "Ventetida på telefonen er for lang.",
    "kind": "improvement",
    "wants_answer": True,
}
OVING = {"title": "Felles øving for akuttkjeda", "bodies": ["akuttutvalet"], "years": "2026"}


class Scene(NamedTuple):
    """Something that somebody does at a moment."""

    day: str
    clock: str
    play: Callable[[Stage], object]

    @property
    def at(self) -> datetime:
        """When it happens."""
        return moment(date.fromisoformat(self.day), self.clock)

    def happen(self, session: Session, at: datetime, told: Told) -> None:
        """Play it."""
        self.play(Stage(session, at, told))


def moment(day: date, clock: str) -> datetime:
    """A local time of day."""
    return at_local(day, datetime.strptime(clock, "%H:%M").time())  # noqa: DTZ007 - a time of day


def load(session: Session, at: datetime) -> None:
    """The three partnerships as they stand before the first day."""
    for example in (NORTH, SOUTH, WEST):
        Stage(session, at, Told()).load(example)


def scenes() -> Iterator[Scene]:
    """Everything that happens, in order."""
    tale = [
        *_first_day(),
        *_north_reports(),
        *_north_proposes(),
        *_north_decides(),
        *_south(),
        *_south_slips(),
        *_west(),
        *_west_decides(),
    ]
    yield from sorted(tale, key=lambda scene: scene.at)


def _first_day() -> Iterator[Scene]:
    north, south = ("5.4", "6.4", "8.1"), ("0.1.2", "1.3.4", "5.2.2")
    yield Scene("2026-01-05", "09:30", lambda stage: stage.settle_old(NORTH, north))
    yield Scene("2026-01-05", "10:30", lambda stage: stage.settle_old(SOUTH, south))
    yield Scene("2026-01-05", "11:30", lambda stage: stage.assign_all(WEST))


def _north_reports() -> Iterator[Scene]:
    unit, name = "koordinerende-enhet-hnt", "epikrise"
    ruth, finn = "ruth.myrmann@example.no", "finn.sundmann@example.no"
    reporter = AnswerTo("sykepleier@example.no", "nb")
    question = {"question": "Hvilken dato ble epikrisen sendt?"}
    answer = {
        "answer": EPIKRISE_ANSWER,
        "event_type": "medicines",
        "factors": ["routine_missing", "communication"],
        "harm": "minor",
        "clause": "guideline_1",
    }
    learning = {"learning": EPIKRISE_LEARNING}
    yield Scene("2026-01-07", "11:20", lambda s: s.report(NORTH, name, unit, reporter, EPIKRISE))
    yield Scene(
        "2026-01-08",
        "09:00",
        lambda s: s.step(NORTH, name, "route", NORTH.secretary, {"handler": unit}),
    )
    yield Scene("2026-01-09", "13:00", lambda s: s.step(NORTH, name, "ask", ruth, question))
    yield Scene("2026-01-12", "10:10", lambda s: s.reply(name, "Den er datert 7. januar."))
    yield Scene("2026-01-15", "14:00", lambda s: s.step(NORTH, name, "answer", finn, answer))
    yield Scene("2026-01-16", "09:10", lambda s: s.step(NORTH, name, "handle", finn, {}))
    yield Scene("2026-01-21", "10:00", lambda s: s.step(NORTH, name, "learn", ruth, learning))
    yield Scene("2026-01-22", "09:15", lambda s: s.propose(NORTH, "rutine", ruth, RUTINE))


def _north_proposes() -> Iterator[Scene]:
    geir = "geir.lynmann@example.no"
    progress = {
        "light": "on_track",
        "progress": "Første utkast er sendt på høring i fagrådet.",
    }
    yield Scene("2026-02-02", "09:00", lambda s: s.step(NORTH, "rutine", "assign", NORTH.secretary))
    yield Scene("2026-02-04", "09:00", lambda s: s.step(NORTH, "rutine", "start", geir))
    yield Scene(
        "2026-02-11", "15:00", lambda s: s.step(NORTH, "rutine", "report_progress", geir, progress)
    )


def _north_decides() -> Iterator[Scene]:
    day, decided = date(2026, 1, 30), {"rutine": (Outcome.APPROVED, "3/26")}

    def call(stage: Stage) -> None:
        meeting = stage.meeting(NORTH, "asu", day)
        stage.put_on_agenda(NORTH, meeting, "rutine")
        stage.report_to_council(NORTH, meeting)

    yield Scene("2026-01-26", "09:00", call)
    yield Scene(
        "2026-01-30", "12:30", lambda s: s.hold(NORTH, s.meeting(NORTH, "asu", day), decided)
    )


def _south() -> Iterator[Scene]:
    owner, reporter = "pal.akermann@example.no", AnswerTo("fastlege@example.no", "nn")
    progress = {"light": "at_risk", "progress": "To kommuner mangler representant i gruppen."}
    planned, moved = date(2026, 2, 5), date(2026, 2, 12)
    yield Scene("2026-01-06", "10:00", lambda s: s.step(SOUTH, "1.2.1", "start", owner))
    yield Scene(
        "2026-01-14",
        "08:40",
        lambda s: s.report(SOUTH, "henvisning", "st-olavs-hospital", reporter, TILVISING),
    )
    yield Scene(
        "2026-01-20", "10:00", lambda s: s.step(SOUTH, "1.2.1", "report_progress", owner, progress)
    )
    yield Scene(
        "2026-01-27", "09:00", lambda s: s.move(SOUTH, s.meeting(SOUTH, "asu", planned), moved)
    )


def _south_slips() -> Iterator[Scene]:
    secretary, why = SOUTH.secretary, "Feil tiltak: det var 0.7.2 som startet."
    yield Scene("2026-02-03", "10:00", lambda s: s.step(SOUTH, "0.7.1", "start", secretary))
    yield Scene("2026-02-03", "10:20", lambda s: s.take_back(SOUTH, "0.7.1", why))
    yield Scene("2026-02-03", "10:25", lambda s: s.step(SOUTH, "0.7.2", "start", secretary))


def _west() -> Iterator[Scene]:
    owner, reporter = "ragnhild.seglmann@example.no", AnswerTo("melder@example.no", "nn")
    rejected = {"rejection": "not_cooperation"}
    yield Scene("2026-01-13", "10:00", lambda s: s.step(WEST, "2.4b", "start", owner))
    yield Scene("2026-01-19", "13:00", lambda s: s.propose(WEST, "øving", owner, OVING))
    yield Scene("2026-02-02", "09:40", lambda s: s.report(WEST, "klage", "hmr", reporter, VENTETID))
    yield Scene(
        "2026-02-04", "10:00", lambda s: s.step(WEST, "klage", "reject", WEST.secretary, rejected)
    )


def _west_decides() -> Iterator[Scene]:
    day, decided = date(2026, 2, 10), {"øving": (Outcome.APPROVED, "2/26")}
    yield Scene(
        "2026-02-03",
        "09:00",
        lambda s: s.put_on_agenda(WEST, s.meeting(WEST, "osu", day), "øving"),
    )
    yield Scene("2026-02-10", "14:00", lambda s: s.hold(WEST, s.meeting(WEST, "osu", day), decided))
    yield Scene("2026-02-11", "09:00", lambda s: s.step(WEST, "øving", "assign", WEST.secretary))


def late(session: Session, today: date) -> list[tuple[Case, Label]]:
    """The cases whose due day has passed, with the name of their state."""
    found = []
    for listed in every(session, Wanted(due=today - timedelta(days=1)), OPERATOR, today):
        definition = versions.by_id(session, listed.case.definition_id)
        if listed.case.state not in definition.final:
            found.append((listed.case, definition.states[listed.case.state].label))
    return found
