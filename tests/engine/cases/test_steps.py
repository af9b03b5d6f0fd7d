from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from engine.cases.chain import verify_chains
from engine.cases.events import events_of, last_event_number
from engine.cases.links import linked, links
from engine.cases.opening import open_case
from engine.cases.records import Case, Ties, ties
from engine.cases.steps import correct, last_to_correct, renumber
from engine.errors import BadInput, Conflict, NotFound, Refused, WayOut
from engine.language.sentences import say
from engine.people import registry
from engine.people.actors import OPERATOR, Actor
from engine.people.acts import Act
from engine.storage.database import Database
from engine.storage.session import Session
from tests.world import IDENTITY_NUMBER, World, at_once, refusal, tamper, unmet
from workflows.partnerships import leaving

TABLES = ('"case"', "event", "case_body", "case_person", "case_link", "counter")


def counts(session: Session) -> dict[str, int]:
    return {
        table: session.execute(text(f"SELECT count(*) FROM {table}")).scalar() for table in TABLES
    }


def events(world: World, case: Case) -> list[str]:
    return [event.action for event in events_of(world.session, case.id)]


# Opening


def test_a_new_case_stands_at_the_start_with_one_event(world):
    case = world.measure(by=world.owner)

    assert (case.state, case.version, case.title) == ("proposed", 1, "Lage felles rutine")
    assert [(e.kind, e.seq, e.by) for e in events_of(world.session, case.id)] == [
        ("opened", 1, world.owner.person_id)
    ]
    assert world.now(case) == case


def test_refs_count_up_within_a_year_and_a_workflow(world):
    refs = [
        world.measure().ref,
        world.measure().ref,
        world.report().case.ref,
        world.measure(at=world.day(365)).ref,
    ]

    assert refs == ["T-2026-1", "T-2026-2", "A-2026-1", "T-2027-1"]


def test_a_case_that_lacks_what_it_needs_is_not_opened(world):
    refused = refusal(lambda: world.measure(title=None))

    assert refused.unmet == ["title"]
    assert str(refused) == "The field “Title” is missing."
    assert counts(world.session)["event"] == 0


def test_a_case_is_opened_with_nothing_that_belongs_to_later_steps(world):
    assert refusal(lambda: world.measure(result="Ferdig før vi begynte")).unmet == ["result"]


def test_everything_that_is_missing_is_said_at_once(world):
    refused = refusal(lambda: world.measure(title=None, by=world.neighbour, result="Ferdig"))

    assert refused.unmet == ["right", "title", "result"]


def test_a_workflow_that_is_not_there_is_named_with_those_that_are(world):
    with pytest.raises(NotFound, match="Choose from: deviation and measure"):
        open_case(
            world.session,
            "bti",
            partnership_id=world.partnership,
            act=Act(world.secretary, world.at),
        )


def test_whoever_reports_is_tied_to_the_case(world):
    case = world.report(by=world.gp).case

    assert ties(world.session, case.id).persons == {("reporter", world.gp.person_id)}


# Steps


def test_a_step_changes_state_version_fields_and_history_together(world):
    case = world.routed()

    world.step(case, "ask", world.handler, question="Hvilken dag?")

    now = world.now(case)
    assert (now.state, now.version, now.fields["question"]) == ("asked", 3, "Hvilken dag?")
    last = events_of(world.session, case.id)[-1]
    assert (last.from_state, last.to_state, last.parts["changes"]) == (
        "reported",
        "asked",
        {"question": [None, "Hvilken dag?"]},
    )


def test_the_title_follows_its_field(world):
    case = world.measure("Gammelt navn")

    world.step(case, "change", title="Nytt navn", comment="Skrivefeil")

    assert world.now(case).title == "Nytt navn"


def test_a_refused_action_names_what_is_missing_and_what_is_possible(world):
    case = world.measure()

    refused = refusal(lambda: world.step(case, "approve", world.owner))

    assert refused.unmet == ["right", "meeting", "decided"]
    assert events(world, case) == ["open"]


