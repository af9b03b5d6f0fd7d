"""Every verb that changes something, tried by everybody: whoever has the right is heard, and
anybody else is refused and leaves nothing behind.

A verb that takes an act and stands in no row here fails the first test.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from sqlalchemy import Table
from sqlmodel import SQLModel, col, select

from engine.cases import lists, opening, reading, records, searching, similar, steps
from engine.cases.lists import Wanted
from engine.cases.lists import listed as listed_for
from engine.cases.records import Case
from engine.cases.similar import Similar
from engine.definitions import versions
from engine.errors import NotFound, Reason, Refused, SamsakError
from engine.people import closed_days, registry, seats, tokens
from engine.people.actors import CLOCK, OPERATOR, Actor, reporter
from engine.people.acts import Act
from engine.people.installation import found_installation
from engine.people.registry import PersonIn
from engine.people.seats import SeatIn
from engine.people.tables import Body, Partnership, Person
from engine.people.tokens import Scope, Token, TokenIn
from engine.storage.database import Database
from engine.storage.session import Session
from notifications import (
    checks,
    coverage,
    forgotten_people,
    left_addresses,
    mails,
    own_data,
)
from notifications.digest.runs import digest_for
from notifications.forecast import Forecast, forecast, forecast_change
from notifications.notices import planner
from notifications.outbox import deliveries, leases, new_address
from notifications.outbox.deliveries import DeliveryState, NewDelivery
from notifications.sending import hold, tick_parts
from tests.house import dotted, modules, room, written_by_hand
from tests.imported import fjord_plan
from tests.world import STRUCTURE, World, definitions, found, tamper
from workflows import health, plans
from workflows.councils import (
    agenda,
    agenda_changes,
    decisions,
    gone_cases,
    mandates,
    meeting_lists,
    meetings,
    outcomes,
    reviving,
)
from workflows.councils.agenda import ItemIn, Outcome
from workflows.councils.gone_cases import Gone
from workflows.councils.mandates import Mandate
from workflows.councils.meeting_lists import Chosen
from workflows.councils.meeting_places import NewTime, move_to
from workflows.councils.meetings import Meeting, MeetingState
from workflows.councils.reported_cases import case_numbers
from workflows.deviations import (
    contacts,
    council_reports,
    proposals,
    reports,
    shared_units,
    twins,
)
from workflows.deviations.contacts import AnswerTo
from workflows.deviations.council_reports import PlacedReport
from workflows.deviations.report_figures import Figures
from workflows.deviations.similar import COMPARED_BY
from workflows.measures import blocked
from workflows.partnerships import (
    closing,
    ended_bodies,
    leaving,
    list_uploads,
    own_lists,
    partnership_settings,
    roster_uploads,
    rosters,
    seating,
    structure,
)
from workflows.partnerships.closing import ClosedIn
from workflows.partnerships.list_uploads import ListUpload
from workflows.partnerships.partnership_settings import SettingsIn
from workflows.partnerships.roster_uploads import RosterKind, RosterUpload
from workflows.plan_editions import Edition, EditionKind
from workflows.plan_import import adoption, importing, read_before, rolling, taking_back
from workflows.plan_import.adoption import Adoption
from workflows.plan_import.importing import ImportOptions
from workflows.plan_import.reading.drafts import PlanDraft
from workflows.plans import Plan, PlanEntry
from workflows.views import (
    case_lists,
    case_opening,
    case_step,
    case_view,
    choices,
    edition_list,
    emptied_body,
    inbox,
    meeting_view,
    people_view,
    plan_council,
    plan_diff,
    plan_export,
    plan_on_day,
    plan_progress,
    plan_tree,
    plan_view,
    registry_history,
    routing_view,
    search_view,
)
from workflows.views.plan_diff import DiffRow, PlanOn
from workflows.views.plan_tree import ShownOf

SECRETARIAT = frozenset({"secretary"})
KEEPERS = SECRETARIAT | {"operator"}
SEATED = frozenset(
    {"secretary", "member", "mayor", "owner", "other", "handler", "gp", "observer", "deputy"}
)
EVERYBODY = SEATED | {"stranger", "neighbour", "reporter", "clock", "operator"}
NEXT_WEEK = date(2026, 3, 9)
HARMS = ("none: {nb: Ingen, nn: Ingen, en: None}", "some: {nb: Noe, nn: Noko, en: Some}")


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


def _token(world: World, act: Act) -> Token:
    """A token for a system that stands in for a member of ASU."""
    given = TokenIn("EPJ", [Scope.READ], date(2026, 12, 31))
    return tokens.give_token(world.session, "member@example.no", given, act)[0]


def _held(world: World) -> tuple[Any, Any]:
    meeting = world.meeting()
    item = world.item(meeting, title="Orientering")
    world.hold(meeting)
    return meeting, item


def _postponed(world: World) -> tuple[Any, Any]:
    meeting = world.meeting()
    item = world.item(meeting, world.measure(), Outcome.POSTPONED)
    world.hold(meeting)
    return meeting, item


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
        layout="areas",
        period_start=2026,
        imported_at=world.at,
    )
    world.session.orm.add(plan)
    world.session.orm.flush()
    return plan


def _imported(world: World) -> Plan:
    """A plan that was imported and can be taken back."""
    return world.session.orm.get_one(Plan, fjord_plan(world))


def _mandate(world: World) -> int:
    found = mandates.of_partnership(world.session, world.partnership, world.secretary, NEXT_WEEK)
    number = found[0].mandate.id
    assert number is not None
    return number


def _in_force(world: World) -> int:
    number, act = _mandate(world), Act(world.secretary, world.at)
    mandates.set_days(world.session, number, date(2026, 1, 1), None, act)
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


def _closed(world: World) -> None:
    act = Act(world.secretary, world.at)
    closed_days.close(world.session, world.partnership, NEXT_WEEK, NEXT_WEEK, "Fri", act)


def _ended(world: World) -> Body:
    act = Act(world.secretary, world.at)
    return ended_bodies.end_body(world.session, world.body("tomt-rad"), world.at.date(), None, act)


def _in_two(world: World) -> Case:
    """A report on a unit that is in two partnerships."""
    world.share_mottak()
    return world.report().case


def _fjord(world: World) -> Partnership:
    return world.session.orm.get_one(Partnership, world.partnership)


def _own_list(world: World) -> Partnership:
    fjord = _fjord(world)
    given = world.own_list("harm", *HARMS)
    own_lists.put_list(world.session, fjord, given, Act(world.secretary, world.at))
    return fjord


def _person(world: World, who: str) -> Person:
    wanted = select(Person).where(col(Person.email) == f"{who}@example.no")
    return world.session.orm.exec(wanted).one()


def _opened(world: World, _ready: object, act: Act) -> None:
    inputs = {"title": "Felles rutine", "bodies": ["fagrad-1"], "years": "2026"}
    opening.open_case(world.session, "measure", world.partnership, act, inputs)


def _reported(world: World, _ready: object, act: Act) -> None:
    unit, inputs = world.body("mottak"), {"what": "Epikrisen kom aldri."}
    reports.report(world.session, unit, inputs, act, AnswerTo(None))


class Sight(NamedTuple):
    """A verb that reads, who finds something by it, and how it is tried: whatever it gives counts
    as something unless it is empty."""

    verb: Callable[..., Any]
    seen_by: frozenset[str]
    read: Callable[[World, Any, Actor], Any]


class Fjord(NamedTuple):
    """What there is to see in Fjord."""

    measure: Case
    deviation: Case
    meeting: Meeting
    plan: Plan
    mandate: int


def _refused_mail(world: World) -> int:
    """The number of a mail that the mail server refused."""
    new = NewDelivery("notices", "refused", world.partnership, world.member.person_id)
    (number,) = deliveries.queue(world.session, [new], world.at).values()
    (mail,) = leases.claim(world.session, "w", world.at)
    assert leases.failed(world.session, mail, "550")
    return number


def _as_decided(world: World, ready: tuple[Case, Meeting], act: Act) -> None:
    case, meeting = ready
    inputs = {"meeting": meeting.id, "case_number": "1/26"}
    decisions.advance_as_decided(world.session, case, "approve", act, inputs)


def _written_down(world: World, _ready: object, act: Act) -> None:
    wanted = Mandate(
        partnership_id=world.partnership,
        subject="new_model",
        body_id=world.body("psu").number,
    )
    mandates.write_down(world.session, wanted, act)


VERBS = [
    Verb(
        found_installation,
        frozenset({"operator"}),
        _nothing,
        lambda w, _, act: found_installation(w.session, act, rehearsal=True),
    ),
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
        steps.renumber,
        SECRETARIAT,
        lambda w: w.measure(),
        lambda w, case, act: steps.renumber(
            w.session, case, "change", "3.4", act._replace(reason="Ny plan")
        ),
    ),
    Verb(
        versions.store,
        frozenset({"operator"}),
        lambda w: definitions()["measure"].model_copy(update={"version": 99}),
        lambda w, newer, act: versions.store(w.session, [newer], act),
    ),
    *(
        Verb(
            verb,
            KEEPERS,
            lambda w: _refused_mail(w),
            lambda w, number, act, verb=verb: verb(w.session, number, act),
        )
        for verb in (mails.send_again, mails.drop, mails.mark_arrived)
    ),
    Verb(
        hold.hold,
        frozenset({"operator"}),  # there are two partnerships, and nobody sits in both
        lambda w: None,
        lambda w, _nothing, act: hold.hold(w.session, act),
    ),
    Verb(
        hold.release,
        frozenset({"operator"}),
        lambda w: hold.hold(w.session, Act(OPERATOR, NOW)),
        lambda w, _nothing, act: hold.release(w.session, act),
    ),
    Verb(
        contacts.remove,
        KEEPERS,
        lambda w: w.report(email="reporter@example.no").case,
        lambda w, case, act: contacts.remove(w.session, case, act),
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
        registry.register_person,
        KEEPERS | {"member"},
        _nothing,
        lambda w, _, act: registry.register_person(
            w.session,
            PersonIn("member@example.no", digest_day=3, stopped=["digest"], away_until=NEXT_WEEK),
            act,
            [],
        ),
    ),
    Verb(tokens.give_token, KEEPERS, _nothing, lambda w, _, act: _token(w, act)),
    Verb(
        tokens.tokens_of,
        KEEPERS,
        _nothing,
        lambda w, _, act: tokens.tokens_of(w.session, "member@example.no", act),
    ),
    Verb(
        tokens.end_token,
        KEEPERS,
        lambda w: _token(w, Act(OPERATOR, NOW)).number,
        lambda w, number, act: tokens.end_token(w.session, number, act),
    ),
    Verb(
        seating.register_new,
        KEEPERS,
        lambda w: SeatIn(w.body("psu"), "member"),
        lambda w, seat, act: seating.register_new(
            w.session, PersonIn("ny@example.no", "Nina Ny", "nb"), [seat], act
        ),
    ),
    Verb(
        seating.register_with_seats,
        KEEPERS,
        lambda w: SeatIn(w.body("psu"), "member"),
        lambda w, seat, act: seating.register_with_seats(
            w.session, PersonIn("ny@example.no", "Nina Ny", "nb"), [seat], act
        ),
    ),
    Verb(
        registry.change_address,
        KEEPERS,
        _nothing,
        lambda w, _, act: registry.change_address(
            w.session, "member@example.no", "arne@example.no", act
        ),
    ),
    Verb(
        new_address.change_address,
        KEEPERS,
        _nothing,
        lambda w, _, act: new_address.change_address(
            w.session, "member@example.no", "arne@example.no", act
        ),
    ),
    Verb(
        contacts.correct,
        KEEPERS,
        lambda w: w.report(email="reporter@example.no").case,
        lambda w, case, act: contacts.correct(w.session, case, "ny@example.no", act),
    ),
    Verb(
        new_address.correct_address,
        KEEPERS,
        lambda w: w.report(email="reporter@example.no").case,
        lambda w, case, act: new_address.correct_address(w.session, case, "ny@example.no", act),
    ),
    Verb(
        seats.join_body,
        KEEPERS,
        lambda w: SeatIn(w.body("psu"), "member"),
        lambda w, seat, act: seats.join_body(w.session, _person(w, "stranger"), seat, act),
    ),
    Verb(
        leaving.leave_body,
        KEEPERS,
        _nothing,
        lambda w, _, act: leaving.leave_body(w.session, w.member, w.body("asu"), NEXT_WEEK, act),
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
        closed_days.open_again,
        KEEPERS,
        _closed,
        lambda w, _, act: closed_days.open_again(
            w.session, w.partnership, NEXT_WEEK, NEXT_WEEK, act
        ),
    ),
    Verb(
        closing.add,
        KEEPERS,
        _fjord,
        lambda w, fjord, act: closing.add(w.session, fjord, ClosedIn(NEXT_WEEK, NEXT_WEEK), act),
    ),
    Verb(
        closing.open_again,
        KEEPERS,
        _closed,
        lambda w, _, act: closing.open_again(
            w.session, _fjord(w), ClosedIn(NEXT_WEEK, NEXT_WEEK), act
        ),
    ),
    Verb(
        partnership_settings.change_settings,
        KEEPERS,
        _fjord,
        lambda w, fjord, act: partnership_settings.change_settings(
            w.session, fjord, SettingsIn(digest_day=2, public=True), act
        ),
    ),
    Verb(
        own_lists.put_list,
        KEEPERS,
        lambda w: (_fjord(w), w.own_list("harm", *HARMS)),
        lambda w, given, act: own_lists.put_list(w.session, *given, act),
    ),
    Verb(
        list_uploads.put_upload,
        KEEPERS,
        lambda w: (_fjord(w), ListUpload("harm.yaml", w.own_list("harm", *HARMS).source.encode())),
        lambda w, given, act: list_uploads.put_upload(w.session, given[1], given[0], act),
    ),
    Verb(
        own_lists.drop_list,
        KEEPERS,
        _own_list,
        lambda w, fjord, act: own_lists.drop_list(w.session, fjord, "deviation", "harm", act),
    ),
    Verb(
        versions.store_lists,
        KEEPERS,
        lambda w: w.own_list("harm", *HARMS),
        lambda w, own, act: versions.store_lists(w.session, "deviation", w.partnership, [own], act),
    ),
    Verb(
        structure.load_structure,
        KEEPERS,
        lambda w: {**STRUCTURE, "name": "Et annet navn"},
        lambda w, given, act: structure.load_structure(w.session, given, act),
    ),
    Verb(
        ended_bodies.end_body,
        KEEPERS,
        lambda w: (w.body("tomt-rad"), w.body("fagrad-2")),
        lambda w, found, act: ended_bodies.end_body(
            w.session, found[0], w.at.date(), found[1], act
        ),
    ),
    Verb(
        ended_bodies.revive_body,
        KEEPERS,
        _ended,
        lambda w, body, act: ended_bodies.revive_body(w.session, body, act),
    ),
    Verb(
        rosters.seat_people,
        KEEPERS,
        _roster("email;name;seats", "ny@example.no;Nina Ny;asu:member"),
        lambda w, path, act: rosters.seat_people(w.session, _fjord(w), path, act),
    ),
    Verb(
        roster_uploads.take_upload,
        KEEPERS,
        _fjord,
        lambda w, fjord, act: roster_uploads.take_upload(
            w.session,
            RosterUpload(
                RosterKind.PEOPLE, "l.csv", b"email;name;seats\nny@example.no;Nina Ny;asu\n"
            ),
            fjord,
            act,
            rehearse=False,
        ),
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
        own_data.hand_out,
        KEEPERS | {"member"},
        _nothing,
        lambda w, _, act: own_data.hand_out(
            w.session, "member@example.no", act._replace(reason="Ba om det")
        ),
    ),
    Verb(
        left_addresses.hand_out_address,
        KEEPERS,
        lambda w: w.report(email="left@example.no"),
        lambda w, _, act: left_addresses.hand_out_address(
            w.session, "left@example.no", act._replace(reason="Ba om det")
        ),
    ),
    Verb(
        left_addresses.forget_address,
        KEEPERS,
        lambda w: w.report(email="left@example.no"),
        lambda w, _, act: left_addresses.forget_address(
            w.session, "left@example.no", act._replace(reason="Ba om det"), anyway=True
        ),
    ),
    Verb(
        forgotten_people.forget_person,
        KEEPERS,
        lambda w: w.person("Grete Grundigsen", ("mottak", "member"), until=date(2026, 3, 1)),
        lambda w, her, act: forgotten_people.forget_person(
            w.session, her.email, act._replace(reason="Ba om det")
        ),
    ),
    Verb(
        proposals.propose_measure,
        frozenset({"secretary", "handler"}),
        lambda w: w.handled(),
        lambda w, case, act: proposals.propose_measure(w.session, case, {"title": "Mal"}, [], act),
    ),
    Verb(
        twins.send_over,
        frozenset({"secretary"}),
        _in_two,
        lambda w, case, act: twins.send_over(w.session, case, "nabo/legevakt", act),
    ),
    Verb(
        proposals.refuse_proposal,
        frozenset({"secretary", "handler"}),
        lambda w: w.handled(),
        lambda w, case, act: proposals.refuse_proposal(w.session, w.now(case), act),
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
        move_to,
        KEEPERS,
        lambda w: w.meeting(),
        lambda w, meeting, act: move_to(w.session, meeting, NewTime(NEXT_WEEK), act),
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
        reviving.revive,
        KEEPERS,
        lambda w: (m := w.meeting(), meetings.cancel(w.session, m, Act(w.secretary, w.at)))[0],
        lambda w, meeting, act: reviving.revive(w.session, meeting, act),
    ),
    Verb(
        agenda_changes.remove_item,
        KEEPERS,
        _item,
        lambda w, found, act: agenda_changes.remove_item(w.session, found[0], "1", act),
    ),
    Verb(
        agenda_changes.rename_item,
        KEEPERS,
        _item,
        lambda w, found, act: agenda_changes.rename_item(w.session, found[0], "1", "Ord", act),
    ),
    Verb(
        agenda_changes.move_item,
        KEEPERS,
        lambda w: (made := _item(w), w.item(made[0], title="Eventuelt"))[0],
        lambda w, found, act: agenda_changes.move_item(w.session, found[0], "2", 1, act),
    ),
    Verb(
        agenda_changes.add_typed,
        KEEPERS,
        lambda w: w.meeting(),
        lambda w, meeting, act: agenda_changes.add_typed(w.session, meeting, "Saker", act),
    ),
    Verb(
        agenda_changes.put_item,
        KEEPERS,
        lambda w: w.meeting(),
        lambda w, meeting, act: agenda_changes.put_item(
            w.session, meeting, ItemIn(title="Saker"), outcomes.Recorded(), act
        ),
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
        decisions.mend,
        SECRETARIAT,
        _postponed,
        lambda w, found, act: decisions.mend(
            w.session, *found, Outcome.APPROVED, "", act._replace(reason="Feil")
        ),
    ),
    Verb(
        outcomes.record_outcome,
        SECRETARIAT,
        _held,
        lambda w, found, act: outcomes.record_outcome(
            w.session, *found, outcomes.Recorded(Outcome.NOTED), act
        ),
    ),
    Verb(
        decisions.advance_as_decided,
        SECRETARIAT,
        lambda w: (w.measure(), _held(w)[0]),
        _as_decided,
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
    Verb(
        mandates.end,
        KEEPERS,
        _in_force,
        lambda w, number, act: mandates.end(w.session, number, NEXT_WEEK, act),
    ),
    Verb(
        mandates.take_back_days,
        KEEPERS,
        _in_force,
        lambda w, number, act: mandates.take_back_days(w.session, number, act),
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
        read_before.as_before,
        SECRETARIAT,
        _imported,
        lambda w, plan, act: read_before.as_before(
            w.session, _fjord(w), "0" * 64, act, ImportOptions(plan.id)
        ),
    ),
    Verb(
        rolling.roll_plan,
        SECRETARIAT,
        _imported,
        lambda w, plan, act: rolling.roll_plan(w.session, plan, "neste", (2027, 2030), act),
    ),
    Verb(
        taking_back.take_back_newest,
        SECRETARIAT,
        _imported,
        lambda w, plan, act: taking_back.take_back_newest(
            w.session, plan, act._replace(reason="Feil fil")
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
    Verb(
        council_reports.propose,
        SECRETARIAT | {"operator"},
        lambda w: (w.learnt(), w.meeting())[1],
        lambda w, meeting, act: council_reports.propose(w.session, meeting, act),
    ),
    Verb(reports.report, EVERYBODY - {"clock", "operator"}, _nothing, _reported),
]
# Verbs that take the act of one who was asked already, and the one whose right is its receipt.
ASKED_BEFORE = {
    "engine.cases.steps.last_to_correct",
    "engine.cases.unmet.possibilities",
    "engine.cases.unmet.possible_actions",
    "engine.cases.unmet.find_unmet",
    "engine.cases.unmet.wrong_state",
    "engine.cases.recording.answered",
    "engine.cases.recording.write_birth",
    "engine.cases.recording.write_step",
    "engine.cases.carrying.carry_over",
    "engine.cases.ties.taken_out",
    "engine.cases.ties.unfit_links",
    "engine.people.registry.require_keeper",
    "engine.people.seats.end_seats",
    "engine.people.forgotten.forget_name",
    "engine.people.seats.give_back",
    "notifications.own_data.reports_told",
    "workflows.deviations.contacts.note_export",
    "workflows.deviations.contacts.remove_of_person",
    "workflows.partnerships.organisations.follow_body",
    "workflows.deviations.contacts.keep",
    "workflows.deviations.contacts.hand_over",
    "engine.people.trace.trace",
    "workflows.councils.agenda.find_item",
    "workflows.councils.decisions.unmet_ahead",
    "workflows.councils.reported_cases.keep_report",
    "workflows.councils.reported_cases.report_case",
    "workflows.councils.reported_cases.leave_agenda",
    "workflows.councils.meetings.record",
    "workflows.councils.minutes.record_minutes",
    "workflows.plan_import.uploads.import_upload",
    "workflows.views.case_opening.open_typed",
    "workflows.views.case_step.take_step",
    "workflows.views.case_step.advance_as_asked",
    "workflows.deviations.reports.add",
    "workflows.deviations.reports.as_reporter",
    "workflows.deviations.reports.reopen",
    "workflows.deviations.reports.reply",
    "workflows.deviations.reports.withdraw",
    "workflows.views.report_form.report_typed",
    "notifications.letters.forgetting.forget_reporter",
    "notifications.outbox.new_address.correct_by_receipt",
    "notifications.sending.proof.keep",
}


@cache
def _public() -> dict[str, set[str]]:
    """The public functions outside the faces that take a session, with their parameters."""
    found = {}
    for path in written_by_hand():
        if room(path) in ("engine", "workflows", "notifications"):
            module = import_module(dotted(path))
            for name, each in inspect.getmembers(module, inspect.isfunction):
                parameters = set(inspect.signature(each).parameters)
                own = each.__module__ == module.__name__ and not name.startswith("_")
                if own and "session" in parameters:
                    found[f"{module.__name__}.{name}"] = parameters
    return found


def _taking(parameter: str) -> set[str]:
    return {name for name, parameters in _public().items() if parameter in parameters}


def _called_by_faces() -> Iterator[str]:
    """What a face calls by name, or by its module's name."""
    for path in written_by_hand():
        if room(path) not in ("commands", "web", "cli"):
            continue
        tree = modules()[path]
        imported = {
            each.asname or each.name: f"{node.module}.{each.name}"
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom)
            for each in node.names
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Name):
                yield imported.get(node.id, "")
            elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                yield f"{imported.get(node.value.id, '')}.{node.attr}"


