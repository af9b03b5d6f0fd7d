"""A measure is proposed because of deviations in one step: opened and linked, or neither."""

from __future__ import annotations

import pytest

from engine.errors import BadInput, IdentityNumber, Refused
from engine.language.sentences import say
from engine.people.acts import Act
from tests.world import IDENTITY_NUMBER, refusal
from workflows.deviations.proposals import propose_measure
from workflows.views.case_view import view_of
from workflows.views.measures_and_deviations import measures_of

GIVEN = {"title": "Felles mal for epikriser", "text": "Alle bruker malen.", "bodies": ["fagrad-1"]}


def propose(world, case, by=None, also=(), key=None, **inputs):
    act = Act(by or world.handler, world.at, key=key)
    return propose_measure(world.session, case, {**GIVEN, **inputs}, also, act)


def shown(world, case, reader):
    return view_of(world.session, case.ref, reader, world.at, "nb").whole()


def measures(world):
    rows = world.session.driver.execute("SELECT count(*) FROM \"case\" WHERE workflow = 'measure'")
    return rows.fetchone()[0]


def test_the_measure_remembers_its_deviations_and_they_show_it(world):
    case, other = world.handled(), world.learnt()

    measure = propose(world, case, also=[other.ref, case.ref])

    assert measure.state == "proposed"
    told = shown(world, measure, world.handler)
    assert (told["deviations"], told["fields"]["behind"]) == (2, [case.ref, other.ref])
    for each in (case, other):
        assert measures_of(shown(world, each, world.handler)["links"]) == [measure.ref]


def test_everybody_is_told_how_many_are_behind_it_and_few_which(world):
    measure = propose(world, world.handled())

    told = shown(world, measure, world.mayor)

    assert (told["deviations"], told["fields"].get("behind"), told["links"]) == (1, None, [])


@pytest.mark.parametrize("who", ["gp", "member", "neighbour"])
def test_nobody_else_proposes_because_of_it(world, who):
    case = world.handled()

    refused = refusal(lambda: propose(world, case, getattr(world, who)))

    assert [reason.code for reason in refused.reasons] == ["right"]
    assert measures(world) == 0


def test_before_it_is_handled_nothing_is_proposed_and_because_of_a_measure_never(world):
    reason = refusal(lambda: propose(world, world.routed())).reasons[0]
    assert reason.code == "state"
    assert "“Propose a measure” is possible from: Handled and Learning" in say(
        reason.sentence, "en"
    )
    assert refusal(lambda: propose(world, world.measure())).reasons[0].code == "right"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"text": "Hans Handler lager malen."}, "text"),
        ({"title": "Ring 73 86 00 00"}, "title"),
        ({"title": ""}, "title"),
        ({"also": ["A-2026-99"]}, "behind"),
        ({"bodies": ["finnes-ikke"]}, "bodies"),
    ],
)
def test_what_is_wrong_leaves_no_measure_behind(world, wrong, code):
    case = world.handled()

    with pytest.raises((BadInput, Refused)) as refused:
        propose(world, case, **wrong)

    assert [reason.code for reason in refused.value.reasons] == [code]
    assert measures(world) == 0
    with pytest.raises(IdentityNumber):
        propose(world, case, text=f"Pasient {IDENTITY_NUMBER}")


def test_sent_twice_it_is_one_measure(world):
    case = world.handled()
    first = propose(world, case, key="k" * 32)
    world.step(case, "learn", world.handler, learning="Ring.")

    assert propose(world, case, key="k" * 32).ref == first.ref
    assert measures(world) == 1