def test_a_refusal_offers_the_other_actions_of_that_state_to_this_person(world):
    case = world.measure()

    refused = refusal(lambda: world.step(case, "approve"))

    assert [label.en for label in refused.possible] == [
        "Defer",
        "Withdraw",
        "Supersede",
        "Change the details",
        "Link to deviations",
    ]


def test_an_action_from_another_state_says_from_which_it_is_done(world):
    case = world.measure()

    refused = refusal(lambda: world.step(case, "start"))

    assert refused.unmet == ["state"]
    assert "is “Proposed”; “Start” is possible from: Assigned." in str(refused)


def test_an_action_that_does_not_exist_is_answered_with_those_that_do(world):
    refused = refusal(lambda: world.step(world.measure(), "celebrate"))

    assert refused.unmet == ["action"]
    assert "approve" in str(refused)


def test_an_action_takes_only_its_own_fields(world):
    with pytest.raises(BadInput, match="“Start” has no fields, so no “result” either"):
        world.step(_assigned(world), "start", result="x")


def _assigned(world: World) -> Case:
    case = world.approved()
    world.step(case, "assign")
    return world.now(case)


def test_a_step_that_wants_a_reason_is_refused_without_one(world):
    refused = refusal(lambda: world.step(world.measure(), "change", title="Nytt", comment="   "))

    assert refused.unmet == ["comment"]


def test_what_a_step_needs_is_given_with_that_very_step(world):
    case = world.ongoing()
    world.step(case, "report_progress", world.owner, light="on_track")

    assert refusal(lambda: world.step(case, "report_progress", world.owner)).unmet == ["light"]


def test_a_field_is_emptied_by_an_empty_value(world):
    case = world.measure(text="Utdyping")

    world.step(case, "change", text="", comment="Tas ut")

    assert "text" not in world.now(case).fields


def test_a_case_that_is_gone_is_not_found(world):
    gone = world.measure()._replace(id=9999)

    with pytest.raises(NotFound):
        world.step(gone, "withdraw", reason="x")


# Versions, keys and several at once


def test_who_saw_an_older_version_is_told_the_new_state(world):
    case = world.measure()
    world.step(case, "defer", reason="Venter på avtalen", version=1)

    with pytest.raises(Conflict) as conflict:
        world.step(case, "withdraw", reason="Ikke aktuelt", version=1)

    assert "now “Deferred”, version 2" in str(conflict.value)
    assert world.now(case).state == "deferred"


def test_a_retried_step_gives_the_first_answer(world):
    case = world.measure()
    first = world.step(case, "defer", reason="Venter", key="k-1")

    again = world.step(case, "defer", reason="Venter", key="k-1")

    assert again == first
    assert world.now(case).version == 2


def test_a_retried_opening_gives_the_first_case(world):
    assert world.measure(key="k-1").ref == world.measure(key="k-1").ref
    assert counts(world.session)['"case"'] == 1


def test_a_key_stands_for_one_request_of_one_person(world):
    key = "one-request-of-one-person"
    mine, other = world.measure(key=key), world.measure()

    for act in (
        lambda: world.step(other, "defer", reason="Venter", key=key),
        lambda: world.measure(by=world.owner, key=key),
    ):
        assert refusal(act).unmet == ["key"]
    assert (world.now(other).version, world.now(mine).version) == (1, 1)


def test_the_same_key_at_once_is_one_step(world, database):
    for number in range(10):
        case = world.measure()

        got = at_once(
            database,
            world,
            lambda w, _n, c=case, k=number: w.step(c, "defer", reason="Venter", key=f"k-{k}"),
        )

        assert got[0] == got[1], got
        assert world.now(case).version == 2


def test_the_same_key_at_once_is_one_case(world, database):
    for number in range(10):
        got = at_once(database, world, lambda w, _n, k=number: w.measure(key=f"k-{k}"))

        assert got[0] == got[1], got
    assert counts(world.session)['"case"'] == 10