def _name(verb: Verb | Sight) -> str:
    return f"{verb.verb.__module__}.{verb.verb.__name__}"


def test_every_verb_that_acts_is_tried():
    tried = {_name(verb) for verb in VERBS}
    assert _taking("act") == tried | ASKED_BEFORE
    assert tried.isdisjoint(ASKED_BEFORE)


def test_every_verb_that_reads_is_tried():
    assert _taking("reader") - _taking("act") == {_name(sight) for sight in SIGHTS} | LOGS | PLACES


def test_a_face_asks_nothing_without_saying_who_asks():
    without = _public().keys() - _taking("act") - _taking("reader")
    assert without & set(_called_by_faces()) == FOR_ANYBODY | OF_WHAT_WAS_FOUND


IN_FJORD = SEATED | {"operator"}
RULE = {"place": ["Levanger"], "to": "mottak"}
INVOLVED = frozenset({"secretary", "handler", "gp", "operator"})
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def _placed_report(world: World) -> PlacedReport:
    """The report on the agenda of a meeting of ASU; proposed where none waits there yet."""
    for each in council_reports.listed_reports(world.session, world.secretary, TODAY):
        if each.meeting and each.meeting.state == MeetingState.PLANNED:
            return each
    world.learnt()
    act = Act(world.secretary, world.at)
    return council_reports.propose(world.session, world.meeting(), act)


