from __future__ import annotations

from datetime import date

import pytest

from engine.cases import lists
from engine.cases.guards import registered
from engine.cases.lists import Listed, Wanted
from engine.cases.opening import open_case
from engine.cases.reading import visible_refs
from engine.definitions import versions
from engine.definitions.loader import load
from engine.people.actors import OPERATOR, Actor
from engine.people.acts import Act
from engine.storage.database import Database
from tests.queries import counted
from tests.world import World, definitions, found


def refs(found: list[Listed]) -> list[str]:
    return [each.case.ref for each in found]


def page(world: World, reader: Actor | None = None, **wanted: object) -> list[Listed]:
    return lists.page(
        world.session,
        Wanted(**{"workflow": "measure", **wanted}),
        reader or world.secretary,
        world.at.date(),
    )


@pytest.fixture
def seven(world: World) -> World:
    """Seven measures; two are due on the same day, one never."""
    for number, years in enumerate(("2029", "2026", None, "2027", "2026", "2028", "2026-2027")):
        world.approved(
            title=f"Tiltak {number}", years=years, bodies=[("fagrad-1", "fagrad-2")[number % 2]]
        )
    return world


def test_due_sentences_first_stands_first_and_what_never_is_last(seven):
    due = [each.case.due_on and each.case.due_on.year for each in page(seven)]

    assert due == [2026, 2026, 2027, 2027, 2028, 2029, None]


@pytest.mark.parametrize("most", [1, 2, 3, 7])
@pytest.mark.parametrize("body", [None, "fagrad-1"])
def test_pages_follow_each_other_without_gaps_or_repeats(seven, most, body):
    body_id = seven.body(body).id if body else None
    whole = refs(page(seven, body_id=body_id))
    found, after = [], None

    while following := page(seven, body_id=body_id, most=most, after=after):
        found += refs(following)
        after = (following[-1].case.due_on, following[-1].case.id)

    assert found == whole
    assert len(whole) == (4 if body else 7)


def test_a_whole_list_is_read_past_its_page(seven):
    found = lists.every(seven.session, Wanted("measure", most=2), seven.secretary, seven.at.date())

    assert refs(found) == refs(page(seven))


def test_a_whole_list_holds_together_across_partnerships(seven):
    for title in ("Hos naboen", "Hos naboen igjen"):
        open_case(
            seven.session,
            "measure",
            partnership_id=seven.neighbours,
            act=Act(seven.neighbour, seven.at),
            inputs={"title": title, "years": "2027"},
        )

    found = lists.every(seven.session, Wanted("measure", most=2), OPERATOR, seven.at.date())

    assert len(refs(found)) == len(set(refs(found))) == 9
    assert [each.case.due_on or date.max for each in found] == sorted(
        each.case.due_on or date.max for each in found
    )


def test_a_list_of_a_body_holds_what_it_is_tied_to(seven):
    assert len(page(seven, body_id=seven.body("fagrad-1").id)) == 4


def test_a_body_tied_in_two_ways_has_one_line(world):
    case = world.measure(bodies=["fagrad-1"], supporting=["fagrad-1", "asu"])

    (found,) = page(world, body_id=world.body("fagrad-1").id)

    assert found.case.ref == case.ref
    assert found.bodies == (
        ("responsible", "fagrad-1"),
        ("support", "asu"),
        ("support", "fagrad-1"),
    )


def test_a_list_can_be_of_one_state(seven):
    case = seven.measure()
    seven.step(case, "defer", reason="Venter")

    assert refs(page(seven, state="deferred")) == [case.ref]
    assert refs(page(seven, state="deferred", body_id=seven.body("fagrad-1").id)) == [case.ref]
    assert len(page(seven, state="approved")) == 7


def test_a_list_of_due_sentences_leaves_out_the_rest(seven):
    assert [each.case.due_on for each in page(seven, due=date(2026, 12, 31))] == [
        date(2026, 12, 31)
    ] * 2
    assert page(seven, due=date(2026, 12, 30)) == []
    assert len(page(seven, due=date(2027, 12, 31), body_id=seven.body("fagrad-1").id)) == 2


def test_a_list_among_some_cases_holds_no_others(seven):
    chosen = [each.case.id for each in page(seven)][:3]

    assert [each.case.id for each in page(seven, among=chosen)] == chosen
    assert page(seven, among=[]) == []


