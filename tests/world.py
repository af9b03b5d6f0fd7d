"""A small partnership with a face for each right: two councils, two expert councils, a unit that
answers, and its neighbours.

`build` makes the people and bodies; a test makes what else it needs from the verbs of `World`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from threading import Barrier
from typing import Any

import pytest

from engine.cases.events import Event
from engine.cases.opening import open_case
from engine.cases.records import Case, by_ids, case_of_ref
from engine.cases.steps import advance, correct
from engine.definitions import versions
from engine.definitions.model import Definition
from engine.definitions.own_lists import OwnList, read_list
from engine.errors import Refused
from engine.people import registry
from engine.people.actors import ANYONE, OPERATOR, Actor, find_actor
from engine.people.acts import Act
from engine.people.installation import found_installation
from engine.people.registry import PersonIn, register_person
from engine.people.seats import SeatIn, join_body
from engine.people.tables import Body, Partnership, Person
from engine.storage.database import Database
from engine.storage.session import Session
from workflows.councils import agenda, decisions, guards, meetings
from workflows.councils.agenda import AgendaItem, ItemIn, Outcome
from workflows.councils.ever_called import ever_called
from workflows.councils.meetings import Meeting
from workflows.deviations import heard, reports, twins
from workflows.deviations.contacts import AnswerTo
from workflows.deviations.reports import Receipt
from workflows.deviations.shared_units import ref_in
from workflows.known_definitions import load_definitions
from workflows.partnerships.partnership_settings import SettingsIn, change_settings
from workflows.partnerships.structure import load_structure

assert guards, "importing the guards registers them"

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)  # nobody is closed, Easter is five weeks away
SETTING_UP = Act(OPERATOR, MONDAY)
# What steps of both workflows are given, by the names of their actions.
INPUTS: dict[str, dict[str, Any]] = {
    "report_progress": {"light": "late"},
    "evaluate": {"result": "Bra", "outcome": "ended"},
    "defer": {"reason": "Venter"},
    "withdraw": {"reason": "Nei"},
    "route": {"handler": "mottak"},
    "ask": {"question": "Når?"},
    "reply": {"reply": "I går"},
    "write": {"message": "Vi ser på det."},
    "add": {"addendum": "Det skjedde igjen."},
    "answer": {"answer": "Beklager"},
    "ask_part": {"part_question": "Når ble den sendt?", "awaited": "sengepost"},
    "contribute": {"part": "Den ble sendt tirsdag."},
    "stop_asking": {"awaited": ""},
    "reopen": {"reopening": "Det hjalp ikke."},
    "handle": {"event_type": "medicines"},
    "learn": {"learning": "Ring."},
    "reject": {"rejection": "not_enough"},
}
IDENTITY_NUMBER = "01819000049"  # of the synthetic series, so nobody's

STRUCTURE: dict[str, Any] = {
    "schema": "structure/1",
    "id": "fjord",
    "name": "Helsefellesskapet Fjord",
    "language": "nb",
    "bodies": [
        {"id": "sekretariat", "name": "Sekretariatet", "kind": "secretariat"},
        {
            "id": "asu",
            "name": "Administrativt samarbeidsutvalg",
            "abbreviation": "ASU",
            "kind": "administrative_council",
        },
        {
            "id": "psu",
            "name": "Politisk samarbeidsutvalg",
            "abbreviation": "PSU",
            "kind": "political_council",
        },
        {"id": "fagrad-1", "name": "Fagråd 1", "kind": "expert_council"},
        {"id": "fagrad-2", "name": "Fagråd 2", "kind": "expert_council"},
        {
            "id": "fagradene",
            "name": "Fagrådene",
            "kind": "collective",
            "members": ["fagrad-1", "fagrad-2"],
        },
        {"id": "tomt-rad", "name": "Det tomme rådet", "kind": "expert_council"},
        {"id": "mottak", "name": "Akuttmottaket", "kind": "unit"},
        {"id": "sengepost", "name": "Sengeposten", "kind": "unit"},
        {"id": "fastleger", "name": "Fastlegene", "kind": "network"},
    ],
    "decision_mandates": {
        "chapter": "5.2",
        "items": [
            {
                "subject": "action_plan",
                "adopted_by": ["psu"],
                "recommended_by": ["asu"],
                "recommendation_required": True,
            },
        ],
    },
}
NEIGHBOUR: dict[str, Any] = {
    "schema": "structure/1",
    "id": "nabo",
    "name": "Helsefellesskapet Nabo",
    "language": "nn",
    "bodies": [
        {"id": "sekretariat", "name": "Sekretariatet hos naboen", "kind": "secretariat"},
        {"id": "naboutval", "name": "Naboutvalet", "kind": "administrative_council"},
    ],
}
# Who there is: a name, a language, seats.
PEOPLE: dict[str, tuple[str, str, tuple[tuple[str, str], ...]]] = {
    "secretary": ("Sara Sekretær", "nb", (("fjord/sekretariat", "secretary"),)),
    "member": ("Arne Asumedlem", "nb", (("fjord/asu", "member"),)),
    "mayor": ("Ordfører Olsen", "nn", (("fjord/psu", "member"),)),
    "owner": ("Eli Eigar", "nn", (("fjord/fagrad-1", "leader"),)),
    "other": ("Anna Annen", "nb", (("fjord/fagrad-2", "member"),)),
    "handler": ("Hans Handler", "nb", (("fjord/mottak", "member"),)),
    "gp": ("Fredrik Fastlege", "nb", (("fjord/fastleger", "member"),)),
    "observer": ("Olga Observatør", "en", (("fjord/fagrad-1", "observer"),)),
    "stranger": ("Ukjent Uten Sete", "nb", ()),
    "neighbour": ("Nils Nabo", "nn", (("nabo/sekretariat", "secretary"),)),
}


@lru_cache
def definitions() -> dict[str, Definition]:
    """The definitions that come with Samsak."""
    return load_definitions()


@dataclass(frozen=True)
class World:
    """Who there is, on one session, and the verbs that tests share. `at` is Monday morning."""

    session: Session
    partnership: int
    neighbours: int
    secretary: Actor
    member: Actor
    mayor: Actor
    owner: Actor
    other: Actor
    handler: Actor
    gp: Actor
    observer: Actor
    stranger: Actor
    neighbour: Actor
    deputy: Actor
    at: datetime = MONDAY

    def on(self, session: Session) -> World:
        """The same world on another session, as for another thread."""
        return World(**{**self.__dict__, "session": session})

    def day(self, number: int) -> datetime:
        """That many days after Monday, at the same hour."""
        return self.at + timedelta(days=number)

    def body(self, key: str) -> Body:
        return registry.body(self.session, key, self.partnership)

    def person(
        self,
        name: str,
        *seats: tuple[str, str],
        since: date | None = None,
        until: date | None = None,
        deputy_for: Actor | None = None,
        at: datetime = MONDAY,
    ) -> Actor:
        """Somebody more, with seats (`body`, `role`), registered at that moment."""
        email = _address(name)
        return _person(
            self.session,
            email,
            name,
            "nb",
            seats,
            since=since,
            until=until,
            deputy_for=deputy_for.person_id if deputy_for else None,
            at=at,
        )

    def seat(self, who: str, body: str, role: str, since: date | None = None) -> None:
        """One more seat for somebody whom there is."""
        given = SeatIn(self.body(body), role, since)
        join_body(self.session, self.change(who), given, SETTING_UP)

    def second_keepers(self) -> None:
        """One more in each secretariat, so that the other may stand for a system."""
        for name, body in (("Siv Kontor", "sekretariat"), ("Nora Nabo", "nabo/sekretariat")):
            if not registry.is_registered(self.session, _address(name)):
                self.person(name, (body, "secretary"))

    def stand_in(self, who: str, away: Actor, body: str, since: date, until: date) -> None:
        """Somebody acts for a member who is away."""
        given = SeatIn(self.body(body), "deputy", since, until, away.person_id)
        join_body(self.session, self.change(who), given, SETTING_UP)

    def change(self, who: str, **settings: Any) -> Person:
        """Give somebody other settings."""
        return register_person(
            self.session, PersonIn(f"{who}@example.no", **settings), SETTING_UP, []
        )

    def another_body(self, kind: str) -> Body:
        """One more body of Fjord, of that kind and by that name."""
        more = {"id": kind, "name": kind.upper(), "kind": kind}
        structure = {**STRUCTURE, "bodies": [*STRUCTURE["bodies"], more]}
        load_structure(self.session, structure, SETTING_UP)
        return self.body(kind)

    def rename(self, key: str, name: str, at: datetime) -> None:
        """Give a body of Fjord another name, at that moment."""
        bodies = [
            {**each, "name": name} if each["id"] == key else each for each in STRUCTURE["bodies"]
        ]
        load_structure(self.session, {**STRUCTURE, "bodies": bodies}, Act(OPERATOR, at))

    def with_bodies(self, more: Iterable[dict[str, Any]]) -> None:
        """Fjord has these bodies too."""
        bodies = [*STRUCTURE["bodies"], *more]
        load_structure(self.session, {**STRUCTURE, "bodies": bodies}, SETTING_UP)

    def with_rules(self, *rules: dict[str, Any]) -> Partnership:
        """Fjord's reports are routed by these rules."""
        return load_structure(self.session, {**STRUCTURE, "routing": list(rules)}, SETTING_UP)[0]

    def own_list(self, field: str, *options: str, workflow: str = "deviation") -> OwnList:
        """A list of a partnership's own, of options as a file has them."""
        lines = [f"workflow: {workflow}", f"list: {field}", "options:"]
        text = "\n".join([*lines, *(f"  {each}" for each in options)])
        return read_list(text, "list.yaml", definitions())

    def share_mottak(self, *, here: bool = True, there: bool = True) -> None:
        """Mottak is in both partnerships, next door as the unit `legevakt`; by what both say, or
        one of them alone."""
        named = {"also_in": ["nabo/legevakt"]} if here else {}
        bodies = [
            {**each, **named} if each["id"] == "mottak" else each for each in STRUCTURE["bodies"]
        ]
        load_structure(self.session, {**STRUCTURE, "bodies": bodies}, SETTING_UP)
        unit = {"id": "legevakt", "name": "Legevakta", "kind": "unit"}
        unit |= {"also_in": ["fjord/mottak"]} if there else {}
        structure = {**NEIGHBOUR, "bodies": [*NEIGHBOUR["bodies"], unit]}
        load_structure(self.session, structure, SETTING_UP)

    def of_the_neighbours(
        self,
        name: str = "Lena Legevakt",
        body: str = "legevakt",
        role: str = "member",
        since: date | None = None,
    ) -> Actor:
        """Somebody more next door; who handles reports, in `legevakt`."""
        email = _address(name)
        return _person(self.session, email, name, "nn", ((f"nabo/{body}", role),), since=since)

    def sent_over(self, case: Case, *, by: Actor | None = None, at: datetime | None = None) -> Case:
        """The report goes on next door, as the case that is given."""
        act = Act(by or self.secretary, at or self.at)
        event = twins.send_over(self.session, self.now(case), "nabo/legevakt", act)
        twin = case_of_ref(self.session, ref_in(event.parts["changes"]["sent_to"][1]))
        assert twin is not None
        return twin

    def show_plans(self, partnership: int | None = None) -> None:
        """Fjord's plans are shown to everybody, or those of another partnership."""
        owner = self.session.orm.get_one(Partnership, partnership or self.partnership)
        change_settings(self.session, owner, SettingsIn(public=True), SETTING_UP)

    def measure(
        self,
        title: str = "Lage felles rutine",
        *,
        by: Actor | None = None,
        at: datetime | None = None,
        key: str | None = None,
        **inputs: Any,
    ) -> Case:
        """A proposed measure of Fagråd 1, to be done in 2026."""
        given = {"title": title, "bodies": ["fagrad-1"], "years": "2026", **inputs}
        return open_case(
            self.session,
            "measure",
            self.partnership,
            Act(by or self.secretary, at or self.at, key=key),
            {n: v for n, v in given.items() if v is not None},
        )

    def report(
        self,
        what: str = "Epikrisen kom aldri fram.",
        *,
        by: Actor | None = None,
        at: datetime | None = None,
        email: str | None = None,
        key: str | None = None,
        **inputs: Any,
    ) -> Receipt:
        """A deviation that concerns Mottak, without an account where `by` is left out."""
        return reports.report(
            self.session,
            self.body("mottak"),
            {"what": what, **inputs},
            Act(by or ANYONE, at or self.at, key=key),
            AnswerTo(email),
        )

    def routed(self, *, by: Actor | None = None, **inputs: Any) -> Case:
        """A deviation that Mottak is to answer."""
        case = self.report(by=by).case
        self.step(case, "route", self.secretary, handler="mottak", **inputs)
        return self.now(case)

    def step(
        self,
        case: Case,
        action: str,
        by: Actor | None = None,
        *,
        at: datetime | None = None,
        comment: str = "",
        version: int | None = None,
        key: str | None = None,
        **inputs: Any,
    ) -> Event:
        """One step; `by` the secretary where nobody is named. Who finishes handling classifies;
        where an answer is given with it, it is given and read before."""
        if action == "handle":
            inputs = {"event_type": "medicines", **inputs}
            if answer := inputs.pop("answer", ""):
                self.step(case, "answer", by, at=at, answer=answer)
                self.read_answer(case, at=at)
        return advance(
            self.session,
            case,
            action,
            Act(by or self.secretary, at or self.at, reason=comment, key=key),
            inputs,
            expected_version=version,
        )

    def read_answer(self, case: Case, *, at: datetime | None = None) -> None:
        """The reporter opens her page, where the answer stands."""
        now = self.now(case)
        definition = versions.by_id(self.session, now.definition_id)
        heard.read_page(self.session, now, definition, at or self.at)

    def correct(
        self,
        case: Case,
        by: Actor | None = None,
        *,
        at: datetime | None = None,
        reason: str = "Feil sak",
    ) -> Event:
        return correct(self.session, case, Act(by or self.secretary, at or self.at, reason=reason))

    def now(self, case: Case) -> Case:
        """The case as it is now."""
        return by_ids(self.session, [case.id])[case.id]

    def meeting(self, *bodies: str, day: date | None = None) -> Meeting:
        """A planned meeting; of ASU, on Monday, where nothing is said. The first of a day is at
        ten, each more an hour or some minutes later."""
        found, on = [self.body(key) for key in bodies or ("asu",)], day or self.at.date()
        known = ever_called(self.session, self.partnership)
        minute, hour = divmod(sum(on in each.days for each in known), 13)
        clock = f"{10 + hour}:{minute:02}"
        called = min(self.at, datetime.combine(on, self.at.timetz()))
        return meetings.add(self.session, found, on, clock, Act(self.secretary, called))

    def item(
        self,
        meeting: Meeting,
        case: Case | None = None,
        outcome: Outcome | None = None,
        *,
        number: str = "",
        **what: Any,
    ) -> AgendaItem:
        """An item on the agenda, decided where an outcome is given."""
        act = Act(self.secretary, self.at)
        given = ItemIn(ref=case.ref if case else "", **what)
        decided = outcome is not None
        item = agenda.add_item(self.session, meeting, given, act, decided=decided)
        if outcome is not None:
            decisions.decide(self.session, meeting, item, outcome, number, act)
        return item

    def hold(self, meeting: Meeting, *, at: datetime | None = None) -> list[Event]:
        return decisions.hold(self.session, meeting, Act(self.secretary, at or self.at))

    def approved(self, **inputs: Any) -> Case:
        """A measure that ASU adopted on Monday."""
        case = self.measure(**inputs)
        meeting = self.meeting()
        self.item(meeting, case, Outcome.APPROVED)
        self.hold(meeting)
        return self.now(case)

    def lived(self) -> Case:
        """A measure with five events on five days."""
        case = self.measure()
        self.step(case, "defer", at=self.day(1), reason="Venter")
        self.correct(case, at=self.day(2))
        self.step(case, "change", at=self.day(3), title="Nytt navn", years=None, comment="Rettet")
        self.step(case, "withdraw", at=self.day(4), reason="Ikke aktuelt")
        return self.now(case)

    def handled(self) -> Case:
        case = self.routed()
        self.step(case, "handle", self.handler, answer="Beklager")
        return case

    def learnt(
        self,
        unit: str = "mottak",
        *,
        since: int = 0,
        days: int = 0,
        learning: str | None = "Ring.",
        event_type: str = "admission",
        **inputs: Any,
    ) -> Case:
        """A deviation on a unit that was reported so many days after Monday, was answered so many
        days later, and was learnt from."""
        act = Act(ANYONE, self.day(since))
        given = {"what": "Epikrisen kom aldri fram.", **inputs}
        case = reports.report(self.session, self.body(unit), given, act).case
        self.step(case, "route", handler="mottak", at=self.day(since))
        end = self.day(since + days)
        given = {"answer": "Beklager", "event_type": event_type}
        self.step(case, "handle", self.handler, at=end, **given)
        learnt = {"learning": learning} if learning else {"no_learning_reason": "Enkeltstående."}
        self.step(case, "learn", self.handler, at=end, **learnt)
        return self.now(case)

    def ongoing(self, **inputs: Any) -> Case:
        """A measure that Fagråd 1 works on."""
        case = self.approved(**inputs)
        self.step(case, "assign")
        self.step(case, "start")
        return self.now(case)