def _found_report(world: World, reader: Actor) -> list[PlacedReport]:
    """Nothing where it is not found."""
    number = _placed_report(world).report.number
    try:
        return [council_reports.find_report(world.session, number, reader, TODAY)]
    except NotFound:
        return []


def _gone(world: World, reader: Actor) -> Mapping[int, list[Gone]]:
    """What has gone from a report: the one case that it had."""
    placed = _placed_report(world)
    for number in case_numbers(world.session, placed.report):
        case = records.by_ids(world.session, [number])[number]
        if case.state == "learning":
            world.correct(case, world.secretary)
    return gone_cases.gone_from(world.session, [placed.report.number], reader, TODAY)


def _gone_reasons(world: World, reader: Actor) -> list[Reason]:
    _gone(world, world.secretary)
    meeting = _placed_report(world).meeting
    assert meeting is not None
    (shown,) = meeting_view.shown(world.session, [meeting], reader, TODAY)
    return meeting_view.gone_reasons(world.session, shown, reader, TODAY)


def _drafted(world: World, reader: Actor) -> Figures:
    """Nothing where it is refused."""
    try:
        fjord = registry.partnership(world.session, "fjord")
        return council_reports.draft(world.session, fjord, reader, TODAY)
    except Refused:
        return {}


def _blocked(world: World) -> Case:
    """A measure that is worked on though it depends on one that is open."""
    blocker, case = world.ongoing(), world.ongoing()
    world.step(case, "change", depends_on=[blocker.ref], comment="Henger sammen")
    return world.now(case)