def test_a_list_without_a_workflow_holds_all_that_one_may_know(seven):
    seven.report()

    assert len(page(seven, workflow=None)) == 8
    assert len(page(seven, seven.member, workflow=None)) == 7


def test_each_case_is_seen_by_those_whom_its_own_version_shows_it(world):
    source = definitions()["measure"].source
    closed = source.replace("visible_to: [partnership]", "visible_to: [secretariat]")
    old = world.measure()
    for version, text in ((2, closed), (3, source)):
        newer = text.replace("version: 1", f"version: {version}", 1)
        found = load(newer, "measure.yaml", guards=registered())
        versions.store(world.session, [found], Act(OPERATOR, world.at))
        world.measure(f"Versjon {version}")

    assert refs(page(world, world.gp)) == [old.ref, "T-2026-3"]
    assert refs(page(world, world.secretary)) == [old.ref, "T-2026-2", "T-2026-3"]
    every_ref = ["T-2026-1", "T-2026-2", "T-2026-3"]
    seen = visible_refs(world.session, every_ref, world.gp, world.at.date())
    assert seen == {old.ref, "T-2026-3"}


@pytest.fixture
def crowded(world: World) -> World:
    """Deviations that others handle, two that Mottak does, and one of these was reported by the
    GP."""
    world.person("Nina Nattevakt", ("sengepost", "member"))
    for _number in range(4):
        world.report()
        world.step(world.report().case, "route", handler="sengepost")
    world.routed()
    world.routed(by=world.gp)
    world.report(by=world.gp)
    return world


@pytest.mark.parametrize(
    ("who", "number"), [("secretary", 11), ("handler", 2), ("gp", 2), ("member", 0), ("deputy", 0)]
)
@pytest.mark.parametrize("most", [1, 2, 50])
def test_pages_hold_what_is_tied_to_the_reader_once(crowded, who, number, most):
    reader, found, after = getattr(crowded, who), [], None
    while following := page(crowded, reader, workflow="deviation", most=most, after=after):
        found += refs(following)
        after = (following[-1].case.due_on, following[-1].case.id)

    assert len(found) == len(set(found)) == number
    whole = lists.every(crowded.session, Wanted("deviation"), reader, crowded.at.date())
    assert refs(whole) == found


def test_a_case_of_two_bodies_of_the_reader_has_one_line(crowded):
    crowded.seat("handler", "sengepost", "member")
    crowded.seat("handler", "fagrad-1", "member")
    reader = found(crowded.session).handler

    assert len(page(crowded, reader, workflow="deviation")) == 6
    case = crowded.measure(bodies=["fagrad-1"])
    assert refs(page(crowded, reader)) == [case.ref]


def test_who_sees_few_of_many_has_only_those_read(sqlite_url, peopled):
    """The list of a unit's member is read from what is tied to the unit."""
    with counted() as asked:
        database = Database(sqlite_url, durable=False)
        with database.session() as session:
            world = found(session)
            asked.clear()
            lists.page(session, Wanted("deviation"), world.handler, world.at.date())
        database.close()

    assert [sql for sql in asked if '"case".partnership_id = ' in sql] == []
    assert [sql for sql in asked if "case_body.body_id = " in sql]


@pytest.mark.parametrize(
    ("wanted", "who"),
    [
        (Wanted("measure"), "secretary"),
        (Wanted("measure", "proposed"), "secretary"),
        (Wanted("measure", body_id=1), "secretary"),
        (Wanted("deviation"), "handler"),
        (Wanted("measure"), "deputy"),
    ],
    ids=["any state", "one state", "a body", "a unit's member", "a deputy"],
)
def test_no_page_sorts_what_grows(sqlite_url, peopled, wanted, who):
    """Each statement of a page reads along an index, so that a page takes no longer with more."""
    with counted() as asked:
        database = Database(sqlite_url, durable=False)
        with database.session() as session:
            world = found(session)
            asked.clear()
            lists.page(session, wanted, getattr(world, who), world.at.date())
            mine = [sql for sql in asked if 'FROM "case"' in sql or "FROM case_body" in sql]
            steps = [
                row[3]
                for sql in mine
                for row in session.driver.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall()
            ]
        database.close()

    assert steps
    assert [step for step in steps if "TEMP B-TREE FOR ORDER BY" in step] == []
    assert [step for step in steps if step.startswith("SCAN") and "json_each" not in step] == []