def test_of_two_at_once_exactly_one_wins(world, database):
    for _round in range(25):
        case = world.measure()

        got = at_once(
            database,
            world,
            lambda w, n, c=case: w.step(c, ("defer", "withdraw")[n], reason="Straks", version=1),
        )

        won = [each for each in got if not isinstance(each, Exception)]
        lost = [each for each in got if isinstance(each, Exception)]
        assert (len(won), [type(each) for each in lost]) == (1, [Conflict]), got
        assert world.now(case).state == won[0].to_state


def test_several_at_once_all_get_refs_of_their_own(world, database):
    got = at_once(database, world, lambda w, _n: [w.measure().ref for _each in range(10)], times=3)

    refs = [ref for each in got for ref in each]
    assert len(set(refs)) == 30
    assert list(verify_chains(world.session)) == []


def test_many_steps_at_once_on_one_case_leave_one_whole_chain(world, database):
    case = world.ongoing()

    def report(w: World, number: int) -> None:
        for _each in range(10):
            w.step(case, "report_progress", w.owner, light="at_risk", progress=f"fra {number}")

    assert at_once(database, world, report, times=3) == [None] * 3
    assert world.now(case).version == case.version + 30
    assert list(verify_chains(world.session)) == []


def test_no_two_wait_for_each_other_when_a_third_settles_the_order_of_events(world, database):
    """Several steps in one transaction, one who reads "all events so far", and a single step:
    they could wait in a ring."""
    first, second = world.measure(), world.measure()
    with ThreadPoolExecutor(2) as threads, database.session() as one, one.begin():
        here = world.on(one)
        here.step(first, "defer", reason="Venter")
        reader, single = _settled(database), _single(database, world, second)
        waiting = [threads.submit(reader)]
        _until_waiting(database, 1)
        waiting.append(threads.submit(single))
        _until_waiting(database, 2)
        here.step(second, "defer", reason="Venter")
    with ThreadPoolExecutor(1):
        answers = [each.result(timeout=30) for each in waiting]

    assert isinstance(answers[1], Refused), "the single step came second"
    assert world.now(second).version == 2


def _settled(database: Database) -> Callable[[], int]:
    def read() -> int:
        with database.session() as session, session.begin():
            return last_event_number(session)

    return read


def _single(database: Database, world: World, case: Case) -> Callable[[], Any]:
    def step() -> Any:
        with database.session() as session:
            try:
                return world.on(session).step(case, "defer", reason="Venter")
            except Refused as refused:
                return refused

    return step


def _until_waiting(database: Database, number: int) -> None:
    """On PostgreSQL: until so many wait for a lock.

    On SQLite everybody waits at the door; there is nothing to see.
    """
    if database.sqlite:
        return
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname"
        " = current_database()"
    )
    with database.session() as session:
        while session.execute(waiting).scalar() < number:
            pass


# All or nothing


def test_a_body_that_is_not_there_leaves_nothing(world):
    before = counts(world.session)

    with pytest.raises(BadInput, match="does not exist: “fagrad-99”"):
        world.measure(bodies=["fagrad-1", "fagrad-99"])

    assert counts(world.session) == before


def test_a_link_that_leads_nowhere_leaves_nothing(world):
    case, before = world.measure(), counts(world.session)

    with pytest.raises(Refused, match="cannot see: T-2026-99"):
        world.step(case, "change", depends_on=["T-2026-99"], title="Nytt", comment="Rettet")

    assert (counts(world.session), world.now(case)) == (before, case)


def test_a_case_cannot_point_to_itself(world):
    case = world.measure()

    with pytest.raises(Refused, match="cannot point to itself"):
        world.step(case, "change", depends_on=[case.ref], comment="Rettet")