def build(session: Session) -> World:
    """The people and bodies of Fjord, and the secretariat next door."""
    found_installation(session, SETTING_UP, rehearsal=True)
    versions.store(session, definitions().values(), SETTING_UP)
    for structure in (STRUCTURE, NEIGHBOUR):
        load_structure(session, structure, SETTING_UP)
    for who, (name, language, seats) in PEOPLE.items():
        _person(session, f"{who}@example.no", name, language, seats)
    _person(
        session,
        "deputy@example.no",
        "Vara Vikar",
        "nb",
        (("fjord/fagrad-1", "deputy"),),
        deputy_for=find_actor(session, "owner@example.no").person_id,
    )
    return found(session)


def neighbour_alone(session: Session) -> Partnership:
    """Next door without its people, for what needs a partnership and no more."""
    return load_structure(session, NEIGHBOUR, SETTING_UP)[0]


def found(session: Session) -> World:
    """The world that was built in that database."""
    fjord, nabo = (registry.partnership(session, key).number for key in ("fjord", "nabo"))
    actors = {who: find_actor(session, f"{who}@example.no") for who in (*PEOPLE, "deputy")}
    return World(session, fjord, nabo, **actors)


def _address(name: str) -> str:
    return f"{name.casefold().replace(' ', '.')}@example.no"