def _asked_units(world: World, fjord: Fjord, reader: Actor) -> list[str]:
    """The units that a list names as asked for their part."""
    case = world.now(fjord.deviation)
    if not case.fields.get("awaited"):
        given = {"part_question": "Når?", "awaited": ["fagrad-1"]}
        world.step(case, "ask_part", world.handler, **given)
    (listed,) = listed_for(world.session, [world.now(case)], reader, TODAY)
    return [key for link, key in listed.bodies if link == "contributor"]


def _marks(world: World, reader: Actor) -> list[str]:
    """What a list says that the measure depends on."""
    found = listed_for(world.session, [_blocked(world)], reader, TODAY)
    (listed,) = case_lists.all_listed(world.session, found, reader, NOW, "nb")
    return list(listed["blocked_by"])


def _with_measure(world: World, fjord: Fjord, key: str) -> None:
    """A measure is printed in the plan."""
    values = {"kind": "measure", "position": 1, "wording": "Tiltak", "case_id": fjord.measure.id}
    world.session.orm.add(PlanEntry(plan_id="plan", key=key, **values))
    world.session.orm.flush()


def _standing(world: World, fjord: Fjord, reader: Actor) -> list[dict[str, Any]]:
    """The plans in which something is printed."""
    _with_measure(world, fjord, f"standing-{reader.kind}-{reader.person_id}")
    return plan_view.standing(world.session, reader, TODAY)


