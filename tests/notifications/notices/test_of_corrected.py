"""Who hears that a step was taken back: whoever was told of it, and whoever took it."""

from __future__ import annotations

from tests.mailbox import HOUR, MONDAY, Mailroom

LATER = MONDAY + 2 * HOUR


def heard_of_it(world: Mailroom) -> list[str]:
    world.plan(LATER)
    return [name for name, _kind in world.told("corrected")]


def test_whose_step_was_taken_back_hears_of_it(world):
    case = world.ongoing()
    world.tick()
    world.do(case, "report_progress", by="owner", light="late")
    world.world.correct(case, world.secretary, at=LATER)

    assert heard_of_it(world) == ["owner"]


def test_who_takes_back_the_own_step_is_not_told(world):
    case = world.ongoing()
    world.do(case, "change", comment="rettet", text="Feil")
    world.world.correct(case, world.secretary, at=LATER)

    assert "secretary" not in heard_of_it(world)


def test_who_took_it_and_was_told_hears_once(world):
    case = world.ongoing()
    world.do(case, "report_progress", by="owner", light="late")
    world.tick(LATER)
    world.world.correct(case, world.secretary, at=LATER)
    world.plan(LATER)
    world.plan(LATER)

    assert heard_of_it(world) == ["owner", "stranger"]


def test_a_reporter_who_read_what_no_mail_had_told_her_of_hears_that_it_was_taken_back(world):
    told = {}
    for read in (True, False):
        case = world.deviation(email="ola@example.no")
        world.plan(MONDAY)
        world.do(case, "write", by="secretary", message="Feil sak")
        world.plan(MONDAY + HOUR)
        if read:
            world.world.read_answer(case, at=MONDAY + HOUR)
        world.world.correct(case, world.secretary, at=LATER)
        world.plan(LATER)
        told[read] = len(world.notices(kind="corrected", contact_id=case.id))
    assert told == {True: 1, False: 0}