def test_a_field_names_cases_of_its_workflow_only(world):
    measure, report = world.measure(), world.report().case

    reasons = unmet(lambda: world.step(report, "mark_duplicate", original=measure.ref))

    assert reasons == {
        "original": "“Original case” must name a “Cooperation deviation”; T-2026-1 is not one."
    }
    assert "depends_on" in unmet(lambda: world.measure(depends_on=[report.ref]))


def test_nobody_waits_for_a_case_that_has_ended(world):
    ended, case = world.measure(), world.measure()
    world.step(ended, "withdraw", reason="Uaktuelt")

    reasons = unmet(lambda: world.step(case, "supersede", superseded_by=ended.ref))

    assert reasons == {
        "superseded_by": "“Superseded by” names T-2026-1, which has ended (Withdrawn)."
    }


def test_what_a_case_points_to_already_may_end(world):
    first, second = world.measure(), world.measure()
    case = world.measure(depends_on=[first.ref])
    world.step(first, "withdraw", reason="Uaktuelt")

    world.step(case, "change", depends_on=[first.ref, second.ref], comment="Venter på to")

    assert linked(world.session, case.id, "depends_on") == [first.ref, second.ref]


def test_cases_never_point_in_a_ring(world):
    last = world.measure()
    middle = world.measure(depends_on=[last.ref])
    first = world.measure(depends_on=[middle.ref])

    reasons = unmet(lambda: world.step(last, "defer", reason="Venter", depends_on=[first.ref]))

    assert reasons == {
        "depends_on": "“Depends on” would form a ring: T-2026-3 leads back to T-2026-1."
    }
    assert world.now(last) == last


def test_a_correction_brings_no_ring_back(world):
    first, second = world.measure(), world.measure()
    world.step(first, "change", depends_on=[second.ref], comment="Venter")
    world.step(first, "change", depends_on=None, comment="Venter ikke")
    world.step(second, "change", depends_on=[first.ref], comment="Venter")

    assert "leads back to T-2026-1" in unmet(lambda: world.correct(first))["depends_on"]


def test_of_three_who_would_close_a_ring_at_once_one_may_not(database, world):
    cases = [world.measure() for _ in range(3)]

    def point(there: World, number: int) -> None:
        following = cases[(number + 1) % 3].ref
        there.step(cases[number], "change", depends_on=[following], comment="Venter")

    at_once(database, world, point, times=3)

    pointing = [c for c in cases if linked(world.session, c.id, "depends_on")]
    assert len(pointing) < len(cases)


# What a state needs


@pytest.mark.parametrize(("field", "code"), [("title", "title"), ("bodies", "has_members")])
def test_a_running_measure_keeps_its_title_and_its_owners(world, field, code):
    case = world.ongoing()

    assert list(unmet(lambda: world.step(case, "change", comment="Feil", **{field: None}))) == [
        code
    ]
    assert world.now(case) == case


def test_a_running_measure_keeps_its_years_or_has_no_end(world):
    case = world.ongoing()

    assert "has_years" in unmet(lambda: world.step(case, "change", years=None, comment="Feil"))
    assert unmet(lambda: world.step(case, "change", years=None, ongoing="ja", comment="Ny")) == {}


def test_what_did_not_hold_before_is_no_fault_of_a_change(world):
    case = world.ongoing()
    for who in (world.owner, world.deputy):
        act = Act(world.secretary, world.at)
        leaving.leave_body(world.session, who, world.body("fagrad-1"), world.at.date(), act)

    assert (
        unmet(lambda: world.step(case, "change", at=world.day(2), title="Ny", comment="Ny")) == {}
    )


def test_a_proposal_may_still_lose_its_owners(world):
    case = world.measure()

    assert unmet(lambda: world.step(case, "change", bodies=None, comment="Uavklart")) == {}


def test_a_change_of_nothing_is_refused(world):
    case = world.measure()

    for inputs in ({}, {"title": case.title, "years": "2026"}):
        reasons = unmet(lambda inputs=inputs: world.step(case, "change", comment="Ny", **inputs))
        assert reasons == {"unchanged": "Nothing would change in T-2026-1."}
    assert world.now(case) == case