def _difference(world: World, fjord: Fjord, reader: Actor) -> list[DiffRow]:
    session = world.session
    _with_measure(world, fjord, f"diff-{reader.kind}-{reader.person_id}")
    one = PlanOn("plan", TODAY)
    return plan_diff.difference(session, one, one, reader, TODAY)


def _emptied(world: World, fjord: Fjord, reader: Actor) -> list[emptied_body.WaitingCase]:
    """What would wait for nobody once Mottak has nobody."""
    mottak = world.body("mottak")
    found = emptied_body.emptied(world.session, world.handler, mottak, TODAY, reader)
    return [each for each in found.cases if each.ref == fjord.deviation.ref] if found else []


def _emptied_by_token(world: World, fjord: Fjord, reader: Actor) -> list[emptied_body.WaitingCase]:
    """What would wait for nobody once whoever handles it counts as another system."""
    found = emptied_body.emptied_by_token(world.session, world.handler, TODAY, reader)
    cases = [each for body in found for each in body.cases]
    return [each for each in cases if each.ref == fjord.deviation.ref]


def _taken_before(world: World, reader: Actor) -> bool:
    """Whether it was the reader who took the step that was sent once already."""
    key = f"{reader.kind}-{reader.person_id}"
    ref = world.measure(key=key).ref
    try:
        return bool(case_step.taken_before(world.session, ref, key, reader))
    except NotFound:
        return False


def _part_kept(world: World, reader: Actor) -> dict[str, tick_parts.PartRun]:
    """The parts of a tick, of which one failed."""
    tick_parts.keep_parts(world.session, NOW, {"plan": "RuntimeError"})
    return tick_parts.parts_kept(world.session, reader, NOW)


def _similar(world: World, deviation: Case, who: Actor) -> list[Similar]:
    world.routed(by=world.gp)
    return similar.similar(world.session, world.now(deviation), COMPARED_BY, who, TODAY)


def _editions(world: World, _fjord: Fjord, reader: Actor) -> list[dict[str, Any]]:
    made = Edition(plan_id="plan", kind=EditionKind.IMPORTED, at=world.at)
    world.session.orm.add(made)
    world.session.orm.flush()
    return edition_list.editions(world.session, "plan", reader, TODAY)


def _proposed(world: World, fjord: Fjord, reader: Actor) -> list[plans.StillProposed]:
    """Plans in which a measure is a proposal still."""
    entry = PlanEntry(
        plan_id="plan",
        kind="measure",
        key=f"{reader.kind}-{reader.person_id}",
        position=1,
        wording="Tiltak",
        case_id=fjord.measure.id,
    )
    world.session.orm.add(entry)
    world.session.orm.flush()
    return plans.still_proposed(world.session, reader, TODAY)


