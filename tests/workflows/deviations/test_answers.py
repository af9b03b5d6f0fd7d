"""The answer to a report reaches whoever reported the same, and nobody waits for it in vain."""

from __future__ import annotations

from tests.world import definitions, unmet
from workflows.deviations import reports
from workflows.deviations.answers import hidden_deadlines, wants_answer
from workflows.views.case_view import View, seen


def test_who_did_not_say_wants_an_answer():
    assert wants_answer({})
    assert wants_answer({"wants_answer": True})
    assert not wants_answer({"wants_answer": False})


def test_the_deadline_of_the_answer_is_the_one_that_the_definition_says():
    deviation = definitions()["deviation"]
    routing = deviation.deadlines["routing"].model_copy(update={"answers": True})
    other = deviation.model_copy(
        update={"deadlines": {"routing": routing, "answer": deviation.deadlines["reply"]}}
    )

    assert hidden_deadlines(deviation, {"wants_answer": False}) == {"answer", "part"}
    assert hidden_deadlines(other, {"wants_answer": False}) == {"routing"}
    assert hidden_deadlines(deviation, {}) == {"part"}


def test_a_duplicate_shows_the_answer_of_its_original(world):
    original, receipt = world.routed(), world.report()
    world.step(receipt.case, "mark_duplicate", original=original.ref)
    assert "answer" not in reports.for_reporter(world.session, receipt.code)["fields"]
    world.step(original, "answer", world.handler, answer="Beklager")

    assert reports.for_reporter(world.session, receipt.code)["fields"]["answer"] == "Beklager"


def test_the_answer_is_that_of_the_last_original(world):
    first, last, receipt = world.routed(), world.routed(), world.report()
    world.step(receipt.case, "mark_duplicate", original=first.ref)
    world.step(first, "answer", world.handler, answer="Vi ser på det")
    world.step(first, "mark_duplicate", original=last.ref)
    world.step(last, "answer", world.handler, answer="Beklager")

    assert reports.for_reporter(world.session, receipt.code)["fields"]["answer"] == "Beklager"


def test_who_reported_with_an_account_reads_it_without_seeing_the_original(world):
    original, case = world.routed(), world.report(by=world.gp).case
    world.step(case, "mark_duplicate", original=original.ref)
    world.step(original, "answer", world.handler, answer="Beklager", harm="minor")

    found, definition = seen(world.session, case.ref, world.gp, world.at)
    fields = View(
        session=world.session,
        case=found,
        definition=definition,
        reader=world.gp,
        at=world.at,
        language="nb",
    ).whole()["fields"]
    assert fields["answer"] == "Beklager"
    assert not {"original", "harm"} & fields.keys()


def test_what_a_duplicate_waits_for_is_not_left_out(world):
    quiet = world.report(wants_answer=False).case
    world.step(quiet, "route", handler="mottak")
    assert unmet(lambda: world.step(quiet, "handle", world.handler)) == {}
    other = world.report(wants_answer=False).case
    world.step(other, "route", handler="mottak")
    world.step(world.report().case, "mark_duplicate", original=other.ref)

    assert list(unmet(lambda: world.step(other, "handle", world.handler))) == ["answered"]
    assert unmet(lambda: world.step(other, "handle", world.handler, answer="Beklager")) == {}