def test_progress_that_is_the_same_again_is_news(world):
    case = world.ongoing()
    world.step(case, "report_progress", light="on_track")

    assert unmet(lambda: world.step(case, "report_progress", light="on_track")) == {}


def test_a_transaction_that_fails_after_a_step_takes_the_step_with_it(world):
    case, before = world.measure(), counts(world.session)

    with pytest.raises(ZeroDivisionError), world.session.begin():  # noqa: PT012
        world.step(case, "defer", reason="Venter")
        raise ZeroDivisionError

    assert (counts(world.session), world.now(case)) == (before, case)


def test_a_new_case_in_a_transaction_that_fails_gives_its_ref_back(world):
    with pytest.raises(ZeroDivisionError), world.session.begin():  # noqa: PT012
        world.measure()
        raise ZeroDivisionError

    assert world.measure().ref == "T-2026-1"


# Ties


def test_ties_follow_the_fields(world):
    other, case = world.measure(), world.measure(bodies=["fagrad-1"], supporting=["fagrad-2"])

    world.step(
        case,
        "change",
        bodies=["fagrad-2", "asu"],
        supporting=None,
        depends_on=[other.ref],
        comment="Byttet",
    )

    bodies = {(link, key) for link, key in _tied(world, case)}
    assert bodies == {("responsible", "fagrad-2"), ("responsible", "asu")}
    assert linked(world.session, case.id, "depends_on") == [other.ref]


def test_ties_carry_the_state_that_lists_are_read_by(world):
    case = world.measure()

    world.step(case, "defer", reason="Venter")

    rows = world.session.execute(
        text("SELECT DISTINCT state FROM case_body WHERE case_id = :id"), {"id": case.id}
    )
    assert [row[0] for row in rows] == ["deferred"]


def test_a_measure_remembers_the_deviations_behind_it(world):
    deviation, case = world.report().case, world.measure()

    world.step(case, "link_deviation", behind=[deviation.ref])

    assert links(world.session, deviation.id) == [
        {"link": "behind", "direction": "from", "ref": case.ref}
    ]


def _tied(world: World, case: Case) -> set[tuple[str, str]]:
    keys = {body.id: body.key for body in registry.bodies(world.session, world.partnership)}
    found: Ties = ties(world.session, case.id)
    return {(link, keys[body]) for link, body in found.bodies}


# Taking back


def test_a_correction_takes_back_state_fields_and_ties(world):
    case = world.measure()
    world.step(case, "change", title="Feil", bodies=["fagrad-2"], comment="Rettet")

    event = world.correct(case)

    now = world.now(case)
    assert (now.title, now.fields, now.state, now.version) == (
        case.title,
        case.fields,
        "proposed",
        3,
    )
    assert _tied(world, case) == {("responsible", "fagrad-1")}
    assert (event.kind, event.action, event.parts["corrects"], event.parts["reason"]) == (
        "corrected",
        "change",
        2,
        "Feil sak",
    )


def test_a_second_correction_takes_back_the_step_before(world):
    case = world.measure()
    world.step(case, "change", title="To", comment="Rettet")
    world.step(case, "defer", reason="Venter")

    corrected = [world.correct(case).parts["corrects"], world.correct(case).parts["corrects"]]

    assert corrected == [3, 2]
    assert (world.now(case).state, world.now(case).title, world.now(case).fields) == (
        "proposed",
        case.title,
        case.fields,
    )


def test_a_step_taken_anew_after_a_correction_can_be_taken_back_too(world):
    case = world.measure()
    world.step(case, "defer", reason="Venter")
    world.correct(case)
    world.step(case, "withdraw", reason="Ikke aktuelt")

    assert world.correct(case).parts["corrects"] == 4
    assert world.now(case).fields == case.fields


