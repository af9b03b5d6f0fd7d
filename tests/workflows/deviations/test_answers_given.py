"""What somebody was once answered stays on the page, marked as earlier."""

from __future__ import annotations

from typing import Any

import pytest

from engine.language.sentences import say
from engine.people.acts import Act
from tests.world import World
from workflows.deviations import reports
from workflows.deviations.own_reports import written_texts
from workflows.deviations.reports import Receipt
from workflows.views.case_view import view_of
from workflows.views.conversation import conversation
from workflows.views.reporter_view import reported


def answers(world: World, receipt: Receipt) -> list[Any]:
    """The answers on her page, each with the day until which it applied; then the one that does."""
    shown = reported(world.session, receipt.code, world.day(9), "nb")
    texts = [(e.words, e.until) for e in shown.conversation if e.name == "answer"]
    return [*texts, shown.answer]


@pytest.fixture
def first(world: World) -> Receipt:
    """A report that was answered on Monday, and reopened on Wednesday."""
    receipt = world.report()
    world.step(receipt.case, "route", handler="mottak")
    world.step(receipt.case, "handle", world.handler, answer="Beklager")
    return receipt


def reopen(world: World, receipt: Receipt) -> None:
    reports.reopen(world.session, receipt.code, "Nei", Act(world.stranger, world.day(2)))


def test_an_answer_that_did_not_help_is_an_earlier_one(world, first):
    reopen(world, first)
    assert answers(world, first) == [("Beklager", world.day(2)), ""]

    world.step(first.case, "answer", world.handler, at=world.day(3), answer="Vi ringer")

    assert answers(world, first) == [
        ("Beklager", world.day(2)),
        ("Vi ringer", None),
        "Vi ringer",
    ]
    shown = reported(world.session, first.code, world.day(4), "nb")
    assert shown.conversation[0].no_longer
    assert say(shown.conversation[0].no_longer, "en") == (
        "An earlier answer, which applied until 4 March 2026, 10:00."
    )


def test_what_was_answered_before_it_became_a_duplicate_stays_as_an_earlier_answer(world, first):
    reopen(world, first)
    original = world.report()
    world.step(first.case, "mark_duplicate", at=world.day(3), original=original.case.ref)
    assert answers(world, first) == [("Beklager", world.day(2)), ""]

    world.step(original.case, "route", at=world.day(4), handler="mottak")
    world.step(original.case, "answer", world.handler, at=world.day(4), answer="Fra nå av")

    shown = reported(world.session, first.code, world.day(9), "en")
    assert answers(world, first) == [
        ("Beklager", world.day(2)),
        ("Fra nå av", None),
        "Fra nå av",
    ]
    assert shown.answered_before
    assert say(shown.answered_before, "en").startswith("The answer replaces an earlier one")


@pytest.mark.parametrize("day", [1, 5])
def test_of_two_answers_that_of_the_original_applies_since_she_can_read_it(world, day):
    receipt, original = world.report(), world.report()
    for each in (receipt, original):
        world.step(each.case, "route", handler="mottak")
    world.step(receipt.case, "answer", world.handler, answer="Eget")
    if day == 1:
        world.step(original.case, "answer", world.handler, at=world.day(1), answer="Felles")
    world.step(receipt.case, "mark_duplicate", at=world.day(3), original=original.case.ref)
    if day == 5:
        assert answers(world, receipt) == [("Eget", None), "Eget"]
        world.step(original.case, "answer", world.handler, at=world.day(5), answer="Felles")

    assert answers(world, receipt) == [("Eget", world.day(max(3, day))), ("Felles", None), "Felles"]


def test_whoever_reported_the_same_keeps_what_the_original_was_answered(world, first):
    other, last = world.report(), world.report()
    world.step(other.case, "mark_duplicate", at=world.day(1), original=first.case.ref)
    reopen(world, first)
    assert answers(world, other) == [("Beklager", world.day(2)), ""]

    world.step(first.case, "mark_duplicate", at=world.day(3), original=last.case.ref)
    world.step(last.case, "route", at=world.day(3), handler="mottak")
    world.step(last.case, "answer", world.handler, at=world.day(4), answer="Til alle tre")

    found = [("Beklager", world.day(2)), ("Til alle tre", None), "Til alle tre"]
    assert [answers(world, each) for each in (other, first)] == [found, found]
    shown = reported(world.session, other.code, world.day(5), "nb")
    assert [say(each.role, "nb") for each in shown.conversation] == ["De som behandler avviket"] * 2
    told = repr(shown)
    assert not [each.case.ref for each in (first, last) if each.case.ref in told]


def test_what_applied_no_longer_before_it_became_a_duplicate_was_told_to_nobody_there(world, first):
    reopen(world, first)
    other = world.report()

    world.step(other.case, "mark_duplicate", at=world.day(3), original=first.case.ref)

    assert answers(world, other) == [""]


def test_an_answer_of_the_original_that_was_taken_back_is_told_of_without_its_words(world):
    original, other = world.report(), world.report()
    world.step(other.case, "mark_duplicate", original=original.case.ref)
    world.step(original.case, "route", handler="mottak")
    world.step(original.case, "answer", world.handler, answer="Feil sak")
    world.correct(original.case, at=world.day(1))
    world.step(original.case, "answer", world.handler, at=world.day(2), answer="Rett svar")

    shown = reported(world.session, other.code, world.day(9), "en")
    back, now = shown.conversation

    assert (back.words, back.taken_back, now.words, now.no_longer) == (
        "",
        world.day(1),
        "Rett svar",
        None,
    )
    assert "not shown any more" in say(back.no_longer, "en")
    assert (shown.answer, shown.answered_before) == ("Rett svar", None)
    assert "" not in [each.text for each in written_texts(world.session, other.case)]


def test_what_was_taken_back_before_it_became_a_duplicate_is_told_to_nobody_there(world):
    original, other = world.routed(), world.report()
    world.step(original, "answer", world.handler, answer="Feil sak")
    world.correct(original, at=world.day(1))
    world.step(other.case, "mark_duplicate", at=world.day(3), original=original.ref)

    assert reported(world.session, other.code, world.day(9), "en").conversation == ()


def test_a_reopening_that_was_taken_back_is_no_answer_that_was(world):
    receipt, other = world.report(by=world.stranger), world.report()
    world.step(receipt.case, "route", handler="mottak")
    world.step(receipt.case, "handle", world.handler, answer="Beklager")
    world.step(other.case, "mark_duplicate", at=world.day(1), original=receipt.case.ref)
    reopen(world, receipt)
    world.correct(receipt.case, world.stranger, at=world.day(3))

    assert answers(world, other) == [("Beklager", None), "Beklager"]


def test_those_who_handle_a_duplicate_read_its_own_texts_alone(world, first):
    other = world.report()
    world.step(other.case, "route", handler="mottak")
    world.step(other.case, "mark_duplicate", original=first.case.ref)

    view = view_of(world.session, other.case.ref, world.handler, world.at, "nb")

    assert conversation(view) == []