TODAY = NOW.date()
SIGHTS = [
    Sight(
        council_reports.draft,
        frozenset({"secretary", "operator"}),
        lambda w, f, who: _drafted(w, who),
    ),
    Sight(
        council_reports.find_report,
        frozenset({"secretary", "member", "operator"}),
        lambda w, f, who: _found_report(w, who),
    ),
    Sight(
        council_reports.listed_reports,
        frozenset({"secretary", "member", "operator"}),
        lambda w, f, who: (
            _placed_report(w) and council_reports.listed_reports(w.session, who, TODAY)
        ),
    ),
    Sight(
        council_reports.visible_reports,
        frozenset({"secretary", "member", "operator"}),
        lambda w, f, who: council_reports.visible_reports(
            w.session, [_placed_report(w).report.number], who, TODAY
        ),
    ),
    Sight(
        gone_cases.gone_from,
        frozenset({"secretary", "operator"}),
        lambda w, f, who: _gone(w, who),
    ),
    Sight(
        meeting_view.gone_reasons,
        frozenset({"secretary", "operator"}),
        lambda w, f, who: _gone_reasons(w, who),
    ),
    Sight(
        council_reports.may_see,
        frozenset({"secretary", "member", "operator"}),
        lambda w, f, who: council_reports.may_see(w.session, _placed_report(w), who, TODAY),
    ),
    Sight(
        emptied_body.emptied,
        INVOLVED,
        lambda w, f, who: _emptied(w, f, who),
    ),
    Sight(
        emptied_body.emptied_by_token,
        INVOLVED,
        lambda w, f, who: _emptied_by_token(w, f, who),
    ),
    Sight(
        blocked.runs_on,
        IN_FJORD,
        lambda w, f, who: blocked.runs_on(w.session, [_blocked(w)], who, TODAY),
    ),
    Sight(
        listed_for,
        INVOLVED - {"gp"} | {"owner", "observer", "deputy"},
        lambda w, f, who: _asked_units(w, f, who),
    ),
    Sight(case_lists.all_listed, IN_FJORD, lambda w, f, who: _marks(w, who)),
    Sight(
        mails.mails,
        KEEPERS,
        lambda w, f, who: mails.mails(w.session, list(DeliveryState), who, TODAY),
    ),
    Sight(
        hold.may_hold,
        frozenset({"operator"}),  # there are two partnerships, and nobody sits in both
        lambda w, f, who: hold.may_hold(w.session, who, TODAY),
    ),
    Sight(
        mails.faults,
        KEEPERS,
        lambda w, f, who: mails.faults(w.session, who, NOW + timedelta(days=9)),
    ),
    Sight(
        checks.faults,
        KEEPERS,
        lambda w, f, who: [*checks.faults(w.session, who, NOW + timedelta(days=9))],
    ),
    Sight(
        tick_parts.parts_kept,
        KEEPERS | {"neighbour"},  # who shares the ticks
        lambda w, f, who: _part_kept(w, who),
    ),
    Sight(
        tick_parts.faults,
        KEEPERS | {"neighbour"},  # who shares the ticks
        lambda w, f, who: _part_kept(w, who) and [*tick_parts.faults(w.session, who, NOW)],
    ),
    Sight(
        reading.find_visible,
        INVOLVED,
        lambda w, f, who: reading.find_visible(w.session, f.deviation.ref, who, TODAY),
    ),
    Sight(
        case_step.taken_before,
        frozenset({"secretary"}),
        lambda w, f, who: _taken_before(w, who),
    ),
    Sight(
        reading.visible_refs,
        INVOLVED,
        lambda w, f, who: reading.visible_refs(w.session, [f.deviation.ref], who, TODAY),
    ),
    Sight(
        lists.page,
        INVOLVED,
        lambda w, f, who: lists.page(w.session, Wanted(workflow="deviation"), who, TODAY),
    ),
    Sight(
        lists.every,
        INVOLVED,
        lambda w, f, who: lists.every(w.session, Wanted(workflow="deviation"), who, TODAY),
    ),
    Sight(
        case_view.seen,
        INVOLVED,
        lambda w, f, who: case_view.seen(w.session, f.deviation.ref, who, NOW),
    ),
    Sight(
        case_view.view_of,
        INVOLVED,
        lambda w, f, who: case_view.view_of(w.session, f.deviation.ref, who, NOW, "nb"),
    ),
    Sight(
        meetings.get, IN_FJORD, lambda w, f, who: meetings.get(w.session, f.meeting.id, who, TODAY)
    ),
    Sight(
        meeting_lists.numbered,
        IN_FJORD,
        lambda w, f, who: meeting_lists.numbered(w.session, [f.meeting.id], who, TODAY),
    ),
    Sight(
        meeting_lists.every,
        IN_FJORD,
        lambda w, f, who: meeting_lists.every(w.session, Chosen(), who, TODAY),
    ),
    Sight(
        meeting_view.shown,
        INVOLVED,
        lambda w, f, who: _refs(meeting_view.shown(w.session, [f.meeting], who, TODAY)),
    ),
    Sight(
        meeting_view.item,
        INVOLVED,
        lambda w, f, who: _refs(
            meeting_view.item(w.session, agenda.items(w.session, f.meeting)[0], who, TODAY)
        ),
    ),
    Sight(plans.visible, IN_FJORD, lambda w, f, who: plans.visible(w.session, "plan", who, TODAY)),
    Sight(plans.every, IN_FJORD, lambda w, f, who: plans.every(w.session, who, TODAY)),
    Sight(
        plans.still_proposed,
        IN_FJORD,
        lambda w, f, who: _proposed(w, f, who),
    ),
    Sight(plans.read, IN_FJORD, lambda w, f, who: plans.read(w.session, "plan", who, TODAY)),
    Sight(plan_view.listed, IN_FJORD, lambda w, f, who: plan_view.listed(w.session, who, TODAY)),
    Sight(plan_view.standing, IN_FJORD, _standing),
    Sight(
        plan_tree.tree,
        IN_FJORD,
        lambda w, f, who: plan_tree.tree(w.session, "plan", ShownOf(), who, TODAY),
    ),
    Sight(
        plan_progress.progress,
        IN_FJORD,
        lambda w, f, who: plan_progress.progress(w.session, "plan", who, TODAY),
    ),
    Sight(
        plan_view.whole, IN_FJORD, lambda w, f, who: plan_view.whole(w.session, "plan", who, TODAY)
    ),
    Sight(
        plan_view.shown, IN_FJORD, lambda w, f, who: plan_view.shown(w.session, "plan", who, TODAY)
    ),
    Sight(
        plan_on_day.plan_on,
        IN_FJORD,
        lambda w, f, who: plan_on_day.plan_on(w.session, "plan", TODAY, who, TODAY),
    ),
    Sight(plan_diff.difference, IN_FJORD, _difference),
    Sight(
        plan_export.exported,
        IN_FJORD,
        lambda w, f, who: plan_export.exported(w.session, "plan", who, TODAY, standing=True),
    ),
    Sight(
        plan_council.council_table,
        IN_FJORD,
        lambda w, f, who: plan_council.council_table(w.session, "plan", TODAY, who, TODAY),
    ),
    Sight(
        edition_list.editions,
        IN_FJORD,
        _editions,
    ),
    Sight(mandates.get, IN_FJORD, lambda w, f, who: mandates.get(w.session, f.mandate, who, TODAY)),
    Sight(
        mandates.of_partnership,
        IN_FJORD,
        lambda w, f, who: mandates.of_partnership(w.session, w.partnership, who, TODAY),
    ),
    Sight(
        people_view.mandates_of,
        IN_FJORD,
        lambda w, f, who: people_view.mandates_of(w.session, _fjord(w), who, TODAY),
    ),
    Sight(
        registry.persons,
        KEEPERS,
        lambda w, f, who: [p for p, _ in registry.persons(w.session, who, TODAY) if _is_arne(p)],
    ),
    Sight(
        searching.search,
        INVOLVED,
        lambda w, f, who: searching.search(w.session, f.deviation.ref, who, TODAY),
    ),
    Sight(
        searching.found_in,
        INVOLVED,
        lambda w, f, who: searching.found_in(
            w.session, iter([f.deviation.id]), [f.deviation.ref.lower()], who, TODAY
        ),
    ),
    Sight(similar.similar, INVOLVED, lambda w, f, who: _similar(w, f.deviation, who)),
    Sight(
        inbox.inbox,
        INVOLVED,
        lambda w, f, who: [
            each
            for part in inbox.inbox(w.session, "deviation", who, NOW, "nb").parts
            for each in part.cases
        ],
    ),
    Sight(
        search_view.found,
        INVOLVED,
        lambda w, f, who: search_view.found(w.session, f.deviation.ref, who, NOW, "nb").cases,
    ),
    Sight(
        own_data.own_data,
        EVERYBODY - {"reporter", "clock", "operator"},
        lambda w, f, who: own_data.own_data(w.session, who),
    ),
    Sight(
        people_view.own_settings,
        EVERYBODY - {"reporter", "clock", "operator"},
        lambda w, f, who: people_view.own_settings(w.session, who),
    ),
    Sight(
        people_view.people,
        KEEPERS,
        lambda w, f, who: [p for p in people_view.people(w.session, who, TODAY) if _is_arne(p)],
    ),
    Sight(
        people_view.person,
        KEEPERS,
        lambda w, f, who: people_view.person(w.session, w.member.person_id, who, TODAY),
    ),
    Sight(
        people_view.members,
        KEEPERS,
        lambda w, f, who: people_view.members(w.session, w.body("asu"), who, TODAY),
    ),
    Sight(
        registry_history.of_person,
        KEEPERS,
        lambda w, f, who: registry_history.of_person(w.session, w.member.person_id, who, TODAY),
    ),
    Sight(
        registry_history.of_body,
        KEEPERS,
        lambda w, f, who: registry_history.of_body(w.session, w.body("asu"), who, TODAY),
    ),
    Sight(
        registry_history.of_partnership,
        KEEPERS,
        lambda w, f, who: registry_history.of_partnership(w.session, _fjord(w), who, TODAY),
    ),
    Sight(
        case_opening.form,
        IN_FJORD,
        lambda w, f, who: _offered(w, who),
    ),
    Sight(
        choices.known_of,
        IN_FJORD,
        lambda w, f, who: choices.known_of(w.session, f.measure, who, TODAY).meetings,
    ),
    Sight(
        shared_units.one_sided,
        IN_FJORD,
        lambda w, f, who: _said_by_one(w, who),
    ),
    Sight(
        routing_view.rules_told,
        IN_FJORD,
        lambda w, f, who: routing_view.rules_told(w.session, w.with_rules(RULE), who, TODAY),
    ),
    Sight(
        choices.known,
        IN_FJORD,
        lambda w, f, who: choices.known(w.session, w.partnership, who, TODAY).meetings,
    ),
    Sight(
        coverage.notices,
        KEEPERS,
        lambda w, f, who: coverage.notices(w.session, w.partnership, None, who, TODAY),
    ),
    Sight(
        coverage.coverage,
        KEEPERS,
        lambda w, f, who: coverage.coverage(w.session, f.meeting, who, TODAY),
    ),
    Sight(
        registry.kept_person,
        KEEPERS | {"handler"},
        lambda w, f, who: registry.kept_person(w.session, "handler@example.no", who, TODAY),
    ),
    Sight(
        forecast_change,
        KEEPERS,
        lambda w, f, who: _to_handler(_of_a_report(w, who)),
    ),
    Sight(
        forecast,
        KEEPERS,
        lambda w, f, who: _to_handler(forecast(w.session, NOW, NEXT_WEEK, who)),
    ),
    Sight(
        digest_for,
        KEEPERS | {"handler"},
        lambda w, f, who: list(digest_for(w.session, w.handler.person_id, NOW, who)),
    ),
    Sight(
        health.breaks,
        INVOLVED,
        lambda w, f, who: [
            b for b in health.breaks(w.session, who, TODAY) if b.ref == f.deviation.ref
        ],
    ),
    Sight(
        health.faults,
        INVOLVED,
        lambda w, f, who: [
            s for _, s in health.faults(w.session, who, TODAY) if f.deviation.ref in str(s)
        ],
    ),
]
# Keeps that somebody read.
LOGS = {
    "workflows.deviations.readings.log_reading",
    "workflows.deviations.readings.note_reading",
}
# Says where a list is to be read; what is read there is asked for with the rights.
PLACES = {"engine.cases.list_places.places"}
# What anybody may know: what the definitions say, which partnerships and bodies there are and when
# they are closed, who carries an address that is typed, and what a receipt opens.
FOR_ANYBODY = {
    "engine.storage.installation.last_backup",
    "workflows.backups.faults",  # says when the newest backup was made, as that does
    "notifications.sending.hold.held",
    "workflows.heads_file.compare",  # whoever types on the machine
    "workflows.heads_file.export_heads",
    "notifications.letters.unsubscribe.stop",  # whoever holds the link that she was sent
    "workflows.councils.meeting_days.nobody_works",
    "engine.definitions.versions.by_id",
    "engine.definitions.versions.in_use",
    "engine.definitions.versions.known_state",
    "engine.definitions.versions.newest",
    "workflows.partnerships.own_lists.known_workflows",
    "workflows.views.list_view.all_lists",
    "workflows.views.list_view.lists_told",
    "engine.people.actors.find_actor",
    "engine.people.attempts.count_attempt",
    "engine.people.attempts.counting",
    "engine.people.logins.ask_for_link",
    "engine.people.logins.begin_login",
    "engine.people.logins.end_login",
    "engine.people.logins.end_login_of",
    "engine.people.logins.find_logged_in",
    "engine.people.logins.leads_to",
    "engine.people.logins.logins_of",
    "engine.people.logins.use_link",
    "engine.people.tokens.find_held",
    "workflows.deviations.units.find_unit",
    "engine.people.registry.bodies",
    "engine.people.registry.body",
    "engine.people.registry.is_registered",
    "engine.people.registry.partnership",
    "engine.people.registry.partnerships",
    "engine.storage.installation.is_rehearsal",
    "notifications.sending.tick_parts.keep_next_tick",  # a moment alone
    "notifications.sending.tick_parts.next_tick",
    "workflows.plan_import.typed_plans.typed_adoption",
    "workflows.views.report_form.due_when_reported",
    "workflows.views.report_form.form",
    "workflows.views.report_form.forms_by_kind",
    "workflows.views.report_form.kinds",
    "workflows.views.reporter_view.reported",
    "workflows.views.reporter_view.to_reporter",
    "notifications.sending.clock_check.believe_clock",  # whoever runs the ticks runs the machine
    "notifications.sending.marks_ahead.marks_ahead",  # moments alone
    "workflows.health.heads",  # numbers and hashes alone
    "notifications.figures.figures",  # numbers alone, for a machine that the settings name
    "workflows.deviations.reports.by_receipt",
    "workflows.deviations.reports.by_typed_receipt",
    "workflows.views.reporter_told.told_to_reporter",
    "workflows.plan_import.known_bodies.known_bodies",
    "engine.definitions.versions.states",
    "workflows.plans.state_labels",
    "workflows.views.people_view.bodies",
    "workflows.views.people_view.closed",
    "workflows.views.public_plans.shown",
    "workflows.views.public_plans.shown_by",
    "workflows.deviations.council_reports.councils",
}
# What is asked of something that its reader has found already.
OF_WHAT_WAS_FOUND = {
    "workflows.views.case_titles.titles_of",
    "workflows.views.case_lists.body_names",
    "workflows.councils.meetings.bodies_of",
    "workflows.councils.meeting_lists.bodies_of_all",
    "workflows.councils.meetings.held_on",
    "workflows.plans.cases_of",
    "workflows.plans.answers_of",
    "workflows.plans.period_of",
    "workflows.deviations.contacts.language_of",
    "workflows.views.meeting_view.history",
    "workflows.councils.agenda.item_of",
    "notifications.still_kept.still_kept_of",
}