def _person(
    session: Session,
    email: str,
    name: str,
    language: str,
    seats: tuple[tuple[str, str], ...],
    *,
    since: date | None = None,
    until: date | None = None,
    deputy_for: int | None = None,
    at: datetime = MONDAY,
) -> Actor:
    person = register_person(session, PersonIn(email, name, language), Act(OPERATOR, at), [])
    for key, role in seats:
        body = registry.body(session, key if "/" in key else f"fjord/{key}")
        seat = SeatIn(body, role, since=since, until=until, deputy_for=deputy_for)
        join_body(session, person, seat, SETTING_UP)
    return find_actor(session, email)


def at_once(
    database: Database, world: World, act: Callable[[World, int], Any], times: int = 2
) -> list[Any]:
    """What each of several threads got, or the error it met; they start together, each on its
    own session."""
    together = Barrier(times)

    def run(number: int) -> Any:
        with database.session() as session:
            together.wait(timeout=30)
            try:
                return act(world.on(session), number)
            except Exception as error:  # noqa: BLE001 - what a thread meets is what the test asks about
                return error

    with ThreadPoolExecutor(times) as threads:
        return list(threads.map(run, range(times)))


def refusal(act: Callable[[], object]) -> Refused:
    """The refusal of an act that must be refused."""
    with pytest.raises(Refused) as refused:
        act()
    return refused.value


def unmet(act: Callable[[], object]) -> dict[str, str]:
    """What stands in the way, by name; nothing when the step was taken."""
    try:
        act()
    except Refused as refused:
        return {reason.code: str(reason.sentence) for reason in refused.reasons}
    return {}


def fields_of(case: Case, *names: str) -> Mapping[str, Any]:
    """Some of a case's fields."""
    return {name: case.fields.get(name) for name in names}


def tamper(session: Session, *statements: str) -> None:
    """What somebody with the database in hand could do: take the locks off, change, and put them
    back."""
    locks: list[tuple[str, str]] = []
    with session.begin():
        if session.sqlite:
            asked = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
            locks = session.driver.execute(asked).fetchall()
        else:
            session.driver.execute("SET LOCAL session_replication_role = replica")
        for statement in (
            *(f"DROP TRIGGER {name}" for name, _sql in locks),
            *statements,
            *(sql for _name, sql in locks),
        ):
            session.driver.execute(statement)
