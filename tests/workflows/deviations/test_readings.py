"""Who has read a deviation, for the secretariat and for whoever reported it."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from engine.cases.chain import verify_chains
from engine.days.calendar import at_local
from engine.errors import Refused
from engine.language.sentences import say
from engine.people.actors import Actor
from tests.world import World, tamper
from workflows.deviations.readings import read_by
from workflows.views.case_view import view_of
from workflows.views.readings_told import ReadingsOfDay, asked_readings, readings_told
from workflows.views.reporter_view import reported


def read(world: World, ref: str, reader: Actor, minutes: int = 0) -> list[str]:
    """Somebody reads the case; whom the page then names as its readers."""
    view = view_of(world.session, ref, reader, world.at + timedelta(minutes=minutes), "nb")
    return [say(each.who, "nb") for each in readings_told(view)]


def test_the_secretariat_is_told_names_and_the_newest_first(world):
    case = world.routed()
    read(world, case.ref, world.handler, 1)

    told = read(world, case.ref, world.secretary, 2)

    assert told == [world.secretary.name, world.handler.name]
    listed = read_by(world.session, case.id)
    assert [each.role for each in listed] == ["router", "handler"]


def test_whoever_reported_is_told_roles_and_times_and_no_name(world):
    receipt = world.report()
    world.step(receipt.case, "route", world.secretary, handler="mottak")
    read(world, receipt.case.ref, world.handler, 1)
    read(world, receipt.case.ref, world.secretary, 2)

    told = reported(world.session, receipt.code, world.at, "nb").readings

    assert [(each.at, say(each.who, "nb")) for each in told] == [
        (world.at + timedelta(minutes=2), "Avviksmottaket"),
        (world.at + timedelta(minutes=1), "De som behandler avviket"),
    ]


def test_whoever_reported_is_not_told_that_others_were_asked_for_their_part(world):
    case = world.routed(by=world.stranger)
    world.step(case, "ask_part", world.handler, part_question="Når?", awaited=["fastleger"])
    read(world, case.ref, world.gp)

    assert set(read(world, case.ref, world.stranger)) == {"De som behandler avviket"}


def test_a_handler_is_not_told_who_else_read_it(world):
    case = world.routed()
    read(world, case.ref, world.secretary)

    assert read(world, case.ref, world.handler, 1) == []
    with pytest.raises(Refused):
        asked_readings(view_of(world.session, case.ref, world.handler, world.at, "nb"))


def test_a_role_in_which_nobody_read_it_is_found(world):
    case = world.routed()
    read(world, case.ref, world.handler)
    assert verify_chains(world.session) == []

    tamper(world.session, "UPDATE reading SET role = 'secretariat'")

    [found] = verify_chains(world.session)
    assert found.ref.startswith("reading ")


def test_a_reading_from_before_roles_were_kept_says_so(world):
    receipt = world.report()
    read(world, receipt.case.ref, world.secretary)
    tamper(world.session, "UPDATE reading SET role = NULL")

    [told] = reported(world.session, receipt.code, world.at, "nb").readings

    assert say(told.who, "nb") == "En som har lov til å lese den"


def test_a_line_tells_how_often_a_role_read_it_that_day_first_and_last(world):
    receipt, times = world.report(), (0, 60, 180, 24 * 60)
    world.step(receipt.case, "route", handler="mottak")
    for minutes in times:
        read(world, receipt.case.ref, world.handler, minutes)
    at = [world.at + timedelta(minutes=minutes) for minutes in times]

    told = reported(world.session, receipt.code, world.day(2), "en")

    lines = [(each.first, each.last, each.times) for each in told.readings_by_day]
    assert lines == [(at[3], at[3], 1), (at[0], at[2], 3)]
    assert [each.at for each in told.readings] == [*reversed(at)]
    said = "2 March 2026, 3 times between 10:00 and 13:00"
    assert say(told.readings_by_day[1].when, "en") == said


def test_what_was_read_twice_within_a_minute_was_read_at_that_minute():
    first = at_local(date(2026, 3, 2), time(10, 0))
    told = ReadingsOfDay(first, first + timedelta(seconds=40), 2, "mottak")

    assert say(told.when, "nb") == "2. mars 2026, 2 ganger kl. 10.00"