def test_opening_cannot_be_taken_back(world):
    case = world.measure()
    world.step(case, "defer", reason="Venter")
    world.correct(case)

    assert refusal(lambda: world.correct(case)).unmet == ["step"]


def test_a_correction_needs_a_right_a_reason_and_a_step(world):
    case = world.measure()

    assert refusal(lambda: world.correct(case, world.owner, reason=" ")).unmet == [
        "right",
        "reason",
        "step",
    ]


def test_a_corrected_final_state_is_open_again(world):
    case = world.ongoing()
    world.step(case, "evaluate", world.owner, result="Bra", outcome="ended")

    world.correct(case)

    world.step(case, "report_progress", world.owner, light="late")
    assert world.now(case).state == "ongoing"


# Who


def test_a_deputy_acts_on_behalf_of_the_one_who_is_away(world):
    case = _assigned(world)

    event = world.step(case, "start", world.deputy)

    assert (event.by, event.behalf_of, event.parts["role"]) == (
        world.deputy.person_id,
        world.owner.person_id,
        "owner",
    )


def test_a_deputy_with_a_seat_of_their_own_acts_for_themselves(world):
    both = world.person("Begge Deler", ("fagrad-1", "deputy"), deputy_for=world.owner)
    both = world.person("Begge Deler", ("fagrad-1", "member"))

    assert world.step(_assigned(world), "start", both).behalf_of is None


def test_an_observer_may_not_act(world):
    assert refusal(lambda: world.step(_assigned(world), "start", world.observer)).unmet == ["right"]


def test_an_observer_may_not_open_either(world):
    assert refusal(lambda: world.measure(by=world.observer)).unmet == ["right"]


@pytest.mark.parametrize(("since", "until"), [(None, date(2026, 3, 1)), (date(2026, 3, 3), None)])
def test_a_seat_counts_from_its_first_to_its_last_day(world, since, until):
    someone = world.person("Ny Eller Gammel", ("fagrad-1", "member"), since=since, until=until)

    assert refusal(lambda: world.step(_assigned(world), "start", someone)).unmet == ["right"]


def test_the_first_and_the_last_day_of_a_seat_count(world):
    today = world.at.date()
    someone = world.person("En Dag", ("fagrad-1", "member"), since=today, until=today)

    assert world.step(_assigned(world), "start", someone).to_state == "ongoing"


def test_a_seat_in_another_expert_council_gives_no_right_to_the_measure(world):
    assert refusal(lambda: world.step(_assigned(world), "start", world.other)).unmet == ["right"]


def test_a_secretariat_next_door_has_no_right_here(world):
    assert refusal(
        lambda: world.step(world.measure(), "withdraw", world.neighbour, reason="x")
    ).unmet == ["right"]


def test_the_operator_decides_nothing(world):
    case = world.measure()

    refused = refusal(lambda: world.step(case, "withdraw", OPERATOR, reason="Ryddet"))

    assert (refused.unmet, refused.reasons[0].remedy.way) == (["name"], WayOut.SAY_WHO)


def _told(act) -> tuple[list[tuple[str, str, str | None]], list[str], str]:
    """What a refusal says: each reason with its remedy, what is possible instead, and of what."""
    refused = refusal(act)
    reasons = [
        (each.code, say(each.sentence, "en"), each.remedy and each.remedy.way.value)
        for each in refused.reasons
    ]
    return reasons, [say(each, "en") for each in refused.possible], refused.action


def test_an_unknown_action_is_answered_with_those_there_are(world):
    case = world.measure()

    reasons, possible, action = _told(lambda: world.step(case, "fly"))
    assert reasons == [
        (
            "action",
            (
                "There is no action “fly”. Choose from: approve, assign, change,"
                " decline, defer, evaluate, link_deviation, report_progress, resume, start,"
                " supersede and withdraw."
            ),
            None,
        )
    ]
    assert possible == [
        "Defer",
        "Withdraw",
        "Supersede",
        "Change the details",
        "Link to deviations",
    ]
    assert action == "fly"