def _said_by_one(world: World, reader: Actor) -> list[tuple[str, str]]:
    world.share_mottak(there=False)
    return list(shared_units.one_sided(world.session, reader, TODAY))


def _offered(world: World, reader: Actor) -> list[str]:
    """The meetings that a form of Fjord's offers."""
    meeting = definitions()["measure"].fields["meeting"]
    asked = definitions()["measure"].opening.model_copy(update={"takes": (meeting.name,)})
    asking = definitions()["measure"].model_copy(update={"opening": asked})
    form = case_opening.form(world.session, asking, world.partnership, reader, TODAY)
    return [
        each.value for given in form.inputs if given.name == "meeting" for each in given.choices
    ]


def _refs(shown: object) -> list[str]:
    return re.findall(r"[A-Z]+-\d{4}-\d+", str(shown))


def _of_a_report(world: World, reader: Actor) -> list[Forecast]:
    """What sending a report to Mottak would mail, as the reader is told of it."""

    def change() -> None:
        world.routed()

    return forecast_change(world.session, change, NOW, reader)


def _to_handler(mails: Iterable[Forecast]) -> list[Forecast]:
    return [each for each in mails if each.address == "handler@example.no"]


def _is_arne(person: object) -> bool:
    return "member@example.no" in str(person)


@pytest.fixture
def world(sqlite_url: str, peopled: None) -> Iterator[World]:
    """Fjord, on SQLite alone: rights are no matter of the database."""
    database = Database(sqlite_url, durable=False)
    with database.session() as session:
        yield found(session)
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


@pytest.mark.parametrize("sight", SIGHTS, ids=_name)
def test_one_sees_what_one_may_and_nothing_next_door(world: World, sight: Sight):
    with world.session.begin():
        fjord = _everything_to_see(world)
    tamper(world.session, f'UPDATE "case" SET version = 9 WHERE id = {fjord.deviation.id}')
    world.session.orm.expire_all()
    seen = set()
    for who, actor in {who: _actor(world, who) for who in sorted(EVERYBODY)}.items():
        with suppress(NotFound, Refused):
            if sight.read(world, fjord, actor):
                seen.add(who)

    assert seen == sight.seen_by


def _everything_to_see(world: World) -> Fjord:
    meeting, deviation = world.meeting(day=NEXT_WEEK), world.routed(by=world.gp)
    world.item(meeting, deviation, report=True)
    planner.plan(world.session, NOW)
    _refused_mail(world)
    return Fjord(
        measure=world.measure(),
        deviation=deviation,
        meeting=meeting,
        plan=_plan(world),
        mandate=_mandate(world),
    )


class _Undone(Exception):
    """Ends a transaction that is to leave nothing."""
