"""An answer whose email did not arrive is told on its case, also once it was handled."""

from __future__ import annotations

import pytest

from engine.language.sentences import say
from tests.world import World
from workflows.deviations import heard
from workflows.deviations.heard import HeardBy, HeardState
from workflows.views.case_view import view_of
from workflows.views.lost_answers import lost_answer

WHO = ("secretary", "handler", "owner")  # who routes, who handles, and who is asked for a part


def told(world: World, ref: str, *readers: str) -> list[str | None]:
    views = [view_of(world.session, ref, getattr(world, who), world.at, "nb") for who in readers]
    return [said and say(said, "nb") for said in map(lost_answer, views)]


@pytest.mark.parametrize("became", [HeardState.CAME_BACK, HeardState.REFUSED])
def test_what_comes_back_after_the_case_was_handled_is_told_until_it_is_read(world, became):
    receipt = world.report(email="sykepleier@example.no")
    case = receipt.case
    world.step(case, "route", handler="mottak")
    world.step(case, "answer", world.handler, answer="Beklager", event_type="ict")
    answer = heard.events_of(world.session, case.id)[-1]
    world.step(case, "ask_part", world.handler, part_question="Når?", awaited=["fagrad-1"])
    heard.keep(world.session, answer.id, HeardBy.ADDRESS, HeardState.TOLD, world.at)
    assert told(world, case.ref, *WHO) == [None, None, None]

    heard.keep(world.session, answer.id, HeardBy.ADDRESS, became, world.at)
    secretary, handler, asked = told(world, case.ref, *WHO)
    assert secretary == handler
    assert str(secretary).startswith("E-posten om svaret fra 2. mars 2026")
    assert asked is None

    heard.keep(world.session, answer.id, HeardBy.PAGE, HeardState.TOLD, world.at)
    assert told(world, case.ref, *WHO) == [None, None, None]


def test_it_stands_there_when_the_case_was_handled(world):
    receipt = world.report(email="sykepleier@example.no")
    world.step(receipt.case, "route", handler="mottak")
    world.step(receipt.case, "answer", world.handler, answer="Beklager", event_type="ict")
    answer = heard.events_of(world.session, receipt.case.id)[-1]
    heard.keep(world.session, answer.id, HeardBy.ADDRESS, HeardState.TOLD, world.at)
    world.step(receipt.case, "handle", world.handler)
    heard.keep(world.session, answer.id, HeardBy.ADDRESS, HeardState.CAME_BACK, world.at)

    assert [bool(said) for said in told(world, receipt.case.ref, "secretary", "handler")] == [
        True,
        True,
    ]