def test_an_action_from_another_state_is_answered_with_where_it_is_done_from(world):
    case = world.measure()

    reasons, possible, action = _told(lambda: world.step(case, "start"))
    assert reasons == [
        ("state", f"{case.ref} is “Proposed”; “Start” is possible from: Assigned.", None)
    ]
    assert (possible[0], action) == ("Defer", "start")


def test_who_may_not_is_told_who_may(world):
    case = world.measure()

    reasons, possible, _ = _told(lambda: world.step(case, "defer", world.member, reason="Venter"))
    assert reasons == [("right", "“Defer” may be done by: The secretariat.", None)]
    assert possible == []


def test_the_console_is_asked_for_a_name(world):
    case = world.measure()

    reasons, *_ = _told(lambda: world.step(case, "defer", OPERATOR, reason="Venter"))
    assert reasons == [("name", "What is decided must have a name behind it.", "say_who")]


def test_a_step_is_taken_back_with_a_reason_by_whoever_may(world):
    case = world.measure()

    assert _told(lambda: world.correct(case))[0] == [
        ("step", f"{case.ref} has no step that can be undone.", None)
    ]
    world.step(case, "defer", reason="Venter")
    assert _told(lambda: world.correct(case, world.member, reason=" "))[0] == [
        ("right", "“Undo the last step” may be done by: The secretariat.", None),
        ("reason", "Give the reason for undoing this.", "give_reason"),
    ]


def test_a_reason_that_holds_a_number_of_a_person_is_named_as_the_reason(world):
    case = world.measure()
    world.step(case, "defer", reason="Venter")

    with pytest.raises(BadInput) as refused:
        world.correct(case, reason=f"Gjelder {IDENTITY_NUMBER}")
    assert "“Reason”" in say(refused.value.reasons[0].sentence, "en")


def test_a_reporters_withdrawal_is_not_taken_back_over_her_head(world):
    case = world.report(by=world.gp).case
    world.step(case, "withdraw", world.gp)

    assert list(unmet(lambda: world.correct(case, world.secretary))) == ["right"]
    world.correct(case, world.gp)
    assert world.now(case).state == "reported"


def test_old_news_has_no_proposer(world):
    act = Act(world.secretary, world.at, quiet=True)
    case = open_case(world.session, "measure", world.partnership, act, {"title": "Fra planen"})

    assert ties(world.session, case.id).persons == frozenset()
    assert ties(world.session, world.measure().id).persons
    assert verify_chains(world.session) == []


def test_of_two_who_take_back_the_same_one_is_told(world):
    case = world.lived()
    version, act = case.version, Act(world.secretary, world.day(5), reason="Feil sak")
    correct(world.session, case, act, expected_version=version)

    with pytest.raises(Conflict):
        correct(world.session, case, act, expected_version=version)
    assert world.now(case).version == version + 1


def test_taking_back_with_the_same_key_again_takes_back_one_step(world):
    case = world.lived()
    act = Act(world.secretary, world.day(5), reason="Feil sak", key="en gang")

    assert correct(world.session, case, act) == correct(world.session, case, act)
    assert world.now(case).version == case.version + 1


@pytest.mark.parametrize("other", [{"title": "Noe annet"}, {"comment": "Av en annen grunn"}])
def test_a_key_with_other_content_is_refused(world, other):
    case, given = world.measure(), {"title": "Nytt navn", "comment": "Rettet", "key": "en gang"}
    first = world.step(case, "change", **given)

    assert world.step(case, "change", **given) == first
    assert list(unmet(lambda: world.step(case, "change", **{**given, **other}))) == ["key"]


def test_a_report_with_the_same_key_and_other_words_is_refused(world):
    key = "en lang og hemmelig noekkel"
    first = world.report("Epikrisen manglet.", key=key)

    assert world.report("Epikrisen manglet.", key=key) == first
    assert list(unmet(lambda: world.report("Noe helt annet.", key=key))) == ["key"]


