"""What whoever reported reads on her page."""

from __future__ import annotations

from engine.language.sentences import say
from tests.world import World, tamper
from workflows.views.reporter_view import Reported, reported


def read(world: World, code: str, day: int) -> Reported:
    return reported(world.session, code, world.day(day), "nb")


def test_who_reported_the_same_reads_what_was_done_in_the_original_and_came_of_it(world):
    original, twice = world.report().case, world.report()
    world.step(original, "route", handler="mottak", at=world.day(1))
    world.step(original, "answer", world.handler, answer="Først.", at=world.day(1))
    world.step(twice.case, "mark_duplicate", at=world.day(2), original=original.ref)
    measure, _other, successor = world.measure(), world.measure(), world.measure()
    world.step(measure, "link_deviation", behind=[original.ref], at=world.day(3))
    world.step(measure, "supersede", superseded_by=successor.ref, at=world.day(4))
    world.step(original, "answer", world.handler, answer="Beklager.", at=world.day(5))
    world.step(original, "write", world.handler, message="Til den første.", at=world.day(6))

    shown = read(world, twice.code, 7)
    assert [say(each.done, "nb") for each in shown.happened] == [
        "Avviket er meldt",
        "Avviket er merket som meldt fra før",
        "I den opprinnelige saken: Du har fått svar",
    ]
    assert {say(each.done, "nb") for each in shown.measures} == {"Erstattet", "Foreslått"}
    assert len(shown.measures) == 2
    assert not [each for each in shown.conversation if "første" in each.words]


def test_what_was_taken_back_in_the_original_is_not_read(world):
    original, twice = world.report().case, world.report()
    world.step(twice.case, "mark_duplicate", at=world.day(1), original=original.ref)
    before = read(world, twice.code, 1).happened
    world.step(original, "reject", at=world.day(2), rejection="not_enough")
    told = read(world, twice.code, 3).happened
    world.correct(original, at=world.day(3))

    assert say(told[-1].done, "nb") == "I den opprinnelige saken: Meldingen er avvist"
    assert read(world, twice.code, 4).happened == before


def test_nobody_is_invited_to_report_anew_before_her_case_has_ended(world):
    receipt = world.report()
    world.step(receipt.case, "reject", rejection="not_enough")
    before = read(world, receipt.code, 1).anew
    tamper(world.session, "UPDATE \"case\" SET state = 'reported'")

    assert before is not None
    assert read(world, receipt.code, 1).anew is None


def test_an_address_can_be_left_until_it_would_be_removed(world):
    receipt = world.report()
    world.step(receipt.case, "reject", rejection="not_enough")

    assert read(world, receipt.code, 30).takes_address
    assert not read(world, receipt.code, 400).takes_address