# Renumbering


def test_a_renumbered_case_keeps_its_ref_and_its_history_holds(world):
    case = world.measure()

    event = renumber(
        world.session, case, "change", "3.4", Act(world.secretary, world.at, reason="Ny plan")
    )

    now = world.now(case)
    assert (now.ref, now.number, now.version) == (case.ref, "3.4", case.version + 1)
    assert event.parts["number"] == [case.number, "3.4"]
    assert verify_chains(world.session) == []


def test_a_renumbering_that_is_undone_gives_the_number_back(world):
    case = world.measure()
    act = Act(world.secretary, world.at, reason="Ny plan")
    renumber(world.session, case, "change", "3.4", act)

    correct(world.session, case, act)

    assert world.now(case).number == case.number
    assert verify_chains(world.session) == []


def test_a_number_that_no_event_tells_shows(world):
    case = world.measure()
    tamper(world.session, f"UPDATE \"case\" SET number = '9.9' WHERE id = {case.id}")

    assert "case_differs" in {found.what for found in verify_chains(world.session)}


def test_a_renumbering_says_what_a_step_may_not(world):
    case = world.measure()
    act = Act(world.secretary, world.at, reason="Ny plan")

    for number, reason in ((IDENTITY_NUMBER, "Ny plan"), ("3.4", IDENTITY_NUMBER), ("3.4", "")):
        with pytest.raises((BadInput, Refused)):
            renumber(world.session, case, "change", number, act._replace(reason=reason))

    assert world.now(case) == case


def test_a_renumbering_by_who_may_not_is_refused(world):
    case = world.measure()

    refused = refusal(
        lambda: renumber(
            world.session, case, "change", "3.4", Act(world.owner, world.at, reason="Ny plan")
        )
    )

    assert refused.unmet == ["right"]
    assert world.now(case).number == case.number


# Undoing


def last_for(world: World, case: Case, by: Actor) -> str | None:
    """The step that this person could undo now."""
    told = events_of(world.session, case.id)
    found = last_to_correct(world.session, world.now(case), told, Act(by, world.at))
    return found.action if found else None


def test_the_step_that_can_be_undone_is_known_before_a_reason_is_given(world):
    case = world.measure()
    assert last_for(world, case, world.secretary) is None

    world.step(case, "defer", reason="Venter")
    assert last_for(world, case, world.secretary) == "defer"
    assert last_for(world, case, world.owner) is None

    world.correct(case)
    assert last_for(world, case, world.secretary) is None


def test_an_undoing_remembers_in_which_role_it_was_done(world):
    case = world.measure()
    world.step(case, "defer", reason="Venter")

    assert world.correct(case).parts["role"] == "secretariat"


def test_a_refused_undoing_names_itself(world):
    refused = refusal(lambda: world.correct(world.measure()))

    assert (refused.unmet, refused.action) == (["step"], "correct")


def test_the_key_of_an_undoing_stands_for_one_case(world):
    mine, other = world.measure(), world.measure()
    act = Act(world.secretary, world.at, reason="Feil", key="one-undoing")
    for case in (mine, other):
        world.step(case, "defer", reason="Venter")
    correct(world.session, mine, act)

    assert refusal(lambda: correct(world.session, other, act)).unmet == ["key"]
    assert world.now(other).state == "deferred"


def test_what_would_come_before_the_last_step_is_told_when_that_was(world):
    case = world.measure()
    world.step(case, "defer", reason="Venter", at=world.day(2))

    refused = refusal(lambda: world.step(case, "withdraw", reason="Ut", at=world.day(1)))

    (reason,) = refused.reasons
    assert (
        say(reason.sentence, "en") == f"The last thing that happened to {case.ref} was on "
        "4 March 2026, 10:00; nothing can take effect before it."
    )
